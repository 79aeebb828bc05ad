"""Extract: receives what lies in the time range, page by page, and validates every document that is not known."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from job.sources import validation
from job.sources.protocol import Page, Source
from job.sources.validation import ValidatedPage

_PART_BYTES = 4 * 1024 * 1024

FindUnknown = Callable[[Page], Mapping[int, int | None]]


def run(source: Source, pages: Iterator[Page], find_unknown: FindUnknown) -> Iterator[ValidatedPage]:
    """Yield every received page, validated as far as it is unknown: see `validate_page`.

    A large page comes in parts: what is made of a document takes more memory than its bytes.
    """
    for page in pages:
        size = sum(len(document.raw) for document in page.documents)
        for part in _parts(page):
            validated = validation.validate_page(source, part, find_unknown(part), size)
            del part
            yield validated
            del validated
        del page  # before the next one comes


def _parts(page: Page) -> Iterator[Page]:
    """Yield the page in parts of at most _PART_BYTES each, or of one document."""
    first = size = 0
    for position, document in enumerate(page.documents):
        size += len(document.raw)
        if size > _PART_BYTES and position > first:
            yield replace(page, documents=page.documents[first:position])
            first, size = position, len(document.raw)
    yield replace(page, documents=page.documents[first:]) if first else page
