"""Extract: reads the source page by page, judges every document, and proves the set complete."""

import hashlib
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from job.errors import SourceError
from job.sources.protocol import VALID, DocumentKey, Page, Source, TimeRange, Validation
from job.sources.records import Document, Rejected, ValidatedPage

# A launch has some 3 KB. What is larger than this by so much is no launch, and no reader of ours should build it.
MAX_DOCUMENT_BYTES = 4 * 1024 * 1024


class Client(Protocol):
    """What extract needs of the connection to the source."""

    def ask(self, source: Source, body: dict[str, Any]) -> Page:
        """Return the page that answers `body`; raise a JobError when there is none to be had."""


@dataclass(slots=True)
class _Reading:
    """How far the read has come: the greatest well-formed id, and the digests of what came after it.

    Those have ids that cannot be read, so the next request has to step over them by `offset`: else it would get
    them again, or never get past them.
    """

    expected: int | None = None
    received: int = 0
    cursor: str | None = None
    behind: list[bytes] = field(default_factory=list)

    def count(self, page: Page) -> None:
        """Take a page into account; SourceError when the count can no longer come out."""
        if self.expected is None:
            self.expected = page.total
        self.received += len(page.documents)
        if self.received > self.expected:
            raise SourceError(f"the source counted {self.expected} documents and sent {self.received}")
        if not page.documents and self.received < self.expected:
            raise SourceError(f"the source counted {self.expected} documents and ended after {self.received}")

    def move(self, heads: list[DocumentKey], digests: list[bytes]) -> None:
        """Move the cursor over a page; SourceError when a document should not have come after it."""
        before = self.cursor
        # A source that ignores the offset begins with what it sent before, and would never come to the end.
        if self.behind and digests and digests[0] in self.behind:
            raise SourceError(f"the source ignores the offset: it sent a document after {before} again")
        for head, digest in zip(heads, digests, strict=True):
            if (record_id := head.record_id) is None:
                self.behind.append(digest)
            elif before is not None and record_id <= before:
                raise SourceError(f"the source sent {record_id} where only ids above {before} were asked for")
            elif self.cursor is None or record_id >= self.cursor:
                self.cursor = record_id
                self.behind.clear()


def run(
    client: Client, source: Source, asked: TimeRange, page_size: int, stored: Container[bytes] = ()
) -> Iterator[ValidatedPage]:
    """Yield every page of what was asked for, judged; when it ends without an error the set is complete.

    A document whose digest is among the `stored` ones was judged when it was stored.
    Raises SourceError when the answers cannot be the whole set, whatever the reason; what was yielded before that
    is then worth nothing.
    """
    reading = _Reading()
    while reading.received != reading.expected:
        # In a function of its own, so that nothing of a page is left when the next one comes.
        yield _page(client, source, asked, page_size, reading, stored)


def _page(
    client: Client, source: Source, asked: TimeRange, page_size: int, reading: _Reading, stored: Container[bytes]
) -> ValidatedPage:
    page = client.ask(source, source.request(asked, reading.cursor, len(reading.behind), page_size))
    reading.count(page)
    heads = [*map(source.head, page.documents)]
    if stranger := source.outside(heads, asked):
        raise SourceError(f"the source ignores the filter: it sent {stranger.record_id} of {stranger.date}")
    digests = [hashlib.sha256(raw).digest() for raw in page.documents]
    reading.move(heads, digests)
    return _judge(source, page, heads, digests, reading, stored)


def _judge(
    source: Source,
    page: Page,
    heads: list[DocumentKey],
    digests: list[bytes],
    reading: _Reading,
    stored: Container[bytes],
) -> ValidatedPage:
    twins = _twins(heads, digests)
    documents: list[Document] = []
    rejected: list[Rejected] = []
    drift: set[str] = set()
    for raw, digest, head in zip(page.documents, digests, heads, strict=True):
        known = digest in stored
        verdict = _verdict(source, raw, head, twins, known)
        if verdict.reasons or head.record_id is None:
            rejected.append(Rejected(head.record_id, raw, digest, verdict.reasons))
        else:
            documents.append(Document(head.record_id, raw, digest, head.upcoming, known))
        drift |= verdict.drift
    return ValidatedPage(documents, rejected, frozenset(drift), reading.received, reading.expected or 0)


def _twins(heads: list[DocumentKey], digests: list[bytes]) -> set[str]:
    """Return the ids under which two different documents came: nobody can say which one is true."""
    times = Counter(head.record_id for head in heads if head.record_id is not None)
    twins = {record_id for record_id, count in times.items() if count > 1}
    received = zip(heads, digests, strict=True)
    versions = Counter((head.record_id, digest) for head, digest in received if head.record_id in twins)
    for (record_id, _), count in versions.items():
        if count > 1:
            raise SourceError(f"the source sent {record_id} twice in one page")
    return twins


def _verdict(source: Source, raw: bytes | memoryview, head: DocumentKey, twins: set[str], known: bool) -> Validation:
    if len(raw) > MAX_DOCUMENT_BYTES:
        return Validation([f"the document has {len(raw)} bytes, more than {MAX_DOCUMENT_BYTES}"], frozenset())
    if head.record_id in twins:
        return Validation(["the source has two different documents under this id"], frozenset())
    if head.upcoming and head.record_id is not None and head.date is not None:
        return VALID  # counted, not loaded: nothing more of it is needed
    if known:
        return VALID
    return source.validate(bytes(raw))
