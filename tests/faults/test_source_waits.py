"""Retry-After: followed where it has a meaning, and never further than the operator allows."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from local.answers import Answer, Request
from local.api import RecordedApi
from local.login import Login
from tests.faults.catalogue import fault
from tests.faults.trial import Trial

pytest_plugins = ("tests.faults.actors",)
UNCHANGED = "nothing changed"
ALL_READ = "as the source has it"
PATIENT = {"API_TIMEOUT_SECONDS": "5"}
YEAR = 31_536_000


@pytest.fixture
def login(loaded_login: Login) -> Login:
    """A warehouse with the last state loaded."""
    return loaded_login


def busy(retry_after: str) -> Answer:
    return Answer(429, {"Retry-After": retry_after}, b"Too Many Requests")


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
            lambda: later(days=-365), 0.25, 0.5,
            marks=fault("Source", "429 with a Retry-After of the past", code=0, log="429", tables=ALL_READ), id="past",
        ),
        pytest.param(
            lambda: "as soon as possible", 0.25, 0.5,
            marks=fault("Source", "429 with a meaningless Retry-After", code=0, log="429", tables=ALL_READ), id="words",
        ),
        pytest.param(
            lambda: "-5", 0.25, 0.5,
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
    assert ended.finished["last_cycle_duration_seconds"] < 6
