"""The source answers, and its answer is none: what it says instead, and what a cycle makes of it."""

import gzip
import json
import zlib
from typing import Any

import pytest

from local.answers import Answer, of_json, of_text
from local.api import RecordedApi
from local.login import Login
from tests.faults.catalogue import Row, fault
from tests.faults.trial import Trial

pytest_plugins = ("tests.faults.actors",)
HTML = {"Content-Type": "text/html; charset=UTF-8"}
PAGE_OF_A_PROXY = b"<!DOCTYPE html>\n<html><head><title>Just a moment...</title></head><body>Ray ID: 6</body></html>"
UNCHANGED = "nothing changed"


@pytest.fixture
def login(loaded_login: Login) -> Login:
    """A warehouse with the last state loaded."""
    return loaded_login


def lasting(what: str, log: str, answer: Answer | None, name: str) -> Any:
    """An answer that is asked for again and stays as it is."""
    return pytest.param(answer, marks=fault("Source", what, code=69, log=log, tables=UNCHANGED), id=name)


NO_PAGE = "the answer is not a page of launches"


@pytest.mark.parametrize(
    "answer",
    [
        lasting("500", "the source answered 500: Internal Server Error", of_text(500), "500"),
        lasting(
            "500 with bytes that are not text", "the source answered 500", Answer(500, {}, b"\0\xff\x1b[2J"), "nul"
        ),
        lasting("502 with HTML", "the source answered 502: <!DOCTYPE", Answer(502, HTML, PAGE_OF_A_PROXY), "502"),
        lasting("503", "the source answered 503", of_text(503), "503"),
        lasting("520 with HTML", "the source answered 520: <!DOCTYPE", Answer(520, HTML, PAGE_OF_A_PROXY), "520"),
        lasting("403 of a proxy", "the source answered 403: <!DOCTYPE", Answer(403, HTML, PAGE_OF_A_PROXY), "403"),
        lasting("429 without Retry-After", "the source answered 429", of_text(429), "429"),
        lasting("204 without a body", "the source answered 204", Answer(204, {}, b""), "204"),
        lasting("no answer: the connection is closed", "RemoteProtocolError", None, "hangs up"),
        lasting(
            "a 400 with the error of a database that is down",
            "buffering timed out after 10000ms",
            of_text(400, "Operation `launches.countDocuments()` buffering timed out after 10000ms"),
            "database down",
        ),
        lasting("200 with HTML", NO_PAGE, Answer(200, HTML, PAGE_OF_A_PROXY), "HTML"),
        lasting("200 with an empty body", NO_PAGE, of_json(b""), "empty"),
        lasting("JSON that is not a page: a list", NO_PAGE, of_json(b"[]"), "list"),
        lasting(
            "JSON that is not a page: an object without documents", NO_PAGE, of_json(b'{"totalDocs":0}'), "no docs"
        ),
        lasting(
            "JSON that is not a page: documents that are not a list",
            NO_PAGE,
            of_json(b'{"docs":{},"totalDocs":0}'),
            "{}",
        ),
        lasting("JSON that is not a page: null", NO_PAGE, of_json(b"null"), "null"),
        lasting("JSON that is not a page: 100,000 brackets", NO_PAGE, of_json(b"[" * 100_000), "brackets"),
        lasting("broken JSON: it ends too early", NO_PAGE, of_json(b'{"docs":[{"id":"5eb'), "broken JSON"),
        lasting("broken JSON: a comma is missing", NO_PAGE, of_json(b'{"docs":[{} {}],"totalDocs":2}'), "comma"),
        lasting("totalDocs missing", "the answer has no totalDocs", of_json(b'{"docs":[]}'), "no totalDocs"),
        lasting("totalDocs a text", "the answer has no totalDocs", of_json(b'{"docs":[],"totalDocs":"205"}'), "text"),
        lasting(
            "totalDocs null", "the answer has no totalDocs", of_json(b'{"docs":[],"totalDocs":null}'), "totalDocs null"
        ),
        lasting(
            "declared as compressed, and is not",
            "incorrect header check",
            Answer(200, {"Content-Encoding": "gzip"}, b'{"docs":[],"totalDocs":0}'),
            "not gzip",
        ),
        lasting(
            "a compressed body cut in the middle",
            "the answer breaks off",
            Answer(200, {"Content-Encoding": "gzip"}, gzip.compress(b'{"docs":[],"totalDocs":0}' * 50)[:-30]),
            "cut gzip",
        ),
    ],
)
def test_an_answer_that_a_later_try_may_better_is_asked_for_again_and_then_the_source_is_unavailable(
    trial: Trial, api: RecordedApi, row: Row, answer: Answer | None
) -> None:
    api.requests.clear()
    api.respond = lambda _request, _proceed: answer
    ended = trial.fails()
    assert len(api.requests) == 2
    (retry,) = ended.events("api_retry")
    assert row.log in retry["reason"]
    assert row.log in ended.finished["error"]
    assert (ended.finished["api_requests"], ended.finished["api_retries"]) == (2, 1)
    assert (ended.finished["fetched"], ended.finished["launches"]) == (0, 187)


