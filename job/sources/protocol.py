"""The shape of a source: what the rest of the program knows of an API; each one is a file of job/sources.

What is made once a document is a tuple, which takes half of the time of a frozen dataclass.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol


@dataclass(frozen=True, slots=True)
class TimeRange:
    """What a cycle asks for: launches between two instants, both inclusive, None meaning no bound."""

    from_: datetime | None = None
    to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """An answer cut into documents: each one's bytes as served, and how many the request matches in all."""

    documents: Sequence[bytes | memoryview]
    total: int


class DocumentKey(NamedTuple):
    """What can be read of a document without trusting it: None is what cannot."""

    record_id: str | None
    date: str | None
    upcoming: bool


class Validation(NamedTuple):
    """What the model says: the reasons to reject (none: it is good), and fields it lacks or has beyond ours."""

    reasons: list[str]
    drift: AbstractSet[str]


VALID = Validation([], frozenset())


class Source(Protocol):
    """What extract needs to know of an API, and all that the rest of the program knows of it."""

    def request(self, asked: TimeRange, after: str | None, offset: int, limit: int) -> dict[str, Any]:
        """Return the JSON body that asks for at most `limit` documents whose id is greater than `after`."""

    def read(self, body: bytes | bytearray) -> Page:
        """Cut an answer into documents; raise ValueError when it is no page."""

    def head(self, document: bytes | memoryview) -> DocumentKey:
        """Read the little that paging and filters depend on; never raises."""

    def outside(self, heads: list[DocumentKey], asked: TimeRange) -> DocumentKey | None:
        """Return the head of a document that was not asked for, as far as heads can be read, or None."""

    def validate(self, document: bytes) -> Validation:
        """Say whether a document can be loaded; never raises."""

    def blames_us(self, status: int, text: str) -> bool:
        """Say whether an error answer means that the request itself is wrong, so that no retry helps."""

    def fingerprint(self) -> str:
        """Return a text that changes when the model does."""
