"""Launch Library 2 throttles, fails, shifts its pages, ignores what it is asked, and serves odd records."""

import json
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from job.sources.validation import MAX_DOCUMENT_BYTES
from local import launch_library_sample
from local.answers import Answer, Request, of_json, of_text
from local.api import RecordedApi, RecordedLaunchLibrary
from local.launch_library import LAUNCHES, THROTTLE, LaunchLibrary
from local.login import Login
from tests.faults.catalogue import Row, fault
from tests.faults.conftest import Ask
from tests.faults.trial import Trial
from tests.support.handmade import having, without
from tests.support.program import Ended, Program
from tests.support.space_devs import Json, agency, launch, record_id, stage

AREA = "Launch Library 2"
UNCHANGED, LOADED = "nothing changed", "as the source has it"
QUARANTINED = "quarantined byte for byte; the current version stays; the rest is loaded"
Respond = Callable[[Request, Callable[[], Answer]], Answer | None]


@pytest.fixture
def library() -> LaunchLibrary:
    return LaunchLibrary(launch_library_sample.launches(), limit=1000)


@pytest.fixture
def api(library: LaunchLibrary) -> Iterator[RecordedLaunchLibrary]:
    with RecordedLaunchLibrary(library) as server:
        yield server


@pytest.fixture
def job(login: Login, api: RecordedApi, tmp_path: Path) -> Program:
    """The program with the first state loaded; retries wait for nothing unless a test says so."""
    environment = {"SOURCE": "launch-library-2", "API_URL": api.launches_url, "API_MAX_WAIT_SECONDS": "0"}
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


@fault(AREA, "an answer hangs, once", code=0, log="ReadTimeout", tables=LOADED)
def test_an_answer_that_hangs(trial: Trial, api: RecordedApi, library: LaunchLibrary, ask: Ask) -> None:
    library.launches = launch_library_sample.launches(ten_days_later=True)
    hung: list[Request] = []

    def respond(request: Request, _proceed: Callable[[], Answer]) -> Answer:
        if request.path.startswith(LAUNCHES) and not hung:
            hung.append(request)
            time.sleep(1.5)
        return library.answer(request)

    api.respond = respond
    ended = trial.job(API_TIMEOUT_SECONDS="0.5")
    trial.holds(ended)
    assert len(ended.events("api_retry")) == 1
    assert ask("SELECT count(*) FROM ops.launch_versions WHERE valid_to IS NULL") == [(168,)]


@fault(AREA, "429, and again after the wait", code=69, log="was throttled", tables=UNCHANGED)
def test_a_wait_for_nothing(trial: Trial, api: RecordedApi, library: LaunchLibrary) -> None:
    def respond(request: Request, _proceed: Callable[[], Answer]) -> Answer:
        return throttled(**{"Retry-After": "1"}) if request.path.startswith(LAUNCHES) else library.answer(request)

    api.respond = respond
    ended = trial.fails(API_MAX_WAIT_SECONDS="2")
    assert [each.path.startswith(LAUNCHES) for each in api.requests] == [False, True, True]
    assert len(ended.events("api_retry")) == 1


@fault(AREA, "a redirect to another host", code=78, log="answered 302", tables=UNCHANGED)
def test_a_redirect(trial: Trial, api: RecordedApi, library: LaunchLibrary) -> None:
    """The key must not be sent there, and the text of the answer repeats it."""
    with RecordedLaunchLibrary(library) as other:
        there = {"Location": f"{other.launches_url}?key=the-key", "Content-Type": "text/html"}
        api.respond = once(Answer(302, there, f'<a href="{other.url}/?key=the-key">'.encode()), library)
        ended = trial.fails(API_KEY="the-key", LOG_LEVEL="DEBUG")
        assert not other.requests
    assert "the-key" not in ended.stderr + ended.stdout
    assert "the-key" not in str(trial.ask("SELECT error FROM ops.cycles"))


@fault(AREA, "the address of the next page names another host", code=0, log='"exit_code": 0', tables=UNCHANGED)
def test_the_address_of_a_next_page(trial: Trial, api: RecordedApi, library: LaunchLibrary) -> None:
    with RecordedLaunchLibrary(library) as other:
        on_pages(lambda page: page.update(next=page["next"] and f"{other.launches_url}?x={'y' * 9000}"), api, library)
        assert trial.succeeds(API_KEY="the-key").finished["unchanged"] == 165
        assert not other.requests


@fault(AREA, "too few calls are left", code=69, log="needs 3 calls, and 2 of 1000 are left", tables=UNCHANGED)
def test_too_few_calls(trial: Trial, library: LaunchLibrary) -> None:
    library.calls = [library.clock()] * 998
    trial.holds(trial.job())
    assert len(library.calls) == 998


