"""Reading the tables of `local/sample/`: rows by column name, and what a cell says."""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path

Row = dict[str, str]

FOLDER = Path(__file__).parent / "sample"
NULL = "-"
RUN = re.compile(r"(\d+)(?:-(\d+))?")
OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")


@cache
def rows(table: str) -> tuple[Row, ...]:
    lines = (FOLDER / f"{table}.tsv").read_text(encoding="utf-8").splitlines()
    columns, *cells = (line.split("\t") for line in lines if not line.startswith("#"))
    return tuple(dict(zip(columns, row, strict=True)) for row in cells)


@cache
def ids(table: str) -> dict[str, str]:
    """The table's ids by name."""
    return {row["name"]: row["id"] for row in rows(table)}


def text(cell: str) -> str | None:
    return None if cell == NULL else cell


def truth(cell: str) -> bool | None:
    return {"yes": True, "no": False}.get(cell)


def number(cell: str) -> int | float | None:
    if cell == NULL:
        return None
    return float(cell) if "." in cell else int(cell)


def items(cell: str) -> list[str]:
    return [] if cell == NULL else cell.split("; ")


def named(cell: str, table: str) -> list[str]:
    """The ids of a cell that lists names of another table."""
    return [ids(table)[name] for name in items(cell)]


def runs(cell: str) -> list[int]:
    """`45730-45732 45760` is four numbers."""
    found = ((int(first), int(last or first)) for first, last in RUN.findall(cell))
    return [number for first, last in found for number in range(first, last + 1)]


def date(cell: str) -> str | None:
    """`2006-03-24T22:30` as the API writes it: with seconds and milliseconds, in UTC."""
    if cell == NULL:
        return None
    return f"{datetime.fromisoformat(cell).isoformat(timespec='milliseconds')}Z"


def unix(cell: str, date: str | None) -> int | None:
    """The cell where it holds a number, else the seconds of the date."""
    if cell != NULL:
        return int(cell)
    return int(datetime.fromisoformat(date).timestamp()) if date else None


def local(cell: str, date: str) -> str:
    """The cell where it is a date of its own, else the date at the cell's offset from UTC."""
    offset = OFFSET.fullmatch(cell)
    if not offset:
        return cell
    sign, hours, minutes = offset.groups()
    ahead = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    return datetime.fromisoformat(date).astimezone(UTC).astimezone(timezone(ahead)).isoformat()
