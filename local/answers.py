"""What the recorded API answers to a request: a pure function, without sockets."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import Any

from local import launches
from local.launches import dumped
from local.query import SERVED, Query, QueryError
from local.state import COLLECTIONS, Document, State


@dataclass(frozen=True)
class Request:
    """A request; the names of its headers are in lower case."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @cached_property
    def parsed(self) -> Any:
        """The JSON of the body; None if it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass(frozen=True)
class Answer:
    """An answer. A `Content-Length` among the headers is sent unchanged, even if it is wrong."""

    status: int
    headers: dict[str, str]
    body: bytes


def answer(request: Request, state: State) -> Answer:
    """Return what the API answers in this state."""
    path = request.path.partition("?")[0].rstrip("/")
    if (request.method, path) == ("POST", "/v4/launches/query"):
        try:
            return of_json(launches.page(state, Query.parse(_json(request))))
        except QueryError as error:
            return of_json(dumped({"error": str(error), "served": SERVED}), 400)
    found = _list(state, path) if request.method == "GET" else None
    return of_text(404) if found is None else of_json(dumped(found))


def of_json(body: bytes, status: int = 200) -> Answer:
    return Answer(status, {"Content-Type": "application/json; charset=utf-8"}, body)


def of_text(status: int, text: str | None = None) -> Answer:
    body = (text or HTTPStatus(status).phrase).encode()
    return Answer(status, {"Content-Type": "text/plain; charset=utf-8"}, body)


def _json(request: Request) -> Any:
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise QueryError("Content-Type must be application/json")
    try:
        return json.loads(request.body)
    except ValueError as error:
        raise QueryError(f"Unexpected token in JSON: {error}") from None


def _list(state: State, path: str) -> list[Document] | None:
    """Return a whole collection, or the launches that have flown."""
    name = path.removeprefix("/v4/")
    if name == "launches/past":
        return [launch for launch in state.launches if not launch["upcoming"]]
    return state.collection(name) if name in COLLECTIONS else None
