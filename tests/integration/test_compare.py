from collections.abc import Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from job.errors import DataRefusedError
from job.steps.check import compare
from tests.support.handmade import launch, payload, record_id
from tests.support.steps import Steps

Ask = Callable[..., list[Any]]

ONE, TWO = record_id(1), record_id(2)
# What is done by hand, and what the error then says of it.
BY_HAND = {
    "DELETE FROM launch_cores": "'relation': 'launch_cores'",
    f"UPDATE launches SET name = 'x' WHERE launch_id = '{ONE}'": "'stored': {'name': 'x'}, 'document': {'name': 'Flight 1'}",
    f"UPDATE launches SET success = false WHERE launch_id = '{ONE}'": "'stored': {'success': False}",
    f"UPDATE launches SET success = NULL WHERE launch_id = '{ONE}'": "'stored': {'success': None}",
    "UPDATE launches SET launched_at = launched_at + interval '1 microsecond'": "'launched_at': '2020-01-02T12:00:00.000001",
    "UPDATE launch_payloads SET orbit = 'GTO'": "'stored': {'orbit': 'GTO'}, 'document': {'orbit': 'LEO'}",
    "UPDATE launch_payloads SET mass_kg = mass_kg * (1 + 1e-15)": "'mass_kg'",
    "UPDATE launch_payloads SET customers = '[]'": "'stored': {'customers': []}",
    f"UPDATE launch_payloads SET position = 9 WHERE launch_id = '{ONE}'": "'stored': None",
    "INSERT INTO launch_cores (launch_id, position) VALUES ('ghost', 7)": "'launch_id': 'ghost', 'position': 7",
    f"INSERT INTO launch_crew (launch_id, position) VALUES ('{ONE}', 1)": "'document': None",
    f"DELETE FROM launches WHERE launch_id = '{ONE}'": "'relation': 'launches', 'launch_id': '" + ONE,
    f"UPDATE launches SET launch_id = 'ghost' WHERE launch_id = '{ONE}'": "'ghost'",
}
TYPED = ("launches", "launch_payloads", "launch_cores", "launch_crew")


@pytest.fixture
def stored(steps: Steps) -> Steps:
    """Two launches are stored."""
    steps.cycle(launch(1), launch(2, payloads=[payload(), payload(mass_kg=None)]))
    return steps


def changed(steps: Steps) -> list[str]:
    return [relation for relation, _ in steps.warehouse.table("steps/check/find_changed").rows]


@pytest.mark.parametrize("statement", BY_HAND)
def test_a_full_names_every_kind_of_edit_by_hand_and_mends_nothing(stored: Steps, ask: Ask, statement: str) -> None:
    """A full ended with 0, unless a sum or a count differed."""
    ask(statement)
    before = [ask(f"SELECT xmin, * FROM {table} ORDER BY 2, 3") for table in TYPED]
    with pytest.raises(DataRefusedError) as caught:
        stored.cycle(launch(1), launch(2, payloads=[payload(), payload(mass_kg=None)]))
    assert BY_HAND[statement] in str(caught.value)
    assert "DELETE FROM ops.transforms" in caught.value.hint
    assert [ask(f"SELECT xmin, * FROM {table} ORDER BY 2, 3") for table in TYPED] == before


def test_a_rebuild_discards_edits_by_hand_and_says_how_many_launches_it_builds(stored: Steps, ask: Ask) -> None:
    """Rows of payloads and cores without a launch stayed, and every full after that was refused."""
    ask("DELETE FROM launch_payloads; UPDATE launches SET name = 'x'")
    ask("INSERT INTO launch_cores (launch_id, position) VALUES ('ghost', 7)")
    ask("DELETE FROM ops.transforms")
    with capture_logs() as logs:
        stored.cycle(launch(1), launch(2, payloads=[payload(), payload(mass_kg=None)]))
    assert [line["launches"] for line in logs if line["event"] == "rebuilding"] == [3]
    assert ask("SELECT name FROM launches ORDER BY 1") == [("Flight 1",), ("Flight 2",)]
    assert ask("SELECT count(*) FROM launch_payloads") == [(3,)]
    assert ask("SELECT * FROM launch_cores WHERE launch_id = 'ghost'") == []
    assert changed(stored) == []


