"""Status: how the warehouse stands, for people and for probes."""

from collections.abc import Iterator
from typing import Any

from job.databases import postgres
from job.databases.postgres import Warehouse
from job.errors import ExitCode
from job.observe import log, output
from job.settings import Settings

Line = tuple[str, str, object]


def run(settings: Settings, form: str, max_age_hours: float | None) -> ExitCode:
    """Print the last cycle, the last success and its age, row counts, open quarantine and latest corrections.

    Returns STALE when the last success is missing or older than `max_age_hours`, else OK.
    """
    with postgres.connect(settings) as warehouse:
        age = None
        lines: list[Line] = [("last_cycle", "status", "no cycle has run in this database yet")]
        if warehouse.row("steps/migrate/ledger").present:
            fresh = warehouse.row("commands/status/freshness")
            age = fresh.age_hours
            lines = [*_cycles(warehouse, age), *_warehouse(warehouse, fresh)]
    output.show(output.rows(["section", "item", "value"], lines, form))
    if max_age_hours is None or (age is not None and age <= max_age_hours):
        return ExitCode.OK
    log.warning("stale", age_hours=age, max_age_hours=max_age_hours, what_to_do=_runbook(ExitCode.STALE))
    return ExitCode.STALE


def _cycles(warehouse: Warehouse, age: float | None) -> Iterator[Line]:
    for cycle in warehouse.rows("commands/status/cycles"):
        facts = cycle._asdict()
        section = facts.pop("which")
        yield from ((section, item, value) for item, value in facts.items())
        if cycle.exit_code:
            yield section, "what_to_do", _runbook(cycle.exit_code)
    yield "last_success", "age_hours", age


def _warehouse(warehouse: Warehouse, fresh: Any) -> Iterator[Line]:
    yield "last_full", "finished_at", fresh.last_full_at
    yield "newest_launch", "launched_at", fresh.newest_launch_at
    for relation, count in warehouse.rows("commands/status/counts"):
        yield "rows", relation, count
    for record in warehouse.rows("commands/status/rejected"):
        yield "rejected", record.record_id, "; ".join(record.reasons[:3])
    for change in warehouse.rows("commands/status/corrections"):
        yield "correction", f"{change.launch_id} {change.field}", f"{change.old_value} -> {change.new_value}"


def _runbook(exit_code: int) -> str:
    return f"docs/runbook.md#exit-code-{exit_code}"
