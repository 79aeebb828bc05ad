import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from job.errors import SourceError
from job.sources.protocol import Page, Source, TimeRange
from job.sources.records import ValidatedPage
from job.sources.spacex_v4 import SpaceXv4
from job.steps import extract
from tests.support.handmade import launch, raw, record_id

SOURCE = SpaceXv4()
EVERYTHING = TimeRange()
ONE, TWO, THREE = raw(launch(1)), raw(launch(2)), raw(launch(3))
UNREADABLE = raw(launch(9, id="no id"))


class Scripted:
    """A client that answers with these pages, one a request, whatever is asked."""

    def __init__(self, *pages: tuple[Sequence[bytes], int]) -> None:
        self.pages = [Page(list(documents), total) for documents, total in pages]
        self.bodies: list[dict[str, Any]] = []

    def ask(self, source: Source, body: dict[str, Any]) -> Page:
        assert source is SOURCE
        self.bodies.append(body)
        return self.pages.pop(0)

    @property
    def cursors(self) -> list[tuple[Any, Any]]:
        """What each request asked to step over: ids up to the cursor, and documents behind it."""
        return [(body["query"].get("_id"), body["options"].get("offset")) for body in self.bodies]


def read(*pages: tuple[Sequence[bytes], int], asked: TimeRange = EVERYTHING) -> list[ValidatedPage]:
    return list(extract.run(Scripted(*pages), SOURCE, asked, 2))


def above(number: int) -> dict[str, str]:
    return {"$gt": record_id(number)}


def test_pages_are_read_until_the_documents_counted_are_there() -> None:
    client = Scripted(([ONE, TWO], 3), ([THREE], 1))
    pages = list(extract.run(client, SOURCE, EVERYTHING, 2))
    assert [document.record_id for page in pages for document in page.documents] == [record_id(n) for n in (1, 2, 3)]
    assert client.cursors == [(None, None), (above(2), None)]
    assert [(page.received, page.expected) for page in pages] == [(2, 3), (3, 3)]


def test_a_document_keeps_its_bytes_and_gets_their_digest() -> None:
    ((document,),) = (page.documents for page in read(([ONE], 1)))
    assert (document.raw, document.digest) == (ONE, hashlib.sha256(ONE).digest())


def test_a_source_that_counts_nothing_is_read_with_one_request() -> None:
    (page,) = read(([], 0))
    assert (page.count, page.received, page.expected) == (0, 0, 0)


def test_the_first_count_is_the_one_that_holds() -> None:
    assert len(read(([ONE], 2), ([TWO], 77))) == 2


def test_a_page_without_documents_before_the_end_is_refused() -> None:
    with pytest.raises(SourceError, match="counted 3 documents and ended after 2"):
        read(([ONE, TWO], 3), ([], 0))


def test_more_documents_than_counted_are_refused() -> None:
    with pytest.raises(SourceError, match="counted 2 documents and sent 3"):
        read(([ONE], 2), ([TWO, THREE], 2))


def test_documents_of_a_source_that_counts_none_are_refused() -> None:
    with pytest.raises(SourceError, match="counted 0 documents and sent 1"):
        read(([ONE], 0))


def test_an_id_not_above_the_cursor_is_refused() -> None:
    with pytest.raises(SourceError, match=record_id(1)):
        read(([ONE, THREE], 4), ([raw(launch(1, name="again"))], 2))


def test_the_cursor_s_own_id_again_is_refused() -> None:
    with pytest.raises(SourceError, match=record_id(2)):
        read(([ONE, TWO], 3), ([TWO], 1))


def test_one_id_twice_with_the_same_bytes_is_refused() -> None:
    with pytest.raises(SourceError, match="twice"):
        read(([ONE, raw(launch(1))], 2))


def test_one_id_twice_is_refused_also_beside_a_third_document_of_it() -> None:
    with pytest.raises(SourceError, match="twice"):
        read(([ONE, raw(launch(1, name="other")), raw(launch(1))], 3))


def test_two_different_documents_of_one_id_are_both_rejected_and_the_others_kept() -> None:
    other = raw(launch(1, name="other"))
    (page,) = read(([ONE, other, TWO], 3))
    assert [document.raw for document in page.documents] == [TWO]
    assert [(record.raw, record.record_id) for record in page.rejected] == [(ONE, record_id(1)), (other, record_id(1))]


