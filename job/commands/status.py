"""Status: how the warehouse stands, for people and for probes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from job.databases import postgres
from job.databases.warehouse import Warehouse
from job.errors import ExitCode
from job.observe import log, output
from job.settings import Settings

Line = tuple[str, str, object]


@dataclass(frozen=True, slots=True)
class Freshness:
    """A row of commands/status/freshness."""

    age_hours: float | None
    last_full_at: datetime | None
    newest_launch_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenRejection:
    """A row of commands/status/rejected."""

    record_id: str
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Correction:
    """A row of commands/status/corrections."""

    changed_at: datetime
    launch_id: str
    field: str
    old_value: Any
    new_value: Any


def run(settings: Settings, form: str, max_age_hours: float | None) -> ExitCode:
    """Print the last cycle, the last success and its age, row counts, open quarantine and latest corrections.

    Returns STALE when the last success is missing or older than `max_age_hours`, else OK.
    """
    with postgres.connect(settings) as warehouse:
        age = None
        lines: list[Line] = [("last_cycle", "status", "no cycle has run in this database yet")]
        if warehouse.scalar("steps/migrate/ledger"):
            fresh = warehouse.row("commands/status/freshness", Freshness)
            age = fresh.age_hours
            lines = [*_cycles(warehouse, age), *_warehouse(warehouse, fresh)]
    output.show(output.render(["section", "item", "value"], lines, form))
    if max_age_hours is None or (age is not None and age <= max_age_hours):
        return ExitCode.OK
    log.warning("stale", age_hours=age, max_age_hours=max_age_hours, what_to_do=_runbook(ExitCode.STALE))
    return ExitCode.STALE


def _cycles(warehouse: Warehouse, age: float | None) -> Iterator[Line]:
    for cycle in warehouse.table("commands/status/cycles").mappings():
        section = cycle.pop("which")
        yield from ((section, item, value) for item, value in cycle.items())
        if cycle["exit_code"]:
            yield section, "what_to_do", _runbook(cycle["exit_code"])
    yield "last_success", "age_hours", age


def _warehouse(warehouse: Warehouse, fresh: Freshness) -> Iterator[Line]:
    yield "last_full", "finished_at", fresh.last_full_at
    yield "newest_launch", "launched_at", fresh.newest_launch_at
    for relation, count in warehouse.table("commands/status/counts").rows:
        yield "rows", relation, count
    for record in warehouse.rows("commands/status/rejected", OpenRejection):
        yield "rejected", record.record_id, "; ".join(record.reasons[:3])
    for change in warehouse.rows("commands/status/corrections", Correction):
        yield "correction", f"{change.launch_id} {change.field}", f"{change.old_value} -> {change.new_value}"


def _runbook(exit_code: int) -> str:
    return f"docs/runbook.md#exit-code-{exit_code}"
