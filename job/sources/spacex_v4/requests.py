"""How launches are asked for at SpaceX v4, and how an answer is read."""

import hashlib
import re
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from job import timestamps
from job.errors import RequestRefusedError
from job.sources import parsing
from job.sources.client import ErrorAnswer, Request
from job.sources.protocol import Document, DocumentKey, TimeRange
from job.sources.spacex_v4.model import ID

_ID = re.compile(ID)
# Only what stays as it was: a core's reuse_count would make each flight a correction of all of its earlier ones.
_POPULATE = [
    {
        "path": "payloads",
        "select": "name type mass_kg mass_lbs orbit regime customers nationalities manufacturers norad_ids reused",
    },
    {"path": "rocket", "select": "name"},
    {"path": "launchpad", "select": "name full_name locality region latitude longitude"},
    {"path": "cores.core", "select": "serial block"},
    {"path": "cores.landpad", "select": "name full_name type region"},
    {"path": "crew", "select": "name agency"},
    {"path": "capsules", "select": "serial type"},
]
# The words of a 400 that blames the request; with a database down behind the API it has others.
_CLIENT_ERRORS = ("Cast to ", "Invalid sort value", "Unexpected token", "in JSON at position", "must be a")
_read_page = parsing.page_reader(listed="docs", counted="totalDocs")
_read_key = parsing.key_reader("id", "date_utc", "upcoming")


class Answer(NamedTuple):
    """The documents of one answer, and how many the request matches in all."""

    documents: list[Document]
    total: int


def page_request(time_range: TimeRange, after: str | None, offset: int, limit: int) -> Request[Answer]:
    """Return the request for at most `limit` documents of `time_range` whose id is greater than `after`.

    Sorted by `_id` and asked for by `_id`, pages cannot shift while they are read. `offset` skips documents.
    """
    query: dict[str, Any] = {}
    bounds = {"$gte": time_range.from_, "$lte": time_range.to}
    if time_range.from_ or time_range.to:
        query["date_utc"] = {key: timestamps.text(at) for key, at in bounds.items() if at}
    if after is not None:
        query["_id"] = {"$gt": after}
    options = {"limit": limit, "sort": {"_id": 1}, "populate": _POPULATE}
    body = {"query": query, "options": options | ({"offset": offset} if offset else {})}
    return Request("POST", partial(read, limit=limit), refusal, body)


def read(body: bytes | bytearray, limit: int) -> Answer:
    """Cut an answer into its documents; ValueError when it is not a page, SourceError when it ignores the limit."""
    documents, total, _ = _read_page(body, limit)
    return Answer([Document(key(raw), raw, hashlib.sha256(raw).digest()) for raw in documents], total)


def key(document: bytes | memoryview) -> DocumentKey:
    """Read the little that paging and filters depend on; never raises."""
    found = _read_key(document)
    record_id = found.id if isinstance(found.id, str) and _ID.fullmatch(found.id) else None
    # An upcoming launch leaves the warehouse, so the field must not contradict itself.
    upcoming = found.upcoming is True and parsing.has_single_key(document, "upcoming")
    return DocumentKey(record_id, found.date_utc if isinstance(found.date_utc, str) else None, upcoming)


def range_filter(time_range: TimeRange) -> Callable[[DocumentKey], bool]:
    """Return a function that says whether a document lies outside the range, as the API compares: as text."""
    first, last = (timestamps.text(at) if at else None for at in (time_range.from_, time_range.to))

    def is_outside(key: DocumentKey) -> bool:
        if key.record_id is None or key.date is None:
            return False
        return bool((first and key.date < first) or (last and key.date > last))

    return is_outside


def refusal(answer: ErrorAnswer) -> RequestRefusedError | None:
    """Return an error where the answer blames the request, so that no retry helps."""
    is_client_error = answer.status == 400 and any(words in answer.text for words in _CLIENT_ERRORS)
    if is_client_error or answer.status in (405, 413, 414, 415):
        return RequestRefusedError(answer.message)
    return None
