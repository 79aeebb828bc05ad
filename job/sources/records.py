"""What extract hands to stage: documents that it has judged, a page at a time."""

from dataclasses import dataclass
from typing import NamedTuple

MOST_BYTES_READ_AHEAD = 8 * 1024 * 1024


class Document(NamedTuple):
    """A document that can be loaded: its launch's id and its bytes as served; `stored` if they are there already."""

    record_id: str
    raw: bytes | memoryview
    digest: bytes
    upcoming: bool
    stored: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """A document that cannot, and why; record_id is None where not even the id can be read."""

    record_id: str | None
    raw: bytes | memoryview
    digest: bytes
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class ValidatedPage:
    """One page: what is good in it, what is not, and how far the read has come."""

    documents: list[Document]
    rejected: list[Rejected]
    drift: frozenset[str]
    received: int
    expected: int

    @property
    def count(self) -> int:
        """How many documents the page had."""
        return len(self.documents) + len(self.rejected)

    def is_large(self) -> bool:
        """Say whether two such pages at once are too much for the memory of a cycle."""
        size = sum(len(document.raw) for document in self.documents) + sum(len(each.raw) for each in self.rejected)
        return size > MOST_BYTES_READ_AHEAD
