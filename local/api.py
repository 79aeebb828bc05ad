"""The recorded API: serves a bundled sample as the API of a source does, and prints the address of its launches."""

import argparse
import signal
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Self

from local import launch_library_sample
from local.answers import Answer, Request, answer
from local.launch_library import LAUNCHES, LaunchLibrary
from local.multiply import multiply
from local.query import SERVED
from local.server import Server
from local.state import State

__all__ = ["RecordedApi", "Request", "Respond"]

Respond = Callable[[Request, Callable[[], Answer]], Answer | None]

REMEMBERED_REQUESTS = 10_000
# Calls an hour: the real API allows 15, which a developer has used up after a few runs.
GENEROUS_LIMIT = 1000


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
        return self.respond(request, lambda: self._proceed(request))

    def _proceed(self, request: Request) -> Answer:
        return answer(request, self.state)


class RecordedLaunchLibrary(RecordedApi):
    """An HTTP server that answers as Launch Library 2.3.0 does, likewise; `library` may be changed."""

    def __init__(self, library: LaunchLibrary, *, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(State(), host=host, port=port)
        self.library = library

    @property
    def launches_url(self) -> str:
        return f"{self.url}{LAUNCHES}"

    def _proceed(self, request: Request) -> Answer:
        return self.library.answer(request)


def _arguments() -> argparse.Namespace:
    served = "\n".join(f"  {name:20} {value}" for name, value in SERVED.items())
    parser = argparse.ArgumentParser(
        prog="python -m local.api",
        description=__doc__,
        epilog=f"served of spacex-v4, and nothing else:\n{served}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--source", default="spacex-v4", choices=("spacex-v4", "launch-library-2"))
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=0, help="port to listen on (default: a free one)")
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="read launches.json and so on from here")
    parser.add_argument("--multiply", type=int, metavar="COUNT", help="serve so many copies of the flown launches")
    parser.add_argument("--ten-days-later", action="store_true", help="the second state of launch-library-2")
    return parser.parse_args()


def _api(arguments: argparse.Namespace) -> RecordedApi:
    if arguments.source == "launch-library-2":
        launches = launch_library_sample.launches(ten_days_later=arguments.ten_days_later)
        library = LaunchLibrary(launches, limit=GENEROUS_LIMIT)
        return RecordedLaunchLibrary(library, host=arguments.host, port=arguments.port)
    state = State.recorded(arguments.data) if arguments.data else State.sample()
    state = multiply(state, arguments.multiply) if arguments.multiply else state
    return RecordedApi(state, host=arguments.host, port=arguments.port)


def main() -> None:
    arguments = _arguments()
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    with _api(arguments) as api:
        print(api.launches_url, flush=True)
        stopped.wait()


if __name__ == "__main__":
    main()
