import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from job.errors import SourceError
from job.sources.client import Answer, Request
from job.sources.protocol import Document, Page, TimeRange
from job.sources.spacex_v4 import paging, requests
from tests.support.handmade import launch, raw, record_id

EVERYTHING = TimeRange()
ONE, TWO, THREE, FOUR = (raw(launch(number)) for number in (1, 2, 3, 4))
UNREADABLE = raw(launch(9, id="no id"))


def answer(documents: Sequence[bytes], total: int) -> requests.Answer:
    return requests.Answer(
        [Document(requests.key(each), each, hashlib.sha256(each).digest()) for each in documents], total
    )


class ScriptedClient:
    """A client that returns these answers, one a request, whatever the request is."""

    def __init__(self, *answers: tuple[Sequence[bytes], int]) -> None:
        self.answers: list[Any] = [answer(documents, total) for documents, total in answers]
        self.bodies: list[dict[str, Any]] = []

    def fetch(self, request: Request[Answer]) -> Answer:
        self.bodies.append(request.json or {})
        scripted: Answer = self.answers.pop(0)
        return scripted

    @property
    def cursors(self) -> list[tuple[Any, Any]]:
        """What each request steps over: ids up to the cursor, and documents behind it."""
        return [(body["query"].get("_id"), body["options"].get("offset")) for body in self.bodies]


class SortedClient:
    """A client of a source that sorts, filters and pages by an id that is not always the id in the document."""

    def __init__(self, *documents: tuple[int, bytes]) -> None:
        self.documents = [(record_id(number), document) for number, document in documents]

    def fetch(self, request: Request[Answer]) -> Answer:
        query, options = request.json["query"], request.json["options"]
        found = [document for number, document in self.documents if number > query.get("_id", {"$gt": ""})["$gt"]]
        first = options.get("offset", 0)
        page: Any = answer(found[first : first + options["limit"]], len(found))
        return page


def read(*answers: tuple[Sequence[bytes], int], time_range: TimeRange = EVERYTHING) -> list[Page]:
    return list(paging.pages(ScriptedClient(*answers), time_range, 2))


def above(number: int) -> dict[str, str]:
    return {"$gt": record_id(number)}


def test_pages_are_read_until_the_counted_documents_are_received() -> None:
    client = ScriptedClient(([ONE, TWO, THREE], 4), ([THREE, FOUR], 2))
    pages = list(paging.pages(client, EVERYTHING, 2))
    assert [[each.key.record_id for each in page.documents] for page in pages] == [
        [record_id(1), record_id(2)],
        [record_id(3), record_id(4)],
    ]
    assert client.cursors == [(None, None), (above(2), None)]
    assert [body["options"]["limit"] for body in client.bodies] == [3, 3]
    assert [(page.received, page.expected) for page in pages] == [(2, 4), (4, 4)]


def test_a_source_that_counts_no_documents_is_read_with_one_request() -> None:
    (page,) = read(([], 0))
    assert (len(page.documents), page.received, page.expected) == (0, 0, 0)


def test_the_first_count_holds() -> None:
    assert len(read(([ONE], 2), ([TWO], 77))) == 2


def test_a_page_without_documents_before_the_end_is_refused() -> None:
    with pytest.raises(SourceError, match="counted 3 documents and ended after 2"):
        read(([ONE, TWO], 3), ([TWO], 2), ([], 0))


def test_more_documents_than_counted_are_refused() -> None:
    with pytest.raises(SourceError, match="counted 2 documents and sent 3"):
        read(([ONE], 2), ([TWO, THREE], 2))


def test_documents_of_a_source_that_counts_none_are_refused() -> None:
    with pytest.raises(SourceError, match="counted 0 documents and sent 1"):
        read(([ONE], 0))


def test_an_id_that_is_not_above_the_cursor_is_refused() -> None:
    with pytest.raises(SourceError, match=record_id(1)):
        read(([ONE, THREE], 4), ([raw(launch(1, name="again"))], 2))


def test_a_document_that_the_cursor_stands_on_is_not_counted_again() -> None:
    with pytest.raises(SourceError, match="counted 3 documents and ended after 2"):
        read(([ONE, TWO], 3), ([ONE, TWO], 1), ([], 0))
    first, second = read(([ONE, TWO], 3), ([ONE, TWO, THREE], 3))
    assert ([each.raw for each in first.documents], [each.raw for each in second.documents]) == ([ONE], [TWO, THREE])


def test_the_same_document_twice_in_a_page_is_refused() -> None:
    with pytest.raises(SourceError, match="twice"):
        read(([ONE, raw(launch(1))], 2))


def test_the_same_document_twice_is_refused_beside_another_document_of_its_id() -> None:
    with pytest.raises(SourceError, match="twice"):
        read(([ONE, raw(launch(1, name="other")), raw(launch(1))], 3))


