"""The source does not get as far as an answer: names, connections, certificates, bytes that do not come."""

import gzip
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from local.login import Login
from tests.faults.catalogue import Row, fault
from tests.faults.speaker import HEAD, Speaker, hear, reset
from tests.faults.trial import Trial

pytest_plugins = ("tests.faults.actors",)
UNCHANGED = "nothing changed"


@pytest.fixture
def login(loaded_login: Login) -> Login:
    """A warehouse with the last state loaded."""
    return loaded_login


def wired(what: str, log: str, speak: Callable[[Speaker, socket.socket], None]) -> Any:
    return pytest.param(speak, marks=fault("Source", what, code=69, log=log, tables=UNCHANGED), id=what)


def reset_at_once(_speaker: Speaker, connection: socket.socket) -> None:
    reset(connection)


def reset_inside_the_body(_speaker: Speaker, connection: socket.socket) -> None:
    hear(connection)
    connection.sendall(HEAD + b'{"docs":[')
    time.sleep(0.1)  # a reset overtakes what was not read yet
    reset(connection)


def cut_inside_the_body(_speaker: Speaker, connection: socket.socket) -> None:
    hear(connection)
    connection.sendall(HEAD + b'{"docs":[],"totalDocs":0}')


def cut_inside_a_chunk(_speaker: Speaker, connection: socket.socket) -> None:
    hear(connection)
    connection.sendall(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n19\r\n{"docs":[],"totalDocs":0}\r\n')


def hang_before_the_answer(speaker: Speaker, connection: socket.socket) -> None:
    hear(connection)
    speaker.ended.wait()


def hang_inside_the_head(speaker: Speaker, connection: socket.socket) -> None:
    hear(connection)
    connection.sendall(HEAD[:40])
    speaker.ended.wait()


def hang_inside_the_body(speaker: Speaker, connection: socket.socket) -> None:
    hear(connection)
    connection.sendall(HEAD + b'{"docs":[')
    speaker.ended.wait()


def speak_otherwise(_speaker: Speaker, connection: socket.socket) -> None:
    connection.sendall(b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n")
    hear(connection)


def never_end_the_head(speaker: Speaker, connection: socket.socket) -> None:
    hear(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while not speaker.ended.is_set():
        connection.sendall(b"X-More: and more\r\n" * 1000)


@pytest.mark.parametrize(
    "speak",
    [
        wired("a reset before the answer", "Error: ", reset_at_once),
        wired("a reset inside the body", "ReadError", reset_inside_the_body),
        wired("a body cut in the middle", "RemoteProtocolError", cut_inside_the_body),
        wired("a body in chunks cut between two", "RemoteProtocolError", cut_inside_a_chunk),
        wired("a hang before the answer", "ReadTimeout", hang_before_the_answer),
        wired("a hang inside the headers", "ReadTimeout", hang_inside_the_head),
        wired("a hang inside the body", "ReadTimeout", hang_inside_the_body),
        wired("a server that does not speak HTTP", "RemoteProtocolError", speak_otherwise),
        wired("headers without end", "RemoteProtocolError", never_end_the_head),
    ],
)
def test_a_connection_that_breaks_or_falls_silent_is_tried_again_and_then_the_source_is_unavailable(
    trial: Trial, row: Row, speak: Callable[[Speaker, socket.socket], None]
) -> None:
    with Speaker(speak) as speaker:
        ended = trial.fails(API_URL=speaker.url())
    assert speaker.connections == 2
    (retry,) = ended.events("api_retry")
    assert row.log in retry["reason"]
    assert ended.seconds < 10
    assert (ended.finished["api_requests"], ended.finished["api_retries"]) == (2, 1)


def trickle_the_body(speaker: Speaker, connection: socket.socket) -> None:
    hear(connection)
    connection.sendall(HEAD)
    while not speaker.ended.wait(0.2):
        connection.sendall(b" ")


def trickle_the_head(speaker: Speaker, connection: socket.socket) -> None:
    hear(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not speaker.ended.wait(0.2):
        connection.sendall(b"s")


def continue_for_ever(speaker: Speaker, connection: socket.socket) -> None:
    hear(connection)
    while not speaker.ended.wait(0.01):
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")


@pytest.mark.parametrize(
    "speak",
    [
        wired("a body that trickles", "CYCLE_TIMEOUT_SECONDS ran out", trickle_the_body),
        wired("headers that trickle", "CYCLE_TIMEOUT_SECONDS ran out", trickle_the_head),
        wired("100 Continue for ever", "CYCLE_TIMEOUT_SECONDS ran out", continue_for_ever),
    ],
)
def test_what_never_falls_silent_and_never_ends_is_left_when_the_cycle_s_time_is_over(
    trial: Trial, speak: Callable[[Speaker, socket.socket], None]
) -> None:
    with Speaker(speak) as speaker:
        ended = trial.fails(API_URL=speaker.url(), CYCLE_TIMEOUT_SECONDS="2")
    assert speaker.connections == 1
    assert ended.seconds < 8
    assert ended.finished["last_cycle_duration_seconds"] < 6


def speak_behind_the_end(_speaker: Speaker, connection: socket.socket) -> None:
    hear(connection)
    connection.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b'{"docs":[],"totalDocs":1}')
    )
    for _ in range(400):
        connection.sendall(bytes(1 << 20))


@fault(
    "Source",
    "400 MB behind the end of a gzip stream",
    code=69,
    log="counted 1 documents and ended after 0",
    tables=UNCHANGED,
)
def test_what_follows_the_end_of_a_packed_answer_is_not_read(trial: Trial) -> None:
    """All of it was kept."""
    with Speaker(speak_behind_the_end) as speaker:
        ended = trial.fails(API_URL=speaker.url(), API_TIMEOUT_SECONDS="10")
    peak = ended.finished["peak_memory_bytes"]
    print(f"peak memory: {peak / (1 << 20):.0f} MiB")
    assert peak < 80 << 20


def hang_up_after_60_mb(_speaker: Speaker, connection: socket.socket) -> None:
    hear(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 64000000\r\n\r\n")
    for _ in range(60):
        connection.sendall(b" " * 1_000_000)


@fault(
    "Source", "an answer that breaks off after 60 MB, each time", code=69, log="RemoteProtocolError", tables=UNCHANGED
)
def test_a_failed_try_keeps_nothing_in_memory_during_the_next(trial: Trial) -> None:
    """Its traceback kept what had been received: 180 MiB."""
    with Speaker(hang_up_after_60_mb) as speaker:
        ended = trial.fails(API_URL=speaker.url(), API_MAX_ATTEMPTS="3", API_TIMEOUT_SECONDS="10")
    peak = ended.finished["peak_memory_bytes"]
    print(f"peak memory: {peak / (1 << 20):.0f} MiB")
    assert peak < 140 << 20


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@fault("Source", "connection refused", code=69, log="ConnectError", tables=UNCHANGED)
def test_nobody_listens(trial: Trial) -> None:
    ended = trial.fails(API_URL=f"http://127.0.0.1:{closed_port()}/v4/launches/query")
    assert ended.finished["api_retries"] == 1
    assert "refused" in ended.finished["error"]


@fault("Source", "DNS failure", code=69, log="ConnectError", tables=UNCHANGED)
def test_the_name_does_not_exist(trial: Trial) -> None:
    ended = trial.fails(API_URL="http://no-such-host.invalid/v4/launches/query")
    assert ended.finished["api_retries"] == 1
