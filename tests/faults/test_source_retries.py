"""Trying again: with growing, jittered, bounded waits, each with its reason, and not once more than allowed."""

from collections.abc import Callable
from typing import Any

import pytest

from local.answers import Answer, Request, of_json, of_text
from local.api import RecordedApi, Respond
from local.login import Login
from tests.faults.catalogue import Row, fault
from tests.faults.trial import Trial

pytest_plugins = ("tests.faults.actors",)
UNCHANGED = "nothing changed"
ALL_READ = "as the source has it"
PATIENT = {"API_TIMEOUT_SECONDS": "5"}


@pytest.fixture
def login(loaded_login: Login) -> Login:
    """A warehouse with the last state loaded."""
    return loaded_login


def at_first(answer: Answer | None, times: int = 1) -> Respond:
    """Answer so the first times, then as the API does."""
    asked: list[Request] = []

    def respond(request: Request, proceed: Callable[[], Answer]) -> Answer | None:
        asked.append(request)
        return answer if len(asked) <= times else proceed()

    return respond


def passing(what: str, log: str, answer: Answer | None, name: str) -> Any:
    marks = fault("Source", f"once: {what}", code=0, log=log, tables=ALL_READ)
    return pytest.param(answer, marks=marks, id=name)


DATABASE_DOWN = of_text(400, "Operation `launches.find()` buffering timed out after 10000ms")


@pytest.mark.parametrize(
    "answer",
    [
        passing("500", "the source answered 500", of_text(500), "500"),
        passing("502 with HTML", "the source answered 502", of_text(502, "<html>"), "502"),
        passing("200 with HTML", "the answer is not a page", of_text(200, "<html>"), "HTML"),
        passing("broken JSON", "the answer is not a page", of_json(b'{"docs":[{'), "broken"),
        passing("the connection is closed", "RemoteProtocolError", None, "hangs up"),
        passing("429", "the source answered 429", of_text(429), "429"),
        passing("a 400 of a database that is down", "buffering timed out", DATABASE_DOWN, "database down"),
    ],
)
def test_a_source_that_recovers_on_the_second_try_is_loaded(
    trial: Trial, api: RecordedApi, row: Row, answer: Answer | None
) -> None:
    del api.state.launches[:1]
    api.respond = at_first(answer)
    ended = trial.succeeds(**PATIENT)
    (retry,) = ended.events("api_retry")
    assert row.log in retry["reason"]
    assert (retry["attempt"], retry["level"]) == (1, "warning")
    assert (ended.finished["api_requests"], ended.finished["api_retries"]) == (2, 1)
    assert ended.finished["removed"] == 1


@fault("Source", "500 without end, at API_MAX_ATTEMPTS=5", code=69, log="the source answered 500", tables=UNCHANGED)
def test_waits_grow_are_jittered_and_end_with_the_attempts(trial: Trial, api: RecordedApi) -> None:
    api.requests.clear()
    api.respond = lambda _request, _proceed: of_text(500)
    ended = trial.fails(API_MAX_ATTEMPTS="5", API_MAX_WAIT_SECONDS="1")
    assert len(api.requests) == 5
    retries = ended.events("api_retry")
    assert [retry["attempt"] for retry in retries] == [1, 2, 3, 4]
    waits = [retry["wait_seconds"] for retry in retries]
    assert all(longest / 2 <= wait <= longest for wait, longest in zip(waits, (0.5, 1, 1, 1), strict=True))
    assert len(set(waits)) == 4
    assert {retry["reason"] for retry in retries} == {"the source answered 500: Internal Server Error"}


@fault("Source", "500 at API_MAX_ATTEMPTS=1", code=69, log="the source answered 500", tables=UNCHANGED)
def test_one_attempt_is_one_request(trial: Trial, api: RecordedApi) -> None:
    api.requests.clear()
    api.respond = lambda _request, _proceed: of_text(500)
    ended = trial.fails(API_MAX_ATTEMPTS="1")
    assert (len(api.requests), ended.finished["api_retries"], ended.events("api_retry")) == (1, 0, [])


@fault("Source", "every page fails once", code=0, log="api_retry", tables=ALL_READ)
def test_every_page_has_its_own_attempts(trial: Trial, api: RecordedApi) -> None:
    seen: set[bytes] = set()

    def respond(request: Request, proceed: Callable[[], Answer]) -> Answer:
        first = request.body not in seen
        seen.add(request.body)
        return of_text(503) if first else proceed()

    api.respond = respond
    ended = trial.succeeds(PAGE_SIZE="50", **PATIENT)
    assert (ended.finished["api_requests"], ended.finished["api_retries"]) == (10, 5)


@fault("Source", "the last page never comes", code=69, log="the source answered 503", tables=UNCHANGED)
def test_the_last_page_never_comes(trial: Trial, api: RecordedApi) -> None:
    del api.state.launches[:3]
    asked: list[Request] = []

    def respond(request: Request, proceed: Callable[[], Answer]) -> Answer:
        asked.append(request)
        return proceed() if len(asked) <= 4 else of_text(503)

    api.respond = respond
    ended = trial.fails(PAGE_SIZE="50", **PATIENT)
    assert (ended.finished["fetched"], len(asked)) == (200, 6)
