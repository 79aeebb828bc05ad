"""Launch Library 2 throttles, fails, shifts its pages, ignores what it is asked, and serves odd records."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from job.sources.validation import MAX_DOCUMENT_BYTES
from local import launch_library_sample
from local.answers import Answer, Request, of_json, of_text
from local.api import RecordedApi
from local.launch_library import LAUNCHES, THROTTLE, LaunchLibrary
from local.login import Login
from tests.faults.catalogue import Row, fault
from tests.faults.conftest import Ask
from tests.faults.trial import Trial
from tests.support.handmade import having, without
from tests.support.program import Ended, Program
from tests.support.space_devs import Json, agency, stage

AREA = "Launch Library 2"
UNCHANGED, LOADED = "nothing changed", "as the source has it"
QUARANTINED = "quarantined byte for byte; the current version stays; the rest is loaded"
Respond = Callable[[Request, Callable[[], Answer]], Answer | None]


@pytest.fixture
def library() -> LaunchLibrary:
    return LaunchLibrary(launch_library_sample.launches(), limit=1000)


@pytest.fixture
def api(library: LaunchLibrary) -> Iterator[RecordedApi]:
    with RecordedApi(respond=lambda request, _proceed: library.answer(request)) as server:
        yield server


@pytest.fixture
def job(login: Login, api: RecordedApi, tmp_path: Path) -> Program:
    """The program with the first state loaded; retries wait for nothing unless a test says so."""
    environment = {"SOURCE": "launch-library-2", "API_URL": f"{api.url}{LAUNCHES}", "API_MAX_WAIT_SECONDS": "0"}
    program = Program(tmp_path, {**login.environment(), **environment, "API_TIMEOUT_SECONDS": "2", "MODE": "full"})
    assert program().code == 0
    api.requests.clear()
    return program


def on_pages(edit: Callable[[Json], object], api: RecordedApi, library: LaunchLibrary) -> None:
    """Edit each page of launches before it goes out."""

    def respond(request: Request, _proceed: Callable[[], Answer]) -> Answer:
        answer = library.answer(request)
        if request.path.startswith(THROTTLE) or "mode=list" in request.path:
            return answer
        page = json.loads(answer.body)
        edit(page)
        return of_json(json.dumps(page).encode())

    api.respond = respond


def once(first: Answer | None, library: LaunchLibrary) -> Respond:
    """Answer the first request for a page otherwise."""
    refused: list[Request] = []

    def respond(request: Request, _proceed: Callable[[], Answer]) -> Answer | None:
        if request.path.startswith(LAUNCHES) and not refused:
            refused.append(request)
            return first
        return library.answer(request)

    return respond


def spoilt(what: str, code: int, log: str, tables: str, answer: Answer | None) -> Any:
    return pytest.param(answer, marks=fault(AREA, what, code=code, log=log, tables=tables), id=what)


def throttled(text: str = "", **headers: str) -> Answer:
    return Answer(429, headers, json.dumps({"detail": f"Request was throttled. {text}"}).encode())


@pytest.mark.parametrize(
    "answer",
    [
        spoilt("429 with a small Retry-After", 0, "api_retry", LOADED, throttled(**{"Retry-After": "1"})),
        spoilt("429 with a large Retry-After", 69, "in 3600 s", UNCHANGED, throttled(**{"Retry-After": "3600"})),
        spoilt(
            "429 with a small wait in its text", 0, "api_retry", LOADED, throttled("Expected available in 1 second.")
        ),
        spoilt(
            "429 with a large wait in its text",
            69,
            "in 999 s",
            UNCHANGED,
            throttled("Expected available in 999 seconds."),
        ),
        spoilt("429 that says nothing", 69, "in 3600 s", UNCHANGED, throttled()),
        spoilt("504, once", 0, "api_retry", LOADED, of_text(504)),
        spoilt("524, once", 0, "api_retry", LOADED, of_text(524, "<html>A timeout occurred</html>")),
        spoilt("a page of HTML with 200, once", 0, "api_retry", LOADED, of_text(200, "<html>")),
        spoilt("JSON that is cut, once", 0, "api_retry", LOADED, of_json(b'{"count":5,"results":[{"id":')),
        spoilt("the connection is closed, once", 0, "api_retry", LOADED, None),
        spoilt("401", 78, "API_KEY", UNCHANGED, of_text(401, "Invalid token.")),
        spoilt("403 without a key", 69, "403", UNCHANGED, of_text(403, "Forbidden")),
    ],
)
def test_an_answer_that_is_none(
    trial: Trial, api: RecordedApi, library: LaunchLibrary, ask: Ask, row: Row, answer: Answer | None
) -> None:
    library.launches = launch_library_sample.launches(ten_days_later=True)
    api.respond = once(answer, library)
    trial.job.environment["API_MAX_WAIT_SECONDS"] = "2"
    trial.holds(trial.job())
    assert ask("SELECT count(*) FROM ops.launch_versions WHERE valid_to IS NULL") == [(168 if row.code == 0 else 165,)]


@fault(AREA, "too few calls are left", code=69, log="needs 3 calls, and 2 of 1000 are left", tables=UNCHANGED)
def test_too_few_calls(trial: Trial, library: LaunchLibrary) -> None:
    library.calls = [library.clock()] * 998
    trial.holds(trial.job())
    assert len(library.calls) == 998


@fault(AREA, "the source does not say how many calls are left", code=0, log="throttle_unknown", tables=LOADED)
def test_no_word_of_calls(trial: Trial, api: RecordedApi, library: LaunchLibrary) -> None:
    def respond(request: Request, _proceed: Callable[[], Answer]) -> Answer:
        return of_text(404) if request.path.startswith(THROTTLE) else library.answer(request)

    api.respond = respond
    trial.holds(trial.job())


def unproven(what: str, log: str, edit: Callable[[Json], object]) -> Any:
    return pytest.param(edit, marks=fault(AREA, what, code=69, log=log, tables=UNCHANGED), id=what)


def repeat() -> Callable[[Json], object]:
    first: list[Json] = []
    return lambda page: page.update(first[0]) if first else first.append(dict(page))


def other_provider(page: Json) -> None:
    page["results"][0]["launch_service_provider"] = agency(7, "Other")


@pytest.mark.parametrize(
    "edit",
    [
        unproven("the ordering is ignored", "ignores the ordering", lambda page: page["results"].reverse()),
        unproven("the limit is ignored", "ignores the limit", lambda page: page["results"].extend(page["results"])),
        unproven("a page is short", "names a next page", lambda page: page["results"].pop() if page["next"] else None),
        unproven("a page repeats", "sent nothing new in 3 answers", repeat()),
        unproven("a record of another provider", "ignores the filter", other_provider),
        unproven("no count", "not a page of launches", lambda page: page.pop("count")),
        unproven(
            "an id comes twice", "ignores the ordering", lambda page: page["results"].__setitem__(1, page["results"][0])
        ),
    ],
)
def test_a_set_that_is_not_proven(
    trial: Trial, api: RecordedApi, library: LaunchLibrary, edit: Callable[[Json], object]
) -> None:
    on_pages(edit, api, library)
    trial.holds(trial.job())


@fault(AREA, "count changes with each page", code=0, log='"exit_code": 0', tables=LOADED)
def test_a_count_that_drifts(trial: Trial, api: RecordedApi, library: LaunchLibrary) -> None:
    counts = iter((170, 160, 161, 168, 165, 165, 165))
    on_pages(lambda page: page.update(count=next(counts)), api, library)
    trial.holds(trial.job())


@fault(AREA, "a launch does not come, and answers when it is asked for", code=0, log='"removed": 0', tables=UNCHANGED)
def test_a_deletion_that_is_none(trial: Trial, api: RecordedApi, library: LaunchLibrary) -> None:
    whole = library.launches
    hidden = sorted(each["id"] for each in whole)[20]

    def respond(request: Request, _proceed: Callable[[], Answer]) -> Answer:
        library.launches = whole if "mode=list" in request.path else [each for each in whole if each["id"] != hidden]
        return library.answer(request)

    api.respond = respond
    trial.holds(trial.job())


def odd(what: str, log: str, tables: str, change: Callable[[Json], Json]) -> Any:
    return pytest.param(change, marks=fault(AREA, what, code=0, log=log, tables=tables), id=what)


PLACEHOLDER = stage(1, launcher={"id": 1, "serial_number": "Unknown F9", "is_placeholder": True})


@pytest.mark.parametrize(
    "change",
    [
        odd("an unknown status", '"changed": 1', LOADED, lambda each: having(each, {"id": 42, "abbrev": "New"}, "status")),
        odd("an unknown precision", '"changed": 1', LOADED, lambda each: having(each, {"id": 42}, "net_precision")),
        odd("no mission", '"changed": 1', LOADED, lambda each: having(each, None, "mission")),
        odd("no pad", '"changed": 1', LOADED, lambda each: having(each, None, "pad")),
        odd("no precision", '"changed": 1', LOADED, lambda each: having(each, None, "net_precision")),
        odd(
            "a placeholder for a booster", '"changed": 1', LOADED,
            lambda each: having(each, [PLACEHOLDER], "rocket", "launcher_stage"),
        ),
        odd("a text for a number", "records_rejected", QUARANTINED, lambda each: having(each, "28.5", "pad", "latitude")),
        odd("a field is missing", "records_rejected", QUARANTINED, lambda each: without(each, "net_precision")),
        odd(
            "a record of 300 KB", '"changed": 1', LOADED,
            lambda each: each | {"name": "Large", "updates": [{"comment": "x" * 1000}] * 300},
        ),
        odd(
            "a record larger than is parsed", "records_rejected", QUARANTINED,
            lambda each: each | {"name": "Too large", "updates": ["x" * MAX_DOCUMENT_BYTES]},
        ),
        odd("only noise changes", '"changed": 0', UNCHANGED, lambda each: each | {"agency_launch_attempt_count": 9999}),
        odd(
            "last_updated goes backwards", '"changed": 1', LOADED,
            lambda each: each | {"name": "Back", "last_updated": "2001-01-01T00:00:00Z"},
        ),
        odd(
            "last_updated lies ahead of the clock", '"changed": 1', LOADED,
            lambda each: each | {"name": "Ahead", "last_updated": "2199-01-01T00:00:00Z"},
        ),
    ],
)  # fmt: skip
def test_an_odd_record(
    trial: Trial, library: LaunchLibrary, ask: Ask, row: Row, change: Callable[[Json], Json]
) -> None:
    number = next(n for n, each in enumerate(library.launches) if each["status"]["abbrev"] == "TBC")
    before = library.launches[number]
    library.launches[number] = change(before)
    ended: Ended = trial.job()
    trial.holds(ended)
    (stored,) = ask("SELECT launch_data FROM raw_launches WHERE id = %s", before["id"])
    changed = row.tables == LOADED
    assert stored.launch_data == (library.launches[number] if changed else before)
    assert ended.finished["rejected"] == (row.tables == QUARANTINED)
    (noted,) = ask("SELECT max(changes_until) <= max(started_at) AS is_sane FROM ops.cycles")
    assert noted.is_sane
