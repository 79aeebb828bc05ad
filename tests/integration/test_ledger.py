from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from job.facts import Tally
from job.settings import Settings
from job.sources.protocol import Plan, TimeRange
from job.steps import ledger
from tests.support.handmade import launch
from tests.support.steps import Steps

Ask = Callable[..., list[Any]]
NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


def plan(steps: Steps, settings: Settings, **changes: Any) -> Plan:
    return ledger.plan(steps.warehouse, settings.model_copy(update=changes), steps.source)


def add_run(ask: Ask, mode: str, status: str, hours_ago: float) -> None:
    ask(
        "INSERT INTO ops.cycles (cycle_id, requested_mode, mode, status, started_at, job_version)"
        " VALUES (gen_random_uuid()::text, 'auto', %s, %s, %s, 'x')",
        mode, status, datetime.now(UTC) - hours_ago * HOUR,
    )  # fmt: skip


def store(steps: Steps, launched_at: str) -> None:
    steps.cycle(launch(1, date_utc=launched_at), full=False)


@pytest.mark.parametrize(
    ("runs", "mode"),
    [
        ([], "full"),
        ([("full", "failed", 1)], "full"),
        ([("full", "interrupted", 1), ("full", "running", 1)], "full"),
        ([("incremental", "succeeded", 1), ("backfill", "succeeded", 1)], "full"),
        ([("full", "succeeded", 22.9)], "incremental"),
        ([("full", "succeeded", 23.1)], "full"),
        ([("full", "succeeded", 50), ("full", "succeeded", 1)], "incremental"),
        ([("full", "succeeded", 50), ("full", "failed", 1), ("incremental", "succeeded", 1)], "full"),
    ],
)
def test_auto_is_full_until_one_succeeded_and_again_when_the_last_is_too_old(
    steps: Steps, settings: Settings, ask: Ask, runs: list[tuple[str, str, float]], mode: str
) -> None:
    for each in runs:
        add_run(ask, *each)
    assert plan(steps, settings).mode == mode


def test_a_full_that_a_wrong_clock_dated_into_the_future_is_followed_by_one_full(
    steps: Steps, settings: Settings, ask: Ask
) -> None:
    """First no full followed, then every cycle was one, until the clock had caught up with it."""
    add_run(ask, "full", "succeeded", -24 * 365)
    assert plan(steps, settings).mode == "full"
    add_run(ask, "full", "succeeded", 0)
    assert plan(steps, settings).mode == "incremental"


def test_clocks_of_two_servers_may_differ_by_minutes(steps: Steps, settings: Settings, ask: Ask) -> None:
    add_run(ask, "full", "succeeded", -4 / 60)
    assert plan(steps, settings).mode == "incremental"
    add_run(ask, "full", "succeeded", -6 / 60)
    assert plan(steps, settings).mode == "full"


def test_the_interval_of_reconciliation_is_a_setting(steps: Steps, settings: Settings, ask: Ask) -> None:
    add_run(ask, "full", "succeeded", 2)
    assert plan(steps, settings, reconcile_interval_hours=1).mode == "full"
    assert plan(steps, settings, reconcile_interval_hours=3).mode == "incremental"
    assert plan(steps, settings, reconcile_interval_hours=0).mode == "full"


def test_a_full_asks_for_everything_and_only_it_is_whole(steps: Steps, settings: Settings) -> None:
    store(steps, "2020-01-02T12:00:00.000Z")
    made = plan(steps, settings, mode="full")
    assert (made.time_range, made.full) == (TimeRange(), True)
    assert not plan(steps, settings, mode="incremental").full
    assert not plan(steps, settings, mode="backfill", backfill_from=NOW).full


def test_incremental_asks_from_the_newest_launch_minus_the_lookback(steps: Steps, settings: Settings) -> None:
    store(steps, "2020-03-31T12:00:00.500Z")
    asked = plan(steps, settings, mode="incremental", lookback_days=30).time_range
    assert asked == TimeRange(datetime(2020, 3, 1, 12, 0, 0, 500_000, tzinfo=UTC), None)


def test_incremental_asks_from_now_when_the_newest_launch_lies_ahead(steps: Steps, settings: Settings) -> None:
    store(steps, "2199-01-01T00:00:00.000Z")
    from_ = plan(steps, settings, mode="incremental", lookback_days=30).time_range.from_
    assert from_ is not None
    assert abs(from_ - (datetime.now(UTC) - timedelta(days=30))) < HOUR


def test_incremental_with_nothing_stored_asks_for_everything_and_is_not_whole(steps: Steps, settings: Settings) -> None:
    made = plan(steps, settings, mode="incremental")
    assert (made.mode, made.time_range, made.full) == ("incremental", TimeRange(), False)


def test_a_backfill_asks_for_its_bounds(steps: Steps, settings: Settings) -> None:
    store(steps, "2020-03-31T12:00:00.500Z")
    made = plan(steps, settings, mode="backfill", backfill_from=NOW - HOUR, backfill_to=NOW)
    assert (made.mode, made.time_range) == ("backfill", TimeRange(NOW - HOUR, NOW))


