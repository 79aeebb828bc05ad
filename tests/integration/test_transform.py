import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from job.databases import sqlfiles
from job.steps import ledger, transform
from job.steps.transform import Transformed
from tests.support.handmade import REFUSED, launch, payload, record_id
from tests.support.steps import Steps

Ask = Callable[..., list[Any]]


def run(steps: Steps) -> Transformed:
    """Transform as a cycle does that received nothing new."""
    steps.receive()
    with steps.warehouse.transaction():
        at = ledger.instant(steps.warehouse)
        return transform.run(steps.warehouse, steps.flattening, data_as_of=at, anything_affected=False)


def edit(sql: Path, name: str, old: str, new: str) -> None:
    """Edit a file of sql/, as a new version of the program would bring it."""
    path = sql / f"{name}.sql"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    sqlfiles.read.cache_clear()


@pytest.fixture
def outdated(stored: Steps, sql: Path) -> Steps:
    """Two launches are stored, and a transform is no longer the one that built their rows."""
    edit(sql, "transforms/02_launch_payloads", "-- Two payloads", "-- Edited: two payloads")
    return stored


def written(ask: Ask, table: str) -> list[Any]:
    return ask(f"SELECT xmin, * FROM {table} ORDER BY 2, 3")


TABLES = ("launches", "launch_payloads", "launch_cores", "launch_aggregates")


@pytest.fixture
def stored(steps: Steps) -> Steps:
    """Two launches are stored."""
    steps.cycle(launch(1), launch(2, payloads=[payload(), payload(mass_kg=None)], cores=[]))
    return steps


@pytest.mark.usefixtures("stored")
def test_rows_are_built_for_every_affected_launch(ask: Ask) -> None:
    assert ask("SELECT count(*) FROM launches") == [(2,)]
    assert ask("SELECT launch_id, position FROM launch_payloads ORDER BY 1, 2") == [
        (record_id(1), 1),
        (record_id(2), 1),
        (record_id(2), 2),
    ]
    assert ask("SELECT launch_id, position FROM launch_cores") == [(record_id(1), 1)]
    assert ask("SELECT total_launches FROM launch_aggregates") == [(2,)]


@pytest.mark.parametrize("name", [name for name in sqlfiles.names("transforms") if "MERGE" in sqlfiles.read(name)])
@pytest.mark.usefixtures("stored")
def test_an_update_names_every_column_but_the_key(ask: Ask, name: str) -> None:
    text = sqlfiles.read(name)
    table = re.findall(r"MERGE INTO (\w+)", text)[0]
    columns = ask("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0", table)
    updated = set(re.findall(r"^        (\w+) = ", text, re.MULTILINE))
    assert updated == {row.attname for row in columns} - {"id", "launch_id", "position"}


def test_rows_of_a_corrected_launch_that_did_not_change_are_not_written(stored: Steps, ask: Ask) -> None:
    """Every row of a corrected launch was deleted and inserted again."""
    before = written(ask, "launch_payloads"), written(ask, "launch_cores")
    stored.cycle(launch(1, name="again"), launch(2, payloads=[payload(), payload(mass_kg=7.0)], cores=[]))
    assert ask("SELECT name FROM launches ORDER BY launch_id") == [("again",), ("Flight 2",)]
    after = written(ask, "launch_payloads"), written(ask, "launch_cores")
    assert (after[0][:2], after[0][2].mass_kg, after[1]) == (before[0][:2], 7.0, before[1])


def test_without_a_change_nothing_is_built_again(stored: Steps, ask: Ask) -> None:
    before = [written(ask, table) for table in TABLES]
    assert run(stored) == Transformed(rebuilt=False)
    assert [written(ask, table) for table in TABLES] == before


def test_only_the_rows_of_an_affected_launch_are_built_again(stored: Steps, ask: Ask) -> None:
    before = {row.launch_id: row for row in written(ask, "launches")}
    stored.cycle(launch(1), launch(2, name="again"))
    after = {row.launch_id: row for row in written(ask, "launches")}
    assert after[record_id(1)] == before[record_id(1)]
    assert after[record_id(2)].name == "again"
    assert after[record_id(2)].updated_at > before[record_id(2)].updated_at


def test_an_edited_transform_rebuilds_every_launch_once(stored: Steps, sql: Path, ask: Ask) -> None:
    edit(sql, "transforms/03_launch_cores", "FROM affected\n", "FROM affected JOIN launches USING (launch_id)\n")
    assert run(stored) == Transformed(rebuilt=True)
    assert ask("SELECT count(*) FROM launch_cores") == [(1,)]
    assert run(stored) == Transformed(rebuilt=False)


