"""Guard: refuses what looks like a broken source rather than like news, before it changes anything."""

from job.errors import DataRefusedError

# Up to this many records a percentage says nothing: two launches of ten may well be wrong.
FEW_RECORDS = 3


def rejected(records: int, *, fetched: int, max_percent: float) -> None:
    """Raise DataRefusedError when too much of what was fetched had to be rejected."""
    if records > FEW_RECORDS and records * 100 > max_percent * fetched:
        raise DataRefusedError(
            f"{records} of {fetched} records were rejected, more than MAX_REJECTED_PERCENT={max_percent:g}",
            hint="Look at the reasons in ops.rejected_records; nothing else was changed.",
        )


def removed(launches: int, *, current: int | None, max_percent: float) -> None:
    """Raise DataRefusedError when too many of the current launches would leave."""
    if launches > FEW_RECORDS and launches * 100 > max_percent * (current or 0):
        raise DataRefusedError(
            f"{launches} of {current} stored launches would leave, more than MAX_REMOVED_PERCENT={max_percent:g}",
            hint="If they are really gone, raise MAX_REMOVED_PERCENT for one run; nothing was changed.",
        )


def empty(fetched: int, *, full: bool) -> None:
    """Raise DataRefusedError when the whole source is said to hold nothing, at any setting."""
    if full and fetched == 0:
        raise DataRefusedError(
            "a full read received no launch at all",
            hint="Look at what API_URL answers; nothing was changed.",
        )
