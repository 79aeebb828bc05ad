"""A server below HTTP: what it says on a connection is up to the test, down to the last byte and the lack of it."""

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from typing import Self

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
Speak = Callable[["Speaker", socket.socket], None]


class Speaker:
    """Listens on loopback and calls `speak(speaker, connection)` for each connection, in a thread of its own."""

    def __init__(self, speak: Speak, tls: ssl.SSLContext | None = None) -> None:
        self.speak = speak
        self.tls = tls
        self.connections = 0
        self.ended = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def url(self, scheme: str = "http") -> str:
        return f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}/v4/launches/query"

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._meet, args=(connection,), daemon=True).start()

    def _meet(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), contextlib.closing(connection):
            if self.tls is None:
                self.speak(self, connection)
                return
            with self.tls.wrap_socket(connection, server_side=True) as secured:
                self.speak(self, secured)


def hear(connection: socket.socket) -> bytes:
    """Read one whole request; return its body."""
    heard = b""
    while b"\r\n\r\n" not in heard:
        heard += _some(connection)
    head, _, body = heard.partition(b"\r\n\r\n")
    (length,) = (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    while len(body) < length:
        body += _some(connection)
    return body


def _some(connection: socket.socket) -> bytes:
    found = connection.recv(65_536)
    if not found:
        raise OSError("the client hung up")
    return found


def reset(connection: socket.socket) -> None:
    """Close so that the other end gets a reset instead of an end."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
