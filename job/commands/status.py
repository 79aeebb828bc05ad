"""Status: prints the state of the warehouse, and checks its age for probes."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from job.databases import postgres
from job.databases.warehouse import Warehouse
from job.errors import ExitCode
from job.observe import log, output
from job.settings import Settings

# A source may send a text of megabytes; `query 12` has it whole.
_LONGEST = 200


class Line(NamedTuple):
    """A line of the output."""

    section: str
    item: str
    value: object


class Freshness(NamedTuple):
    """The row of commands/status/freshness."""

    age_hours: float | None
    last_full_at: datetime | None
    newest_launch_at: datetime | None
    source: str | None
    source_note: str | None


class RowCount(NamedTuple):
    """A row of commands/status/counts."""

    relation: str
    row_count: int


class RejectedRecord(NamedTuple):
    """A row of commands/status/rejected."""

    record_id: str
    reasons: list[str]


class Event(NamedTuple):
    """A row of commands/status/events."""

    changed_at: datetime
    event: str
    launches: int
    named: str


class Correction(NamedTuple):
    """A row of commands/status/corrections."""

    changed_at: datetime
    launch_id: str
    field: str
    old_value: Any
    new_value: Any


def run(settings: Settings, form: str, max_age_hours: float | None) -> ExitCode:
    """Print the last cycle, the last success and its age, row counts, rejected records and what changed last.

    Returns STALE when the last success is missing or older than `max_age_hours`, otherwise OK.
    """
    with postgres.connect(settings) as warehouse:
        age = None
        lines = [Line("last_cycle", "status", "no cycle has run in this database yet")]
        if warehouse.scalar("steps/migrate/ledger"):
            freshness = warehouse.row("commands/status/freshness", Freshness)
            age = freshness.age_hours
            lines = [*_cycles(warehouse, age), *_data(warehouse, freshness)]
    output.show(output.render(Line._fields, lines, form))
    if max_age_hours is None or (age is not None and age <= max_age_hours):
        return ExitCode.OK
    log.warning("stale", age_hours=age, max_age_hours=max_age_hours, what_to_do=_runbook(ExitCode.STALE))
    return ExitCode.STALE


def _cycles(warehouse: Warehouse, age_hours: float | None) -> Iterator[Line]:
    for cycle in warehouse.table("commands/status/cycles").mappings():
        section = cycle.pop("which")
        yield from (Line(section, column, value) for column, value in cycle.items())
        if cycle["exit_code"]:
            yield Line(section, "what_to_do", _runbook(cycle["exit_code"]))
    yield Line("last_success", "age_hours", age_hours)


def _data(warehouse: Warehouse, freshness: Freshness) -> Iterator[Line]:
    # Beside the age: fresh data of a source that has stopped are old launches.
    yield Line("newest_launch", "launched_at", freshness.newest_launch_at)
    yield Line("source", "name", freshness.source)
    if freshness.source_note:
        yield Line("source", "note", freshness.source_note)
    yield Line("last_full", "finished_at", freshness.last_full_at)
    for count in warehouse.rows("commands/status/counts", RowCount):
        yield Line("rows", count.relation, count.row_count)
    for record in warehouse.rows("commands/status/rejected", RejectedRecord):
        yield Line("rejected", record.record_id, "; ".join(map(_cut, record.reasons[:3])))
    for event in warehouse.rows("commands/status/events", Event):
        yield Line("event", f"{event.changed_at.isoformat()} {event.event}", f"{event.launches}: {event.named}")
    for change in warehouse.rows("commands/status/corrections", Correction):
        values = f"{_cut(change.old_value)} -> {_cut(change.new_value)}"
        yield Line("correction", f"{change.launch_id} {change.field}", values)


def _cut(value: object) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _runbook(exit_code: int) -> str:
    return f"docs/runbook.md#exit-code-{exit_code}"
