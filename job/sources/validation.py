"""Validates the documents of a page that are not known; what it makes is what a cycle loads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from job.sources.protocol import VALID, Document, Page, Source, Validation

# A launch has some 3 KB. A document that is larger by so much is rejected without parsing it.
MAX_DOCUMENT_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class KnownVersion:
    """The current version of a launch whose received document has the same digest.

    `position` counts the documents of the page from 1; `validated` says that the present model accepted it.
    """

    position: int
    document_id: int
    validated: bool
    drift: list[str] | None


class ValidDocument(NamedTuple):
    """A document that can be loaded, or is upcoming.

    `document_id` is None unless it is stored already, `validated` says that this cycle validated it.
    """

    record_id: str
    document: Document
    document_id: int | None
    validated: bool
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
    """One page: what is valid, what is rejected, and how many of how many documents have come with it."""

    documents: list[ValidDocument]
    rejected: list[RejectedRecord]
    received: int
    expected: int

    @property
    def size(self) -> int:
        """The bytes of its documents."""
        received = [valid.document for valid in self.documents] + [record.document for record in self.rejected]
        return sum(len(document.raw) for document in received)

    @property
    def drift(self) -> set[str]:
        """The fields that are missing or unknown in its valid documents."""
        return {name for document in self.documents if document.drift for name in document.drift}


def validate_page(source: Source, page: Page, known: Mapping[int, KnownVersion]) -> ValidatedPage:
    """Return the page with every document either valid or rejected; `known` has versions by position, from 1."""
    documents: list[ValidDocument] = []
    rejected: list[RejectedRecord] = []
    for position, document in enumerate(page.documents, 1):
        record_id, version = document.key.record_id, known.get(position)
        if version and version.validated and record_id and record_id not in page.conflicting_ids:
            documents.append(ValidDocument(record_id, document, version.document_id, False, version.drift))
            continue
        validation = _validate(source, page, document)
        if validation.reasons or record_id is None:
            rejected.append(RejectedRecord(record_id, document, list(validation.reasons)))
        else:
            stored = version.document_id if version else None
            documents.append(ValidDocument(record_id, document, stored, True, sorted(validation.drift) or None))
    return ValidatedPage(documents, rejected, page.received, page.expected)


def _validate(source: Source, page: Page, document: Document) -> Validation:
    key, raw, _ = document
    if len(raw) > MAX_DOCUMENT_BYTES:
        return Validation([f"the document has {len(raw)} bytes, more than {MAX_DOCUMENT_BYTES}"], frozenset())
    if key.record_id in page.conflicting_ids:
        return Validation(["the source has two different documents under this id"], frozenset())
    if key.upcoming and key.record_id is not None and key.date is not None:
        return VALID  # counted and not loaded: nothing more of it is needed
    return source.validate(bytes(raw))
