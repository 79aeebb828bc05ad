"""The statements that land a page, with their parameters."""

from collections.abc import Callable, Sequence

from job.databases.warehouse import Statement, jsonb
from job.sources.protocol import Page
from job.sources.validation import ValidatedPage, ValidDocument

Numbered = Sequence[tuple[int, ValidDocument]]
Flatten = Callable[[list[int]], Sequence[Statement]]  # the statements that flatten documents of these numbers


def is_new(document: ValidDocument) -> bool:
    """Return whether a document must be appended: it is not stored yet, and not upcoming."""
    return document.document_id is None and not document.upcoming


def receive_known(page: Page, model: str) -> Statement:
    """Return the statement that notes which documents of a page are known, and returns the others."""
    # Which document of a conflicting id is true is unknown, and an upcoming one is not stored.
    ids = [
        None if key.upcoming or key.record_id in page.conflicting_ids else key.record_id for key, *_ in page.documents
    ]
    digests = [document.digest for document in page.documents]
    return "steps/land/receive_known", {"launch_ids": ids, "digests": digests, "model": model}


def insert(new: Numbered) -> Statement:
    """Return the statement that appends documents under their numbers."""
    return "steps/land/insert_documents", {
        "document_ids": [document_id for document_id, _ in new],
        "documents": [str(document.document.raw, "utf-8") for _, document in new],
    }


def receive(page: ValidatedPage, new: Numbered) -> Statement:
    """Return the statement that notes what a page brought; a new document that has no number is left out."""
    numbers = {document.record_id: document_id for document_id, document in new}
    landed = [each for each in page.documents if not is_new(each) or each.record_id in numbers]
    return "steps/land/insert_received", {
        "launch_ids": [document.record_id for document in landed],
        "document_ids": [document.document_id or numbers.get(document.record_id) for document in landed],
        "digests": [document.document.digest for document in landed],
        "upcoming": [document.upcoming for document in landed],
        "drift": [jsonb(document.drift) if document.drift else None for document in landed],
    }
