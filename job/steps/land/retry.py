"""Lands a page that PostgreSQL refused because of some of its documents."""

from collections.abc import Set as AbstractSet

from job.databases.warehouse import Warehouse
from job.sources.validation import ValidatedPage
from job.steps.land import statements
from job.steps.land.statements import Flatten, Numbered


def run(warehouse: Warehouse, page: ValidatedPage, new: Numbered, flatten: Flatten) -> AbstractSet[int]:
    """Land the documents that PostgreSQL can hold, and reject the others; return the numbers of those."""
    rows = (
        (document_id, document.record_id, document.document.digest, bytes(document.document.raw))
        for document_id, document in new
    )
    warehouse.run("steps/land/create_retry_page")
    warehouse.copy("steps/land/copy_retry_page", ("int8", "text", "bytea", "bytea"), rows)
    refused = {document_id for (document_id,) in warehouse.table("steps/land/reject_invalid").rows}
    warehouse.run("steps/land/insert_valid")
    warehouse.run("steps/land/clear_retry_page")
    accepted = [(document_id, document) for document_id, document in new if document_id not in refused]
    flattening = flatten([document_id for document_id, _ in accepted])
    warehouse.wait(warehouse.send((statements.receive(page, accepted), *flattening)))
    return refused
