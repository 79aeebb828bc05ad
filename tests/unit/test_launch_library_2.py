from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from job.errors import ConfigurationError, RequestRefusedError, SourceError
from job.sources.client import ErrorAnswer
from job.sources.launch_library_2 import LaunchLibrary2, requests, throttle
from job.sources.protocol import Known, Plan, TimeRange
from local.answers import Answer, of_json, of_text
from local.answers import Request as Received
from local.launch_library import LaunchLibrary
from tests.support.space_devs import LibraryClient, launch, record_id

NOW = datetime(2026, 4, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SOURCE = LaunchLibrary2(frozenset({121}), None)
FULL = Plan("full", TimeRange(), known_launches=300)


def known(**changes: Any) -> Known:
    values: dict[str, Any] = {"now": NOW, "launches": 5, "newest_launch_at": NOW, "changes_until": NOW - DAY}
    return Known(**(values | changes))


def read(client: LibraryClient, plan: Plan = FULL, source: LaunchLibrary2 = SOURCE) -> list[str | None]:
    return [each.key.record_id for page in source.pages(client, plan, 100) for each in page.documents]


def library(count: int = 300, **changes: Any) -> LaunchLibrary:
    return LaunchLibrary([launch(number) for number in range(count)], **changes)


def test_a_full_asks_for_every_launch_of_the_providers_in_the_order_of_ids() -> None:
    client = LibraryClient(library())
    assert len(read(client)) == 300
    assert [each.get("offset") for each in client.asked] == [None, "0", "97", "194", "291"]
    assert client.asked[1] == {
        "lsp__id": "121", "mode": "detailed", "format": "json", "limit": "100", "ordering": "id", "offset": "0",
    }  # fmt: skip


def test_all_providers_are_asked_for_without_a_filter() -> None:
    client = LibraryClient(library(3))
    assert len(read(client, source=LaunchLibrary2(frozenset(), None))) == 3
    assert "lsp__id" not in client.asked[1]
    assert LaunchLibrary2(frozenset(), None).holds == "launch-library-2, providers all"
    assert LaunchLibrary2(frozenset({121, 44}), None).holds == "launch-library-2, providers 44,121"


def test_incremental_asks_for_what_changed_and_for_the_launches_of_late_each_launch_once() -> None:
    launches = [
        launch(1, net="2026-03-20T00:00:00Z", last_updated="2026-03-21T00:00:00Z"),
        launch(2, net="2026-03-20T00:00:00Z", last_updated="2026-04-01T00:00:00Z"),
        launch(3, net="2027-12-31T00:00:00Z", last_updated="2026-03-31T12:00:00Z"),
        launch(4, net="2026-02-01T00:00:00Z", last_updated="2026-02-01T00:00:00Z"),
    ]
    client = LibraryClient(LaunchLibrary(launches))
    plan = SOURCE.plan_incremental(known(), lookback_days=30)
    assert (plan.changed_since, plan.time_range) == (NOW - 2 * DAY, TimeRange(NOW - 30 * DAY, NOW))
    assert read(client, plan) == [record_id(2), record_id(3), record_id(1)]
    assert client.requests == 3
    assert client.asked[1]["last_updated__gte"] == "2026-03-31T12:00:00Z"
    assert (client.asked[2]["net__gte"], client.asked[2]["net__lte"]) == (
        "2026-03-03T12:00:00Z",
        "2026-04-02T12:00:00Z",
    )


def test_incremental_asks_for_everything_where_no_cycle_has_noted_the_changes_that_it_has() -> None:
    plan = SOURCE.plan_incremental(known(changes_until=None), lookback_days=30)
    assert (plan.mode, plan.time_range, plan.changed_since) == ("incremental", TimeRange(), None)


def test_a_backfill_asks_for_its_range() -> None:
    client = LibraryClient(LaunchLibrary([launch(1, net="2020-01-31T23:59:59Z"), launch(2)]))
    to = datetime(2020, 1, 31, 23, 59, 59, 999_000, tzinfo=UTC)
    assert read(client, Plan("backfill", TimeRange(datetime(2020, 1, 1, tzinfo=UTC), to))) == [record_id(1)]


@pytest.mark.parametrize(("year", "sent"), [(1, "0001-01-01T00:00:00Z"), (900, "0900-01-01T00:00:00Z")])
def test_a_bound_before_the_year_1000_is_sent_with_four_digits(year: int, sent: str) -> None:
    """900-01-01 matches nothing, and a backfill from there ended with 0 and no launch."""
    wanted = requests.Filter(frozenset(), net_from=datetime(year, 1, 1, tzinfo=UTC))
    assert wanted.parameters() == {"net__gte": sent}


def test_incremental_reaches_back_to_the_first_day_of_the_calendar_at_most() -> None:
    """A record of the year 1 that was rejected noted its date, and each later cycle ended with 70."""
    first = datetime(1, 1, 1, tzinfo=UTC)
    assert SOURCE.plan_incremental(known(changes_until=first), 30).changed_since == first


def test_the_key_is_sent_in_a_header_and_only_where_there_is_one() -> None:
    assert SOURCE.headers == {}
    assert LaunchLibrary2(frozenset({121}), "secret").headers == {"Authorization": "Token secret"}


@pytest.mark.parametrize(
    ("plan", "calls"),
    [
        (Plan("full", TimeRange()), 1),
        (FULL, 5),
        (Plan("full", TimeRange(), known_launches=865), 10),
        (Plan("incremental", TimeRange(NOW, NOW), NOW, known_launches=865), 3),
        (Plan("incremental", TimeRange(), known_launches=865), 10),
        (Plan("backfill", TimeRange(NOW), known_launches=865), 1),
    ],
)
def test_a_read_begins_only_when_enough_calls_are_left_and_spends_none_otherwise(plan: Plan, calls: int) -> None:
    short = LibraryClient(library(1, limit=15))
    short.library.calls = [short.library.clock()] * (16 - calls)
    with pytest.raises(SourceError, match=f"needs {calls} calls, and {calls - 1} of 15 are left") as caught:
        read(short, plan)
    assert (short.requests, len(short.library.calls)) == (1, 16 - calls)
    assert "API_KEY" in caught.value.hint
    assert short.calls_left == calls - 1
    enough = LibraryClient(library(1, limit=15))
    enough.library.calls = [enough.library.clock()] * (15 - calls)
    read(enough, plan)


def test_where_the_limit_never_suffices_waiting_is_not_advised() -> None:
    with pytest.raises(SourceError) as caught:
        read(LibraryClient(library(1)), Plan("full", TimeRange(), known_launches=7_800))
    assert "Waiting does not help" in caught.value.hint


@pytest.mark.parametrize(
    ("plan", "calls"),
    [
        (Plan("full", TimeRange()), "79 more calls, and 14 of 15 are left"),
        (Plan("backfill", TimeRange(NOW - 9000 * DAY)), "79 more calls, and 14 of 15 are left"),
        (Plan("incremental", TimeRange(NOW, NOW), NOW - 9000 * DAY, 9), "79 more calls, and 14 of 15 are left"),
    ],
)
def test_a_read_that_needs_more_calls_than_are_left_ends_after_its_first_page(plan: Plan, calls: str) -> None:
    """A first read of all providers spent all 15 calls, in every cycle, and never came to its end."""
    client = LibraryClient(library(7_700, limit=15))
    with pytest.raises(SourceError, match=calls) as caught:
        read(client, plan)
    assert (client.requests, len(client.library.calls), client.waits) == (2, 1, [])
    assert "Waiting does not help" in caught.value.hint
    with_key = LibraryClient(library(7_700, limit=100))
    assert len(read(with_key, Plan("full", TimeRange()))) == 7_700
    assert with_key.requests == 81


def test_the_last_calls_suffice_for_what_is_left_of_a_read() -> None:
    client = LibraryClient(library(300, limit=4))
    assert len(read(client, Plan("full", TimeRange()))) == 300
    assert len(client.library.calls) == 4


class Odd(LibraryClient):
    """A client whose question for the calls left gets another answer."""

    def __init__(self, body: bytes, status: int = 200) -> None:
        super().__init__(library(3))
        self.sent, answer = Answer(status, {}, body), self.library.answer

        def other(request: Received) -> Answer:
            return self.sent if "api-throttle" in request.path else answer(request)

        self.library.answer = other  # type: ignore[method-assign]


ALLOWANCE = b'{"your_request_limit":15,"limit_frequency_secs":3600,"current_use":%d,"next_use_secs":%d,"ident":"x"}'


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"<html>", 404), (b"busy", 503), (b"no", 401), (b"Request was throttled", 429)],
)
def test_a_question_for_the_calls_left_that_fails_does_not_end_the_cycle(body: bytes, status: int) -> None:
    client = Odd(body, status)
    assert len(read(client)) == 3
    assert client.calls_left is None


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{}", b'{"your_request_limit":"15"}', b"[1,2]", b"\xff", b"[" * 5000,
        b'{"your_request_limit":-1,"current_use":0}',
        b'{"your_request_limit":1%b,"current_use":0}' % (b"0" * 400),
        b'{"your_request_limit":15,"current_use":15,"next_use_secs":1e300}',
        b'{"your_request_limit":15,"current_use":15,"limit_frequency_secs":-7}',
        b"[%b]" % b",".join([b'{"your_request_limit":15,"current_use":1}'] * 3000),
    ],
)  # fmt: skip
def test_an_answer_that_does_not_say_how_many_calls_are_left_is_none(body: bytes) -> None:
    """A limit of 400 digits, which no metric can hold, ended a cycle with 70 after its COMMIT; 64 MiB took 240 MiB."""
    with pytest.raises(SourceError, match="does not say how many calls are left"):
        throttle.read(body)


