"""Compares every typed row with what flattening the stored documents gives."""

from collections.abc import Callable

from job.databases.warehouse import Warehouse
from job.errors import DataRefusedError
from job.observe import log
from job.steps.check.rows import describe


def run(warehouse: Warehouse, flatten_all: Callable[[], None]) -> None:
    """Raise DataRefusedError with the typed rows that their documents do not give, or that are missing.

    Cycles compare what they write with what they have flattened, and documents never change. So a table whose rows hash
    to what cycles have written is as it should be. Where one does not, all documents are flattened again and each row
    is compared; without a difference, the table's fingerprint was missing or out of date, and is written anew.
    """
    changed = dict(warehouse.table("steps/check/find_changed").rows)
    if not changed:
        return
    flatten_all()
    rows = warehouse.table("steps/check/find_differing").mappings()
    if rows:
        found = describe(rows)
        raise DataRefusedError(
            f"{found.number} typed rows are not what their documents give: {found.shown}",
            hint="A table was changed by hand, or a transform has a bug; nothing was changed. To discard changes by"
            " hand, run DELETE FROM ops.transforms; the next cycle then builds every typed row again.",
        )
    warehouse.run("steps/check/record", relations=list(changed), fingerprints=list(changed.values()))
    log.info("fingerprints_recorded", relations=list(changed))
