"""Ledger: what each cycle was asked, what it did and how it ended, in ops.cycles."""

from dataclasses import asdict
from datetime import datetime, timedelta

from job import __version__
from job.databases.warehouse import Warehouse
from job.facts import Tally
from job.observe import log
from job.settings import Settings
from job.sources.protocol import Known, Plan, Source, TimeRange

# Clocks of two servers may differ by so much, as in the view `freshness`.
CLOCK_TOLERANCE = timedelta(minutes=5)


def plan(warehouse: Warehouse, settings: Settings, source: Source) -> Plan:
    """Decide what this cycle asks for, by the mode and by what is stored."""
    known = warehouse.row("steps/ledger/known", Known)
    mode: str = settings.mode
    if mode == "auto":
        mode = "incremental" if _is_reconciled(warehouse, settings, known.now) else "full"
    if mode == "incremental":
        return source.plan_incremental(known, settings.lookback_days)
    time_range = TimeRange(settings.backfill_from, settings.backfill_to) if mode == "backfill" else TimeRange()
    return Plan(mode, time_range, known_launches=known.launches)


def _is_reconciled(warehouse: Warehouse, settings: Settings, now: datetime) -> bool:
    last = warehouse.scalar("steps/ledger/last_full")
    # A full of the future was dated by a wrong clock: when it ran is unknown.
    return last is not None and -CLOCK_TOLERANCE <= now - last <= timedelta(hours=settings.reconcile_interval_hours)


def open_row(warehouse: Warehouse, *, cycle_id: str, requested_mode: str, plan: Plan) -> None:
    """Write that this cycle is running."""
    warehouse.run(
        "steps/ledger/open",
        cycle_id=cycle_id,
        requested_mode=requested_mode,
        mode=plan.mode,
        range_from=plan.time_range.from_,
        range_to=plan.time_range.to,
        changed_since=plan.changed_since,
        job_version=__version__,
    )


def close_interrupted(warehouse: Warehouse) -> int:
    """Close the rows of cycles that could not do so; return how many. Only the lock's holder may."""
    return warehouse.run("steps/ledger/close_interrupted")


def instant(warehouse: Warehouse) -> datetime:
    """Return the one instant of all that this cycle writes: call inside its transaction."""
    data_as_of: datetime = warehouse.scalar("steps/ledger/instant")
    return data_as_of


def succeed(
    warehouse: Warehouse, *, cycle_id: str, data_as_of: datetime, tally: Tally, changes_until: datetime | None
) -> None:
    """Write the success, in the transaction of the data."""
    warehouse.run(
        "steps/ledger/succeed",
        cycle_id=cycle_id,
        data_as_of=data_as_of,
        changes_until=changes_until,
        **asdict(tally),
    )


def fail(warehouse: Warehouse, *, cycle_id: str, status: str, exit_code: int, error: str, tally: Tally) -> None:
    """Write the failure, after the rollback: nothing was inserted, changed or removed."""
    warehouse.run(
        "steps/ledger/fail",
        cycle_id=cycle_id,
        status=status,
        exit_code=exit_code,
        error=error,
        fetched=tally.fetched,
        upcoming=tally.upcoming,
        rejected=tally.rejected,
    )


def expire(warehouse: Warehouse, retention_days: float) -> int:
    """Delete the rows of cycles that changed nothing and are older than this, some at a time; return how many."""
    expired = warehouse.run("steps/ledger/expire", days=retention_days)
    if expired:
        log.info("ledger_rows_deleted", cycles=expired)
    return expired


def committed(warehouse: Warehouse, cycle_id: str) -> bool:
    """Return whether a cycle whose COMMIT was not answered was committed."""
    return warehouse.table("steps/ledger/read_status", cycle_id=cycle_id).rows == [("succeeded",)]
