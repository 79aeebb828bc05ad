"""Status: how the warehouse stands, for people and for probes."""

from collections.abc import Iterator

from job import database, present
from job.database import Warehouse
from job.errors import ExitCode
from job.settings import Settings

Line = tuple[str, str, object]


def run(settings: Settings, form: str, max_age_hours: float | None) -> ExitCode:
    """Print the last cycle, the last success and its age, row counts, open quarantine and latest corrections.

    Returns STALE when the last success is missing or older than `max_age_hours`, else OK.
    """
    with database.connect(settings) as warehouse:
        age = None
        lines: list[Line] = [("last_cycle", "status", "no cycle has run in this database yet")]
        if warehouse.row("migrate/ledger").present:
            age = warehouse.row("status/age").hours
            lines = list(_lines(warehouse, age))
    present.show(present.rows(["section", "item", "value"], lines, form))
    stale = max_age_hours is not None and (age is None or age > max_age_hours)
    return ExitCode.STALE if stale else ExitCode.OK


def _lines(warehouse: Warehouse, age: float | None) -> Iterator[Line]:
    for cycle in warehouse.rows("status/runs"):
        facts = cycle._asdict()
        section = facts.pop("which")
        yield from ((section, item, value) for item, value in facts.items())
    yield "last_success", "age_hours", age
    for relation, count in warehouse.rows("status/counts"):
        yield "rows", relation, count
    for change in warehouse.rows("status/corrections"):
        yield "correction", f"{change.launch_id} {change.field}", f"{change.old_value} -> {change.new_value}"