def final(what: str, code: int, answer: Answer, name: str) -> Any:
    """An answer that no later try betters."""
    log = f"the source answered {answer.status}"
    return pytest.param(answer, marks=fault("Source", what, code=code, log=log, tables=UNCHANGED), id=name)


def redirect(status: int) -> Any:
    elsewhere = Answer(status, {"Location": "https://elsewhere.example/v4/launches/query"}, b"")
    return final(f"a redirect elsewhere ({status})", 78, elsewhere, str(status))


@pytest.mark.parametrize(
    "answer",
    [
        final("401", 78, of_text(401), "401"),
        final("404", 78, of_text(404), "404"),
        *map(redirect, (301, 302, 307, 308)),
        final("a 400 for a value that it cannot cast", 70, of_text(400, "Cast to Number failed for value"), "cast"),
        final("a 400 for a sort that it does not know", 70, of_text(400, "Invalid sort value: {id: 5}"), "sort"),
        final("413: the request is too long", 70, of_text(413), "413"),
    ],
)
def test_an_answer_that_no_later_try_betters_ends_the_cycle_after_one_request(
    trial: Trial, api: RecordedApi, answer: Answer
) -> None:
    api.requests.clear()
    api.respond = lambda _request, _proceed: answer
    ended = trial.fails()
    assert len(api.requests) == 1
    assert ended.events("api_retry") == []
    assert (ended.finished["api_requests"], ended.finished["api_retries"]) == (1, 0)


@fault("Source", "totalDocs negative", code=69, log="the source counted -1 documents", tables=UNCHANGED)
@pytest.mark.parametrize("documents", [b"", b"null"])
def test_a_negative_count_is_no_count(trial: Trial, api: RecordedApi, documents: bytes) -> None:
    api.respond = lambda _request, _proceed: of_json(b'{"docs":[%b],"totalDocs":-1}' % documents)
    trial.fails()


MEGABYTE = b" " * (1 << 20)
MOST_MEMORY = 150 << 20  # the program takes 55 MiB, the largest answer 64 MiB
TOO_LARGE = "an answer is larger than 67108864 bytes"


def bomb(times: int, megabytes: int) -> Answer:
    """A page without launches behind much white space, packed so many times; nobody here ever holds all of it."""
    packers = [zlib.compressobj(wbits=31) for _ in range(times)]
    body = bytearray()

    def pack(level: int, part: bytes) -> None:
        if level == times:
            body.extend(part)
        elif packed := packers[level].compress(part):
            pack(level + 1, packed)

    for _ in range(megabytes):
        pack(0, MEGABYTE)
    pack(0, b'{"docs":[],"totalDocs":0}')
    for level, packer in enumerate(packers):
        pack(level + 1, packer.flush())
    return Answer(200, {"Content-Encoding": ", ".join(["gzip"] * times)} if times else {}, bytes(body))


def measureless(what: str, log: str, times: int, megabytes: int) -> Any:
    marks = fault("Source", what, code=69, log=log, tables=UNCHANGED)
    return pytest.param(times, megabytes, marks=marks, id=f"packed {times}")


@pytest.mark.parametrize(
    ("times", "megabytes"),
    [
        measureless("an answer above 64 MiB", TOO_LARGE, 0, 65),
        measureless("1 MB that unpacks to 1 GB", TOO_LARGE, 1, 1000),
        measureless("2 KB that unpack, twice, to 1 GB", "which was not asked for", 2, 1000),
    ],
)
def test_an_answer_without_measure_is_left_unread_and_costs_little_memory(
    trial: Trial, api: RecordedApi, times: int, megabytes: int
) -> None:
    huge = bomb(times, megabytes)
    api.respond = lambda _request, _proceed: huge
    ended = trial.fails(API_TIMEOUT_SECONDS="10")
    peak = ended.finished["peak_memory_bytes"]
    print(f"peak memory: {peak / (1 << 20):.0f} MiB")
    assert peak < MOST_MEMORY


@fault("Source", "an answer of 60 MiB", code=69, log="the source counted 0 documents and sent 1", tables=UNCHANGED)
def test_an_answer_just_within_the_bound_is_read(trial: Trial, api: RecordedApi) -> None:
    body = json.dumps({"docs": ["é\U0001f680" * 100 * (1 << 16)], "totalDocs": 0}, ensure_ascii=False).encode()
    assert len(body) < 64 << 20
    api.respond = lambda _request, _proceed: of_json(body)
    trial.fails(API_TIMEOUT_SECONDS="10")
