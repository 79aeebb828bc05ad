"""Guards: what looks like a broken source rather than like news changes nothing, and what is news passes."""

import pytest

from local.answers import of_json
from local.api import RecordedApi
from tests.acceptance.reading import Ask, count
from tests.faults.catalogue import fault
from tests.faults.shelf import Shelf
from tests.faults.trial import Trial
from tests.support.handmade import launch, raw

UNCHANGED = "nothing changed"


def served(launches: int) -> dict[int, bytes]:
    return {number: raw(launch(number)) for number in range(1, launches + 1)}


def spoilt(number: int) -> bytes:
    return raw(launch(number, name=None))


@pytest.mark.parametrize(
    "variables",
    [
        pytest.param(
            {},
            marks=fault("Guards", "no launch in a full", code=65, log="no launch at all", tables=UNCHANGED),
            id="10",
        ),
        pytest.param(
            {"MAX_REMOVED_PERCENT": "100", "MAX_REJECTED_PERCENT": "100"},
            marks=fault("Guards", "no launch in a full, all guards raised", code=65, log="at all", tables=UNCHANGED),
            id="100",
        ),
    ],
)
def test_a_full_without_a_launch_is_refused_at_any_setting(
    trial: Trial, api: RecordedApi, variables: dict[str, str]
) -> None:
    assert trial.job().code == 0
    api.state.launches.clear()
    trial.fails(**variables)


@fault("Guards", "no launch in the very first full", code=65, log="no launch at all", tables="empty, as before")
def test_a_first_full_without_a_launch_is_refused_too(trial: Trial, api: RecordedApi, ask: Ask) -> None:
    api.respond = lambda _request, _proceed: of_json(b'{"docs":[],"totalDocs":0}')
    assert trial.job("run").code == 65
    assert count(ask, "ops.cycles") == 1
    trial.fails()


@fault("Guards", "no launch in an incremental", code=0, log="cycle_finished", tables=UNCHANGED)
def test_an_incremental_without_a_launch_is_no_fault(trial: Trial, api: RecordedApi, ask: Ask) -> None:
    assert trial.job().code == 0
    api.state.launches.clear()
    ended = trial.succeeds(MODE="incremental")
    assert (ended.finished["fetched"], ended.finished["removed"]) == (0, 0)
    assert count(ask, "launches") == 187


@fault("Guards", "half of the launches are missing", code=65, log="more than MAX_REMOVED_PERCENT=10", tables=UNCHANGED)
def test_half_of_the_launches_are_gone(trial: Trial, api: RecordedApi) -> None:
    assert trial.job().code == 0
    del api.state.launches[::2]
    trial.fails()


@fault(
    "Guards",
    "half are missing, MAX_REMOVED_PERCENT=60",
    code=0,
    log="cycle_finished",
    tables="half, as the source has it",
)
def test_half_of_the_launches_leave_where_that_is_allowed(trial: Trial, api: RecordedApi, ask: Ask) -> None:
    assert trial.job().code == 0
    del api.state.launches[::2]
    left = sum(not document["upcoming"] for document in api.state.launches)
    ended = trial.succeeds(MAX_REMOVED_PERCENT="60")
    assert ended.finished["removed"] == 187 - left
    assert [count(ask, name) for name in ("raw_launches", "launches")] == [left, left]


@fault(
    "Guards", "half of them upcoming, in an incremental", code=65, log="stored launches would leave", tables=UNCHANGED
)
def test_half_of_the_launches_are_upcoming_again(trial: Trial, api: RecordedApi) -> None:
    assert trial.job().code == 0
    for document in api.state.launches[::2]:
        document["upcoming"] = True
    trial.fails(MODE="incremental", LOOKBACK_DAYS="36500")


ZERO = {"MAX_REMOVED_PERCENT": "0", "MAX_REJECTED_PERCENT": "0"}
ALL = {"MAX_REMOVED_PERCENT": "100", "MAX_REJECTED_PERCENT": "100"}
PASSING = [
    (10, 3, {}),
    (10, 3, ZERO),
    (187, 4, {}),
    (100, 10, {}),
    (20, 19, ALL),
]
REFUSED = [
    (10, 4, {}),
    (100, 11, {}),
    (187, 4, ZERO),
    (187, 19, {}),
]


@pytest.mark.parametrize(("stored", "records", "variables"), PASSING)
@fault("Guards", "launches missing: 3 of 10, or 10 %", code=0, log="cycle_finished", tables="as the source has it")
def test_few_launches_may_leave(
    trial: Trial, api: RecordedApi, ask: Ask, stored: int, records: int, variables: dict[str, str]
) -> None:
    api.respond = shelf = Shelf(served(stored))
    assert trial.job().code == 0
    for number in range(1, records + 1):
        del shelf.documents[number]
    assert trial.succeeds(**variables).finished["removed"] == records
    assert count(ask, "launches") == stored - records


@pytest.mark.parametrize(("stored", "records", "variables"), REFUSED)
@fault(
    "Guards", "launches missing: 4 of 10, or above 10 %", code=65, log="stored launches would leave", tables=UNCHANGED
)
def test_many_launches_may_not_leave(
    trial: Trial, api: RecordedApi, stored: int, records: int, variables: dict[str, str]
) -> None:
    api.respond = shelf = Shelf(served(stored))
    assert trial.job().code == 0
    for number in range(1, records + 1):
        del shelf.documents[number]
    assert f"{records} of {stored} stored" in trial.fails(**variables).finished["error"]


@pytest.mark.parametrize(("stored", "records", "variables"), PASSING)
@fault("Guards", "records rejected: 3 of 10, or 10 %", code=0, log="records_rejected", tables="the rest is loaded")
def test_few_records_may_be_rejected(
    trial: Trial, api: RecordedApi, ask: Ask, stored: int, records: int, variables: dict[str, str]
) -> None:
    bad = {number: spoilt(number) for number in range(1, records + 1)}
    api.respond = Shelf(served(stored) | bad)
    ended = trial.succeeds(**variables)
    assert (ended.finished["inserted"], ended.finished["rejected"]) == (stored - records, records)
    assert count(ask, "ops.rejected_records") == records


@pytest.mark.parametrize(("stored", "records", "variables"), REFUSED)
@fault(
    "Guards",
    "records rejected: 4 of 10, or above 10 %",
    code=65,
    log="records were rejected, more than MAX_REJECTED_PERCENT=",
    tables="nothing changed; the quarantine keeps the records",
)
def test_many_records_may_not_be_rejected(
    trial: Trial, api: RecordedApi, ask: Ask, stored: int, records: int, variables: dict[str, str]
) -> None:
    api.respond = shelf = Shelf(served(stored))
    assert trial.job().code == 0
    bad = {number: spoilt(number) for number in range(1, records + 1)}
    shelf.documents.update(bad)
    ended = trial.fails(**variables)
    assert f"{records} of {stored} records" in ended.finished["error"]
    kept = ask("SELECT raw, times_seen, resolved_at FROM ops.rejected_records ORDER BY record_id")
    assert [bytes(record.raw) for record in kept] == list(bad.values())
    assert trial.fails(**variables).finished["rejected_open"] == records
    assert {row.times_seen for row in ask("SELECT times_seen FROM ops.rejected_records")} == {2}
