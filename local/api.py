"""The recorded API on loopback: `python -m local.api`, or `with RecordedApi() as api:` in a test."""

import argparse
import contextlib
import signal
import socket
import sys
import threading
from collections import deque
from collections.abc import Callable
from http.client import responses
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from local.answers import Answer, Request, answer
from local.multiply import multiply
from local.state import State

__all__ = ["Answer", "RecordedApi", "Request", "State", "answer"]

Respond = Callable[[Request, Callable[[], Answer]], Answer | None]

REMEMBERED_REQUESTS = 10_000


class RecordedApi:
    """A keep-alive HTTP server that answers as the real API does in a given state.

    `state` may be changed or swapped between two requests. `respond(request, proceed)` stands before every
    answer: it may call `proceed()` for the API's own, wait, answer otherwise, or return None to hang up.
    """

    def __init__(
        self,
        state: State | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        respond: Respond = lambda _request, proceed: proceed(),
    ) -> None:
        self.state = state or State.sample()
        self.respond = respond
        self.requests: deque[Request] = deque(maxlen=REMEMBERED_REQUESTS)
        self._server = _Server((host, port), self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Hangs up on every client, also on idle ones."""
        self._server.shutdown()
        self._server.server_close()
        self._server.hang_up()
        self._thread.join()

    @property
    def url(self) -> str:
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    @property
    def launches_url(self) -> str:
        return f"{self.url}/v4/launches/query"

    def answer(self, request: Request) -> Answer | None:
        self.requests.append(request)
        return self.respond(request, lambda: answer(request, self.state))


class _Server(ThreadingHTTPServer):
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], api: RecordedApi) -> None:
        self.api = api
        self._clients: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._clients.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._clients.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        for client in list(self._clients):
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news; anything else is shown."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, self.rfile.read(length))
        found = self.server.api.answer(request)
        if found is None:
            self.close_connection = True
            return
        self._write(found)

    do_GET = do_PUT = do_PATCH = do_DELETE = do_POST  # noqa: N815

    def _write(self, found: Answer) -> None:
        """In one piece, so that no answer waits for an acknowledgement."""
        headers = {"Date": self.date_time_string(), "Content-Length": str(len(found.body))} | found.headers
        if headers["Content-Length"] != str(len(found.body)):
            self.close_connection = True
        phrase = responses.get(found.status, "")
        lines = [f"{name}: {value}\r\n" for name, value in headers.items()]
        head = f"HTTP/1.1 {found.status} {phrase}\r\n{''.join(lines)}\r\n"
        self.wfile.write(head.encode("latin-1") + found.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Quiet: what was asked is in `RecordedApi.requests`."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m local.api", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--data", type=Path, help="a folder of recorded lists; default: the bundled sample")
    parser.add_argument("--multiply", type=int, metavar="COUNT", help="that many launches, made of the flown")
    asked = parser.parse_args()
    state = State.recorded(asked.data) if asked.data else State.sample()
    state = multiply(state, asked.multiply) if asked.multiply else state
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with RecordedApi(state, host=asked.host, port=asked.port) as api:
        print(api.launches_url, flush=True)
        ended.wait()


if __name__ == "__main__":
    main()
