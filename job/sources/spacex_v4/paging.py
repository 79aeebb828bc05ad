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
    """How far the read has come: the greatest well-formed id, and the digests of its documents and of those behind it.

    Those behind have ids that cannot be read, so the next request steps over them by `offset`: otherwise it would get
    them again, or never get past them.
    """

    expected: int | None = None
    received: int = 0
    sent: int = 0
    record_id: str | None = None
    latest: set[bytes] = field(default_factory=set)
    trailing: list[bytes] = field(default_factory=list)

    def take(self, answer: requests.Answer) -> list[Document]:
        """Add an answer, and return its documents; SourceError when the count can no longer come out.

        Unless they are the last of all, those from the greatest id on are left out, and come again with the next
        answer: the source may have another document under that id, and in two pages they would not be seen to conflict.
        """
        if self.expected is None:
            self.expected = answer.total
        # Where two documents have one id, the source may order them by another, and send the second again.
        documents = [document for document in answer.documents if document.digest not in self.latest]
        received = self.received + len(documents)
        if received > self.expected:
            raise SourceError(f"the source counted {self.expected} documents and sent {received}")
        if received < self.expected:
            if not documents:
                raise SourceError(f"the source counted {self.expected} documents and ended after {self.sent}")
            ids = [key.record_id or "" for key, *_ in documents]
            documents = documents[: ids.index(max(ids))] or documents
        self.received, self.sent = self.received + len(documents), received
        return documents

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
                if key.record_id != self.record_id:
                    self.latest.clear()
                self.latest.add(digest)
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
    request = requests.page_request(time_range, cursor.record_id, len(cursor.trailing), page_size + 1)
    documents = cursor.take(client.fetch(request))
    is_outside = requests.range_filter(time_range)
    for key, *_ in documents:
        if is_outside(key):
            raise SourceError(f"the source ignores the filter: it sent {key.record_id} of {key.date}")
    cursor.move(documents)
    return Page(documents, _conflicting_ids(documents), cursor.received, cursor.expected or 0)


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
