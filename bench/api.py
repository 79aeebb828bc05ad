"""A stand-in for the API, as fast as one process of Python can be: it looks up and sends, nothing else.

`python -m bench.api COUNT [BYTES]` prints its address; BYTES is how long a document is. It knows the requests that the
contenders make and no others:

    POST /v4/launches/query       as the API, with `_id` > a cursor and `date_utc` ≥ an instant
    GET  /launches?page=1         pages of 500, for tools that only GET
    GET  /launches.jsonl          all documents, one a line
    GET  /rows                    all documents as rows of COPY: the id, a tab, the document
    POST /step/1                  from now on the launches are those of step 1
    GET  /requests                how many requests came since this was last asked
"""

import json
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bench.documents import BYTES, Documents

PAGE = 500
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


class Answers:
    """The answers, put together of documents that are bytes already; each is a list of pieces."""

    def __init__(self, documents: Documents) -> None:
        self.documents = documents
        self.now = documents.steps[0]
        self.rows = [*_rows(documents)]
        self.requests = 0

    def answer(self, method: str, target: str, body: bytes) -> list[bytes]:
        url = urlsplit(target)
        self.requests += 1
        match method, url.path:
            case "POST", "/v4/launches/query":
                return [self._query(json.loads(body))]
            case "GET", "/launches":
                return [self._page(int(parse_qs(url.query).get("page", ["1"])[0]))]
            case "GET" | "HEAD", "/launches.jsonl":
                return [b"\n".join(self.now[place : place + PAGE]) + b"\n" for place in range(0, len(self.now), PAGE)]
            case "GET", "/rows":
                return self.rows
            case "GET", "/requests":
                came, self.requests = self.requests - 1, 0
                return [str(came).encode()]
            case "POST", path if path.startswith("/step/"):
                self.now = self.documents.steps[int(path.removeprefix("/step/"))]
                return [b"{}"]
        raise ValueError(f"no contender asks {method} {target}")

    def _query(self, asked: dict[str, Any]) -> bytes:
        query, options = asked["query"], asked["options"]
        first = bisect_left(self.documents.dates, query.get("date_utc", {}).get("$gte", ""))
        first = max(first, bisect_right(self.documents.ids, query.get("_id", {}).get("$gt", "")))
        total = max(len(self.now) - first, 0)
        first += options.get("offset", 0)
        found = b",".join(self.now[first : first + options["limit"]])
        return b'{"docs":[%b],"totalDocs":%d,"limit":%d}' % (found, total, options["limit"])

    def _page(self, page: int) -> bytes:
        found = b",".join(self.now[(page - 1) * PAGE : page * PAGE])
        more = b"%d" % (page + 1) if page * PAGE < len(self.now) else b"null"
        return b'{"docs":[%b],"totalDocs":%d,"nextPage":%b}' % (found, len(self.now), more)


def _rows(documents: Documents) -> Iterator[bytes]:
    """The first step as rows of COPY, in pieces of a page each."""
    pairs = zip(documents.ids, documents.steps[0], strict=False)
    while piece := b"".join(b"%b\t%b\n" % (key.encode(), document) for key, document in islice(pairs, PAGE)):
        if b"\\" in piece:
            raise ValueError("a backslash would need escaping")
        yield piece


class _Handler(BaseHTTPRequestHandler):
    """Answers one kept connection until its client hangs up."""

    answers: Answers
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle(self) -> None:
        with suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        pieces = self.answers.answer(self.command, self.path, body)
        self.wfile.write(HEAD % sum(map(len, pieces)))
        for piece in pieces if self.command != "HEAD" else ():
            self.wfile.write(piece)

    do_POST = do_HEAD = do_GET  # noqa: N815


def _serve(count: int, size: int = BYTES) -> None:
    _Handler.answers = Answers(Documents(count, size))
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        print(f"http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    _serve(*map(int, sys.argv[1:]))