def test_a_row_is_open_with_what_was_asked_and_closed_with_what_happened(steps: Steps, ask: Ask) -> None:
    asked = Plan("backfill", TimeRange(NOW - HOUR, NOW))
    ledger.open_row(steps.warehouse, cycle_id="r", requested_mode="backfill", plan=asked)
    (row,) = ask("SELECT * FROM ops.cycles")
    assert (row.status, row.mode, row.range_from, row.range_to) == ("running", "backfill", NOW - HOUR, NOW)
    at = ledger.instant(steps.warehouse)
    tally = Tally(fetched=28, inserted=1, changed=2, unchanged=3, removed=4, upcoming=5, rejected=17)
    ledger.succeed(steps.warehouse, cycle_id="r", data_as_of=at, tally=tally, changes_until=None)
    (row,) = ask("SELECT * FROM ops.cycles")
    assert (row.status, row.exit_code, row.data_as_of) == ("succeeded", 0, at)
    assert (row.fetched, row.inserted, row.changed, row.unchanged) == (28, 1, 2, 3)
    assert (row.removed, row.upcoming, row.rejected) == (4, 5, 17)
    assert row.started_at <= row.finished_at
    assert ledger.committed(steps.warehouse, "r")


def test_a_failure_says_why_and_counts_only_what_was_fetched(steps: Steps, ask: Ask) -> None:
    ledger.open_row(steps.warehouse, cycle_id="r", requested_mode="auto", plan=Plan("full", TimeRange()))
    tally = Tally(fetched=9, inserted=8, upcoming=7, rejected=6)
    ledger.fail(steps.warehouse, cycle_id="r", status="failed", exit_code=65, error="too many", tally=tally)
    (row,) = ask("SELECT * FROM ops.cycles")
    assert (row.status, row.exit_code, row.error, row.data_as_of) == ("failed", 65, "too many", None)
    assert (row.fetched, row.upcoming, row.rejected, row.inserted or 0) == (9, 7, 6, 0)
    assert not ledger.committed(steps.warehouse, "r")


def test_a_failure_does_not_overwrite_a_success(steps: Steps, ask: Ask) -> None:
    ledger.open_row(steps.warehouse, cycle_id="r", requested_mode="auto", plan=Plan("full", TimeRange()))
    ledger.succeed(steps.warehouse, cycle_id="r", data_as_of=NOW, tally=Tally(), changes_until=None)
    ledger.fail(steps.warehouse, cycle_id="r", status="failed", exit_code=74, error="cut", tally=Tally())
    assert ask("SELECT status, exit_code FROM ops.cycles") == [("succeeded", 0)]


def test_nothing_is_committed_of_a_cycle_without_a_row(steps: Steps) -> None:
    assert not ledger.committed(steps.warehouse, "nobody")


def test_data_as_of_is_later_than_any_before_also_when_the_clock_stands_before_it(steps: Steps, ask: Ask) -> None:
    assert abs(ledger.instant(steps.warehouse) - datetime.now(UTC)) < HOUR
    ahead = datetime.now(UTC) + 100 * HOUR
    add_run(ask, "full", "succeeded", 1)
    ask("UPDATE ops.cycles SET data_as_of = %s", ahead)
    assert ledger.instant(steps.warehouse) > ahead
    steps.cycle(launch(1))
    steps.cycle(launch(1, name="corrected"))
    instants = [row.data_as_of for row in ask("SELECT data_as_of FROM ops.cycles ORDER BY started_at")]
    assert instants == sorted(set(instants))
    assert ask("SELECT valid_from > %s AND valid_to > valid_from FROM raw_launches_history", ahead) == [(True,)]


def test_rows_left_running_are_closed_as_interrupted_and_no_others(steps: Steps, ask: Ask) -> None:
    for status in ("running", "running", "failed", "succeeded", "interrupted"):
        add_run(ask, "full", status, 1)
    assert ledger.close_interrupted(steps.warehouse) == 2
    assert ask("SELECT status, count(*), count(finished_at) AS finished FROM ops.cycles GROUP BY 1 ORDER BY 1") == [
        ("failed", 1, 0),
        ("interrupted", 3, 2),
        ("succeeded", 1, 0),
    ]
    assert ledger.close_interrupted(steps.warehouse) == 0


@pytest.mark.parametrize(
    ("mode", "received", "noted"),
    [
        ("full", -5 * HOUR, -5 * HOUR),
        ("incremental", -5 * HOUR, -5 * HOUR),
        ("incremental", 5 * HOUR, None),  # the source's clock is ahead: not beyond the start of the cycle
        ("backfill", -5 * HOUR, "nothing"),  # it brought some launches, and says nothing of the others
        ("full", None, "nothing"),
    ],
)
def test_the_next_incremental_begins_where_the_changes_of_this_cycle_end(
    steps: Steps, ask: Ask, mode: str, received: timedelta | None, noted: timedelta | str | None
) -> None:
    ledger.open_row(steps.warehouse, cycle_id="r", requested_mode=mode, plan=Plan(mode, TimeRange()))
    at = ledger.instant(steps.warehouse)
    until = None if received is None else at + received
    ledger.succeed(steps.warehouse, cycle_id="r", data_as_of=at, tally=Tally(), changes_until=until)
    (row,) = ask("SELECT changes_until, started_at FROM ops.cycles")
    assert row.changes_until == (None if noted == "nothing" else until if noted else row.started_at)


