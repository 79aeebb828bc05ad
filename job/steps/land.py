"""Land: appends documents to ops.documents as they arrive; no reader sees one before a version points to it."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import count

from job.databases.sqlstates import DataError
from job.databases.warehouse import Warehouse, jsonb
from job.observe import log
from job.sources.validation import RejectedRecord, ValidatedPage, ValidDocument

# The wire format of jsonb is this byte and the JSON text. Sent as bytea, whose wire format is the bytes themselves, a
# document reaches PostgreSQL as it was served: not parsed, not escaped, not copied once more.
_JSONB_VERSION = b"\x01"
_REJECTED = ("text", "bytea", "bytea", "jsonb")

Numbered = Sequence[tuple[int, ValidDocument]]


@dataclass(frozen=True, slots=True)
class LandedPage:
    """What became of one page: the ids of the documents that were appended, and its records by outcome."""

    document_ids: list[int]
    fetched: int
    upcoming: int
    rejected: int
    validated: int


class Landing:
    """Appends pages, one after the other; the cycle that holds the lock has one, so it numbers the documents."""

    def __init__(self, warehouse: Warehouse) -> None:
        """Delete what cycles that failed left behind, and create the temporary tables of this one."""
        self._warehouse = warehouse
        if discard(warehouse):
            warehouse.run("steps/land/vacuum")
        self._document_ids = count(warehouse.scalar("steps/land/next_document_id"))
        warehouse.run("steps/land/create")

    def run(self, page: ValidatedPage) -> LandedPage:
        """Append the documents of a page that are not stored yet; keep its rejected records for the quarantine."""
        new = [(next(self._document_ids), document) for document in page.documents if _is_new(document)]
        refused = self._append(new)
        self._insert_received(page.documents, {document.record_id: number for number, document in new}, refused)
        if page.rejected:
            self._reject(page.rejected)
        return LandedPage(
            document_ids=[document_id for document_id, _ in new if document_id not in refused],
            fetched=len(page.documents) + len(page.rejected),
            upcoming=sum(document.upcoming for document in page.documents),
            rejected=len(page.rejected) + len(refused),
            validated=sum(document.validated and not document.upcoming for document in page.documents) - len(refused),
        )

    def close(self) -> None:
        """Let the planner know what was received: call once, when all pages have landed."""
        self._warehouse.run("steps/land/analyze")

    def _insert_received(
        self, documents: Sequence[ValidDocument], new: dict[str, int], refused: AbstractSet[int]
    ) -> None:
        landed = [
            (document.record_id, document.document_id or new.get(document.record_id), document)
            for document in documents
            if new.get(document.record_id) not in refused
        ]
        self._warehouse.run(
            "steps/land/insert_received",
            launch_ids=[record_id for record_id, _, _ in landed],
            document_ids=[document_id for _, document_id, _ in landed],
            digests=[document.document.digest if document.validated else None for _, _, document in landed],
            upcoming=[document.upcoming for _, _, document in landed],
            drift=[jsonb(document.drift) if document.drift else None for _, _, document in landed],
        )

    def _append(self, new: Numbered) -> AbstractSet[int]:
        """Append documents; return the ids of those that PostgreSQL cannot hold, which are rejected."""
        rows = ((document_id, _JSONB_VERSION + document.document.raw) for document_id, document in new)
        try:
            if new:
                self._warehouse.copy("steps/land/copy_documents", ("int8", "bytea"), rows)
        except DataError as error:
            refused = self._retry_page(new)
            log.warning("records_rejected", records=len(refused), record_id=None, reasons=[str(error)])
            return refused
        return frozenset()

    def _retry_page(self, new: Numbered) -> AbstractSet[int]:
        rows = (
            (document_id, document.record_id, document.document.digest, bytes(document.document.raw))
            for document_id, document in new
        )
        self._warehouse.run("steps/land/create_retry_page")
        self._warehouse.copy("steps/land/copy_retry_page", ("int8", "text", "bytea", "bytea"), rows)
        refused = {document_id for (document_id,) in self._warehouse.table("steps/land/reject_invalid").rows}
        self._warehouse.run("steps/land/insert_valid")
        self._warehouse.run("steps/land/clear_retry_page")
        return refused

    def _reject(self, rejected: Sequence[RejectedRecord]) -> None:
        first = rejected[0]
        log.warning("records_rejected", records=len(rejected), record_id=first.record_id, reasons=first.reasons[:3])
        rows = ((each.record_id, each.document.digest, each.document.raw, jsonb(each.reasons)) for each in rejected)
        self._warehouse.copy("steps/land/copy_rejected", _REJECTED, rows)


def discard(warehouse: Warehouse) -> int:
    """Delete the documents that no version points to and none will; return how many. Only the lock's holder may."""
    return warehouse.run("steps/land/discard")


def _is_new(document: ValidDocument) -> bool:
    return document.document_id is None and not document.upcoming
