"""What a body of `POST /v4/launches/query` asks for: as much of the API as the job and the tests use.

The real API ignores filters and options that it does not know. This one refuses them and says what it serves.
"""

import re
from dataclasses import dataclass
from typing import Any, Self

COLLECTIONS = {
    "payloads": "payloads",
    "rocket": "rockets",
    "launchpad": "launchpads",
    "cores.core": "cores",
    "cores.landpad": "landpads",
    "crew": "crew",
    "capsules": "capsules",
}
SERVED = {
    "GET": "/v4/launches/past, and /v4/ with one of launches, " + ", ".join(COLLECTIONS.values()),
    "POST": "/v4/launches/query, application/json: an object of any of these",
    "query._id": '{"$gt": "24 hexadecimal digits"}',
    "query.date_utc": '{"$gte": "a text", "$lte": "a text"}, or one of the two',
    "options.limit": "an integer; 10 by default",
    "options.offset": "an integer",
    "options.pagination": "false: everything in one answer",
    "options.sort": '{"_id": 1}, which is also the default',
    "options.populate": f'[{{"path": one of {", ".join(COLLECTIONS)}, "select": "field field"}}]',
}
_ID = re.compile(r"[0-9a-f]{24}")


class QueryError(ValueError):
    """A request that is answered with status 400 and this text."""


@dataclass(frozen=True, slots=True)
class Populate:
    """A reference that is replaced by these fields of the document that it names."""

    path: str
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class Query:
    """Launches with an id above `after` and a date from `first` to `last`; `limit` of them, or all if it is None."""

    after: str | None
    first: str | None
    last: str | None
    limit: int | None
    offset: int
    populate: tuple[Populate, ...]

    @classmethod
    def parse(cls, body: Any) -> Self:
        """Return what the body asks for; raise QueryError if that is more than is served."""
        asked = _object(body, "the body", "query", "options")
        query = _object(asked.get("query", {}), "query", "_id", "date_utc")
        dates = _object(query.get("date_utc", {}), "date_utc", "$gte", "$lte")
        options = _object(asked.get("options", {}), "options", "limit", "offset", "pagination", "sort", "populate")
        if options.get("sort", {"_id": 1}) != {"_id": 1}:
            raise QueryError('sort must be absent or {"_id": 1}')
        if not isinstance(options.get("pagination", True), bool):
            raise QueryError("pagination must be a boolean")
        populate = options.get("populate", [])
        return cls(
            after=_id(_object(query["_id"], "_id", "$gt").get("$gt")) if "_id" in query else None,
            first=_text(dates, "$gte") if "$gte" in dates else None,
            last=_text(dates, "$lte") if "$lte" in dates else None,
            limit=None if options.get("pagination") is False else _count(options, "limit", 10),
            offset=_count(options, "offset", 0),
            populate=tuple(map(_populate, populate if isinstance(populate, list) else [populate])),
        )


def _object(value: Any, name: str, *served: str) -> dict[str, Any]:
    if not isinstance(value, dict) or not value.keys() <= set(served):
        raise QueryError(f"{name} must be an object with no other members than {', '.join(served)}")
    return value


def _text(members: dict[str, Any], name: str) -> str:
    if not isinstance(value := members.get(name), str):
        raise QueryError(f"{name} must be a text")
    return value


def _count(members: dict[str, Any], name: str, default: int) -> int:
    value = members.get(name, default)
    if type(value) is not int or value < 0:
        raise QueryError(f"{name} must be an integer from 0")
    return value


def _id(value: Any) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise QueryError(f'Cast to ObjectId failed for value "{value}" at path "_id" for model "Launch"')
    return value


def _populate(asked: Any) -> Populate:
    reference = _object(asked, "what is populated", "path", "select")
    if (path := reference.get("path")) not in tuple(COLLECTIONS):
        raise QueryError(f"path must be among {', '.join(COLLECTIONS)}")
    return Populate(path, frozenset(_text(reference, "select").split()) | {"id"})
