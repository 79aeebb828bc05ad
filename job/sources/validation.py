"""Validates the documents of a page that are not known; what it makes is what a cycle loads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from job.sources.protocol import VALID, Document, Page, Source, Validation

# A launch has some 3 KB. A document that is larger by so much is rejected without parsing it, which would take 40 times
# its size.
MAX_DOCUMENT_BYTES = 1024 * 1024


class ValidDocument(NamedTuple):
    """A document that can be loaded, or is upcoming.

    `document_id` is None unless the document is stored already, accepted by an older model.
    """

    record_id: str
    document: Document
    document_id: int | None
    drift: list[str] | None

    @property
    def upcoming(self) -> bool:
        return self.document.key.upcoming


class RejectedRecord(NamedTuple):
    """A document that cannot be loaded, and why; `record_id` is None where it cannot be read."""

    record_id: str | None
    document: Document
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class ValidatedPage:
    """One page, or a part of one: what is valid, what is rejected, and how many documents were known.

    `size` is in bytes, of all documents of the page; `received` of `expected` documents have come with it.
    """

    documents: list[ValidDocument]
    rejected: list[RejectedRecord]
    known: int
    size: int
    received: int
    expected: int
    changes_until: datetime | None = None


def validate_page(source: Source, page: Page, unknown: Mapping[int, int | None], size: int) -> ValidatedPage:
    """Return the page, or the part of one, with each unknown document either valid or rejected.

    `unknown` has their positions in the page, from 1, each with the number of the stored document that is equal to it;
    None where there is none. `size` is that of the whole page.
    """
    documents: list[ValidDocument] = []
    rejected: list[RejectedRecord] = []
    for position, document_id in unknown.items():
        document = page.documents[position - 1]
        record_id = document.key.record_id
        validation = _validate(source, page, document)
        if validation.reasons or record_id is None:
            rejected.append(RejectedRecord(record_id, document, list(validation.reasons)))
        else:
            documents.append(ValidDocument(record_id, document, document_id, sorted(validation.drift) or None))
    known = len(page.documents) - len(unknown)
    return ValidatedPage(documents, rejected, known, size, page.received, page.expected, page.changes_until)


def _validate(source: Source, page: Page, document: Document) -> Validation:
    key, raw, _ = document
    if len(raw) > MAX_DOCUMENT_BYTES:
        return Validation([f"the document has {len(raw)} bytes, more than {MAX_DOCUMENT_BYTES}"], frozenset())
    if key.record_id in page.conflicting_ids:
        return Validation(["the source has two different documents under this id"], frozenset())
    if key.upcoming and key.record_id is not None and key.date is not None:
        return VALID  # counted and not loaded: nothing more of it is needed
    return source.validate(bytes(raw))
