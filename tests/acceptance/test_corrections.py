"""What the source corrects, each mode finds as it promises, and touches nothing else."""

from datetime import datetime, timedelta

from local.api import RecordedApi
from local.state import State
from tests.acceptance import edits, expected
from tests.acceptance.reading import (
    Ask,
    data,
    documents,
    documents_at,
    forget_everything,
    last_run,
    state_of_public,
)
from tests.support.program import Program
from tests.support.recorded import RECORDED, needs_recorded_data


@needs_recorded_data
def test_from_an_older_state_to_the_last_and_back_each_result_is_that_of_a_fresh_load(
    job: Program, ask: Ask, api: RecordedApi
) -> None:
    assert RECORDED is not None
    older, last = RECORDED / "spacex-v4" / "snapshots" / "2022-04-30", RECORDED / "spacex-v4"
    served, reached, instants = [], [], []
    for folder, tally in ((older, (159, 0, 0)), (last, (28, 159, 0)), (older, (0, 159, 28))):
        api.state = State.recorded(folder)
        ended = job(MODE="full", MAX_REMOVED_PERCENT="100").finished
        assert (ended["inserted"], ended["changed"], ended["removed"]) == tally
        served.append(expected.served(api))
        reached.append(state_of_public(ask))
        instants.append(last_run(ask).data_as_of)
    assert [documents_at(ask, instant) for instant in instants] == served
    assert served[0] == served[2]
    for state, folder in zip(reached, (older, last, older), strict=True):
        api.state = State.recorded(folder)
        forget_everything(ask)
        assert job(MODE="full").code == 0
        fresh = state_of_public(ask)
        assert fresh.keys() >= {"raw_launches", "launches", "launch_payloads", "launch_cores", "launch_aggregates"}
        for relation, rows in fresh.items():
            assert state[relation] == rows, relation


@needs_recorded_data
def test_launch_changes_shows_each_changed_field_of_each_launch(job: Program, ask: Ask, api: RecordedApi) -> None:
    assert RECORDED is not None
    api.state = State.recorded(RECORDED / "spacex-v4" / "snapshots" / "2022-04-30")
    assert job(MODE="full").code == 0
    before = expected.served(api)
    api.state = State.recorded(RECORDED / "spacex-v4")
    assert job(MODE="full").code == 0
    now, at = expected.served(api), last_run(ask).data_as_of
    wanted = {
        (launch, at, field): (before[launch].get(field), now[launch].get(field))
        for launch in before
        for field in before[launch].keys() | now[launch].keys()
        if before[launch].get(field) != now[launch].get(field)
    }
    found = {tuple(row[:3]): tuple(row[3:]) for row in ask("SELECT * FROM launch_changes")}
    assert found == wanted
    starlink = edits.named(api.state, "Starlink 4-14 (v1.5)")["id"]
    assert (starlink, at, "cores") in found


def test_incremental_finds_what_is_new_or_corrected_inside_the_lookback_only(
    job: Program, ask: Ask, api: RecordedApi
) -> None:
    job(MODE="full")
    oldest, *_, vanished, inside, newest = edits.by_date(api.state)
    opening = datetime.fromisoformat(newest["date_utc"]) - timedelta(days=30)
    outside = [each for each in edits.by_date(api.state) if datetime.fromisoformat(each["date_utc"]) < opening][-1]
    for launch in (oldest, outside, inside):
        launch["details"] = "corrected"
    flown = edits.by_date(api.state, upcoming=True)[0]
    flown |= {"upcoming": False, "success": True}
    api.state = edits.without(api.state, vanished["id"])
    ended = job(MODE="incremental").finished
    assert (ended["inserted"], ended["changed"], ended["removed"]) == (1, 1, 0)
    row, stored = last_run(ask), documents(ask)
    assert (row.mode, row.range_from, row.range_to) == ("incremental", opening, None)
    corrected = {each for each, document in stored.items() if document["details"] == "corrected"}
    assert corrected == {inside["id"]}
    assert vanished["id"] in stored
    assert stored[flown["id"]] == expected.served(api)[flown["id"]]
    assert ask("SELECT total_launches, successful_launches FROM launch_aggregates") == [(188, 182)]
    assert ask("SELECT id, reason FROM raw_launches_history") == [(inside["id"], "changed")]


