from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from job import sources
from job.databases import sqlfiles
from job.steps import ledger, transform
from job.steps.transform import Transformed
from tests.support.handmade import REFUSED, launch, payload, record_id
from tests.support.steps import Steps

Ask = Callable[..., list[Any]]


def run(steps: Steps, model: str = sources.CURRENT.fingerprint()) -> Transformed:
    """Transform as a cycle does that received nothing new."""
    steps.receive()
    with steps.warehouse.transaction():
        at = ledger.instant(steps.warehouse)
        return transform.run(steps.warehouse, data_as_of=at, anything_affected=False, model=model)


def written(ask: Ask, table: str) -> list[Any]:
    return ask(f"SELECT xmin, * FROM {table} ORDER BY 2, 3")


TABLES = ("launches", "launch_payloads", "launch_cores", "launch_aggregates")


@pytest.fixture
def stored(steps: Steps) -> Steps:
    """Two launches are stored."""
    steps.cycle(launch(1), launch(2, payloads=[payload(), payload(mass_kg=None)], cores=[]))
    return steps


@pytest.mark.usefixtures("stored")
def test_rows_are_made_of_every_affected_launch(ask: Ask) -> None:
    assert ask("SELECT count(*) FROM launches") == [(2,)]
    assert ask("SELECT launch_id, position FROM launch_payloads ORDER BY 1, 2") == [
        (record_id(1), 1),
        (record_id(2), 1),
        (record_id(2), 2),
    ]
    assert ask("SELECT launch_id, position FROM launch_cores") == [(record_id(1), 1)]
    assert ask("SELECT total_launches FROM launch_aggregates") == [(2,)]


def test_without_a_change_nothing_is_made_anew(stored: Steps, ask: Ask) -> None:
    before = [written(ask, table) for table in TABLES]
    assert run(stored) == Transformed(rebuilt=False)
    assert [written(ask, table) for table in TABLES] == before


def test_only_a_affected_launch_s_rows_are_made_anew(stored: Steps, ask: Ask) -> None:
    before = {row.launch_id: row for row in written(ask, "launches")}
    stored.cycle(launch(1), launch(2, name="again"))
    after = {row.launch_id: row for row in written(ask, "launches")}
    assert after[record_id(1)] == before[record_id(1)]
    assert after[record_id(2)].name == "again"
    assert after[record_id(2)].updated_at > before[record_id(2)].updated_at


def test_an_edited_transform_rebuilds_every_launch_once(stored: Steps, sql: Path, ask: Ask) -> None:
    path = sql / "transforms" / "launches.sql"
    path.write_text(path.read_text().replace("launch.name,", "upper(launch.name),"))
    sqlfiles.read.cache_clear()
    assert run(stored) == Transformed(rebuilt=True)
    assert [row.name for row in ask("SELECT name FROM launches ORDER BY 1")] == ["FLIGHT 1", "FLIGHT 2"]
    assert run(stored) == Transformed(rebuilt=False)


def test_a_changed_model_rebuilds_every_launch_once(stored: Steps) -> None:
    assert run(stored, model="another") == Transformed(rebuilt=True)
    assert run(stored, model="another") == Transformed(rebuilt=False)


def test_another_way_of_taking_documents_apart_rebuilds_every_launch_once(stored: Steps, sql: Path, ask: Ask) -> None:
    path = sql / "steps" / "land" / "take_apart.sql"
    path.write_text(path.read_text().replace("rocket ->> 'name',", "upper(rocket ->> 'name'),"))
    sqlfiles.read.cache_clear()
    assert run(stored) == Transformed(rebuilt=True)
    assert ask("SELECT DISTINCT rocket_name FROM launches") == [(launch(1)["rocket"]["name"].upper(),)]
    assert run(stored) == Transformed(rebuilt=False)


def test_a_rebuild_takes_the_stored_documents_apart_some_at_a_time(stored: Steps, sql: Path, ask: Ask) -> None:
    before = ask("SELECT launch_id, name, payload_count FROM launches ORDER BY 1")
    path = sql / "steps" / "transform" / "to_take_apart.sql"
    path.write_text(path.read_text().replace("LIMIT 5000", "LIMIT 1"))
    sqlfiles.read.cache_clear()
    assert run(stored, model="another") == Transformed(rebuilt=True)
    assert ask("SELECT launch_id, name, payload_count FROM launches ORDER BY 1") == before
    assert ask("SELECT count(*) FROM launch_payloads") == [(3,)]