@pytest.mark.parametrize(
    ("body", "left", "back"),
    [
        (ALLOWANCE % (1, 0), 14, "within 3600 s"),
        (b"[" + ALLOWANCE % (15, 77) + b"]", 0, "in 77 s"),
        (ALLOWANCE % (20, -5), 0, "within 3600 s"),
    ],
)
def test_the_calls_left_and_when_more_are_allowed(body: bytes, left: int, back: str) -> None:
    allowance = throttle.read(body)
    assert (allowance.calls_left, allowance.back) == (left, back)
    assert "ident" not in str(allowance)


@pytest.mark.parametrize(
    ("headers", "use", "text", "seconds"),
    [
        ({"Retry-After": "7"}, 5, "Expected available in 9 seconds.", 7),
        ({}, 5, "Expected available in 9 seconds.", 5),
        ({}, 0, "Expected available in 9 seconds.", 9),
        ({}, -3, "Expected available in 9 seconds.", 9),
        ({}, 0, "Too many", 3600),
    ],
)
def test_a_refused_call_is_waited_for_as_long_as_the_source_says_once(
    headers: dict[str, str], use: int, text: str, seconds: float
) -> None:
    client = Odd(ALLOWANCE % (1, use))
    client.longest_wait = 4000
    answer, refusals = client.library.answer, [Answer(429, headers, text.encode())]

    def refuse_once(request: Received) -> Answer:
        return refusals.pop() if refusals and "launches" in request.path else answer(request)

    client.library.answer = refuse_once  # type: ignore[method-assign]
    assert len(read(client)) == 3
    assert client.waits == [seconds]