@fault(
    AREA, "the first page shows that too few calls are left", code=69, log="needs 1 more calls, and 0 of 1000 are left",
    tables="nothing changed; the calls that are left were not spent",
)  # fmt: skip
def test_too_few_calls_for_what_a_page_counts(trial: Trial, library: LaunchLibrary) -> None:
    library.calls = [library.clock()] * 999
    trial.fails(MODE="backfill", BACKFILL_FROM="2000-01-01")
    assert len(library.calls) == 1000


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(words, marks=fault(AREA, what, code=0, log="throttle_unknown", tables=LOADED), id=what)
        for what, words in {
            "the calls left are a number of 400 digits": b'{"your_request_limit":1%b,"current_use":0}' % (b"0" * 400),
            "the calls left are below 0": b'{"your_request_limit":-5,"current_use":0}',
            "the answer to the question for the calls left has 60 MiB": (
                b"[%b1]" % (b'{"your_request_limit":15,"current_use":0},' * 1_500_000)
            ),
        }.items()
    ],
)
def test_odd_words_of_calls(trial: Trial, api: RecordedApi, library: LaunchLibrary, words: bytes) -> None:
    """A metric cannot hold the first: the cycle ended with 70 after its COMMIT."""
    library.launches = launch_library_sample.launches(ten_days_later=True)

    def respond(request: Request, _proceed: Callable[[], Answer]) -> Answer:
        return of_json(words) if request.path.startswith(THROTTLE) else library.answer(request)

    api.respond = respond
    ended = trial.succeeds(PUSHGATEWAY_URL=api.url, API_TIMEOUT_SECONDS="20")
    assert ended.finished["changed"] + ended.finished["inserted"] > 0
    assert ended.finished["peak_memory_bytes"] < 256 << 20
    assert "metrics_not_pushed" in ended.stderr


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


def ignored(name: str, log: str) -> Any:
    what = f"the filter {name} is ignored"
    return pytest.param(name, marks=fault(AREA, what, code=69, log=log, tables=UNCHANGED), id=what)


@pytest.mark.parametrize(
    "name",
    [
        ignored("lsp__id", "ignores the filter"),
        ignored("net__gte", "ignores the filter"),
        ignored("net__lte", "ignores the filter"),
        ignored("last_updated__gte", "ignores the filter"),
    ],
)
def test_a_filter_that_is_ignored(trial: Trial, api: RecordedApi, library: LaunchLibrary, ask: Ask, name: str) -> None:
    """The incremental asks with all four; a source that does not know one of them sends what it has."""
    ask("UPDATE ops.cycles SET changes_until = '2026-03-20T00:00:00Z'")
    recently = f"{datetime.now(UTC) - timedelta(days=3):%Y-%m-%dT%H:%M:%SZ}"
    library.launches += [launch(1, net=recently), launch(2, launch_service_provider=agency(7, "Other"), net=recently)]

    def respond(request: Request, _proceed: Callable[[], Answer]) -> Answer:
        return library.answer(Request("GET", request.path.replace(f"{name}=", "unknown=")))

    api.respond = respond
    trial.fails(MODE="incremental")


def stormy(what: str, change: Callable[[LaunchLibrary, random.Random], object]) -> Any:
    tables = "every launch that was there all the time is as the source has it; none is removed that is there"
    return pytest.param(change, marks=fault(AREA, what, code=0, log='"exit_code": 0', tables=tables), id=what)


def come(library: LaunchLibrary, source: random.Random) -> None:
    library.launches += [launch(source.randrange(2**32)) for _ in range(3)]


def leave(library: LaunchLibrary, source: random.Random) -> None:
    for _ in range(5):
        library.launches.pop(source.randrange(len(library.launches)))


def move(library: LaunchLibrary, source: random.Random) -> None:
    for each in source.sample(library.launches, 10):
        each |= {"net": "2026-12-01T00:00:00Z", "last_updated": "2026-04-02T00:00:00Z"}


@pytest.mark.parametrize(
    "change",
    [
        stormy("launches are inserted between two pages", come),
        stormy("launches are deleted between two pages", leave),
        stormy("launches are changed between two pages", move),
    ],
)
def test_a_source_that_changes_while_it_is_read(
    trial: Trial,
    api: RecordedApi,
    library: LaunchLibrary,
    ask: Ask,
    change: Callable[[LaunchLibrary, random.Random], object],
) -> None:
    source = random.Random(5)
    stayed = {each["id"]: each["name"] for each in library.launches}

    def respond(request: Request, _proceed: Callable[[], Answer]) -> Answer:
        if request.path.startswith(LAUNCHES):
            change(library, source)
        return library.answer(request)

    api.respond = respond
    trial.succeeds(PAGE_SIZE="20", MAX_REMOVED_PERCENT="100")
    current = dict(ask("SELECT launch_id, name FROM launches UNION ALL SELECT launch_id, name FROM upcoming_launches"))
    there = {each["id"] for each in library.launches}
    assert stayed.keys() & there <= current.keys()
    api.respond = lambda _request, proceed: proceed()
    trial.succeeds(MAX_REMOVED_PERCENT="100")
    assert ask("SELECT count(*) FROM ops.launch_versions WHERE valid_to IS NULL") == [(len(there),)]


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


def unconfirmed(what: str, log: str, answer: Answer) -> Any:
    return pytest.param(answer, marks=fault(AREA, what, code=69, log=log, tables=UNCHANGED), id=what)


@pytest.mark.parametrize(
    "answer",
    [
        unconfirmed(
            "a launch does not come, and by id the source finds none at all",
            "which it has just sent",
            of_json(b'{"count":0,"next":null,"results":[]}'),
        ),
        unconfirmed(
            "a launch does not come, and by id the source sends others",
            "ignores the filter",
            of_json(b'{"count":1,"next":null,"results":[{"id":"%b"}]}' % record_id(3).encode()),
        ),
        unconfirmed("a launch does not come, and the source is throttled", "in 3600 s", throttled()),
        unconfirmed("a launch does not come, and the source fails", "answered 504", of_text(504)),
    ],
)
def test_a_deletion_that_is_not_confirmed(
    trial: Trial, api: RecordedApi, library: LaunchLibrary, answer: Answer
) -> None:
    """A source that found nothing by id removed up to three launches that it had, or a tenth of all."""
    library.launches.pop()
    api.respond = lambda request, _proceed: answer if "mode=list" in request.path else library.answer(request)
    trial.fails()


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
