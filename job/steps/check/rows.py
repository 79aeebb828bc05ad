"""How a refusal tells the rows that a check found."""

from typing import Any, NamedTuple

_SHOWN = 5
# Where each check's statement stops: there may be more.
_LIMIT = 20


class FoundRows(NamedTuple):
    """The rows that a check found, as the text of its refusal."""

    number: str
    shown: str


def describe(rows: list[dict[str, Any]]) -> FoundRows:
    """Count the rows, `20 or more` where the statement stopped, and print the first five."""
    number = f"{len(rows)} or more" if len(rows) == _LIMIT else str(len(rows))
    return FoundRows(number, "; ".join(map(str, rows[:_SHOWN])))
