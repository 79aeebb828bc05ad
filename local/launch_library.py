"""Answers as Launch Library 2.3.0 does, from a list of its documents, with its throttle: without sockets."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from local.answers import Answer, Request, of_json, of_text

Document = dict[str, Any]
LAUNCHES, THROTTLE = "/2.3.0/launches/", "/2.3.0/api-throttle/"
MOST = 100
_ORDERS = {"id", "last_updated", "name", "net"}
_FILTERS: dict[str, Callable[[Document, str], bool]] = {
    "lsp__id": lambda launch, ids: str(launch["launch_service_provider"]["id"]) in ids.split(","),
    "id": lambda launch, ids: launch["id"] in ids.split(","),
    "net__gte": lambda launch, at: launch["net"] >= at,
    "net__lte": lambda launch, at: launch["net"] <= at,
    "last_updated__gte": lambda launch, at: launch["last_updated"] >= at,
}
_LISTED = ("id", "url", "name", "slug", "status", "last_updated", "net", "net_precision", "window_end", "window_start")


@dataclass
class LaunchLibrary:
    """The launches, which may be changed between two requests, and the calls that are counted against the limit.

    Ordering by `net` breaks ties at random, as the real API does: `shuffle` is called with the launches before sorting.
    """

    launches: list[Document]
    limit: int = 15
    seconds: float = 3600
    clock: Callable[[], float] = time.monotonic
    shuffle: Callable[[list[Document]], None] = lambda _launches: None
    calls: list[float] = field(default_factory=list)

    def answer(self, request: Request) -> Answer:
        """Return what the API answers; a call that is refused does not count."""
        path, _, query = request.path.partition("?")
        if request.method != "GET" or path not in (LAUNCHES, THROTTLE):
            return of_text(404)
        now = self.clock()
        self.calls = [at for at in self.calls if now - at < self.seconds]
        wait = max(0, int(self.calls[0] + self.seconds - now) + 1) if len(self.calls) >= self.limit else 0
        if path == THROTTLE:
            return _json(self._allowance(request, wait))
        if wait:
            detail = f"Request was throttled. Expected available in {wait} seconds."
            return Answer(
                429, {"Content-Type": "application/json", "Retry-After": str(wait)}, _dumped({"detail": detail})
            )
        self.calls.append(now)
        return _json(self._page(dict(parse_qsl(query, keep_blank_values=True))))

    def _allowance(self, request: Request, wait: int) -> Document:
        return {
            "your_request_limit": self.limit,
            "limit_frequency_secs": self.seconds,
            "current_use": len(self.calls),
            "next_use_secs": wait,
            "ident": request.headers.get("authorization", "127.0.0.1").removeprefix("Token "),
        }

    def _page(self, query: dict[str, str]) -> Document:
        found = [
            each for each in self.launches if all(_FILTERS[name](each, query[name]) for name in _FILTERS.keys() & query)
        ]
        order = query.get("ordering", "net")
        self.shuffle(found)
        name = order.removeprefix("-")
        found.sort(key=lambda launch: launch[name if name in _ORDERS else "net"], reverse=order.startswith("-"))
        offset, limit = int(query.get("offset", 0)), min(int(query.get("limit", 10)), MOST)
        listed = found[offset : offset + limit]
        if query.get("mode") == "list":
            listed = [{name: launch.get(name) for name in _LISTED} for launch in listed]
        more = offset + limit < len(found)
        next_page = f"https://ll.thespacedevs.com{LAUNCHES}?{urlencode(query | {'offset': str(offset + limit)})}"
        return {"count": len(found), "next": next_page if more else None, "previous": None, "results": listed}


def _dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _json(value: Any) -> Answer:
    return of_json(_dumped(value))
