"""What the rest of the program knows of an API; each API is a package of job/sources.

What is made once a document is a tuple: that takes half of the time of a frozen dataclass.
"""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class TimeRange:
    """Launches between two instants, both inclusive; None is no bound."""

    from_: datetime | None = None
    to: datetime | None = None


class DocumentKey(NamedTuple):
    """What can be read of a document without trusting it; None is what cannot be read."""

    record_id: str | None
    date: str | None
    upcoming: bool


class Document(NamedTuple):
    """A document as received; `digest` is equal exactly where the content is."""

    key: DocumentKey
    raw: bytes | memoryview
    digest: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """Documents received, in the source's order, and how many of how many that makes.

    `conflicting_ids` came with two different documents each: which one is true is unknown.
    """

    documents: Sequence[Document]
    conflicting_ids: AbstractSet[str]
    received: int
    expected: int


class Validation(NamedTuple):
    """The reasons to reject a document (none: it is valid), and its fields that are missing or unknown."""

    reasons: Sequence[str]
    drift: AbstractSet[str]


VALID = Validation([], frozenset())


@dataclass(frozen=True, slots=True)
class Request(Generic[Answer]):
    """One request to the address that API_URL names.

    `read` makes the answer of the body; its ValueError is retried, as a bad answer. `is_client_error` is asked about
    the status and text of an error: True where the request is wrong, so that no retry helps.
    """

    method: str
    json: dict[str, Any]
    read: Callable[[bytearray], Answer]
    is_client_error: Callable[[int, str], bool]


class Client(Protocol):
    """Sends requests, within bounds of time and size, and retries."""

    def fetch(self, request: Request[Answer]) -> Answer:
        """Return the answer; raise SourceError, RequestRefusedError or ConfigurationError where there is none."""


class Source(Protocol):
    """An API: its requests, its paging, its proof of completeness, its model, its flattening."""

    name: str
    """The value of SOURCE."""
    note: str | None
    """One sentence that readers of its data need beside its newest launch; None: there is nothing to say."""
    url: str
    """Where its launches are, unless API_URL says otherwise."""
    model_version: str
    """Changes whenever the model accepts or reports anything else; known documents are then validated again."""
    flattening: str
    """The folder of sql/ whose files flatten its documents, one file a typed relation."""

    def pages(self, client: Client, time_range: TimeRange, page_size: int) -> Iterator[Page]:
        """Yield what lies in `time_range`, a page at a time; when this ends without an error the set is complete.

        Raises SourceError where the answers cannot be the complete set. Pages received before that prove nothing.
        """

    def validate(self, document: bytes) -> Validation:
        """Return whether a document can be loaded; never raises."""
