"""The counts of a landed page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from job.sources.validation import ValidatedPage


@dataclass(frozen=True, slots=True)
class LandedPage:
    """One page by outcome: how many documents came, are upcoming or rejected, and were validated in this cycle."""

    fetched: int
    upcoming: int
    rejected: int
    validated: int
    expected: int
    changes_until: datetime | None = None

    @classmethod
    def of(cls, page: ValidatedPage, refused: int) -> Self:
        """Return the counts of a page of whose documents PostgreSQL refused some."""
        return cls(
            fetched=page.known + len(page.documents) + len(page.rejected),
            upcoming=sum(document.upcoming for document in page.documents),
            rejected=len(page.rejected) + refused,
            validated=sum(not document.upcoming for document in page.documents) - refused,
            expected=page.expected,
            changes_until=page.changes_until,
        )