def test_a_wait_that_is_too_long_or_refused_again_ends_the_cycle() -> None:
    for longest_wait, waits in ((6, [7]), (7, [7])):
        client = Odd(ALLOWANCE % (1, 0))
        client.longest_wait, answer = longest_wait, client.library.answer
        client.library.answer = lambda request, answer=answer: (  # type: ignore[method-assign,misc]
            Answer(429, {"Retry-After": "7"}, b"no") if "launches" in request.path else answer(request)
        )
        with pytest.raises(SourceError):
            read(client)
        assert client.waits == waits


@pytest.mark.parametrize(
    ("status", "has_key", "error"),
    [
        (401, False, ConfigurationError),
        (401, True, ConfigurationError),
        (403, True, ConfigurationError),
        (403, False, SourceError),
        (429, True, requests.ThrottledError),
        (400, True, RequestRefusedError),
        (500, True, None),
        (504, True, None),
        (524, True, None),
    ],
)
def test_what_an_error_means(status: int, has_key: bool, error: type[Exception] | None) -> None:
    refused = requests.refusal(ErrorAnswer(status, "text", None, "said"), has_key=has_key)
    assert (refused and type(refused)) == error


def test_absent_launches_are_asked_for_by_a_hundred_and_those_that_answer_have_not_left() -> None:
    client = LibraryClient(library(120))
    asked = [record_id(number) for number in range(50, 260)]
    present = {record_id(number) for number in range(50, 120)}
    assert SOURCE.find_present(client, asked, received=record_id(7)) == present
    assert [len(each["id"].split(",")) for each in client.asked] == [100, 100, 13]
    assert all(each["id"].startswith(record_id(7)) for each in client.asked)
    assert {(each["mode"], each["lsp__id"]) for each in client.asked} == {("list", "121")}
    assert SOURCE.find_present(client, [], received=None) == set()
    assert SOURCE.find_present(client, asked[:2], received=None) == set(asked[:2])


def test_where_a_launch_that_came_does_not_answer_to_its_id_none_has_left() -> None:
    """A source that finds nothing by id would have removed launches that it has."""
    client = LibraryClient(LaunchLibrary([]))
    with pytest.raises(SourceError, match=f"does not find {record_id(7)}, which it has just sent"):
        SOURCE.find_present(client, [record_id(1)], received=record_id(7))


def test_a_source_that_ignores_the_ids_asked_for_removes_nothing() -> None:
    client = LibraryClient(library(3))
    client.library.answer = lambda request: LaunchLibrary.answer(  # type: ignore[method-assign]
        client.library, Received("GET", request.path.replace("&id=", "&x="))
    )
    with pytest.raises(SourceError, match="ignores the filter"):
        SOURCE.find_present(client, [record_id(1)], received=None)


def test_an_answer_that_is_no_page_is_read_as_none() -> None:
    for answer in (of_text(200, "<html>"), of_json(b'{"results":[]}'), of_json(b'{"count":"5","results":[]}')):
        with pytest.raises(ValueError):  # noqa: PT011 - any message: the request is sent again
            requests.read(answer.body, 100)