def test_an_upcoming_and_a_flown_document_of_one_id_are_both_rejected() -> None:
    (page,) = read(([ONE, raw(launch(1, upcoming=True))], 2))
    assert (page.documents, len(page.rejected)) == ([], 2)


def test_after_ids_that_cannot_be_read_the_next_request_steps_over_them() -> None:
    client = Scripted(([ONE, UNREADABLE], 5), ([raw(launch(9, id=None))], 3), ([TWO], 2), ([THREE], 1))
    pages = list(extract.run(client, SOURCE, EVERYTHING, 2))
    assert client.cursors == [(None, None), (above(1), 1), (above(1), 2), (above(2), None)]
    assert sum(len(page.rejected) for page in pages) == 2


def test_unreadable_ids_at_the_very_start_are_stepped_over_too() -> None:
    client = Scripted(([UNREADABLE, UNREADABLE], 3), ([ONE], 3))
    list(extract.run(client, SOURCE, EVERYTHING, 2))
    assert client.cursors == [(None, None), (None, 2)]


def test_rejected_documents_count_as_received() -> None:
    (page,) = read(([ONE, UNREADABLE, b"not JSON at all"], 3))
    assert (page.received, page.count, len(page.documents)) == (3, 3, 1)
    assert [record.record_id for record in page.rejected] == [None, None]
    assert all(record.reasons for record in page.rejected)


LATE = TimeRange(from_=datetime(2020, 1, 1, tzinfo=UTC), to=datetime(2020, 12, 31, tzinfo=UTC))


@pytest.mark.parametrize("date", ["2019-12-31T23:59:59.999Z", "2020-12-31T00:00:00.001Z", "", "2021"])
def test_a_document_outside_of_what_was_asked_for_means_that_the_filter_was_ignored(date: str) -> None:
    with pytest.raises(SourceError, match="ignores the filter"):
        read(([ONE, raw(launch(2, date_utc=date))], 2), asked=LATE)


def test_an_upcoming_document_has_to_satisfy_the_filter_as_well() -> None:
    with pytest.raises(SourceError, match="ignores the filter"):
        read(([raw(launch(2, date_utc="2022-01-01T00:00:00.000Z", upcoming=True))], 1), asked=LATE)


@pytest.mark.parametrize("date", ["2020-01-01T00:00:00.000Z", "2020-12-31T00:00:00.000Z"])
def test_the_bounds_are_inclusive(date: str) -> None:
    (page,) = read(([raw(launch(2, date_utc=date))], 1), asked=LATE)
    assert len(page.documents) == 1


@pytest.mark.parametrize("changes", [{"date_utc": None}, {"date_utc": 5}, {"id": 7, "date_utc": "1999"}])
def test_a_document_whose_id_or_date_cannot_be_read_is_rejected_and_not_taken_for_a_dropped_filter(
    changes: dict[str, Any],
) -> None:
    (page,) = read(([raw(launch(2, **changes))], 1), asked=LATE)
    assert len(page.rejected) == 1


def test_of_an_upcoming_launch_nothing_more_than_its_head_is_looked_at() -> None:
    (page,) = read(([raw(launch(1, upcoming=True, rocket=None, name=7))], 1))
    assert [document.upcoming for document in page.documents] == [True]
    assert page.drift == frozenset()


def test_an_upcoming_launch_without_a_date_is_rejected() -> None:
    (page,) = read(([raw(launch(1, upcoming=True, date_utc=None))], 1))
    assert (page.documents, len(page.rejected)) == ([], 1)


def test_a_document_beyond_all_measure_is_rejected_and_not_read() -> None:
    (page,) = read(([raw(launch(1, details="x" * extract.MAX_DOCUMENT_BYTES))], 1))
    assert (page.documents, len(page.rejected)) == ([], 1)
    assert "bytes" in page.rejected[0].reasons[0]


def test_the_drift_of_a_page_is_that_of_all_its_documents() -> None:
    (page,) = read(([raw(launch(1, mood="good")), raw(launch(2, weather="bad"))], 2))
    assert page.drift == {"mood", "weather"}
