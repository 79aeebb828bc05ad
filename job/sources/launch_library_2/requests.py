"""How launches are asked for at Launch Library 2, and how its answers are read."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from job.errors import ConfigurationError, JobError, RequestRefusedError, SourceError
from job.sources import parsing
from job.sources.client import ErrorAnswer, Request
from job.sources.launch_library_2 import content
from job.sources.launch_library_2.content import Record

MAX_PAGE_SIZE = 100  # the source cuts a larger one without saying so
_read_page = parsing.page_reader(listed="results", counted="count", others=("next",))


class ThrottledError(SourceError):
    """The source allows no call for a while; `after` is the seconds of Retry-After, `text` what it says."""

    def __init__(self, answer: ErrorAnswer) -> None:
        super().__init__(answer.message)
        self.after = answer.retry_after
        self.text = answer.text


class Answer(NamedTuple):
    """The records of one page, how many the request matches in all, and whether the source names a next page."""

    records: list[Record]
    total: int
    has_next: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """Which launches are asked for, all bounds inclusive; no providers: those of all."""

    providers: AbstractSet[int]
    net_from: datetime | None = None
    net_to: datetime | None = None
    changed_since: datetime | None = None

    def parameters(self) -> dict[str, str]:
        """Return the filter as the source takes it."""
        bounds = {"net__gte": self.net_from, "net__lte": self.net_to, "last_updated__gte": self.changed_since}
        texts = {name: _second(at).isoformat().replace("+00:00", "Z") for name, at in bounds.items() if at}
        return texts | ({"lsp__id": ",".join(map(str, sorted(self.providers)))} if self.providers else {})

    def misses(self, record: Record) -> bool:
        """Say whether a record does not satisfy the filter, as far as it can be read."""
        date = content.instant(record.document.key.date)
        return (
            bool(self.providers and isinstance(record.provider, int) and record.provider not in self.providers)
            or _is_before(date, self.net_from)
            or _is_before(self.net_to, date)
            or _is_before(record.changed_at, self.changed_since)
        )


def page(wanted: Filter, offset: int, limit: int, *, has_key: bool) -> Request[Answer]:
    """Return the request for the launches from `offset` on, in the order of their ids."""
    options = {"mode": "detailed", "format": "json", "limit": str(limit), "ordering": "id", "offset": str(offset)}
    take = partial(read, limit=limit)
    return Request("GET", take, partial(refusal, has_key=has_key), parameters=wanted.parameters() | options)


def present(wanted: Filter, record_ids: Sequence[str], *, has_key: bool) -> Request[Answer]:
    """Return the request that asks which of at most MAX_PAGE_SIZE ids there are."""
    options = {"mode": "list", "format": "json", "limit": str(MAX_PAGE_SIZE), "id": ",".join(record_ids)}
    take = partial(read, limit=MAX_PAGE_SIZE)
    return Request("GET", take, partial(refusal, has_key=has_key), parameters=wanted.parameters() | options)


def read(body: bytes | bytearray, limit: int) -> Answer:
    """Cut an answer into its records; ValueError when it is not a page, SourceError when it ignores the limit."""
    documents, total, (has_next,) = _read_page(body, limit)
    return Answer([content.read(raw) for raw in documents], total, has_next)


def refusal(answer: ErrorAnswer, *, has_key: bool) -> JobError | None:
    """Return an error where no retry helps: each costs one of few calls."""
    if answer.status == 429:
        return ThrottledError(answer)
    if answer.status == 401 or (answer.status == 403 and has_key):
        return ConfigurationError(answer.message, hint="Check API_KEY.")
    if answer.status == 403:
        return SourceError(answer.message)
    if answer.status in (400, 405, 414):
        return RequestRefusedError(answer.message)
    return None


def _second(at: datetime) -> datetime:
    """Return an instant without its fraction: the source knows whole seconds."""
    return at.astimezone(UTC).replace(microsecond=0)


def _is_before(earlier: datetime | None, later: datetime | None) -> bool:
    return earlier is not None and later is not None and earlier < _second(later)
