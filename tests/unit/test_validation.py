import hashlib
from collections.abc import Mapping
from typing import Any

import pytest

from job.sources.protocol import Document, Page, Validation
from job.sources.spacex_v4 import SpaceXv4, requests
from job.sources.validation import MAX_DOCUMENT_BYTES, ValidatedPage, validate_page
from tests.support.handmade import launch, raw, record_id

ONE, TWO = raw(launch(1)), raw(launch(2))
INVALID = raw(launch(1, name=None))
CONFLICT = "the source has two different documents under this id"


class RecordingSource(SpaceXv4):
    """The source, and the documents that it validated."""

    def __init__(self) -> None:
        self.validated: list[bytes] = []

    def validate(self, document: bytes) -> Validation:
        self.validated.append(document)
        return super().validate(document)


def received(raw_document: bytes) -> Document:
    return Document(requests.key(raw_document), raw_document, hashlib.sha256(raw_document).digest())


def validate(
    *documents: bytes,
    conflicting: frozenset[str] = frozenset(),
    unknown: Mapping[int, int | None] | None = None,
    source: SpaceXv4 | None = None,
) -> ValidatedPage:
    page = Page([received(each) for each in documents], conflicting, len(documents), len(documents))
    every = dict.fromkeys(range(1, len(documents) + 1))
    return validate_page(source or SpaceXv4(), page, every if unknown is None else unknown, 0)


def test_a_valid_document_keeps_its_bytes_and_digest_and_is_not_stored_yet() -> None:
    (document,) = validate(ONE).documents
    assert (document.record_id, document.document) == (record_id(1), received(ONE))
    assert (document.document_id, document.drift, document.upcoming) == (None, None, False)


def test_a_page_keeps_its_counts() -> None:
    page = validate_page(SpaceXv4(), Page([received(ONE)], frozenset(), 7, 9), {1: None}, 5)
    assert (page.received, page.expected, page.size) == (7, 9, 5)


def test_a_document_that_cannot_be_read_is_rejected_with_reasons() -> None:
    page = validate(ONE, raw(launch(9, id="no id")), raw(launch(9, id=None)), b"not JSON at all")
    assert [document.record_id for document in page.documents] == [record_id(1)]
    assert [record.record_id for record in page.rejected] == [None, None, None]
    assert all(record.reasons for record in page.rejected)


def test_a_rejected_record_has_its_id_its_document_and_its_reasons() -> None:
    page = validate(INVALID, TWO)
    assert [document.record_id for document in page.documents] == [record_id(2)]
    ((rejected_id, document, reasons),) = page.rejected
    assert (rejected_id, document.raw) == (record_id(1), INVALID)
    assert [reason.split(":")[0] for reason in reasons] == ["name"]


@pytest.mark.parametrize("changes", [{"date_utc": None}, {"date_utc": 5}, {"id": 7, "date_utc": "1999"}])
def test_a_document_whose_id_or_date_cannot_be_read_is_rejected(changes: dict[str, Any]) -> None:
    page = validate(raw(launch(2, **changes)))
    assert (page.documents, len(page.rejected)) == ([], 1)


@pytest.mark.parametrize("changes", [{"name": "other"}, {"upcoming": True}])
def test_both_documents_of_a_conflicting_id_are_rejected_and_the_others_kept(changes: dict[str, Any]) -> None:
    other = raw(launch(1, **changes))
    page = validate(ONE, other, TWO, conflicting=frozenset({record_id(1)}))
    assert [document.document.raw for document in page.documents] == [TWO]
    assert [(record.record_id, record.document.raw, record.reasons) for record in page.rejected] == [
        (record_id(1), ONE, [CONFLICT]),
        (record_id(1), other, [CONFLICT]),
    ]


def test_of_an_upcoming_launch_only_the_key_is_validated() -> None:
    page = validate(raw(launch(1, upcoming=True, rocket=None, name=7, mood="good")))
    assert [document.upcoming for document in page.documents] == [True]


def test_an_upcoming_launch_without_a_date_is_rejected() -> None:
    page = validate(raw(launch(1, upcoming=True, date_utc=None)))
    assert (page.documents, len(page.rejected)) == ([], 1)


def test_a_document_that_is_too_large_is_rejected_without_parsing_it() -> None:
    source = RecordingSource()
    page = validate(raw(launch(1, details="x" * MAX_DOCUMENT_BYTES)), source=source)
    assert (page.documents, len(page.rejected), source.validated) == ([], 1, [])
    assert "bytes" in page.rejected[0].reasons[0]


def test_the_drift_of_a_document_is_kept_with_it() -> None:
    page = validate(raw(launch(1, mood="good")), raw(launch(2, weather="bad")))
    assert [document.drift for document in page.documents] == [["mood"], ["weather"]]


def test_a_known_document_is_counted_and_not_validated() -> None:
    source = RecordingSource()
    page = validate(ONE, TWO, unknown={1: None}, source=source)
    assert source.validated == [ONE]
    assert [each.record_id for each in page.documents] == [record_id(1)]
    assert page.known == 1


def test_a_stored_document_that_an_older_model_accepted_is_validated_again_and_keeps_its_number() -> None:
    source = RecordingSource()
    page = validate(ONE, unknown={1: 77}, source=source)
    assert source.validated == [ONE]
    assert [(each.document_id, each.drift) for each in page.documents] == [(77, None)]


def test_a_stored_document_that_this_model_no_longer_accepts_is_rejected() -> None:
    page = validate(INVALID, unknown={1: 77})
    assert (page.documents, [record.record_id for record in page.rejected]) == ([], [record_id(1)])
