"""Preview: what a rehearsed cycle would have changed, for a person to read on stdout."""

from dataclasses import asdict

from job import present
from job.database import Warehouse
from job.facts import Tally


def show(warehouse: Warehouse, tally: Tally) -> None:
    """Print the records by outcome and the first launches that would change; call before the rollback."""
    counts = asdict(tally)
    present.show(present.rows(list(counts), [list(counts.values())], "table"))
    columns, rows = warehouse.table("preview/touched")
    if rows:
        present.show("\n" + present.rows(columns, rows, "table"))
