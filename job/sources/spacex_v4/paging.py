"""Reads launches of SpaceX v4 page by page, and proves that they are all."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from job.errors import SourceError
from job.sources.client import Client
from job.sources.protocol import Document, Page, TimeRange
from job.sources.spacex_v4 import requests


@dataclass(slots=True)
class _Cursor:
    """How far the read has come: the greatest well-formed id, and the digests of the documents that trail it.

    Those have ids that cannot be read, so the next request steps over them by `offset`: otherwise it would get them
    again, or never get past them.
    """

    expected: int | None = None
    received: int = 0
    record_id: str | None = None
    trailing: list[bytes] = field(default_factory=list)

    def count(self, answer: requests.Answer) -> None:
        """Add an answer; SourceError when the count can no longer come out."""
        if self.expected is None:
            self.expected = answer.total
        self.received += len(answer.documents)
        if self.received > self.expected:
            raise SourceError(f"the source counted {self.expected} documents and sent {self.received}")
        if not answer.documents and self.received < self.expected:
            raise SourceError(f"the source counted {self.expected} documents and ended after {self.received}")

    def move(self, documents: Sequence[Document]) -> None:
        """Move over the documents of an answer; SourceError when one should not have come after the cursor."""
        before = self.record_id
        # A source that ignores the offset begins with what it sent before, and would never come to the end.
        if self.trailing and documents and documents[0].digest in self.trailing:
            raise SourceError(f"the source ignores the offset: it sent a document after {before} again")
        for key, _, digest in documents:
            if key.record_id is None:
                self.trailing.append(digest)
            elif before is not None and key.record_id <= before:
                raise SourceError(f"the source sent {key.record_id} where only ids above {before} were asked for")
            elif self.record_id is None or key.record_id >= self.record_id:
                self.record_id = key.record_id
                self.trailing.clear()


def pages(client: Client, time_range: TimeRange, page_size: int) -> Iterator[Page]:
    """Yield every page of the range; when this ends without an error the set is complete.

    It is complete when as many documents came as the first answer counted, each with an id above the one before.
    """
    cursor = _Cursor()
    while cursor.received != cursor.expected:
        # In a function of its own, so that nothing of a page is left when the next one comes.
        yield _page(client, time_range, page_size, cursor)


def _page(client: Client, time_range: TimeRange, page_size: int, cursor: _Cursor) -> Page:
    request = requests.page_request(time_range, cursor.record_id, len(cursor.trailing), page_size)
    answer = client.fetch(request)
    cursor.count(answer)
    is_outside = requests.range_filter(time_range)
    for key, *_ in answer.documents:
        if is_outside(key):
            raise SourceError(f"the source ignores the filter: it sent {key.record_id} of {key.date}")
    cursor.move(answer.documents)
    return Page(answer.documents, _conflicting_ids(answer.documents), cursor.received, cursor.expected or 0)


def _conflicting_ids(documents: Sequence[Document]) -> set[str]:
    """Return the ids that two different documents have; SourceError where one came twice."""
    times = Counter(key.record_id for key, *_ in documents if key.record_id is not None)
    if len(times) == sum(times.values()):
        return set()
    conflicting = {record_id for record_id, count in times.items() if count > 1}
    versions = Counter((key.record_id, digest) for key, _, digest in documents if key.record_id in conflicting)
    for (record_id, _), count in versions.items():
        if count > 1:
            raise SourceError(f"the source sent {record_id} twice in one page")
    return conflicting
