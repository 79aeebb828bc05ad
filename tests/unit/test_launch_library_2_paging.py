from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from job.errors import SourceError
from job.sources.launch_library_2 import content, paging
from job.sources.launch_library_2.requests import Answer, Filter
from job.sources.protocol import Page
from tests.support.handmade import raw
from tests.support.space_devs import agency, launch, record_id

SPACEX = Filter(frozenset({121}))
SIZE = 5


def answer(numbers: Sequence[Any], total: int, *, more: bool) -> Answer:
    """Return an answer; a launch is given by its number, or as a document."""
    documents = [launch(number) if isinstance(number, int) else number for number in numbers]
    return Answer([content.read(raw(each)) for each in documents], total, more)


class Script:
    """Answers, one a request, whatever it is; `offsets` are those that were asked for."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.offsets: list[int] = []

    def fetch(self, _wanted: Filter, offset: int) -> Answer:
        self.offsets.append(offset)
        return self.answers.pop(0)

    def pages(self, *filters: Filter) -> Iterator[Page]:
        return paging.pages(self.fetch, filters or [SPACEX], SIZE)


def received(*answers: Answer) -> list[str | None]:
    return [each.key.record_id for page in Script(*answers).pages() for each in page.documents]


def ids(*numbers: int) -> list[str]:
    return [record_id(number) for number in numbers]


def test_each_page_begins_three_records_before_the_end_of_the_last() -> None:
    script = Script(
        answer([1, 2, 3, 4, 5], 9, more=True),
        answer([3, 4, 5, 6, 7], 9, more=True),
        answer([5, 6, 7, 8, 9], 9, more=False),
    )
    pages = list(script.pages())
    assert script.offsets == [0, 2, 4]
    assert [[each.key.record_id for each in page.documents] for page in pages] == [
        ids(1, 2, 3, 4, 5),
        ids(6, 7),
        ids(8, 9),
    ]
    assert [(page.received, page.expected) for page in pages] == [(5, 9), (7, 9), (9, 9)]


def test_an_empty_source_is_read_with_one_request() -> None:
    assert received(answer([], 0, more=False)) == []


def test_a_page_whose_first_id_lies_above_those_so_far_is_asked_for_again_lower() -> None:
    script = Script(
        answer([1, 2, 3, 4, 5], 8, more=True), answer([7, 8], 4, more=False), answer([3, 6, 7, 8], 4, more=False)
    )
    assert [each.key.record_id for page in script.pages() for each in page.documents] == ids(1, 2, 3, 4, 5, 6, 7, 8)
    assert script.offsets == [0, 2, 0]


def test_an_empty_page_is_asked_for_again_lower_until_the_set_begins() -> None:
    assert received(
        answer([1, 2, 3, 4, 5], 8, more=True), answer([], 2, more=False), answer([7, 8], 2, more=False)
    ) == ids(1, 2, 3, 4, 5, 7, 8)


def test_neither_the_count_nor_the_last_page_ends_the_read_alone() -> None:
    grown = (answer([1, 2, 3, 4, 5], 6, more=False), answer([3, 4, 5, 6], 6, more=False))
    assert received(*grown) == ids(1, 2, 3, 4, 5, 6)
    shrunk = (answer([1, 2, 3, 4, 5], 5, more=True), answer([3, 4, 5, 6], 6, more=False))
    assert received(*shrunk) == ids(1, 2, 3, 4, 5, 6)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ([answer([5, 4, 3, 2, 1], 9, more=True)], "ignores the ordering"),
        ([answer([1, 2, 2, 3, 4], 9, more=True)], "ignores the ordering"),
        ([answer([1, 2, 3, 4, 5, 6], 9, more=True)], "ignores the limit: it sent 6 of 5"),
        ([answer([1, 2, 3], 9, more=True)], "sent 3 of 5 records, and names a next page"),
        ([answer([launch(1, launch_service_provider=agency(7, "Other"))], 1, more=False)], "ignores the filter"),
        ([answer([launch(n, id=f"no id {n}") for n in range(5)], 9, more=True)], "no id can be read"),
        ([answer([1, 2, 3, 4, 5], 99, more=True)] * 4, "sent nothing new in 3 answers"),
        ([answer([], 9, more=False)] * 3, "sent nothing new in 3 answers"),
        ([answer([1, 2, 3], 9, more=False)] * 4, "sent nothing new in 3 answers"),
    ],
)
def test_answers_that_cannot_be_the_complete_set_are_refused(answers: list[Answer], reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        received(*answers)


@pytest.mark.parametrize(
    ("wanted", "changes"),
    [
        (Filter(frozenset(), net_from=datetime(2026, 4, 1, tzinfo=UTC)), {"net": "2026-03-31T23:59:59Z"}),
        (Filter(frozenset(), net_to=datetime(2026, 4, 1, tzinfo=UTC)), {"net": "2026-04-01T00:00:01Z"}),
        (Filter(frozenset(), changed_since=datetime(2026, 4, 1, tzinfo=UTC)), {"last_updated": "2026-03-31T23:59:59Z"}),
    ],
)
def test_a_record_outside_what_was_asked_for_shows_that_the_source_ignores_the_filter(
    wanted: Filter, changes: dict[str, Any]
) -> None:
    with pytest.raises(SourceError, match="ignores the filter"):
        list(Script(answer([launch(1, **changes)], 1, more=False)).pages(wanted))


def test_bounds_are_inclusive_to_the_second_and_what_cannot_be_read_is_not_compared() -> None:
    at = datetime(2026, 4, 1, 12, 0, 0, 500_000, tzinfo=UTC)
    wanted = Filter(frozenset({121}), net_from=at, net_to=at, changed_since=at)
    same = "2026-04-01T12:00:00Z"
    odd = launch(2, net="soon", last_updated=None, launch_service_provider=None)
    (page,) = Script(answer([launch(1, net=same, last_updated=same), odd], 2, more=False)).pages(wanted)
    assert len(page.documents) == 2


def test_a_record_without_a_readable_id_has_no_place_in_the_order_and_comes_once() -> None:
    odd = launch(9, id="no id")
    script = Script(answer([1, 2, odd, 3, 4], 6, more=True), answer([odd, 3, 4, 5], 6, more=False))
    found = [each.key.record_id for page in script.pages() for each in page.documents]
    assert found == [*ids(1, 2), None, *ids(3, 4, 5)]


def test_of_two_filters_each_record_comes_once() -> None:
    late = Filter(frozenset({121}), net_from=datetime(2026, 1, 1, tzinfo=UTC))
    script = Script(answer([1, 2], 2, more=False), answer([2, 3], 2, more=False))
    assert [each.key.record_id for page in script.pages(SPACEX, late) for each in page.documents] == ids(1, 2, 3)
    assert script.offsets == [0, 0]


def test_a_page_says_when_the_source_changed_the_latest_of_its_records() -> None:
    numbers = [launch(1, last_updated="2026-03-05T00:00:00Z"), launch(2, last_updated="2026-03-04T00:00:00Z")]
    (page,) = Script(answer([*numbers, launch(3, last_updated=None)], 3, more=False)).pages()
    assert page.changes_until == datetime(2026, 3, 5, tzinfo=UTC)