@pytest.mark.parametrize("changes", [{"name": "other"}, {"upcoming": True}])
def test_an_id_with_two_different_documents_is_conflicting(changes: dict[str, Any]) -> None:
    other = raw(launch(1, **changes))
    (page,) = read(([ONE, other, TWO], 3))
    assert [each.raw for each in page.documents] == [ONE, other, TWO]
    assert page.conflicting_ids == {record_id(1)}


OTHER = raw(launch(2, name="other"))


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("number", [2, 3], ids=["the same id at the source", "another id at the source"])
@pytest.mark.parametrize("between", [[], [(2, UNREADABLE)]], ids=["adjacent", "an unreadable one between"])
def test_an_id_with_two_documents_at_the_border_of_two_pages_is_conflicting(
    size: int, number: int, between: list[tuple[int, bytes]]
) -> None:
    """It was 69 in every cycle, and a conflict only within a page."""
    client = SortedClient((1, ONE), (2, TWO), *between, (number, OTHER), (4, FOUR), (5, raw(launch(5))))
    pages = list(paging.pages(client, EVERYTHING, max(size, 1 + len(between))))
    assert [each.raw for page in pages for each in page.documents] == [
        document for _, document in [(1, ONE), (2, TWO), *between, (number, OTHER), (4, FOUR), (5, raw(launch(5)))]
    ]
    (conflicting,) = [page for page in pages if page.conflicting_ids]
    assert conflicting.conflicting_ids == {record_id(2)}
    assert {TWO, OTHER} <= {each.raw for each in conflicting.documents}


def test_ids_with_one_document_each_do_not_conflict() -> None:
    (page,) = read(([ONE, UNREADABLE, raw(launch(9, id=None)), TWO], 4))
    assert page.conflicting_ids == set()


def test_the_next_request_steps_over_documents_whose_id_cannot_be_read() -> None:
    client = ScriptedClient(([ONE, UNREADABLE], 5), ([raw(launch(9, id=None)), TWO], 3), ([TWO], 2), ([THREE], 1))
    pages = list(paging.pages(client, EVERYTHING, 2))
    assert client.cursors == [(None, None), (above(1), 1), (above(1), 2), (above(2), None)]
    assert [page.received for page in pages] == [2, 3, 4, 5]


def test_documents_without_a_readable_id_at_the_start_are_stepped_over_too() -> None:
    client = ScriptedClient(([UNREADABLE, UNREADABLE, ONE], 4), ([ONE, TWO], 4))
    list(paging.pages(client, EVERYTHING, 2))
    assert client.cursors == [(None, None), (None, 2)]


def test_a_source_that_ignores_the_offset_is_refused() -> None:
    with pytest.raises(SourceError, match="ignores the offset"):
        read(([ONE, UNREADABLE], 5), ([UNREADABLE, TWO, THREE], 2))


def test_documents_that_cannot_be_read_count_as_received() -> None:
    (page,) = read(([ONE, UNREADABLE, b"not JSON at all"], 3))
    assert (page.received, len(page.documents)) == (3, 3)
    assert [each.key.record_id for each in page.documents] == [record_id(1), None, None]


IN_2020 = TimeRange(from_=datetime(2020, 1, 1, tzinfo=UTC), to=datetime(2020, 12, 31, tzinfo=UTC))


@pytest.mark.parametrize("date", ["2019-12-31T23:59:59.999Z", "2020-12-31T00:00:00.001Z", "", "2021"])
def test_a_document_outside_the_range_shows_that_the_source_ignores_the_filter(date: str) -> None:
    with pytest.raises(SourceError, match="ignores the filter"):
        read(([ONE, raw(launch(2, date_utc=date))], 2), time_range=IN_2020)


def test_an_upcoming_document_must_lie_in_the_range_too() -> None:
    with pytest.raises(SourceError, match="ignores the filter"):
        read(([raw(launch(2, date_utc="2022-01-01T00:00:00.000Z", upcoming=True))], 1), time_range=IN_2020)


@pytest.mark.parametrize("date", ["2020-01-01T00:00:00.000Z", "2020-12-31T00:00:00.000Z"])
def test_the_bounds_are_inclusive(date: str) -> None:
    (page,) = read(([raw(launch(2, date_utc=date))], 1), time_range=IN_2020)
    assert len(page.documents) == 1


@pytest.mark.parametrize("changes", [{"date_utc": None}, {"date_utc": 5}, {"id": 7, "date_utc": "1999"}])
def test_a_document_whose_id_or_date_cannot_be_read_is_not_taken_for_an_ignored_filter(changes: dict[str, Any]) -> None:
    (page,) = read(([raw(launch(2, **changes))], 1), time_range=IN_2020)
    assert len(page.documents) == 1
