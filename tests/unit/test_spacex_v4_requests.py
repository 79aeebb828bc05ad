from datetime import UTC, datetime

import pytest

from job.sources.protocol import DocumentKey, Page, TimeRange
from job.sources.spacex_v4 import SpaceXv4

SOURCE = SpaceXv4()
ID = "5eb87cd9ffd86e000604b32a"


def test_a_page_is_its_documents_and_how_many_there_are_in_all() -> None:
    body = b'{"docs":[{"id":1},{"id":2}],"totalDocs":205,"limit":2,"hasNextPage":true,"nextPage":2}'
    assert SOURCE.read(body) == Page([b'{"id":1}', b'{"id":2}'], 205)


@pytest.mark.parametrize(
    "body", [b'{"docs":[]}', b'{"totalDocs":5}', b"<html>502</html>", b"", b'{"docs":[],"totalDocs":"5"}']
)
def test_an_answer_without_documents_or_without_their_number_is_no_page(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever its words: the answer is asked for again
        SOURCE.read(body)


@pytest.mark.parametrize(
    ("document", "head"),
    [
        (f'{{"id":"{ID}","date_utc":"2020","upcoming":true}}', DocumentKey(ID, "2020", upcoming=True)),
        (
            f'{{"id":"{ID}","date_utc":"2020","upcoming":false,"upcoming":true}}',
            DocumentKey(ID, "2020", upcoming=False),
        ),
        (f'{{"id":"{ID.upper()}","date_utc":7,"upcoming":1}}', DocumentKey(None, None, upcoming=False)),
        (f'{{"id":"{ID}0","upcoming":"true"}}', DocumentKey(None, None, upcoming=False)),
        (f'{{"id":"{ID}","x":NaN,"date_utc":"2020"}}', DocumentKey(ID, "2020", upcoming=False)),
        ("[]", DocumentKey(None, None, upcoming=False)),
    ],
)
def test_the_head_is_what_can_be_read_without_trust(document: str, head: DocumentKey) -> None:
    assert SOURCE.head(document.encode()) == head


@pytest.mark.parametrize(
    ("status", "text", "ours"),
    [
        (400, 'Cast to Number failed for value "x" (type string) at path "flight_number"', True),
        (400, 'Invalid sort value: {"_id": x }', True),
        (400, "Unexpected token } in JSON at position 5", True),
        (400, 'Parameter "filter" to countDocuments() must be an object, got 5', True),
        (400, "Operation `launches.countDocuments()` buffering timed out after 10000ms", False),
        (400, "connect ECONNREFUSED 127.0.0.1:27017", False),
        (400, "", False),
        (405, "Method Not Allowed", True),
        (413, "Payload Too Large", True),
        (415, "", True),
        (429, "Too Many Requests", False),
        (500, "Cast to Number failed", False),
        (503, "", False),
    ],
)
def test_only_an_answer_that_calls_the_request_wrong_is_our_fault(status: int, text: str, ours: bool) -> None:
    assert SOURCE.blames_us(status, text) is ours


LATE = TimeRange(from_=datetime(2020, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("record_id", "date", "satisfied"),
    [
        (ID, "2020-01-01T00:00:00.000Z", True),
        (ID, "2019-12-31T23:59:59.999Z", False),
        (ID, "1999", False),
        (ID, "zzz", True),
        (None, "1999", True),
        (ID, None, True),
    ],
)
def test_dates_are_compared_as_texts_and_only_where_they_can_be_read(
    record_id: str | None, date: str | None, satisfied: bool
) -> None:
    head, before = DocumentKey(record_id, date, upcoming=False), DocumentKey(ID, "2020-01-02", upcoming=False)
    assert SOURCE.outside([before, head], LATE) == (None if satisfied else head)


@pytest.mark.parametrize(
    ("date", "satisfied"),
    [("2020-01-01T00:00:00.000Z", True), ("2020-01-01T00:00:00.001Z", False), ("1999", True), ("\U0010ffff", False)],
)
def test_a_date_may_be_the_last_that_was_asked_for_and_none_behind_it(date: str, satisfied: bool) -> None:
    head = DocumentKey(ID, date, upcoming=False)
    assert SOURCE.outside([head], TimeRange(to=datetime(2020, 1, 1, tzinfo=UTC))) == (None if satisfied else head)
    assert SOURCE.outside([head], TimeRange()) is None
