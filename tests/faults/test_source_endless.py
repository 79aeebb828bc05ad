"""A source without end: what bounds a read that never comes to its last page."""

import time
from collections.abc import Callable

import pytest

from local.answers import Answer, Request, of_json
from local.api import RecordedApi
from local.login import Login
from tests.faults.catalogue import fault
from tests.faults.trial import Trial
from tests.support.handmade import launch, raw

pytest_plugins = ("tests.faults.actors",)
UNCHANGED = "nothing changed"


@pytest.fixture
def login(loaded_login: Login) -> Login:
    """A warehouse with the last state loaded."""
    return loaded_login


@fault("Source", "a source without end", code=69, log="CYCLE_TIMEOUT_SECONDS ran out", tables=UNCHANGED)
def test_a_source_without_end_is_left_when_the_cycle_s_time_is_over(trial: Trial, api: RecordedApi) -> None:
    pages = iter(range(1_000_000))

    def respond(request: Request, _proceed: Callable[[], Answer]) -> Answer:
        if next(pages) == 50:
            time.sleep(6)  # so that it is the source that is awaited when the time is over
        above = int(request.parsed["query"].get("_id", {"$gt": "0"})["$gt"], 16)
        documents = b",".join(raw(launch(above + number + 1, flight_number=1)) for number in range(10))
        return of_json(b'{"docs":[%b],"totalDocs":9000000000000000000,"hasNextPage":true}' % documents)

    api.respond = respond
    ended = trial.fails(CYCLE_TIMEOUT_SECONDS="4", API_TIMEOUT_SECONDS="30")
    assert ended.finished["fetched"] == 450  # the last document of a page comes again with the next one
    assert ended.seconds < 10


@fault("Source", "a source that counts without end and sends nothing", code=69, log="ended after 0", tables=UNCHANGED)
def test_a_source_that_sends_nothing_is_asked_once(trial: Trial, api: RecordedApi) -> None:
    api.requests.clear()
    api.respond = lambda _request, _proceed: of_json(b'{"docs":[],"totalDocs":%d,"hasNextPage":true}' % 10**30)
    trial.fails()
    assert len(api.requests) == 1
