import gzip
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from job.errors import ConfigurationError, JobError, RequestRefusedError, SourceError
from job.settings import Settings
from job.sources import unpacking
from job.sources.client import Request
from job.sources.http import HttpClient
from job.sources.spacex_v4 import SpaceXv4, requests
from job.traffic import Traffic
from local.answers import Answer, of_text
from local.api import RecordedApi
from local.api import Request as Received

PAGE = b'{"docs":[{"id":1}],"totalDocs":1}'
REQUEST = Request("POST", partial(requests.read, limit=1), requests.refusal, {"query": {"a": 1}})
Respond = Callable[[int], Answer | None]


def answer(status: int = 200, body: bytes = PAGE, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, {"Content-Type": "application/json", **named}, body)


@contextmanager
def asked(respond: Respond, **changes: Any) -> Iterator[tuple[Callable[[], list[bytes]], RecordedApi, Traffic]]:
    """A function that fetches a page's documents, and a source whose n-th answer is `respond(n)`; retries do not wait unless a test says so."""

    def each(_request: Received, _proceed: Callable[[], Answer]) -> Answer | None:
        return respond(len(server.requests))

    traffic = Traffic()
    with RecordedApi(respond=each) as server:
        values: dict[str, Any] = {
            "api_url": server.launches_url,
            "api_max_wait_seconds": 0,
            "api_max_attempts": 3,
        } | changes
        settings = Settings.model_construct(**values)
        with HttpClient(settings, traffic, SpaceXv4()) as client:
            yield lambda: [bytes(document.raw) for document in client.fetch(REQUEST).documents], server, traffic


def test_a_page_is_asked_for_with_one_json_request() -> None:
    with asked(lambda _: answer()) as (ask, server, traffic):
        assert ask() == [b'{"id":1}']
        (request,) = server.requests
    assert (request.method, request.path, request.parsed) == ("POST", "/v4/launches/query", {"query": {"a": 1}})
    assert request.headers["content-type"] == "application/json"
    assert request.headers["user-agent"].startswith("spacex-elt/")
    assert (traffic.requests, traffic.retries) == (1, 0)


@pytest.mark.parametrize(
    "bad",
    [
        None,  # hangs up
        of_text(500),
        of_text(503),
        of_text(429),
        of_text(520, "<html>Cloudflare</html>"),
        of_text(400, "Operation `launches.countDocuments()` buffering timed out after 10000ms"),
        answer(body=b"<html>maintenance</html>"),
        answer(body=b'{"docs":[]}'),
        answer(body=b""),
        answer(body=PAGE[:-1]),
        answer(Content_Length="500"),
        answer(body=gzip.compress(PAGE, mtime=0)[:-9], Content_Encoding="gzip"),
        answer(body=PAGE, Content_Encoding="gzip"),
        answer(Content_Encoding="br"),
    ],
    ids=lambda bad: f"{bad.status} {bad.body[:20]!r}" if bad else "hang up",
)
def test_what_a_later_try_may_cure_is_tried_again(bad: Answer | None) -> None:
    with asked(lambda number: bad if number == 1 else answer()) as (ask, server, traffic):
        assert ask() == [b'{"id":1}']
        assert len(server.requests) == 2
    assert (traffic.requests, traffic.retries) == (2, 1)


@pytest.mark.parametrize("attempts", [1, 3])
def test_after_the_last_try_the_source_is_unavailable(attempts: int) -> None:
    down = asked(lambda _: of_text(503, "down"), api_max_attempts=attempts)
    with down as (ask, _server, traffic), pytest.raises(SourceError, match="503: down"):
        ask()
    assert (traffic.requests, traffic.retries) == (attempts, attempts - 1)


@pytest.mark.parametrize(
    ("refusal", "error"),
    [
        (of_text(401), ConfigurationError),
        (of_text(404), ConfigurationError),
        (answer(301, b"", Location="http://127.0.0.1:1/"), ConfigurationError),
        (answer(308, b"", Location="/elsewhere"), ConfigurationError),
        (of_text(400, "Cast to Number failed for value"), RequestRefusedError),
        (of_text(405), RequestRefusedError),
        (of_text(413), RequestRefusedError),
        (of_text(415), RequestRefusedError),
    ],
)
def test_what_no_later_try_mends_is_asked_once(refusal: Answer, error: type[JobError]) -> None:
    with asked(lambda _: refusal) as (ask, server, _traffic):
        with pytest.raises(error):
            ask()
        assert len(server.requests) == 1


def test_an_answer_beyond_all_measure_is_refused_packed_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MAX_ANSWER_BYTES", 1000)
    long = b" " * 500_000 + PAGE
    for reply in (answer(body=long), answer(body=gzip.compress(long), Content_Encoding="gzip")):
        with asked(lambda _, reply=reply: reply) as (ask, server, _traffic):  # type: ignore[misc]
            with pytest.raises(SourceError, match="larger than 1000 bytes") as caught:
                ask()
            assert "PAGE_SIZE" in caught.value.hint
            assert len(server.requests) == 1