def expired(steps: Steps, ask: Ask, days: float = 90) -> list[str]:
    """Return the notes of the rows that are deleted."""
    before = ask("SELECT cycle_id, job_version FROM ops.cycles")
    deleted = ledger.expire(steps.warehouse, days)
    left = {row.cycle_id for row in ask("SELECT cycle_id FROM ops.cycles")}
    gone = sorted(row.job_version for row in before if row.cycle_id not in left)
    assert len(gone) == deleted
    return gone


def add_old(ask: Ask, note: str, mode: str, status: str, days_ago: float, **counts: int) -> None:
    named = {"inserted": 0, "changed": 0, "removed": 0, **counts} if status == "succeeded" else {}
    ask(
        f"INSERT INTO ops.cycles (cycle_id, requested_mode, mode, status, started_at, job_version{''.join(f', {name}' for name in named)})"
        f" VALUES (gen_random_uuid()::text, 'auto', %s, %s, %s, %s{', %s' * len(named)})",
        mode, status, datetime.now(UTC) - days_ago * 24 * HOUR, note, *named.values(),
    )  # fmt: skip


def test_old_rows_of_cycles_that_changed_nothing_are_deleted(steps: Steps, ask: Ask) -> None:
    """A year of five-minute cycles left 38 MB, and made each cycle 0.09 s longer."""
    for mode in ("full", "incremental", "backfill"):
        add_old(ask, "a success", mode, "succeeded", 91)
    add_old(ask, "a failure", "full", "failed", 91)
    add_old(ask, "an interruption", "full", "interrupted", 91)
    add_old(ask, "younger", "full", "succeeded", 89)
    for count in ("inserted", "changed", "removed"):
        add_old(ask, "has changed something", "full", "succeeded", 1000, **{count: 1})
    add_old(ask, "runs", "full", "running", 91)
    for mode in ("full", "incremental", "backfill"):
        add_old(ask, "the last success of its mode", mode, "succeeded", 91)
    add_old(ask, "a failure", "full", "failed", 91)
    assert expired(steps, ask) == ["a failure", "a failure", "a success", "a success", "a success", "an interruption"]
    assert expired(steps, ask) == []
    assert expired(steps, ask, days=1) == ["younger"]


def test_rows_are_deleted_a_thousand_at_a_time_the_oldest_first(steps: Steps, ask: Ask) -> None:
    ask(
        "INSERT INTO ops.cycles (cycle_id, requested_mode, mode, status, started_at, job_version)"
        " SELECT number::text, 'auto', 'full', 'failed', now() - number * interval '1 day', 'x'"
        " FROM generate_series(1, 1500) AS number"
    )
    assert ledger.expire(steps.warehouse, 90) == 1000
    assert ask("SELECT max(cycle_id::integer) FROM ops.cycles") == [(500,)]
    assert ledger.expire(steps.warehouse, 90) == 411


def test_the_cycles_that_versions_name_and_the_last_data_as_of_stay(steps: Steps, ask: Ask) -> None:
    steps.cycle(launch(1), launch(2), launch(3))
    steps.cycle(launch(1), launch(2, name="corrected"))
    steps.cycle(launch(1), launch(2, name="corrected"))
    ask("UPDATE ops.cycles SET started_at = started_at - interval '1 year'")
    assert ledger.expire(steps.warehouse, 90) == 0
    last = ledger.instant(steps.warehouse)
    steps.cycle(launch(1), launch(2, name="corrected"))
    ask("UPDATE ops.cycles SET started_at = started_at - interval '1 year'")
    assert ledger.expire(steps.warehouse, 90) == 1
    assert ledger.instant(steps.warehouse) > last
    assert ask("SELECT cycle_id FROM raw_launches_history EXCEPT SELECT cycle_id FROM ops.cycles") == []
    assert ask("SELECT updated_at FROM raw_launches EXCEPT SELECT data_as_of FROM ops.cycles") == []


@pytest.mark.usefixtures("steps")
def test_a_later_clock_that_is_right_counts_and_not_the_one_that_was_ahead(ask: Ask) -> None:
    """`max(finished_at)` was that of the wrong clock, for as long as it lay ahead and for long afterwards."""
    add_run(ask, "full", "succeeded", -24)
    ask("UPDATE ops.cycles SET finished_at = started_at")
    assert ask("SELECT last_success_at, last_full_at FROM freshness") == [(None, None)]
    add_run(ask, "full", "succeeded", 1)
    ask("UPDATE ops.cycles SET finished_at = started_at")
    ((success, full),) = ask("SELECT last_success_at, last_full_at FROM freshness")
    assert success == full < datetime.now(UTC)
