"""Ledger: what each cycle was asked, what it did and how it ended, in ops.cycles."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from job import __version__, timestamps
from job.databases.warehouse import Warehouse
from job.facts import Tally
from job.settings import Settings
from job.sources.protocol import TimeRange


@dataclass(frozen=True, slots=True)
class _Newest:
    now: datetime
    last_full_started_at: datetime | None
    newest_launch_at: datetime | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What this cycle asks the source for; `full` when that is everything, so that absence means removal."""

    mode: str
    time_range: TimeRange

    @property
    def full(self) -> bool:
        return self.mode == "full"


def plan(warehouse: Warehouse, settings: Settings) -> Plan:
    """Decide what this cycle asks for, by the mode and by what is stored."""
    known = warehouse.row("steps/ledger/newest", _Newest)
    mode: str = settings.mode
    if mode == "auto":
        due = timedelta(hours=settings.reconcile_interval_hours)
        last = known.last_full_started_at
        # A full of the future was dated by a wrong clock: it says nothing, and would hold up the next for long.
        fresh = last is not None and abs(known.now - last) <= due
        mode = "incremental" if fresh else "full"
    if mode == "backfill":
        return Plan(mode, TimeRange(settings.backfill_from, settings.backfill_to))
    if mode == "full" or known.newest_launch_at is None:
        return Plan(mode, TimeRange())
    newest = min(known.newest_launch_at, known.now)
    return Plan(mode, TimeRange(timestamps.days_before(newest, settings.lookback_days)))


def open_row(warehouse: Warehouse, *, cycle_id: str, requested_mode: str, plan: Plan) -> None:
    """Write that this cycle is running."""
    warehouse.run(
        "steps/ledger/open",
        cycle_id=cycle_id,
        requested_mode=requested_mode,
        mode=plan.mode,
        range_from=plan.time_range.from_,
        range_to=plan.time_range.to,
        job_version=__version__,
    )


def close_interrupted(warehouse: Warehouse) -> int:
    """Close the rows of cycles that could not do so; return how many. Only the lock's holder may."""
    return warehouse.run("steps/ledger/close_interrupted")


def instant(warehouse: Warehouse) -> datetime:
    """Return the one instant of all that this cycle writes: call inside its transaction."""
    data_as_of: datetime = warehouse.scalar("steps/ledger/instant")
    return data_as_of


def succeed(warehouse: Warehouse, *, cycle_id: str, data_as_of: datetime, tally: Tally) -> None:
    """Write the success, in the transaction of the data."""
    warehouse.run("steps/ledger/succeed", cycle_id=cycle_id, data_as_of=data_as_of, **asdict(tally))


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


def committed(warehouse: Warehouse, cycle_id: str) -> bool:
    """Return whether a cycle whose COMMIT was not answered was committed."""
    return warehouse.table("steps/ledger/read_status", cycle_id=cycle_id).rows == [("succeeded",)]
