"""What the API answers to a request, as a pure function: no socket, no clock."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import Any

from local import launches
from local.casting import QueryError
from local.launches import dumped
from local.state import Document, State

BODY_LIMIT = 1 << 20
JSON_TYPES = (
    "application/json",
    "application/json-patch+json",
    "application/vnd.api+json",
    "application/csp-report",
)


@dataclass(frozen=True)
class Request:
    """One request; the names of its headers are in lower case."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @cached_property
    def parsed(self) -> Any:
        """The body's JSON; None where it has none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass(frozen=True)
class Answer:
    """What goes back. A `Content-Length` among the headers is sent as it stands, also where it lies."""

    status: int
    headers: dict[str, str]
    body: bytes


def answer(request: Request, state: State) -> Answer:
    """The API's own answer in this state."""
    try:
        body = _body(request)
        path = request.path.partition("?")[0].rstrip("/").lower()
        if (request.method, path) == ("POST", "/v4/launches/query"):
            return of_json(launches.page(state, body))
    except QueryError as error:
        return of_text(400, str(error))
    except OverflowError as error:
        return of_text(413, str(error))
    if (request.method, path) == ("POST", "/v4/launches"):
        return of_text(401)
    listed = _listed(state, path) if request.method == "GET" else None
    return of_text(404) if listed is None else of_json(dumped(listed))


def of_json(body: bytes) -> Answer:
    return Answer(200, {"Content-Type": "application/json; charset=utf-8"}, body)


def of_text(status: int, words: str | None = None) -> Answer:
    body = (words or HTTPStatus(status).phrase).encode()
    return Answer(status, {"Content-Type": "text/plain; charset=utf-8"}, body)


def _body(request: Request) -> Document:
    """The request's JSON; nothing where it does not say that it is JSON, or is empty."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type not in JSON_TYPES or not request.body:
        return {}
    if len(request.body) > BODY_LIMIT:
        raise OverflowError("request entity too large")
    text = request.body.decode(errors="replace")
    if not text.lstrip(" \t\r\n").startswith(("{", "[")):
        raise QueryError("invalid JSON, only supports object and array")
    body = _parsed(text)
    return body if isinstance(body, dict) else {}


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        if error.pos >= len(text.rstrip()):
            raise QueryError("Unexpected end of JSON input") from None
        raise QueryError(f"Unexpected token {text[error.pos]} in JSON at position {error.pos}") from None
    except RecursionError:
        raise QueryError("Maximum call stack size exceeded") from None


def _no_constant(name: str) -> None:
    raise QueryError(f"Unexpected token {name[0]} in JSON")


def _listed(state: State, path: str) -> list[Document] | None:
    """A whole list. The source orders launches by flight number and rockets by first flight."""
    flown = {"/v4/launches/past": False, "/v4/launches/upcoming": True}
    match path.removeprefix("/v4/"):
        case "launches":
            return launches.listed(state)
        case "launches/past" | "launches/upcoming":
            return launches.listed(state, upcoming=flown[path])
        case "rockets":
            return sorted(state.rockets, key=lambda rocket: str(rocket.get("first_flight")))
        case "payloads" | "launchpads" | "cores" | "landpads" as name:
            documents: list[Document] = getattr(state, name)
            return documents
    return None
