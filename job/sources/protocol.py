"""What the rest of the program knows of an API; each API is a package of job/sources.

What is made once a document is a tuple: that takes half of the time of a frozen dataclass.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from job.sources.client import Client


@dataclass(frozen=True, slots=True)
class TimeRange:
    """Launches between two instants, both inclusive; None is no bound."""

    from_: datetime | None = None
    to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What the warehouse knows when a cycle begins: the clock, what it holds, and until when it has every change.

    `changes_until` is None where the source does not say when it changed a record.
    """

    now: datetime
    launches: int
    newest_launch_at: datetime | None
    changes_until: datetime | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a cycle asks the source for; `full` when that is everything, so that absence means removal.

    With `changed_since`, what changed since then is asked for too, whatever its date. The warehouse holds
    `known_launches`.
    """

    mode: str
    time_range: TimeRange
    changed_since: datetime | None = None
    known_launches: int = 0

    @property
    def full(self) -> bool:
        return self.mode == "full"


class DocumentKey(NamedTuple):
    """What can be read of a document without trusting it; None is what cannot be read."""

    record_id: str | None
    date: str | None
    upcoming: bool


class Document(NamedTuple):
    """A document as received; `digest` is equal exactly where what means something in it is."""

    key: DocumentKey
    raw: bytes | memoryview
    digest: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """Documents received, in the source's order, and how many of how many that makes.

    `conflicting_ids` came with two different documents each: which one is true is unknown. `changes_until` is when the
    source changed the latest of them, where it says so.
    """

    documents: Sequence[Document]
    conflicting_ids: AbstractSet[str]
    received: int
    expected: int
    changes_until: datetime | None = None


class Validation(NamedTuple):
    """The reasons to reject a document (none: it is valid), and its fields that are missing or unknown."""

    reasons: Sequence[str]
    drift: AbstractSet[str]


VALID = Validation([], frozenset())


class Source(Protocol):
    """An API: its requests, its paging, its proof of completeness, its model, its flattening."""

    name: str
    """The value of SOURCE."""
    note: str | None
    """One sentence that readers of its data need beside its newest launch; None: there is nothing to say."""
    holds: str
    """What a warehouse of this source holds; a warehouse takes no launches of anything else."""
    url: str
    """Where its launches are, unless API_URL says otherwise."""
    retry_seconds: float
    """How long to wait at least before a request is sent again; up to twice as long, and doubled with each attempt."""
    model_version: str
    """Changes whenever the model accepts or reports anything else; known documents are then validated again."""
    content: Mapping[str, Any] | None
    """What means something in a document: objects of fields, lists of one kind of part, True for a value; None: all."""
    flattening: str
    """The folder of sql/ whose files flatten its documents, one file a typed relation."""

    confirms_removals: bool
    """Whether a launch that a full read did not bring is removed only after `find_present` was asked for it."""

    @property
    def headers(self) -> dict[str, str]:
        """Return the headers that every request carries."""

    def plan_incremental(self, known: Known, lookback_days: int) -> Plan:
        """Return what a cycle asks for that wants what is new, and may remove nothing."""

    def pages(self, client: Client, plan: Plan, page_size: int) -> Iterator[Page]:
        """Yield what `plan` asks for, a page at a time; when this ends without an error the set is complete.

        Raises SourceError where the answers cannot be the complete set. Pages received before that prove nothing.
        """

    def find_present(self, client: Client, record_ids: Sequence[str], received: str | None) -> AbstractSet[str]:
        """Return which of these records the source has, all of them absent from a full read.

        `received` is one that came, if any did: where the source does not have that, its answer proves nothing.
        """

    def validate(self, document: bytes) -> Validation:
        """Return whether a document can be loaded; never raises."""
