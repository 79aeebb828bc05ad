"""Land: appends documents to ops.documents as they arrive; no reader sees one before a version points to it."""

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain, count

from job.databases.batch import Batch
from job.databases.sqlstates import DataError
from job.databases.warehouse import Warehouse, jsonb
from job.errors import DatabaseError
from job.observe import log
from job.signals import Deadline
from job.sources.protocol import Page
from job.sources.validation import ValidatedPage
from job.steps.land import retry, statements
from job.steps.land.counts import LandedPage
from job.steps.land.staging import Staging
from job.steps.land.statements import Flatten, Numbered

# Beyond this size a page is landed before the next one is received, so that two are never in memory.
LARGE_PAGE_BYTES = 8 * 1024 * 1024
_REJECTED = ("text", "bytea", "bytea", "jsonb")


@dataclass(frozen=True, slots=True)
class _SentPage:
    """A page that PostgreSQL works on, its new documents with their numbers."""

    page: ValidatedPage
    new: Numbered
    batch: Batch


class Landing:
    """Appends pages, one after the other; the cycle that holds the lock has one, so it numbers the documents.

    PostgreSQL works on a page while the next one is received and validated.
    """

    def __init__(
        self,
        warehouse: Warehouse,
        model: str,
        flatten: Flatten,
        report: Callable[[LandedPage], None],
        deadline: Deadline,
    ) -> None:
        """Delete what cycles that failed left behind.

        `model` is the version of the present model; `flatten` returns the statements that flatten documents of these
        numbers; `report` is called with each page when PostgreSQL has answered for it, also with an error.
        """
        self._warehouse = warehouse
        self._model = model
        self._flatten = flatten
        self._report = report
        self._deadline = deadline
        if discard(warehouse):
            warehouse.run("steps/land/vacuum")
        self._is_empty = warehouse.scalar("steps/land/is_empty")
        self._document_ids = count(warehouse.scalar("steps/land/next_document_id"))
        self.staging = Staging(warehouse)
        self._sent: _SentPage | None = None

    def run(self, pages: Iterable[ValidatedPage]) -> None:
        """Append the documents that are not stored yet, and keep rejected records for the quarantine."""
        try:
            for page in pages:
                self._settle()
                self._send(page)
                if page.size > LARGE_PAGE_BYTES:
                    self._settle()
                del page  # before the next one comes
            self._settle()
        finally:
            if self._sent:
                self._sent.batch.abandon()
                self._report(LandedPage.of(self._sent.page, refused=0))

    def receive_known(self, page: Page) -> dict[int, int | None]:
        """Note the documents of a page that are a current version, accepted by the present model; return the others.

        Those are positions in the page, from 1, with the number of the stored document that an older model accepted.
        """
        if self._is_empty:
            return dict.fromkeys(range(1, len(page.documents) + 1))
        self._settle()
        with self._deadline.counts_as(DatabaseError):
            name, parameters = statements.receive_known(page, self._model)
            if self.staging.defer((name, parameters), len(page.documents)):
                name = "steps/land/find_unknown"
            return dict(self._warehouse.table(name, **parameters).rows)

    def _settle(self) -> None:
        """Wait for the page that PostgreSQL works on: before anything else is asked of it."""
        if self._sent is None:
            return
        sent, self._sent = self._sent, None
        refused: AbstractSet[int] = frozenset()
        with self._deadline.counts_as(DatabaseError):
            try:
                self._warehouse.wait(sent.batch)
            except DataError as error:
                refused = retry.run(self._warehouse, sent.page, sent.new, self._flatten)
                log.warning("records_rejected", records=len(refused), record_id=None, reasons=[str(error)])
            finally:
                self._report(LandedPage.of(sent.page, refused=len(refused)))

    def _send(self, page: ValidatedPage) -> None:
        with self._deadline.counts_as(DatabaseError):
            if self._is_deferred(page):
                self._report(LandedPage.of(page, refused=0))
                return
            self.staging.open()
            self._reject(page)
            if not page.documents:
                self._report(LandedPage.of(page, refused=0))
                return
            new = [(next(self._document_ids), document) for document in page.documents if statements.is_new(document)]
            flatten = self._flatten([document_id for document_id, _ in new])
            sent = chain([statements.insert(new)] if new else (), [statements.receive(page, new)], flatten)
            self._sent = _SentPage(page, new, self._warehouse.send(sent))

    def _is_deferred(self, page: ValidatedPage) -> bool:
        """Defer a page that holds nothing but known documents, and upcoming ones of launches that are not stored."""
        if self.staging.is_open or page.rejected or not all(each.upcoming for each in page.documents):
            return False
        upcoming = [document.record_id for document in page.documents]
        if upcoming and self._warehouse.scalar("steps/land/any_current", launch_ids=upcoming):
            return False
        return self.staging.defer(statements.receive(page, []), len(upcoming))

    def _reject(self, page: ValidatedPage) -> None:
        if not page.rejected:
            return
        first = page.rejected[0]
        reasons = first.reasons[:3]
        log.warning("records_rejected", records=len(page.rejected), record_id=first.record_id, reasons=reasons)
        rows = (
            (each.record_id, each.document.digest, each.document.raw, jsonb(each.reasons)) for each in page.rejected
        )
        self._warehouse.copy("steps/land/copy_rejected", _REJECTED, rows)


def discard(warehouse: Warehouse) -> int:
    """Delete the documents that no version points to and none will; return how many. Only the lock's holder may."""
    return warehouse.run("steps/land/discard")
