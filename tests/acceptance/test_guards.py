"""What looks like a broken source rather than like news is refused: 65, and nothing is changed."""

import pytest

from local.api import RecordedApi
from tests.acceptance import edits
from tests.acceptance.reading import Ask, count, last_run, tuples
from tests.support.program import Ended, Program


def _refused(ended: Ended, ask: Ask, variable: str) -> None:
    assert ended.code == 65, ended.stderr
    assert variable in ended.finished["error"]
    assert ended.finished["exit_code"] == 65
    assert ended.finished["what_to_do"]
    row = last_run(ask)
    assert (row.status, row.exit_code, row.error) == ("failed", 65, ended.finished["error"])
    assert row.data_as_of is None
    assert not row.inserted


@pytest.mark.parametrize("stored", [True, False], ids=["on a loaded database", "on an empty one"])
def test_more_than_3_and_more_than_the_percentage_rejected_is_refused_and_the_quarantine_kept(
    job: Program, ask: Ask, api: RecordedApi, stored: bool
) -> None:
    if stored:
        job(MODE="full")
    edits.named(api.state, "Crew-5")["details"] = "corrected"
    bad = [b"1", b"2", b"3", b"4"]
    api.respond = edits.with_changes({}, *bad)
    before = tuples(ask, "public")
    _refused(job(MODE="full", MAX_REJECTED_PERCENT="1.9"), ask, "MAX_REJECTED_PERCENT")  # 4 of 209 are 1.91 %
    if stored:
        assert tuples(ask, "public") == before
    assert count(ask, "raw_launches") == count(ask, "launches") == (187 if stored else 0)
    assert last_run(ask).rejected == 4
    kept = ask("SELECT raw, first_cycle_id FROM ops.rejected_records ORDER BY raw")
    assert [(bytes(row.raw), row.first_cycle_id) for row in kept] == [(raw, last_run(ask).cycle_id) for raw in bad]
    assert job(MODE="full", MAX_REJECTED_PERCENT="1.92").code == 0
    assert count(ask, "launches") == 187


def test_three_rejected_records_are_never_too_many(job: Program, ask: Ask, api: RecordedApi) -> None:
    api.respond = edits.with_changes({}, b"1", b"2", b"3")
    assert job(MODE="full", MAX_REJECTED_PERCENT="0").finished["inserted"] == 187
    assert count(ask, "launches") == 187


@pytest.mark.parametrize("reason", ["removed", "upcoming"])
def test_more_than_3_and_more_than_the_percentage_leaving_is_refused(
    job: Program, ask: Ask, api: RecordedApi, reason: str
) -> None:
    job(MODE="full")
    before = tuples(ask, "public")
    leaving = edits.by_date(api.state)[-4:]
    if reason == "removed":
        api.respond = edits.with_changes({}, edits.compact({"id": leaving[0]["id"], "name": 1}))
        api.state = edits.without(api.state, *(launch["id"] for launch in edits.by_date(api.state)[-5:]))
    else:
        for launch in leaving:
            launch["upcoming"] = True
    mode = {"removed": "full", "upcoming": "incremental"}[reason]
    _refused(job(MODE=mode, MAX_REMOVED_PERCENT="2.1"), ask, "MAX_REMOVED_PERCENT")  # 4 of 187 are 2.14 %
    assert tuples(ask, "public") == before
    assert count(ask, "ops.rejected_records") == (reason == "removed")
    assert job(MODE=mode, MAX_REMOVED_PERCENT="2.2").finished["removed"] == 4
    assert ask("SELECT reason, count(*) FROM raw_launches_history GROUP BY 1") == [(reason, 4)]


def test_three_leaving_launches_are_never_too_many(job: Program, ask: Ask, api: RecordedApi) -> None:
    job(MODE="full")
    api.state = edits.without(api.state, *(launch["id"] for launch in edits.by_date(api.state)[:3]))
    assert job(MODE="full", MAX_REMOVED_PERCENT="0").finished["removed"] == 3
    assert count(ask, "launches") == 184


def test_a_full_that_receives_nothing_is_refused_at_any_setting(job: Program, ask: Ask, api: RecordedApi) -> None:
    api.state.launches = []
    for variables in ({}, {"MAX_REMOVED_PERCENT": "100", "MAX_REJECTED_PERCENT": "100"}):
        ended = job(MODE="full", **variables)
        _refused(ended, ask, "no launch")
