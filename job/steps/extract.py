"""Extract: receives what lies in the time range, page by page, and validates every document that is not known."""

from collections.abc import Callable, Iterator, Mapping

from job.sources import validation
from job.sources.protocol import Page, Source
from job.sources.validation import ValidatedPage

FindUnknown = Callable[[Page], Mapping[int, int | None]]


def run(source: Source, pages: Iterator[Page], find_unknown: FindUnknown) -> Iterator[ValidatedPage]:
    """Yield every received page, validated as far as it is unknown: see `validate_page`."""
    for page in pages:
        validated = validation.validate_page(source, page, find_unknown(page))
        del page  # before the next one comes
        yield validated
        del validated
