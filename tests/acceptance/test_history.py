"""What leaves can come back, and every state that ever was can be read again."""

from copy import deepcopy
from datetime import datetime, timedelta

import pytest

from local.api import RecordedApi
from local.state import Document, State
from tests.acceptance import edits, expected
from tests.acceptance.reading import Ask, count, documents, documents_at, last_run
from tests.support.program import Program

MODES = {
    "full": {"MODE": "full"},
    "incremental": {"MODE": "incremental"},
    "backfill": {"MODE": "backfill", "BACKFILL_FROM": "2022-10-01"},
}
TYPED = ("launches", "launch_payloads", "launch_cores")


def test_a_launch_that_vanished_is_removed_by_full_and_rolled_back_when_it_returns(
    job: Program, ask: Ask, api: RecordedApi
) -> None:
    whole = api.state
    job(MODE="full")
    first = last_run(ask).data_as_of
    launch = edits.named(whole, "CRS-7")["id"]
    before = {table: _rows_of(ask, table, launch) for table in TYPED}
    assert all(before.values())

    api.state = edits.without(whole, launch)
    ended = job(MODE="full").finished
    assert (ended["removed"], ended["unchanged"], ended["inserted"]) == (1, 186, 0)
    gone = last_run(ask)
    kept = ask("SELECT id, valid_from, valid_to, reason, cycle_id, ingested_at FROM raw_launches_history")
    assert kept == [(launch, first, gone.data_as_of, "removed", gone.cycle_id, first)]
    assert launch not in documents(ask)
    assert [_rows_of(ask, table, launch) for table in TYPED] == [[], [], []]
    assert ask("SELECT total_launches FROM launch_aggregates") == [(186,)]

    api.state = whole
    assert job(MODE="full").finished["inserted"] == 1
    back = last_run(ask).data_as_of
    assert back > gone.data_as_of
    assert ask("SELECT ingested_at, updated_at FROM raw_launches WHERE id = %s", launch) == [(first, back)]
    assert documents(ask) == expected.served(api)
    assert {table: _rows_of(ask, table, launch) for table in TYPED} == before
    assert count(ask, "raw_launches_history") == 1
    assert count(ask, "launch_changes") == 0


def _rows_of(ask: Ask, table: str, launch: str) -> list[Document]:
    rows = ask(f"SELECT to_jsonb(t) - 'updated_at' AS row FROM {table} AS t WHERE launch_id = %s ORDER BY 1", launch)
    return [row.row for row in rows]


@pytest.mark.parametrize("mode", MODES)
def test_a_launch_served_as_upcoming_again_leaves_in_every_mode(
    job: Program, ask: Ask, api: RecordedApi, mode: str
) -> None:
    job(MODE="full")
    launch = edits.named(api.state, "Crew-5")
    launch["upcoming"] = True
    ended = job(**MODES[mode]).finished
    assert (ended["removed"], ended["upcoming"], ended["inserted"], ended["changed"]) == (1, 19, 0, 0)
    assert ask("SELECT id, reason FROM raw_launches_history") == [(launch["id"], "upcoming")]
    assert count(ask, "raw_launches") == 186
    assert [_rows_of(ask, table, launch["id"]) for table in TYPED] == [[], [], []]


def test_every_state_that_ever_was_can_be_read_back_from_the_history(job: Program, ask: Ask, api: RecordedApi) -> None:
    remembered: list[tuple[datetime, dict[str, Document]]] = []
    states = _states()
    assert len(states) > 6
    for state in states:
        api.state = state
        ended = job(MODE="full")
        assert ended.code == 0, ended.stderr
        remembered.append((last_run(ask).data_as_of, expected.served(api)))
    assert len({str(wanted) for _, wanted in remembered}) == len(states) - 1  # the third says nothing new
    assert [instant for instant, _ in remembered] == sorted({instant for instant, _ in remembered})
    for instant, wanted in remembered:
        assert documents_at(ask, instant) == wanted
    assert documents_at(ask, remembered[0][0] - timedelta(microseconds=1)) == {}


def _states() -> list[State]:
    """Seven states: corrections, a removal, a launch upcoming again, returns, a new one, a correction taken back."""
    states = [State.sample()]

    def next_state() -> State:
        states.append(deepcopy(states[-1]))
        return states[-1]

    changed = next_state()
    edits.named(changed, "CRS-7")["details"] = "lost"
    edits.named(changed, "Amos-6")["success"] = None
    next_state()
    fewer = next_state()
    edits.named(fewer, "Crew-5")["upcoming"] = True
    fewer.launches.remove(edits.named(fewer, "CRS-7"))
    more = next_state()
    edits.by_date(more, upcoming=True)[1] |= {"upcoming": False, "success": True}
    edits.named(more, "Amos-6")["success"] = False
    back = next_state()
    edits.named(back, "Crew-5")["upcoming"] = False
    back.launches.append(edits.named(State.sample(), "CRS-7"))
    again = next_state()
    edits.named(again, "CRS-7")["details"] = "found"
    again.launches.remove(edits.named(again, "FalconSat"))
    return states


def test_instants_ascend_even_when_the_clock_goes_back(job: Program, ask: Ask, api: RecordedApi) -> None:
    job(MODE="full")
    ask("UPDATE ops.cycles SET data_as_of = data_as_of + interval '1 year'")
    ask("UPDATE ops.launch_versions SET valid_from = valid_from + interval '1 year'")
    tomorrow = last_run(ask).data_as_of
    edits.named(api.state, "CRS-7")["details"] = "corrected"
    assert job(MODE="full").finished["changed"] == 1
    assert last_run(ask).data_as_of > tomorrow
    assert ask("SELECT valid_from, valid_to FROM raw_launches_history") == [(tomorrow, last_run(ask).data_as_of)]
