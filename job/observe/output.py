"""Rows as people and programs want them: a table, CSV or JSON."""

import csv
import io
import json
import sys
from collections.abc import Sequence
from datetime import datetime

from job.errors import ConfigurationError
from job.observe import log

FORMATS = ("table", "csv", "json")


def show(text: str) -> None:
    """Print to stdout, in UTF-8 whatever the locale. A reader that has gone (`| head`) has had what it wanted."""
    if sys.stdout is None:
        raise ConfigurationError("there is no stdout to print to", hint="Do not close it.")
    try:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        log.drop(sys.stdout)
    except OSError as error:
        log.drop(sys.stdout)
        raise ConfigurationError(f"stdout cannot be written: {error.strerror}", hint="Look where it goes.") from error


def rows(columns: Sequence[str], values: Sequence[Sequence[object]], form: str) -> str:
    """Return rows as text in one of FORMATS, with a newline at its end."""
    if form == "json":
        return json.dumps([dict(zip(columns, row, strict=True)) for row in values], default=_plain, indent=2) + "\n"
    if form == "csv":
        return _csv(columns, values)
    return _table(columns, values)


def _csv(columns: Sequence[str], values: Sequence[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in values)
    return text.getvalue()


def _table(columns: Sequence[str], values: Sequence[Sequence[object]]) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, column in enumerate(columns):
        numeric = all(isinstance(row[index], int | float | None) for row in values)
        table.add_column(column, justify="right" if numeric else "left", no_wrap=True)
    for row in values:
        table.add_row(*(_short(value) for value in row))
    text = io.StringIO()
    # As wide as the rows are: a pipe has no width, and a cut number is a wrong number.
    Console(file=text, width=10_000, color_system=None, markup=False, highlight=False).print(table)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()).strip("\n") + "\n"


def _short(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}"
    # A line break would break the table, and the source's control characters would reach a person's terminal.
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in _cell(value))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(_plain(value) if isinstance(value, datetime) else value)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
