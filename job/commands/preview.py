"""Preview: prints what a dry run would have changed."""

from dataclasses import asdict

from job.databases.warehouse import Warehouse
from job.facts import Tally
from job.observe import output


def show(warehouse: Warehouse, tally: Tally, *, anything_affected: bool) -> None:
    """Print how many records had which outcome, and the first affected launches; call before the rollback."""
    counts = asdict(tally)
    output.show(output.render(list(counts), [list(counts.values())], "table"))
    if anything_affected:
        columns, rows = warehouse.table("commands/preview/affected")
        if rows:
            output.show("\n" + output.render(columns, rows, "table"))
