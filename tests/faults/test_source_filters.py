"""The source drops a part of the request without a word, and answers something else than was asked."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from local.answers import Answer, Request
from local.api import RecordedApi, Respond
from local.login import Login
from local.state import Document
from tests.faults.catalogue import fault
from tests.faults.shelf import Shelf
from tests.faults.trial import Trial
from tests.support.handmade import launch, raw

pytest_plugins = ("tests.faults.actors",)
UNCHANGED = "nothing changed"
ALL_READ = "as the source has it"


@pytest.fixture
def login(loaded_login: Login) -> Login:
    """A warehouse with the last state loaded."""
    return loaded_login


def asking(edit: Callable[[Document], None]) -> Respond:
    """Answer as if something else had been asked: `edit` changes the request."""

    def respond(request: Request, proceed: Callable[[], Answer]) -> Answer:
        edit(request.parsed)  # what the API reads is the body, what a Shelf reads is this
        object.__setattr__(request, "body", json.dumps(request.parsed).encode())
        return proceed()

    return respond


def forgetting(*path: str) -> Respond:
    """Answer as a source that drops a part of the request without a word."""

    def forget(part: Any) -> None:
        for name in path[:-1]:
            part = part.get(name, {})
        part.pop(path[-1], None)

    return asking(forget)


def ignored(what: str, path: tuple[str, ...], variables: dict[str, str]) -> Any:
    marks = fault("Source", what, code=69, log="the source ignores the filter", tables=UNCHANGED)
    return pytest.param(path, variables, marks=marks, id=variables["MODE"] + " " + path[-1])


BACKFILL = {"MODE": "backfill", "BACKFILL_FROM": "2020-01-01", "BACKFILL_TO": "2020-12-31"}


@pytest.mark.parametrize(
    ("path", "variables"),
    [
        ignored("an incremental answered with everything", ("query", "date_utc"), {"MODE": "incremental"}),
        ignored("a backfill answered with everything", ("query", "date_utc"), BACKFILL),
        ignored("a backfill answered beyond its end", ("query", "date_utc", "$lte"), BACKFILL),
        ignored("a backfill answered from before its start", ("query", "date_utc", "$gte"), BACKFILL),
    ],
)
def test_a_filter_that_is_silently_ignored_is_noticed(
    trial: Trial, api: RecordedApi, path: tuple[str, ...], variables: dict[str, str]
) -> None:
    api.respond = forgetting(*path)
    trial.fails(**variables)


@fault(
    "Source",
    "a filter ignored, with a date that text in PostgreSQL cannot hold",
    code=69,
    log="ignores the filter",
    tables=UNCHANGED,
)
def test_the_words_for_an_ignored_filter_can_be_stored_whatever_the_date(trial: Trial, api: RecordedApi) -> None:
    document = raw(launch(1)).replace(b"2020-01-02T", b"1999\\u0000\\ud800")
    api.respond = Shelf({1: document})
    trial.fails(MODE="incremental")


@fault("Source", "the offset ignored", code=69, log="the source", tables=UNCHANGED)
def test_an_offset_that_is_silently_ignored_is_noticed(trial: Trial, api: RecordedApi) -> None:
    shelf = Shelf({1: raw(launch(1)), 2: raw(launch(2, id="none")), 3: raw(launch(3))})
    forget = forgetting("options", "offset")
    api.respond = lambda request, _proceed: forget(request, lambda: shelf.answer(request))
    trial.fails(PAGE_SIZE="1", MAX_REMOVED_PERCENT="100")


@fault("Source", "the _id filter ignored on page 2", code=69, log="where only ids above", tables=UNCHANGED)
def test_an_id_filter_that_is_silently_ignored_is_noticed(trial: Trial, api: RecordedApi) -> None:
    api.respond = forgetting("query", "_id")
    trial.fails(PAGE_SIZE="50", API_TIMEOUT_SECONDS="5")


@fault("Source", "a hundred documents more than the limit", code=0, log="cycle_finished", tables=ALL_READ)
def test_a_source_that_goes_a_little_beyond_the_limit_is_read_all_the_same(trial: Trial, api: RecordedApi) -> None:
    api.requests.clear()
    api.respond = asking(lambda body: body["options"].update(pagination=False))
    ended = trial.succeeds(PAGE_SIZE="110", API_TIMEOUT_SECONDS="5")
    assert len(api.requests) == 1
    assert (ended.finished["fetched"], ended.finished["unchanged"]) == (205, 187)


@fault("Source", "the limit ignored", code=69, log="more than 151 documents in one page", tables=UNCHANGED)
def test_a_source_that_ignores_the_limit_is_refused(trial: Trial, api: RecordedApi) -> None:
    """Packed into 9 KB, 3,000,000 empty objects took 5.2 GB."""
    api.requests.clear()
    api.respond = asking(lambda body: body["options"].update(pagination=False))
    ended = trial.fails(PAGE_SIZE="50", API_TIMEOUT_SECONDS="5")
    assert len(api.requests) == 1
    assert "PAGE_SIZE" in ended.finished["what_to_do"]
