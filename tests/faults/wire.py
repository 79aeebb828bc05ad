"""Stands between the program and PostgreSQL, reads what the program says, and lets a test act at a certain message."""

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from typing import Self

_SSL_REQUEST, _GSS_REQUEST = 80877103, 80877104
QUERY, BIND = b"Q", b"B"
# What the message that carries documents has in it, and no other one.
DOCUMENTS = b'"static_fire_date_utc"'


class Cut(Exception):  # noqa: N818
    """Raised by a test's action: the connection ends here, and the message is not handed on."""


class Link:
    """One connection of the program through the wire."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.client, self.server = client, server
        self.silenced = False

    def silence(self) -> None:
        """Let nothing of the server reach the program any more: when it next answers, the connection is cut."""
        self.silenced = True

    def cut(self) -> None:
        for end in (self.client, self.server):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


Act = Callable[[Link, bytes, bytes], None]


class Wire:
    """A proxy on a port of its own; `act(link, kind, message)` is called before each message goes to the server.

    With a TLS context the wire speaks TLS to the program, as a server with a certificate does.
    """

    def __init__(self, port: int, act: Act = lambda _link, _kind, _message: None, tls: ssl.SSLContext | None = None):
        self.act = act
        self._upstream, self._tls = port, tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.links: list[Link] = []
        self._serving: list[threading.Thread] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        self.cut()
        for thread in self._serving:
            thread.join(5)

    def close(self) -> None:
        """Take no new connection."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def cut(self) -> None:
        """Cut every connection that stands now."""
        for link in self.links:
            link.cut()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
                self._serving.append(thread)
                thread.start()

    def _serve(self, accepted: socket.socket) -> None:
        ends = [accepted]
        with contextlib.suppress(OSError, EOFError):
            startup = self._negotiate(ends)
            ends.append(socket.create_connection(("127.0.0.1", self._upstream)))
            link = Link(*ends[-2:])
            self.links.append(link)
            link.server.sendall(startup)
            threading.Thread(target=_answers, args=(link,), daemon=True).start()
            self._hand_on(link)
        for end in ends:
            end.close()

    def _negotiate(self, ends: list[socket.socket]) -> bytes:
        """Answer what the program asks first, as a server with or without TLS does; return its startup message.

        The last of the ends is the one to talk to.
        """
        while True:
            startup = _sized(ends[-1], b"")
            code = struct.unpack("!i", startup[4:8])[0]
            if code == _SSL_REQUEST and self._tls is not None:
                ends[-1].sendall(b"S")
                ends.append(self._tls.wrap_socket(ends[-1], server_side=True))
            elif code in (_SSL_REQUEST, _GSS_REQUEST):
                ends[-1].sendall(b"N")
            else:
                return startup

    def _hand_on(self, link: Link) -> None:
        try:
            while True:
                kind = _exactly(link.client, 1)
                message = _sized(link.client, kind)
                self.act(link, kind, message)
                link.server.sendall(message)
        except (Cut, OSError, EOFError):
            link.cut()


def _answers(link: Link) -> None:
    with contextlib.suppress(OSError):
        while (found := link.server.recv(65_536)) and not link.silenced:
            link.client.sendall(found)
    link.cut()


def _sized(end: socket.socket, kind: bytes) -> bytes:
    """Read a message whose length stands in front of it; return all of it, behind its kind."""
    length = _exactly(end, 4)
    return kind + length + _exactly(end, struct.unpack("!i", length)[0] - 4)


def _exactly(end: socket.socket, size: int) -> bytes:
    found = bytearray()
    while len(found) < size:
        part = end.recv(size - len(found))
        if not part:
            raise EOFError
        found += part
    return bytes(found)


def at(kind: bytes, words: bytes, act: Callable[[Link], None], nth: int = 1) -> Act:
    """Do something once: at the nth message of that kind that has these words in it."""
    seen = 0

    def watch(link: Link, found: bytes, message: bytes) -> None:
        nonlocal seen
        if found == kind and words in message:
            seen += 1
            if seen == nth:
                act(link)

    return watch
