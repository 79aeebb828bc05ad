"""A changed transform or flattening builds every launch's rows again: once, in any mode, whatever the source serves."""

from pathlib import Path

import pytest

from local.api import RecordedApi
from tests.acceptance import edits
from tests.acceptance.copies import Copy
from tests.acceptance.reading import Ask, count, data
from tests.support.program import Program

# Rows that a rebuild makes as they were are not written.
EQUAL = ("ops.documents", "ops.launch_versions", "public.launch_payloads", "public.launch_cores", "public.launch_crew")
BACKFILL = {"MODE": "backfill", "BACKFILL_FROM": "2022-10-01"}


@pytest.fixture
def changed(tmp_path: Path, job: Program) -> Copy:
    return Copy(tmp_path / "changed", job)


@pytest.mark.parametrize("variables", [{"MODE": "incremental"}, BACKFILL], ids=lambda given: str(given["MODE"]))
def test_after_a_changed_transform_any_mode_builds_every_row_again_and_the_next_cycle_none(
    job: Program, ask: Ask, changed: Copy, variables: dict[str, str]
) -> None:
    job(MODE="full")
    before = data(ask)
    changed.replace("sql/sources/spacex_v4/launches.sql", "    launch.name,\n", "    upper(launch.name),\n")

    ended = changed.program(**variables)
    assert ended.code == 0, ended.stderr
    assert (ended.finished["inserted"], ended.finished["changed"]) == (0, 0)
    rebuilt = data(ask)
    assert not {row[:2] for row in rebuilt["public.launches"]} & {row[:2] for row in before["public.launches"]}
    assert ask("SELECT count(*) FROM launches WHERE name = upper(name)") == [(187,)]
    for table in EQUAL:
        assert rebuilt[table] == before[table]

    assert changed.program(**variables).code == 0
    assert data(ask) == rebuilt


def test_a_rebuild_takes_the_corrections_of_its_cycle_with_it(
    job: Program, ask: Ask, api: RecordedApi, changed: Copy
) -> None:
    job(MODE="full")
    edits.named(api.state, "Crew-5")["name"] = "corrected"
    changed.replace("sql/sources/spacex_v4/launch_payloads.sql", "    payload.orbit,\n", "    lower(payload.orbit),\n")
    ended = changed.program(MODE="incremental").finished
    assert (ended["changed"], ended["inserted"]) == (1, 0)
    assert ask("SELECT count(*) FROM launches WHERE name = 'corrected'") == [(1,)]
    assert ask("SELECT count(*) FROM launch_payloads WHERE orbit <> lower(orbit)") == [(0,)]
    assert ask("SELECT count(DISTINCT updated_at) FROM launches") == [(1,)]


# Documents are flattened page by page, and what was rejected of that page was forgotten with it.
def test_a_cast_that_fails_ends_with_70_and_what_was_rejected_is_kept(
    job: Program, ask: Ask, api: RecordedApi, changed: Copy
) -> None:
    changed.replace("sql/sources/spacex_v4/launches.sql", "    flight_number integer,\n", "    flight_number bit,\n")
    api.respond = edits.with_changes({}, b"17")
    ended = changed.program(MODE="full")
    assert (ended.code, ended.finished["fetched"], ended.finished["rejected"]) == (70, 206, 1)
    assert "sources/spacex_v4/launches" in ended.finished["error"]
    assert ask("SELECT status, exit_code FROM ops.cycles") == [("failed", 70)]
    assert ask("SELECT raw FROM ops.rejected_records") == [(b"17",)]
    assert count(ask, "raw_launches") == 0
    assert job(MODE="full").code == 0
