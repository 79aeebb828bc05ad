"""The recorded API: serves the bundled sample as the SpaceX v4 API does, and prints the address of its query."""

import argparse
import signal
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Self

from local.answers import Answer, Request, answer
from local.multiply import multiply
from local.query import SERVED
from local.server import Server
from local.state import State

__all__ = ["RecordedApi", "Request", "Respond"]

Respond = Callable[[Request, Callable[[], Answer]], Answer | None]

REMEMBERED_REQUESTS = 10_000


class RecordedApi:
    """An HTTP server that answers as the real API does in a given state.

    `state` may be changed or replaced between two requests. Every request goes through `respond(request, proceed)`:
    it may return what `proceed()` returns, wait, return another answer, or return None to close the connection.
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
        self._server = Server((host, port), self._answer)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Close every connection, also idle ones."""
        self._server.shutdown()
        self._server.server_close()
        self._server.close_connections()
        self._thread.join()

    @property
    def url(self) -> str:
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    @property
    def launches_url(self) -> str:
        return f"{self.url}/v4/launches/query"

    def _answer(self, request: Request) -> Answer | None:
        self.requests.append(request)
        return self.respond(request, lambda: answer(request, self.state))


def _arguments() -> argparse.Namespace:
    served = "\n".join(f"  {name:20} {value}" for name, value in SERVED.items())
    parser = argparse.ArgumentParser(
        prog="python -m local.api",
        description=__doc__,
        epilog=f"served, and nothing else:\n{served}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=0, help="port to listen on (default: a free one)")
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="read launches.json and so on from here")
    parser.add_argument("--multiply", type=int, metavar="COUNT", help="serve so many copies of the flown launches")
    return parser.parse_args()


def main() -> None:
    arguments = _arguments()
    state = State.recorded(arguments.data) if arguments.data else State.sample()
    state = multiply(state, arguments.multiply) if arguments.multiply else state
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    with RecordedApi(state, host=arguments.host, port=arguments.port) as api:
        print(api.launches_url, flush=True)
        stopped.wait()


if __name__ == "__main__":
    main()
