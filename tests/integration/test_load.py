import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from tests.support.handmade import launch, raw, record_id, without
from tests.support.steps import Steps

Ask = Callable[..., list[Any]]
NOTHING = (0, 0, 0)
TABLES = ("ops.documents", "ops.launch_versions", "launches", "launch_payloads", "launch_cores", "launch_aggregates")


def cycle(steps: Steps, *documents: Any, full: bool = True) -> tuple[int, int, int]:
    """Run a cycle; return how many launches it inserted, changed and removed."""
    changes = steps.cycle(*documents, full=full)
    return changes.inserted, changes.changed, changes.removed


def state(ask: Ask, tables: Sequence[str] = TABLES) -> list[Any]:
    """Every row of these tables with the transaction that wrote it."""
    return [ask(f"SELECT t.*, t.xmin, t.ctid FROM {table} AS t ORDER BY t.*::text") for table in tables]


def versions(ask: Ask, number: int) -> list[Any]:
    """The documents of a launch's versions, the earliest first."""
    return ask(
        "SELECT document_id, documents.xmin FROM ops.documents JOIN ops.launch_versions USING (document_id)"
        " WHERE launch_id = %s ORDER BY valid_from",
        record_id(number),
    )


def test_new_launches_are_inserted_as_served(steps: Steps, ask: Ask) -> None:
    assert cycle(steps, launch(1), launch(2)) == (2, 0, 0)
    rows = ask("SELECT id, launch_data, ingested_at, updated_at FROM raw_launches ORDER BY id")
    assert [(row.id, row.launch_data) for row in rows] == [(record_id(1), launch(1)), (record_id(2), launch(2))]
    (at,) = ask("SELECT data_as_of FROM ops.cycles")
    assert {(row.ingested_at, row.updated_at) for row in rows} == {(at.data_as_of, at.data_as_of)}


def test_an_unchanged_source_writes_no_row(steps: Steps, ask: Ask) -> None:
    steps.cycle(launch(1), launch(2), launch(3, upcoming=True))
    before = state(ask)
    assert cycle(steps, launch(1), launch(2), launch(3, upcoming=True)) == NOTHING
    assert cycle(steps, launch(1), full=False) == NOTHING
    assert state(ask) == before


def test_other_formatting_is_not_another_launch(steps: Steps, ask: Ask) -> None:
    steps.cycle(launch(1))
    rows = ("launches", "launch_payloads", "launch_cores", "ops.documents")
    before = state(ask, rows), versions(ask, 1)
    shuffled = dict(sorted(launch(1).items(), reverse=True))
    assert cycle(steps, json.dumps(shuffled, indent=2).replace("100.5", "1005e-1").encode()) == NOTHING
    assert (state(ask, rows), versions(ask, 1)) == before


def test_a_corrected_launch_is_changed_and_its_old_version_kept(steps: Steps, ask: Ask) -> None:
    steps.cycle(launch(1), launch(2))
    stored = versions(ask, 1), versions(ask, 2)
    assert cycle(steps, launch(1, name="corrected"), launch(2)) == (0, 1, 0)
    first, second = ask("SELECT cycle_id, data_as_of FROM ops.cycles ORDER BY data_as_of")
    (row,) = ask("SELECT * FROM raw_launches WHERE id = %s", record_id(1))
    assert (row.launch_data, row.ingested_at, row.updated_at) == (
        launch(1, name="corrected"), first.data_as_of, second.data_as_of,
    )  # fmt: skip
    (old,) = ask("SELECT * FROM raw_launches_history")
    assert (old.id, old.launch_data, old.reason, old.cycle_id) == (record_id(1), launch(1), "changed", second.cycle_id)
    assert (old.ingested_at, old.valid_from, old.valid_to) == (first.data_as_of, first.data_as_of, second.data_as_of)
    assert (versions(ask, 1)[:1], versions(ask, 2)) == stored, "a correction moves no document"
    assert len(versions(ask, 1)) == 2


