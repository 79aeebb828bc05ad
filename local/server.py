"""A keep-alive HTTP server around a function from request to answer."""

import contextlib
import socket
import sys
from collections.abc import Callable
from http.client import responses
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from local.answers import Answer, Request


class Server(ThreadingHTTPServer):
    """Sends what `answer` returns; closes the connection where it returns None."""

    request_queue_size = 128

    def __init__(self, address: tuple[str, int], answer: Callable[[Request], Answer | None]) -> None:
        self.answer = answer
        self._clients: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._clients.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._clients.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        for client in list(self._clients):
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Show errors, but not those of clients that went away."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.answer(Request(self.command, self.path, headers, self.rfile.read(length)))
        if answer is None:
            self.close_connection = True
            return
        self._write(answer)

    do_GET = do_PUT = do_PATCH = do_DELETE = do_POST  # noqa: N815

    def _write(self, answer: Answer) -> None:
        """Send head and body at once: two writes would wait for a delayed acknowledgement."""
        headers = {"Date": self.date_time_string(), "Content-Length": str(len(answer.body))} | answer.headers
        if headers["Content-Length"] != str(len(answer.body)):
            self.close_connection = True
        lines = [f"{name}: {value}\r\n" for name, value in headers.items()]
        head = f"HTTP/1.1 {answer.status} {responses.get(answer.status, '')}\r\n{''.join(lines)}\r\n"
        self.wfile.write(head.encode("latin-1") + answer.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Log nothing: `RecordedApi.requests` has the requests."""
