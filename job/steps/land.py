"""Stage: pages wait in temporary tables, outside every transaction, until the set is proven complete."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from job.databases.postgres import Warehouse, jsonb
from job.databases.sqlstates import DataError
from job.observe import log
from job.sources.records import Document, Rejected, ValidatedPage

# The wire format of jsonb is this byte and the JSON text. Sent as bytea, whose wire format is the bytes
# themselves, a document reaches PostgreSQL as it was served: not parsed, not escaped, not copied once more.
_JSONB_VERSION = b"\x01"
_COLUMNS = ("text", "bytea", "bool", "bytea")


@dataclass(frozen=True, slots=True)
class Staged:
    """What became of one page: documents staged (upcoming ones among them), and rejected by us or PostgreSQL."""

    staged: int
    upcoming: int
    rejected: int


def open_tables(warehouse: Warehouse) -> None:
    """Create the temporary tables of this cycle."""
    warehouse.run("steps/land/create")


def run(warehouse: Warehouse, page: ValidatedPage) -> Staged:
    """Put a page into the staging tables, its rejected documents beside it."""
    refused = 0
    try:
        warehouse.copy("steps/land/copy_documents", _COLUMNS, _rows(page.documents, _JSONB_VERSION))
    except DataError as problem:
        refused = _one_by_one(warehouse, page.documents)
        log.warning("records_rejected", records=refused, record_id=None, reasons=[str(problem)])
    if page.rejected:
        _stage_rejected(warehouse, page.rejected)
    upcoming = sum(document.upcoming for document in page.documents)
    return Staged(len(page.documents) - refused, upcoming, len(page.rejected) + refused)


def take_apart(warehouse: Warehouse, page: ValidatedPage) -> None:
    """Take a page that is staged apart for the transforms, as far as it was sent and PostgreSQL took it."""
    if sent := [document.record_id for document in page.documents if _is_sent(document)]:
        warehouse.run("steps/land/create_apart")
        warehouse.run("steps/land/take_apart", ids=sent, rebuild=False)


def close(warehouse: Warehouse) -> None:
    """Tell the planner what was staged: call once, when all pages are in."""
    warehouse.run("steps/land/analyze")


def _stage_rejected(warehouse: Warehouse, rejected: Sequence[Rejected]) -> None:
    first = rejected[0]
    log.warning("records_rejected", records=len(rejected), record_id=first.record_id, reasons=first.reasons[:3])
    rows = ((record.record_id, record.digest, record.raw, jsonb(record.reasons)) for record in rejected)
    # Without them a full would take their launches for removed.
    warehouse.copy("steps/land/copy_rejected", ("text", "bytea", "bytea", "jsonb"), rows)


def _one_by_one(warehouse: Warehouse, documents: Sequence[Document]) -> int:
    """Stage the documents of a refused page that PostgreSQL can hold; reject the others, return their number."""
    warehouse.run("steps/land/create_doubtful")
    warehouse.copy("steps/land/copy_doubtful", _COLUMNS, _rows(documents, b""))
    rejected = warehouse.run("steps/land/reject_doubtful")
    warehouse.run("steps/land/keep_sound")
    warehouse.run("steps/land/clear_doubtful")
    return rejected


def _is_sent(document: Document) -> bool:
    return not (document.upcoming or document.stored)


def _rows(documents: Sequence[Document], prefix: bytes) -> Iterator[Sequence[object]]:
    for document in documents:
        content = prefix + document.raw if _is_sent(document) else None
        yield document.record_id, document.digest, document.upcoming, content
