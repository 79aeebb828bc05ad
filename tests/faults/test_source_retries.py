"""Trying again: with growing, jittered, bounded waits, each with its reason, and not once more than allowed."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from local.answers import Answer, Request, of_json, of_text
from local.api import RecordedApi, Respond
from tests.acceptance.reading import Ask
from tests.faults.catalogue import Row, fault
from tests.faults.trial import Trial
from tests.program import Ended, Program

UNCHANGED = "nothing changed"
ALL_READ = "as the source has it"
PATIENT = {"API_TIMEOUT_SECONDS": "5"}
YEAR = 31_536_000


@pytest.fixture
def trial(job: Program, ask: Ask, holds: Callable[[Ended], None]) -> Trial:
    """A warehouse with the last state loaded."""
    assert job().code == 0
    return Trial(job, ask, holds)


def at_first(answer: Answer | None, times: int = 1) -> Respond:
    """Answer so the first times, then as the API does."""
    asked: list[Request] = []

    def respond(request: Request, proceed: Callable[[], Answer]) -> Answer | None:
        asked.append(request)
        return answer if len(asked) <= times else proceed()

    return respond


def busy(retry_after: str) -> Answer:
    return Answer(429, {"Retry-After": retry_after}, b"Too Many Requests")


def passing(what: str, log: str, answer: Answer | None, name: str) -> Any:
    marks = fault("Source", f"once, then all is well: {what}", code=0, log=log, tables=ALL_READ)
    return pytest.param(answer, marks=marks, id=name)


DATABASE_DOWN = of_text(400, "Operation `launches.find()` buffering timed out after 10000ms")


@pytest.mark.parametrize(
    "answer",
    [
        passing("500", "the source answered 500", of_text(500), "500"),
        passing("502 with HTML", "the source answered 502", of_text(502, "<html>"), "502"),
        passing("200 with HTML", "the answer is no page", of_text(200, "<html>"), "HTML"),
        passing("broken JSON", "the answer is no page", of_json(b'{"docs":[{'), "broken"),
        passing("it hangs up", "RemoteProtocolError", None, "hangs up"),
        passing("429", "the source answered 429", busy("0"), "429"),
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
    assert all(0 <= wait <= longest for wait, longest in zip(waits, (0.5, 1, 1, 1), strict=True))
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
        first, _ = request.body not in seen, seen.add(request.body)
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


def later(**delta: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(**delta), usegmt=True)


@pytest.mark.parametrize(
    ("after", "shortest", "longest"),
    [
        pytest.param(
            lambda: "1", 1.0, 1.0,
            marks=fault("Source", "429 with Retry-After in seconds", code=0, log="429", tables=ALL_READ), id="seconds",
        ),
        pytest.param(
            lambda: later(seconds=2), 0.5, 2.0,
            marks=fault("Source", "429 with Retry-After as a date", code=0, log="429", tables=ALL_READ), id="date",
        ),
        pytest.param(
            lambda: later(days=-365), 0.0, 0.0,
            marks=fault("Source", "429 with a Retry-After of the past", code=0, log="429", tables=ALL_READ), id="past",
        ),
        pytest.param(
            lambda: "as soon as possible", 0.0, 0.5,
            marks=fault("Source", "429 with a Retry-After of no sense", code=0, log="429", tables=ALL_READ), id="words",
        ),
        pytest.param(
            lambda: "-5", 0.0, 0.5,
            marks=fault("Source", "429 with a negative Retry-After", code=0, log="429", tables=ALL_READ), id="negative",
        ),
        pytest.param(
            lambda: "Fri, 31 Dec 9999 23:59:59 -2359", 0.0, 2.0,
            marks=fault("Source", "429 with a Retry-After beyond the calendar", code=0, log="429", tables=ALL_READ),
            id="beyond",
        ),
    ],
)  # fmt: skip
def test_the_source_s_wish_to_wait_is_followed_where_it_has_a_meaning(
    trial: Trial, api: RecordedApi, after: Callable[[], str], shortest: float, longest: float
) -> None:
    answered: list[float] = []

    def respond(_request: Request, proceed: Callable[[], Answer]) -> Answer:
        answered.append(time.monotonic())
        return busy(after()) if len(answered) == 1 else proceed()

    api.respond = respond
    ended = trial.succeeds(API_MAX_WAIT_SECONDS="2", **PATIENT)
    (retry,) = ended.events("api_retry")
    assert shortest <= retry["wait_seconds"] <= longest
    assert answered[1] - answered[0] >= retry["wait_seconds"] - 0.01


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(
            lambda: str(YEAR),
            marks=fault("Source", "429 with a Retry-After of a year", code=69, log="429", tables=UNCHANGED), id="year",
        ),
        pytest.param(
            lambda: later(days=365),
            marks=fault("Source", "429 with a date in a year", code=69, log="429", tables=UNCHANGED), id="date",
        ),
        pytest.param(
            lambda: "9" * 400,
            marks=fault("Source", "429 with a Retry-After beyond all numbers", code=69, log="429", tables=UNCHANGED),
            id="digits",
        ),
    ],
)  # fmt: skip
def test_an_absurd_wait_is_capped(trial: Trial, api: RecordedApi, after: Callable[[], str]) -> None:
    api.respond = lambda _request, _proceed: busy(after())
    ended = trial.fails(API_MAX_WAIT_SECONDS="0.2", API_MAX_ATTEMPTS="3", **PATIENT)
    assert [retry["wait_seconds"] for retry in ended.events("api_retry")] == [0.2, 0.2]
    assert 0.4 <= ended.finished["step_duration_seconds"]["extract"] < 5


@fault(
    "Source",
    "429 with a Retry-After of an hour, at API_MAX_WAIT_SECONDS=3600",
    code=69,
    log="CYCLE_TIMEOUT_SECONDS ran out",
    tables=UNCHANGED,
)
def test_no_wait_outlasts_the_cycle_s_time(trial: Trial, api: RecordedApi) -> None:
    api.respond = lambda _request, _proceed: busy("3600")
    ended = trial.fails(API_MAX_WAIT_SECONDS="3600", CYCLE_TIMEOUT_SECONDS="2", **PATIENT)
    assert [retry["wait_seconds"] for retry in ended.events("api_retry")] == [3600]
    assert ended.finished["last_run_duration_seconds"] < 6
