"""Extract: receives what lies in the time range, page by page, and validates every document that is not known."""

from collections.abc import Callable, Iterator

from job.databases.warehouse import Warehouse
from job.errors import DatabaseError
from job.signals import Deadline
from job.sources import validation
from job.sources.protocol import Page, Source
from job.sources.validation import KnownVersion, ValidatedPage


def run(
    warehouse: Warehouse, source: Source, pages: Iterator[Page], settle: Callable[[], None], deadline: Deadline
) -> Iterator[ValidatedPage]:
    """Yield every received page, validated; `settle` makes the connection free to be asked what is known.

    A cycle that begins on an empty warehouse asks nothing.
    """
    is_empty = warehouse.scalar("steps/extract/is_empty")
    for page in pages:
        known = {}
        if not is_empty:
            with deadline.counts_as(DatabaseError):
                settle()
                known = _find_known(warehouse, source, page)
        validated = validation.validate_page(source, page, known)
        del page
        yield validated
        del validated


def _find_known(warehouse: Warehouse, source: Source, page: Page) -> dict[int, KnownVersion]:
    versions = warehouse.rows(
        "steps/extract/find_known",
        KnownVersion,
        record_ids=[document.key.record_id for document in page.documents],
        digests=[document.digest for document in page.documents],
        model=source.model_version,
    )
    return {version.position: version for version in versions}
