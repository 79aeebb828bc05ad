"""The schema rolls forward; a database that does not fit is refused before anything in it changes."""

from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import psycopg
import pytest

from local.api import RecordedApi
from local.login import Login
from tests.acceptance import expected
from tests.acceptance.copies import Copy
from tests.acceptance.reading import Ask, count, documents, tables, tuples
from tests.support.program import Program

SEED = """
CREATE TABLE raw_launches (
    id serial PRIMARY KEY, launch_data jsonb NOT NULL, ingested_at timestamptz DEFAULT now()
);
CREATE TABLE launch_aggregates (
    id serial PRIMARY KEY, total_launches integer, successful_launches integer, average_payload_mass_kg numeric,
    average_launch_delay_seconds numeric, last_updated_utc timestamptz
);
INSERT INTO raw_launches (launch_data) VALUES ('{"name": "FalconSat"}'), ('{"name": "DemoSat"}');
INSERT INTO launch_aggregates (total_launches, successful_launches) VALUES (2, 0);
"""
NOTES = "-- 9000_create_notes: of a later version.\nCREATE TABLE notes (id text);"


@pytest.fixture
def other(tmp_path: Path, job: Program) -> Copy:
    return Copy(tmp_path / "other", job)


@pytest.mark.parametrize("cycles", [2, pytest.param(10, marks=pytest.mark.slow)])
def test_cycles_started_at_once_on_an_empty_database_run_one_after_the_other(
    job: Program, ask: Ask, api: RecordedApi, cycles: int
) -> None:
    with ExitStack() as stack:
        processes = [stack.enter_context(job.started()) for _ in range(cycles)]
        ended = [job.end(process) for process in processes]
    assert [each.code for each in ended] == [0] * cycles, "\n".join(each.stderr for each in ended)
    rows = ask("SELECT * FROM ops.cycles ORDER BY started_at")
    assert len(rows) == cycles
    assert {row.status for row in rows} == {"succeeded"}
    for row, following in pairwise(rows):
        assert row.finished_at <= following.started_at
    assert [row.inserted for row in rows] == [187] + [0] * (cycles - 1)
    assert [row.mode for row in rows] == ["full"] + ["incremental"] * (cycles - 1)
    applied = [name for each in ended for line in each.events("migrated") for name in line["applied"]]
    assert len(applied) == len(set(applied)) == count(ask, "ops.migrations") > 0
    assert documents(ask) == expected.served(api)
    assert count(ask, "launches") == 187


def test_tables_of_the_seed_program_are_refused_until_they_are_renamed_as_the_log_asks(
    job: Program, ask: Ask, login: Login
) -> None:
    """They used to be renamed by a loop in the first migration."""
    with psycopg.connect(login.dsn()) as seed:
        seed.execute(SEED)
    rows = {name: ask(f"SELECT * FROM {name} ORDER BY id") for name in ("raw_launches", "launch_aggregates")}
    before = tuples(ask, "public", "ops")
    refused = job()
    assert refused.code == 78, refused.stderr
    assert all(f"public.{name}" in refused.finished["error"] for name in rows)
    assert tuples(ask, "public", "ops") == before
    ask(refused.finished["what_to_do"].partition("run again: ")[2])
    ended = job()
    assert ended.code == 0, ended.stderr
    for name, seeded in rows.items():
        assert [tuple(row) for row in ask(f"SELECT * FROM {name}_seed ORDER BY id")] == [tuple(row) for row in seeded]
    assert count(ask, "raw_launches") == 187
    assert ask("SELECT id, total_launches FROM launch_aggregates") == [(1, 187)]
    assert job().code == 0
    assert count(ask, "raw_launches_seed") == 2


def test_an_edited_migration_is_refused_before_anything_changes(job: Program, ask: Ask, other: Copy) -> None:
    job()
    before = tuples(ask, "public", "ops")
    other.replace("sql/migrations/0003_create_launches.sql", "name text NOT NULL", "name text")
    ended = other.program()
    assert ended.code == 78
    assert "0003_create_launches" in ended.finished["error"]
    assert tuples(ask, "public", "ops") == before


def test_a_migration_of_a_newer_version_is_applied_by_it_and_refused_by_an_older_one(
    job: Program, ask: Ask, other: Copy
) -> None:
    job()
    other.write("sql/migrations/9000_create_notes.sql", NOTES)
    newer = other.program()
    assert newer.code == 0, newer.stderr
    assert newer.events("migrated")[0]["applied"] == ["migrations/9000_create_notes"]
    assert "public.notes" in tables(ask, "public")
    before = tuples(ask, "public", "ops")
    ended = job()
    assert ended.code == 78
    assert "9000_create_notes" in ended.finished["error"]
    assert tuples(ask, "public", "ops") == before


def test_a_migration_that_fails_leaves_none_of_those_that_came_with_it(job: Program, ask: Ask, other: Copy) -> None:
    other.write("sql/migrations/9000_create_notes.sql", NOTES)
    other.write("sql/migrations/9001_break.sql", "-- 9001_break: a mistake.\nSELECT 1 / 0;")
    ended = other.program()
    assert ended.code == 70
    assert "9001_break" in ended.finished["error"]
    assert tables(ask, "public", "ops") == []
    assert job().code == 0
