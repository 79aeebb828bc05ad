"""Extract: receives what lies in the time range, page by page, and validates every document that is not known."""

from collections.abc import Iterator
from functools import partial

from job.databases.warehouse import Warehouse
from job.errors import DatabaseError
from job.signals import Deadline
from job.sources import prefetch, validation
from job.sources.protocol import Client, Page, Source, TimeRange
from job.sources.validation import KnownVersion, ValidatedPage

# Behind a page of this size the next one is not received before it is landed.
LARGE_PAGE_BYTES = 8 * 1024 * 1024


def run(
    warehouse: Warehouse, source: Source, client: Client, time_range: TimeRange, page_size: int, deadline: Deadline
) -> Iterator[ValidatedPage]:
    """Yield every page of the range, validated; when this ends without an error the set is complete.

    Raises SourceError where the answers cannot be the complete set. Pages yielded before that prove nothing.
    """
    is_empty = warehouse.scalar("steps/extract/is_empty")
    return prefetch.run(
        source.pages(client, time_range, page_size),
        look_up=(lambda _: {}) if is_empty else partial(_find_known, warehouse, source, deadline),
        prepare=partial(validation.validate_page, source),
        is_large=lambda page: page.size > LARGE_PAGE_BYTES,
    )


def _find_known(warehouse: Warehouse, source: Source, deadline: Deadline, page: Page) -> dict[int, KnownVersion]:
    with deadline.counts_as(DatabaseError):
        versions = warehouse.rows(
            "steps/extract/find_known",
            KnownVersion,
            record_ids=[document.key.record_id for document in page.documents],
            digests=[document.digest for document in page.documents],
            model=source.model_version,
        )
    return {version.position: version for version in versions}
