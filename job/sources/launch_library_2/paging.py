"""Reads launches of Launch Library 2 in pages that overlap, and proves that they are all.

Pages are asked for by offset in the order of ids, because the source cannot be asked for ids above another. A page
whose first id is not above the greatest id so far has all that followed that id at its moment: no record lies between.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from job.errors import SourceError
from job.sources.launch_library_2.content import Record
from job.sources.launch_library_2.requests import Answer, Filter
from job.sources.protocol import Page

OVERLAP = 3
_MOST_IDLE = 3
_MOST_GROWTH = 2  # a source that grows as fast as it is read would be read for ever

Fetch = Callable[[Filter, int], Answer]  # by the filter and the offset


@dataclass(slots=True)
class _Cursor:
    """How far a read has come: its offset, the greatest id, and the unreadable records that have no place in the order.

    `idle` counts the answers in a row that brought nothing new.
    """

    wanted: Filter
    page_size: int
    offset: int = 0
    greatest: str = ""
    received: int = 0
    first_total: int | None = None
    unreadable: set[bytes] = field(default_factory=set)
    idle: int = 0
    ended: bool = False

    def take(self, answer: Answer) -> list[Record]:
        """Return what is new in an answer, and move on; SourceError where the set can no longer be proven."""
        ids = self._checked(answer)
        if self.offset and not (ids and ids[0] <= self.greatest):  # records left meanwhile: what lay before moved down
            self.offset = max(0, self.offset - self.page_size // 2)  # so that what follows is in the same page
            self._note_progress([], answer.total)
            return []
        new = [record for record in answer.records if self._is_new(record)]
        self.greatest = max([self.greatest, *ids])
        end = self.offset + len(answer.records)
        # The count and the page may be of different moments, so neither alone ends the read.
        self.ended = not answer.has_next and end >= answer.total
        self.offset = max(0, end - OVERLAP)
        self._note_progress(new, answer.total)
        return new

    def _is_new(self, record: Record) -> bool:
        key, _, digest = record.document
        if key.record_id is not None:
            return key.record_id > self.greatest
        is_new = digest not in self.unreadable
        self.unreadable.add(digest)
        return is_new

    def _checked(self, answer: Answer) -> list[str]:
        """Return the readable ids of an answer that is as it was asked for."""
        for record in answer.records:
            if self.wanted.misses(record):
                raise SourceError(f"the source ignores the filter: it sent {record.document.key} of {record.provider}")
        ids = [record.document.key.record_id for record in answer.records if record.document.key.record_id]
        if len(answer.records) > self.page_size:
            raise SourceError(f"the source ignores the limit: it sent {len(answer.records)} of {self.page_size}")
        if answer.has_next and len(answer.records) < self.page_size:
            raise SourceError(
                f"the source sent {len(answer.records)} of {self.page_size} records, and names a next page"
            )
        if answer.records and not ids:
            raise SourceError("the source sent a page in which no id can be read")
        for before, after in pairwise(ids):
            if before >= after:
                raise SourceError(f"the source ignores the ordering: it sent {after} after {before}")
        return ids

    def _note_progress(self, new: Sequence[Record], total: int) -> None:
        self.received += len(new)
        self.idle = 0 if new or self.ended else self.idle + 1
        if self.idle >= _MOST_IDLE:
            raise SourceError(f"the source sent nothing new in {self.idle} answers, at last at offset {self.offset}")
        self.first_total = total if self.first_total is None else self.first_total
        if self.received > _MOST_GROWTH * (self.first_total + self.page_size):
            raise SourceError(f"the source counted {self.first_total} records and sent {self.received}")


def further_pages(total: int, page_size: int) -> int:
    """Return how many pages follow the first one where a request matches so many records."""
    return max(0, -((page_size - total) // (page_size - OVERLAP)))


def pages(fetch: Fetch, filters: Sequence[Filter], page_size: int) -> Iterator[Page]:
    """Yield what satisfies any of the filters, each record once; when this ends without an error the set is complete.

    Every record that existed during the whole read was received, however many came and went meanwhile.
    """
    seen: set[str] = set()
    received = 0
    for wanted in filters:
        cursor = _Cursor(wanted, page_size)
        while not cursor.ended:
            # In a function of its own, so that nothing of a page is left when the next one comes.
            page = _page(fetch, cursor, seen, received)
            received = page.received
            yield page
            del page


def _page(fetch: Fetch, cursor: _Cursor, seen: set[str], received: int) -> Page:
    answer = fetch(cursor.wanted, cursor.offset)
    new = [record for record in cursor.take(answer) if record.document.key.record_id not in seen]
    seen.update(record.document.key.record_id for record in new if record.document.key.record_id)
    received += len(new)
    changes = [record.changed_at for record in new if record.changed_at]
    documents = [record.document for record in new]
    return Page(documents, frozenset(), received, max(answer.total, received), max(changes, default=None))
