"""Check: typed rows are what their documents give and every claim of sql/checks holds, or the cycle is rolled back."""

from collections.abc import Callable

from job.databases import sqlfiles
from job.databases.warehouse import Warehouse
from job.errors import DataRefusedError
from job.steps.check import compare
from job.steps.check.rows import describe

_FOLDER = "checks"


def run(warehouse: Warehouse, flatten_all: Callable[[], None], *, anything_affected: bool, full: bool) -> list[str]:
    """Run the checks that this cycle needs; return their names. A full compares every typed row first.

    Those of scope `affected` run when something was affected, those of scope `full` when the whole source was read, and
    those of scope `incremental` when something was affected and a full did not compare every row.
    A check passes when it returns no row; else DataRefusedError names it and the rows.
    """
    scopes = {"affected": anything_affected, "full": full, "incremental": anything_affected and not full}
    names = [name for name in sqlfiles.names(_FOLDER) if scopes[sqlfiles.header(name, "scope") or ""]]
    if full:
        compare.run(warehouse, flatten_all)
    for name in names:
        _hold(warehouse, name)
    return names


def _hold(warehouse: Warehouse, name: str) -> None:
    rows = warehouse.table(name).mappings()
    if not rows:
        return
    found = describe(rows)
    raise DataRefusedError(
        f"the check {sqlfiles.stem(name)} found {found.number} rows: {found.shown}",
        hint=f"See sql/{name}.sql for what it claims. If a table was changed by hand, restore it; nothing was changed.",
    )