def test_the_lookback_begins_at_its_first_instant(job: Program, ask: Ask, api: RecordedApi) -> None:
    newest = datetime.fromisoformat(edits.by_date(api.state)[-1]["date_utc"])
    first, before = edits.by_date(api.state)[:2]
    first["date_utc"] = f"{newest - timedelta(days=365):%Y-%m-%dT%H:%M:%S}.000Z"
    before["date_utc"] = f"{newest - timedelta(days=365, seconds=1):%Y-%m-%dT%H:%M:%S}.000Z"
    job(MODE="full")
    first["details"] = before["details"] = "corrected"
    assert job(MODE="incremental", LOOKBACK_DAYS="365").finished["changed"] == 1
    assert documents(ask)[first["id"]]["details"] == "corrected"


def test_backfill_corrects_a_launch_of_2015_and_touches_nothing_else(job: Program, ask: Ask, api: RecordedApi) -> None:
    job(MODE="full")
    launch, later = edits.named(api.state, "CRS-7"), edits.named(api.state, "Amos-6")
    launch["name"] = later["name"] = "corrected"
    before = data(ask)
    ended = job(MODE="backfill", BACKFILL_FROM="2015-01-01", BACKFILL_TO="2015-12-31").finished
    assert (ended["fetched"], ended["changed"], ended["unchanged"]) == (7, 1, 6)
    after = data(ask)
    written = {table: len(after[table] - before[table]) for table in after if after[table] != before[table]}
    assert written == _WRITTEN_FOR_A_CORRECTION
    assert before["ops.documents"] < after["ops.documents"], "a correction moves no document"
    for table in written:
        assert all(launch["id"] in row[3] for row in after[table] - before[table]), table
    assert ask("SELECT launch_id FROM launches WHERE name = 'corrected'") == [(launch["id"],)]


# The version that ends is written once more, and the one that begins is new. Its payload and core are as they were.
_WRITTEN_FOR_A_CORRECTION = {"ops.documents": 1, "ops.launch_versions": 2, "public.launches": 1}


def test_both_bounds_of_a_backfill_are_inclusive_and_a_date_is_its_whole_day(
    job: Program, ask: Ask, api: RecordedApi
) -> None:
    api.state.launches = [launch for launch in api.state.launches if not launch["upcoming"]]
    assert edits.named(api.state, "CRS-7")["date_utc"] == "2015-06-28T14:21:00.000Z"
    edits.named(api.state, "Amos-6")["date_utc"] = "2015-06-28T23:59:59.999Z"
    edits.named(api.state, "DemoSat")["date_utc"] = "2015-06-29T00:00:00.000Z"
    for first, last, found in _BOUNDS:
        ended = job(MODE="backfill", BACKFILL_FROM=first, BACKFILL_TO=last)
        assert ended.code == 0, ended.stderr
        assert ended.finished["fetched"] == len(found.split()), (first, last)
        assert set(found.split()) <= {row.name for row in ask("SELECT name FROM launches")}


_BOUNDS = [
    ("2015-06-28", "2015-06-28", "CRS-7 Amos-6"),
    ("2015-06-28T14:21:00Z", "2015-06-28T14:21:00.000Z", "CRS-7"),
    ("2015-06-28T16:21:00.001+02:00", "2015-06-29T00:00:00", "Amos-6 DemoSat"),
    ("2015-06-28T14:21:00.001Z", "2015-06-28T23:59:59.998Z", ""),
    ("", "2006-03-24", "FalconSat"),
    ("2022-10-05", "", "Crew-5"),
]