def test_a_rebuild_takes_a_document_that_came_again_apart_once(stored: Steps, ask: Ask) -> None:
    stored.model = "another"  # so that nothing counts as judged, and everything is sent once more
    stored.cycle(launch(1), launch(2, name="again", payloads=[payload()]))
    assert ask("SELECT name, payload_count FROM launches ORDER BY launch_id") == [("Flight 1", 1), ("again", 1)]
    assert ask("SELECT count(*) FROM launch_payloads") == [(2,)]


def test_after_many_rows_the_planner_knows_every_table_at_once(stored: Steps, sql: Path, ask: Ask) -> None:
    path = sql / "steps" / "transform" / "analyze_tables.sql"
    path.write_text(path.read_text().replace("< 10000", "< 2"))
    sqlfiles.read.cache_clear()
    assert run(stored, model="another").rebuilt
    known = ask("SELECT DISTINCT tablename FROM pg_stats WHERE schemaname = 'public'")
    transformed = {sqlfiles.stem(name) for name in sqlfiles.names("transforms")} - {"launch_aggregates"}
    assert {row.tablename for row in known} == transformed | {"raw_launches"}


def test_a_new_transform_and_one_that_is_gone_rebuild_every_launch(stored: Steps, sql: Path) -> None:
    added = sql / "transforms" / "more.sql"
    added.write_text("-- more: x.\n-- reads: launches\nSELECT 1;\n")
    assert run(stored) == Transformed(rebuilt=True)
    added.unlink()
    assert run(stored) == Transformed(rebuilt=True)
    assert run(stored) == Transformed(rebuilt=False)


def test_a_rebuild_removes_rows_whose_launch_is_gone_and_restores_those_that_are_missing(
    stored: Steps, ask: Ask
) -> None:
    ask("DELETE FROM launches WHERE launch_id = %s", record_id(1))
    ask("DELETE FROM launch_payloads")
    ask("INSERT INTO launches SELECT 'ghost', " + ", ".join(columns(ask)) + " FROM launches LIMIT 1")
    assert run(stored, model="another").rebuilt
    assert [row.launch_id for row in ask("SELECT launch_id FROM launches ORDER BY 1")] == [record_id(1), record_id(2)]
    assert ask("SELECT count(*) FROM launch_payloads") == [(3,)]


def columns(ask: Ask) -> list[str]:
    rows = ask(
        "SELECT attname FROM pg_attribute WHERE attrelid = 'launches'::regclass AND attnum > 1 AND NOT attisdropped"
        " ORDER BY attnum"
    )
    return [row.attname for row in rows]


def test_the_aggregates_row_is_written_only_when_a_value_differs(stored: Steps, ask: Ask) -> None:
    before = written(ask, "launch_aggregates")
    assert run(stored, model="another").rebuilt
    assert written(ask, "launch_aggregates") == before
    stored.cycle(launch(1))
    (after,) = written(ask, "launch_aggregates")
    assert (after.total_launches, after.last_updated_utc > before[0].last_updated_utc) == (1, True)


# Such an orphan was taken apart as a launch without a name, and every cycle until it had flown ended with 70.
def test_a_rebuild_removes_rows_of_a_launch_that_is_gone_and_served_as_upcoming(stored: Steps, ask: Ask) -> None:
    ask("DELETE FROM raw_launches WHERE id = %s", record_id(2))
    stored.model = "another"
    stored.cycle(launch(1), launch(2, upcoming=True))
    assert ask("SELECT launch_id FROM launches") == [(record_id(1),)]


def test_a_rebuild_makes_the_rows_of_a_refused_document_from_the_stored_one(stored: Steps, ask: Ask) -> None:
    stored.model = "another"
    stored.cycle(launch(1), REFUSED)
    assert ask("SELECT name, payload_count FROM launches ORDER BY launch_id") == [("Flight 1", 1), ("Flight 2", 2)]
    assert ask("SELECT count(*) FROM launch_payloads") == [(3,)]