def test_a_launch_that_a_full_no_longer_finds_is_removed(steps: Steps, ask: Ask) -> None:
    steps.cycle(launch(1), launch(2))
    assert cycle(steps, launch(2)) == (0, 0, 1)
    assert ask("SELECT id FROM raw_launches") == [(record_id(2),)]
    assert ask("SELECT id, reason FROM raw_launches_history") == [(record_id(1), "removed")]
    assert ask("SELECT launch_id FROM launches") == [(record_id(2),)]


def test_a_launch_that_another_mode_does_not_receive_stays(steps: Steps, ask: Ask) -> None:
    steps.cycle(launch(1), launch(2))
    assert cycle(steps, launch(2), full=False) == NOTHING
    assert ask("SELECT count(*) FROM raw_launches") == [(2,)]


@pytest.mark.parametrize("full", [True, False])
def test_a_stored_launch_that_is_upcoming_again_leaves_in_every_mode(steps: Steps, ask: Ask, full: bool) -> None:
    steps.cycle(launch(1), launch(2))
    again = launch(1, upcoming=True)
    assert cycle(steps, again, launch(2), full=full) == (0, 0, 1)
    assert ask("SELECT id, reason FROM raw_launches_history") == [(record_id(1), "upcoming")]
    assert cycle(steps, again, launch(2), full=full) == NOTHING


def test_an_upcoming_launch_is_not_stored(steps: Steps, ask: Ask) -> None:
    assert steps.cycle(launch(1, upcoming=True), launch(2)).inserted == 1
    assert ask("SELECT id FROM raw_launches") == [(record_id(2),)]


def test_a_launch_that_returns_keeps_the_instant_at_which_it_was_first_seen(steps: Steps, ask: Ask) -> None:
    steps.cycle(launch(1), launch(2))
    steps.cycle(launch(1, name="second"), launch(2))
    steps.cycle(launch(2))
    assert cycle(steps, launch(1), launch(2)) == (1, 0, 0)
    seen = [row.data_as_of for row in ask("SELECT data_as_of FROM ops.cycles ORDER BY data_as_of")]
    assert ask("SELECT ingested_at, updated_at FROM raw_launches WHERE id = %s", record_id(1)) == [(seen[0], seen[3])]
    versions = ask("SELECT valid_from, valid_to, reason, ingested_at FROM raw_launches_history ORDER BY valid_from")
    assert versions == [(seen[0], seen[1], "changed", seen[0]), (seen[1], seen[2], "removed", seen[0])]


def test_a_launch_whose_new_document_was_rejected_stays_as_it_is(steps: Steps, ask: Ask) -> None:
    steps.cycle(launch(1), launch(2))
    before = state(ask)
    assert cycle(steps, without(launch(1, name="new"), "rocket"), launch(2)) == NOTHING
    assert state(ask) == before


@pytest.mark.parametrize("unreadable", [raw(launch(9, id="?")), b"no JSON"])
def test_with_a_record_that_nobody_can_name_nothing_leaves(steps: Steps, ask: Ask, unreadable: bytes) -> None:
    steps.cycle(launch(1), launch(2), launch(3))
    found = cycle(steps, launch(2, upcoming=True), launch(3, name="new"), launch(4), unreadable)
    assert found == (1, 1, 0)
    assert ask("SELECT count(*) FROM raw_launches") == [(4,)]


def test_a_launch_that_is_back_in_the_bytes_of_an_earlier_version_is_a_new_one(steps: Steps, ask: Ask) -> None:
    steps.cycle(launch(1), launch(2))
    steps.cycle(launch(1, name="second"), launch(2))
    assert cycle(steps, launch(1), launch(2)) == (0, 1, 0)
    names = ask("SELECT launch_data ->> 'name' AS name FROM raw_launches_history ORDER BY valid_from")
    assert [row.name for row in names] == ["Flight 1", "second"]
    assert len(versions(ask, 1)) == 3


def test_what_leaves_is_counted_beside_what_is_current(steps: Steps) -> None:
    steps.cycle(*(launch(number) for number in range(1, 11)))
    changes = steps.cycle(*(launch(number, upcoming=number == 5) for number in range(4, 11)))
    assert (changes.removed, changes.current) == (4, 10)
    assert steps.cycle(*(launch(number) for number in range(6, 11)), full=False).current is None