def test_an_edited_flattening_rebuilds_every_launch_once(stored: Steps, sql: Path, ask: Ask) -> None:
    edit(sql, "sources/spacex_v4/launches", "    launch.name,", "    upper(launch.name),")
    assert run(stored) == Transformed(rebuilt=True)
    assert ask("SELECT name FROM launches ORDER BY launch_id") == [("FLIGHT 1",), ("FLIGHT 2",)]
    assert run(stored) == Transformed(rebuilt=False)


def test_a_rebuild_flattens_the_stored_documents_some_at_a_time(stored: Steps, sql: Path, ask: Ask) -> None:
    before = ask("SELECT launch_id, name, payload_count FROM launches ORDER BY 1")
    edit(sql, "steps/transform/next_to_flatten", "LIMIT 5000", "LIMIT 1")
    edit(sql, "sources/spacex_v4/launches", "-- Masses", "-- The masses")
    assert run(stored) == Transformed(rebuilt=True)
    assert ask("SELECT launch_id, name, payload_count FROM launches ORDER BY 1") == before
    assert ask("SELECT count(*) FROM launch_payloads") == [(3,)]


def test_a_rebuild_flattens_a_document_that_came_in_the_same_cycle_once(outdated: Steps, ask: Ask) -> None:
    outdated.cycle(launch(1), launch(2, name="again", payloads=[payload()]))
    assert ask("SELECT name, payload_count FROM launches ORDER BY launch_id") == [("Flight 1", 1), ("again", 1)]
    assert ask("SELECT count(*) FROM launch_payloads") == [(2,)]


def test_after_many_rows_the_planner_knows_every_table_at_once(
    outdated: Steps, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transform, "MANY_LAUNCHES", 2)
    assert run(outdated).rebuilt
    known = ask("SELECT DISTINCT tablename FROM pg_stats WHERE schemaname IN ('public', 'ops')")
    assert {row.tablename for row in known} == {"launch_versions", "launches", "launch_payloads", "launch_cores"}


def test_a_new_transform_and_one_that_is_gone_rebuild_every_launch(stored: Steps, sql: Path) -> None:
    added = sql / "transforms" / "09_more.sql"
    added.write_text("-- more: x.\nSELECT 1;\n")
    assert run(stored) == Transformed(rebuilt=True)
    added.unlink()
    assert run(stored) == Transformed(rebuilt=True)
    assert run(stored) == Transformed(rebuilt=False)


def test_a_rebuild_removes_rows_whose_launch_is_gone_and_restores_those_that_are_missing(
    outdated: Steps, ask: Ask
) -> None:
    ask("UPDATE launches SET launch_id = 'ghost' WHERE launch_id = %s", record_id(1))
    ask("DELETE FROM launch_payloads")
    assert run(outdated).rebuilt
    assert ask("SELECT launch_id FROM launches ORDER BY 1") == [(record_id(1),), (record_id(2),)]
    assert ask("SELECT count(*) FROM launch_payloads") == [(3,)]


def test_the_aggregates_row_is_written_only_when_a_value_differs(outdated: Steps, ask: Ask) -> None:
    before = written(ask, "launch_aggregates")
    assert run(outdated).rebuilt
    assert written(ask, "launch_aggregates") == before
    outdated.cycle(launch(1))
    (after,) = written(ask, "launch_aggregates")
    assert (after.total_launches, after.last_updated_utc > before[0].last_updated_utc) == (1, True)


# Such an orphan was flattened as a launch without a name, and every cycle until it had flown ended with 70.
def test_a_rebuild_removes_rows_of_a_launch_that_is_gone_and_served_as_upcoming(outdated: Steps, ask: Ask) -> None:
    ask("DELETE FROM ops.launch_versions WHERE launch_id = %s", record_id(2))
    outdated.cycle(launch(1), launch(2, upcoming=True))
    assert ask("SELECT launch_id FROM launches") == [(record_id(1),)]


def test_a_rebuild_makes_the_rows_of_a_refused_document_from_the_stored_one(outdated: Steps, ask: Ask) -> None:
    outdated.cycle(launch(1), REFUSED)
    assert ask("SELECT name, payload_count FROM launches ORDER BY launch_id") == [("Flight 1", 1), ("Flight 2", 2)]
    assert ask("SELECT count(*) FROM launch_payloads") == [(3,)]