def test_a_packed_answer_is_unpacked() -> None:
    with asked(lambda _: answer(body=gzip.compress(PAGE, mtime=0), Content_Encoding="gzip")) as (
        ask,
        _server,
        _traffic,
    ):
        assert ask() == [b'{"id":1}']


def test_a_source_that_is_not_there_is_tried_as_often_as_allowed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    away = asked(lambda _: answer(), api_url=f"http://127.0.0.1:{port}/")
    with away as (ask, _server, traffic), pytest.raises(SourceError, match="ConnectError"):
        ask()
    assert traffic.requests == 3


def test_one_connection_serves_all_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []
    with asked(lambda _: answer()) as (ask, server, _traffic):
        accept = server._server.process_request

        def note(*connection: Any) -> None:
            opened.append(connection)
            accept(*connection)

        monkeypatch.setattr(server._server, "process_request", note)
        for _ in range(5):
            ask()
    assert len(opened) == 1


def test_what_the_source_asks_to_wait_is_waited_but_not_longer_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    replies = [answer(429, b"", Retry_After="5"), answer(429, b"", Retry_After="86400"), answer()]
    with asked(lambda number: replies[number - 1], api_max_wait_seconds=60) as (ask, _server, _traffic):
        ask()
    assert slept == [5, 60]


@pytest.mark.parametrize(
    "failure", [None, of_text(503), answer(503, b"", Retry_After="0")], ids=["hang up", "503", "503, Retry-After: 0"]
)
def test_a_source_that_is_away_for_ten_seconds_is_waited_for_with_the_default_settings(
    monkeypatch: pytest.MonkeyPatch, failure: Answer | None
) -> None:
    """Five tries were gone in 1.5 to 4.7 seconds, or at once where the source asked for no wait."""
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    defaults = Settings.model_construct().model_dump(include={"api_max_attempts", "api_max_wait_seconds"})
    for _ in range(20):  # the waits are random
        slept.clear()
        with asked(lambda _: failure if sum(slept) < 10 else answer(), **defaults) as (ask, _server, _traffic):
            ask()


def test_a_request_that_breaks_because_the_api_was_closed_is_not_tried_again() -> None:
    def close_and_hang_up(_request: Received, _proceed: Callable[[], Answer]) -> None:
        api.__exit__(None, None, None)

    traffic = Traffic()
    with RecordedApi(respond=close_and_hang_up) as server:
        settings = Settings.model_construct(api_url=server.launches_url, api_max_attempts=3, api_max_wait_seconds=0)
        api = HttpClient(settings, traffic, SpaceXv4())
        with pytest.raises((SourceError, RuntimeError)):
            api.fetch(REQUEST)
    assert (traffic.requests, traffic.retries) == (1, 0)


def test_a_connection_that_a_thread_may_still_read_from_is_left_open() -> None:
    # Closed, its descriptor went to the next connection, and TLS read and wrote there.
    api = HttpClient(Settings.model_construct(api_timeout_seconds=30), Traffic(), SpaceXv4())
    api.__exit__(KeyError, KeyError(), None)
    assert not api._client.is_closed
    api.__exit__(None, None, None)
    assert api._client.is_closed


def test_a_request_may_carry_parameters_and_go_to_an_address_beside_the_launches() -> None:
    asked_for = Request(
        "GET", partial(requests.read, limit=1), requests.refusal, parameters={"id": "1,2"}, path="../throttle/"
    )
    with RecordedApi(respond=lambda *_: answer()) as server:
        settings = Settings.model_construct(api_url=f"{server.url}/2.3.0/launches/?a=b")
        with HttpClient(settings, Traffic(), SpaceXv4()) as client:
            client.fetch(REQUEST)
            client.fetch(asked_for)
        paths = [(request.method, request.path, request.body) for request in server.requests]
    assert paths == [
        ("POST", "/2.3.0/launches/?a=b", b'{"query":{"a":1}}'),
        ("GET", "/2.3.0/throttle/?id=1%2C2", b""),
    ]


@pytest.mark.parametrize(("seconds", "remaining", "waits"), [(60, 100, True), (61, 100, False), (60, 59, False)])
def test_a_source_is_waited_for_only_within_the_longest_wait_and_the_deadline(
    monkeypatch: pytest.MonkeyPatch, seconds: float, remaining: float, waits: bool
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    client = HttpClient(Settings.model_construct(), Traffic(), SpaceXv4(), lambda: remaining)
    if waits:
        client.wait(seconds, "throttled")
    else:
        with pytest.raises(SourceError, match=f"throttled; it can be asked again in {seconds} s"):
            client.wait(seconds, "throttled")
    assert slept == ([seconds] if waits else [])