def test_a_rebuild_writes_the_row_of_aggregates_again_where_it_was_deleted(stored: Steps, ask: Ask) -> None:
    """It was updated, and never inserted: every full was refused for ever, also after the rebuild that is told."""
    ask("DELETE FROM launch_aggregates; DELETE FROM ops.transforms")
    stored.cycle(launch(1), launch(2, payloads=[payload(), payload(mass_kg=None)]))
    assert ask("SELECT id, total_launches FROM launch_aggregates") == [(1, 2)]


def test_fingerprints_follow_what_cycles_write(stored: Steps) -> None:
    assert changed(stored) == []
    stored.cycle(launch(2, name="again", payloads=[]), launch(3, crew=[]), full=False)
    assert changed(stored) == []
    stored.cycle(launch(2, upcoming=True), full=False)
    assert changed(stored) == []
    stored.cycle(launch(3, cores=[]), launch(4))
    assert changed(stored) == []
    stored.cycle()
    assert changed(stored) == []


def test_an_unchanged_full_writes_no_fingerprint(stored: Steps, ask: Ask) -> None:
    before = ask("SELECT xmin, * FROM ops.fingerprints ORDER BY relation")
    stored.cycle(launch(1), launch(2, payloads=[payload(), payload(mass_kg=None)]))
    assert ask("SELECT xmin, * FROM ops.fingerprints ORDER BY relation") == before


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM ops.fingerprints",
        "UPDATE ops.fingerprints SET fingerprint = fingerprint # 1 WHERE relation = 'launches'",
        "UPDATE launches SET updated_at = updated_at + interval '1 hour'",
    ],
)
def test_a_full_without_a_right_fingerprint_compares_every_row_and_records_it(
    stored: Steps, ask: Ask, statement: str
) -> None:
    ask(statement)
    with capture_logs() as logs:
        stored.cycle(launch(1), launch(2, payloads=[payload(), payload(mass_kg=None)]))
    (line,) = [line for line in logs if line["event"] == "fingerprints_recorded"]
    assert "launches" in line["relations"]
    assert changed(stored) == []


def test_a_correction_replaces_an_edit_by_hand(stored: Steps, ask: Ask) -> None:
    ask(f"UPDATE launches SET name = 'x' WHERE launch_id = '{ONE}'")
    stored.cycle(launch(1, name="again"), launch(2, payloads=[payload(), payload(mass_kg=None)]))
    assert ask("SELECT name FROM launches ORDER BY launch_id") == [("again",), ("Flight 2",)]
    assert changed(stored) == []


def test_an_incremental_after_an_edit_by_hand_does_not_hide_it(stored: Steps, ask: Ask) -> None:
    ask(f"UPDATE launches SET name = 'x' WHERE launch_id = '{ONE}'")
    stored.cycle(launch(2, name="again"), full=False)
    with pytest.raises(DataRefusedError, match="'name': 'x'"):
        stored.cycle(launch(1), launch(2, name="again"))


def test_at_most_five_rows_are_shown_and_twenty_counted(steps: Steps, ask: Ask) -> None:
    """It said that 20 rows differ, where the statement had stopped at twenty of thirty."""
    launches = [launch(number) for number in range(1, 31)]
    steps.cycle(*launches)
    ask("DELETE FROM launch_cores")
    with pytest.raises(DataRefusedError, match=r"^20 or more typed rows") as caught:
        steps.cycle(*launches)
    assert str(caught.value).count("'relation'") == 5


def test_a_comparison_changes_nothing(stored: Steps) -> None:
    with stored.rolled_back():
        stored.statement("SET TRANSACTION READ ONLY")
        compare.run(stored.warehouse, lambda: None)
