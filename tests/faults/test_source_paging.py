"""The source's pages do not make a whole: nothing of them is believed, however good each one looks."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from local.answers import Answer, Request, of_json
from local.api import RecordedApi, Respond
from local.login import Login
from local.state import Document
from tests.faults.catalogue import Row, fault
from tests.faults.trial import Trial
from tests.support.handmade import launch

pytest_plugins = ("tests.faults.actors",)
UNCHANGED = "nothing changed"
ALL_READ = "as the source has it"
FIVE_PAGES = {"PAGE_SIZE": "50", "API_TIMEOUT_SECONDS": "5"}
Edit = Callable[[Document, int], None]


@pytest.fixture
def login(loaded_login: Login) -> Login:
    """A warehouse with the last state loaded."""
    return loaded_login


def editing(edit: Edit) -> Respond:
    """Change each page, whose number from 0 `edit` gets, before it goes out."""
    pages = iter(range(1_000_000))

    def respond(_request: Request, proceed: Callable[[], Answer]) -> Answer:
        page = json.loads(proceed().body)
        edit(page, next(pages))
        return of_json(json.dumps(page).encode())

    return respond


def from_page(number: int, edit: Callable[[Document], None]) -> Edit:
    return lambda page, of_page: edit(page) if of_page >= number else None


def on_page(number: int, edit: Callable[[Document], None]) -> Edit:
    return lambda page, of_page: edit(page) if of_page == number else None


def unsound(what: str, log: str, respond: Respond, name: str) -> Any:
    return pytest.param(respond, marks=fault("Source", what, code=69, log=log, tables=UNCHANGED), id=name)


def keep_the_first_page() -> Respond:
    first: list[Answer] = []

    def respond(_request: Request, proceed: Callable[[], Answer]) -> Answer:
        first.append(proceed())
        return first[0]

    return respond


ONLY_ABOVE = "where only ids above"


@pytest.mark.parametrize(
    "respond",
    [
        unsound("a page that repeats", ONLY_ABOVE, keep_the_first_page(), "page repeats"),
        unsound(
            "a page without its documents",
            "the source counted 205 documents and ended after 51",
            editing(on_page(1, lambda page: page["docs"].clear())),
            "page empty",
        ),
        unsound(
            "a page short of one document",
            "the source counted 205 documents and ended after 204",
            editing(on_page(2, lambda page: page["docs"].pop(17))),
            "page short",
        ),
        unsound(
            "the last documents missing",
            "the source counted 205 documents and ended after 203",
            editing(from_page(4, lambda page: page.update(docs=page["docs"][:-2]))),
            "end missing",
        ),
        unsound(
            "totalDocs too small",
            "the source counted 204 documents and sent 205",
            editing(lambda page, _number: page.update(totalDocs=204)),
            "too few counted",
        ),
        unsound(
            "totalDocs too large, and hasNextPage without end",
            "the source counted 206 documents and ended after 205",
            editing(lambda page, _number: page.update(totalDocs=206, hasNextPage=True)),
            "too many counted",
        ),
        unsound(
            "more documents in a page than remain",
            "the source counted 205 documents and sent 206",
            editing(on_page(4, lambda page: page["docs"].append(launch(9, id="f" * 24)))),
            "one more",
        ),
        unsound(
            "the same id twice, with equal bytes",
            "twice in one page",
            editing(on_page(1, lambda page: page["docs"].insert(8, page["docs"][7]))),
            "twice",
        ),
        unsound(
            "a document of an earlier page again",
            ONLY_ABOVE,
            editing(
                on_page(1, lambda page: page["docs"].__setitem__(7, dict(launch(1), id="5eb87cd9ffd86e000604b32a")))
            ),
            "again",
        ),
    ],
)
def test_pages_that_do_not_add_up_are_not_believed(trial: Trial, api: RecordedApi, row: Row, respond: Respond) -> None:
    api.respond = respond
    ended = trial.fails(**FIVE_PAGES)
    assert row.log in ended.finished["error"]
    assert ended.events("api_retry") == []


@pytest.mark.parametrize(
    "respond",
    [
        pytest.param(
            editing(from_page(1, lambda page: page.update(totalDocs=page["totalDocs"] + 7))),
            marks=fault("Source", "totalDocs changes during the read", code=0, log="cycle_finished", tables=ALL_READ),
            id="drifts",
        ),
        pytest.param(
            editing(from_page(1, lambda page: page.update(totalDocs=-5, hasNextPage=False))),
            marks=fault("Source", "totalDocs of later pages is wrong", code=0, log="fetched", tables=ALL_READ),
            id="negative later",
        ),
        pytest.param(
            editing(lambda page, _number: page.update(hasNextPage=True, nextPage=2, totalPages=10**9)),
            marks=fault("Source", "an endless hasNextPage", code=0, log="cycle_finished", tables=ALL_READ),
            id="endless",
        ),
    ],
)
def test_only_the_first_count_decides_when_the_read_ends(trial: Trial, api: RecordedApi, respond: Respond) -> None:
    api.requests.clear()
    api.respond = respond
    ended = trial.succeeds(**FIVE_PAGES)
    assert len(api.requests) == 5
    assert (ended.finished["fetched"], ended.finished["unchanged"]) == (205, 187)


@fault("Source", "a launch is removed during the read", code=69, log="and ended after 204", tables=UNCHANGED)
def test_a_launch_vanishes_during_the_read(trial: Trial, api: RecordedApi) -> None:
    api.respond = editing(on_page(0, lambda _page: api.state.launches.__delitem__(-1)))
    api.state.launches.sort(key=lambda document: str(document["id"]))
    trial.fails(**FIVE_PAGES)


@fault(
    "Source", "a launch is added during the read", code=69, log="counted 205 documents and sent 206", tables=UNCHANGED
)
def test_a_launch_appears_during_the_read(trial: Trial, api: RecordedApi) -> None:
    new = {**api.state.launches[0], "id": "f" * 24}
    api.respond = editing(on_page(0, lambda _page: api.state.launches.append(new)))
    trial.fails(**FIVE_PAGES)


@fault("Source", "a page that ends early, and the next continues there", code=0, log="cycle_finished", tables=ALL_READ)
def test_a_page_that_ends_early_is_continued_by_the_next(trial: Trial, api: RecordedApi) -> None:
    api.requests.clear()
    api.respond = editing(on_page(1, lambda page: page.update(docs=page["docs"][:3])))
    ended = trial.succeeds(**FIVE_PAGES)
    assert len(api.requests) == 6
    assert (ended.finished["fetched"], ended.finished["unchanged"]) == (205, 187)
