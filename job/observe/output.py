"""Prints to stdout: text, and rows as a table, CSV or JSON."""

import csv
import io
import json
import sys
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from job.errors import ConfigurationError
from job.observe import escape, log

FORMATS = ("table", "csv", "json")
# A spreadsheet takes a text that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\n")


def show(text: str) -> None:
    """Print to stdout, in UTF-8 whatever the locale; a closed pipe (`| head`) is not an error.

    Raises ConfigurationError when stdout is closed or cannot be written.
    """
    if sys.stdout is None:
        raise ConfigurationError("there is no stdout to print to", hint="Do not close stdout.")
    try:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        log.drop(sys.stdout)
    except OSError as error:
        log.drop(sys.stdout)
        message = f"stdout cannot be written: {error.strerror}"
        raise ConfigurationError(message, hint="Check where stdout is redirected to.") from error


def render(columns: Sequence[str], values: Sequence[Sequence[object]], form: str) -> str:
    """Return rows as text in one of FORMATS; it ends with a newline."""
    if form == "json":
        return json.dumps([dict(zip(columns, row, strict=True)) for row in values], default=_plain, indent=2) + "\n"
    if form == "csv":
        return _csv(columns, values)
    return _table(columns, values)


def _csv(columns: Sequence[str], values: Sequence[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_inert(value) for value in row] for row in values)
    return text.getvalue()


def _inert(value: object) -> str:
    """Return a cell that does nothing in a spreadsheet, nor where the file is shown on a terminal."""
    cell = escape.active(_cell(value), keep="\t\n")
    return f"'{cell}" if isinstance(value, str) and cell.startswith(_FORMULA) else cell


def _table(columns: Sequence[str], values: Sequence[Sequence[object]]) -> str:
    lines = [columns, *([_one_line(value) for value in row] for row in values)]
    # As wide as the rows: a pipe has no width, and a cut number is a wrong number.
    widths = [max(map(_width, cells)) for cells in zip(*lines, strict=True)]
    numeric = [all(isinstance(row[index], int | float | None) for row in values) for index in range(len(columns))]
    header, *body = ("   ".join(map(_pad, cells, widths, numeric)).rstrip() for cells in lines)
    rule = "─" * (sum(widths) + 3 * (len(widths) - 1))
    return "\n".join([header, rule, *body]) + "\n"


def _pad(text: str, width: int, right: bool) -> str:
    blanks = " " * (width - _width(text))
    return blanks + text if right else text + blanks


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes: Chinese characters and emoji take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _one_line(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}"
    return escape.active(_cell(value))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(_plain(value) if isinstance(value, datetime) else value)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
