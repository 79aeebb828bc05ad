import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest

from job.errors import SourceError
from job.sources.client import ErrorAnswer
from job.sources.protocol import DocumentKey, TimeRange
from job.sources.spacex_v4 import requests

ID = "5eb87cd9ffd86e000604b32a"
FROM, TO = datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("time_range", "after", "offset", "query", "skipped"),
    [
        (TimeRange(), None, 0, {}, None),
        (TimeRange(), "a" * 24, 0, {"_id": {"$gt": "a" * 24}}, None),
        (TimeRange(), None, 3, {}, 3),
        (TimeRange(from_=FROM), None, 0, {"date_utc": {"$gte": "2020-01-01T00:00:00.000Z"}}, None),
        (TimeRange(to=TO), None, 0, {"date_utc": {"$lte": "2020-12-31T23:59:59.999Z"}}, None),
        (
            TimeRange(FROM, TO),
            "b" * 24,
            7,
            {
                "date_utc": {"$gte": "2020-01-01T00:00:00.000Z", "$lte": "2020-12-31T23:59:59.999Z"},
                "_id": {"$gt": "b" * 24},
            },
            7,
        ),
    ],
)
def test_a_request_asks_for_ids_in_order_above_the_last_one(
    time_range: TimeRange, after: str | None, offset: int, query: dict[str, Any], skipped: int | None
) -> None:
    request = requests.page_request(time_range, after, offset, 500)
    options = request.json["options"]
    assert (request.method, request.json["query"]) == ("POST", query)
    assert (options["limit"], options["sort"], options.get("offset")) == (500, {"_id": 1}, skipped)
    assert "select" not in options
    assert {populated["path"] for populated in options["populate"]} == {
        "payloads", "rocket", "launchpad", "cores.core", "cores.landpad", "crew", "capsules"
    }  # fmt: skip


def test_a_request_knows_how_its_answers_and_errors_are_read() -> None:
    request = requests.page_request(TimeRange(), None, 0, 500)
    assert request.refusal == requests.refusal
    page = bytearray(b'{"docs":[%b],"totalDocs":601}' % b",".join([b"{}"] * 600))
    assert len(request.read(page).documents) == 600
    with pytest.raises(SourceError):
        request.read(page.replace(b"[{}", b"[{},{}"))


def test_an_answer_is_its_documents_and_how_many_there_are_in_all() -> None:
    body = b'{"docs":[{"id":1},{"id":2}],"totalDocs":205,"limit":2,"hasNextPage":true,"nextPage":2}'
    answer = requests.read(body, 2)
    assert ([document.raw for document in answer.documents], answer.total) == ([b'{"id":1}', b'{"id":2}'], 205)


def test_a_document_keeps_its_bytes_and_gets_their_digest_and_its_key() -> None:
    raw = f'{{"id": "{ID}",  "date_utc":"2020"}}'.encode()
    (document,) = requests.read(b'{"docs":[' + raw + b'],"totalDocs":1}', 1).documents
    assert (document.raw, document.digest) == (raw, hashlib.sha256(raw).digest())
    assert document.key == DocumentKey(ID, "2020", upcoming=False)


@pytest.mark.parametrize(
    "body", [b'{"docs":[]}', b'{"totalDocs":5}', b"<html>502</html>", b"", b'{"docs":[],"totalDocs":"5"}']
)
def test_an_answer_without_documents_or_without_their_number_is_not_a_page(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any message: the request is retried
        requests.read(body, 2)


@pytest.mark.parametrize(
    ("document", "key"),
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
def test_the_key_is_what_can_be_read_without_trust(document: str, key: DocumentKey) -> None:
    assert requests.key(document.encode()) == key


@pytest.mark.parametrize(
    ("status", "text", "expected"),
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
def test_only_an_answer_that_blames_the_request_is_a_client_error(status: int, text: str, expected: bool) -> None:
    assert (requests.refusal(ErrorAnswer(status, text, None, "said")) is not None) is expected


@pytest.mark.parametrize(
    ("record_id", "date", "is_outside"),
    [
        (ID, "2020-01-01T00:00:00.000Z", False),
        (ID, "2020-01-02", False),
        (ID, "2019-12-31T23:59:59.999Z", True),
        (ID, "1999", True),
        (ID, "zzz", False),
        (None, "1999", False),
        (ID, None, False),
    ],
)
def test_dates_are_compared_as_text_and_only_where_they_can_be_read(
    record_id: str | None, date: str | None, is_outside: bool
) -> None:
    key = DocumentKey(record_id, date, upcoming=False)
    assert requests.range_filter(TimeRange(from_=FROM))(key) is is_outside


@pytest.mark.parametrize(
    ("date", "is_outside"),
    [("2020-01-01T00:00:00.000Z", False), ("2020-01-01T00:00:00.001Z", True), ("1999", False), ("\U0010ffff", True)],
)
def test_the_last_date_of_a_range_is_inside_and_none_after_it(date: str, is_outside: bool) -> None:
    key = DocumentKey(ID, date, upcoming=False)
    assert requests.range_filter(TimeRange(to=FROM))(key) is is_outside
    assert requests.range_filter(TimeRange())(key) is False
