"""Page: renders the report as HTML, with all data escaped. The only importer of jinja2."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import jinja2

from job import __version__
from job.commands.report import charts
from job.databases import sqlfiles
from job.observe import escape

_MAX_CELL_LENGTH = 300
_NEXT = 6
_TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("job.commands.report", ""),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """An analysis: its question, the rows that answer it, and its chart in each width, if it has one."""

    name: str
    question: str
    caveats: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    drawings: Sequence[str]


def render(
    cycles: Sequence[Any],
    freshness: Sequence[Any],
    figures: Sequence[Any],
    gaps: tuple[Sequence[str], Sequence[Any]] | None,
    schedule: Sequence[tuple[str, Sequence[str], Sequence[Any]]],
    answers: Sequence[tuple[str, Sequence[str], Sequence[Any]]],
) -> str:
    """Return the whole page."""
    return _TEMPLATES.get_template("page.html").render(
        version=__version__,
        written_at=datetime.now(UTC),
        # The last cycle is usually the last success too, and is then shown once.
        cycles=list({cycle["cycle_id"]: cycle for cycle in reversed(cycles)}.values())[::-1],
        source_note=next((each["source_note"] for each in freshness), None),
        figures=figures,
        gaps=gaps,
        next_launches=[
            dict(zip(columns, row, strict=True)) for _, columns, rows in schedule[:1] for row in rows[:_NEXT]
        ],
        schedule=[_answer(*each) for each in schedule],
        answers=[_answer(*each) for each in answers],
    )


def _answer(name: str, columns: Sequence[str], rows: Sequence[Any]) -> Answer:
    stem = sqlfiles.stem(name)
    question, caveats = sqlfiles.purpose(name).partition(": ")[2], sqlfiles.paragraph(name, "Caveats")
    return Answer(stem, _sentence(question), _sentence(caveats), columns, rows, charts.draw(stem, columns, rows))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _text(value: object) -> str:
    """Return a value as the text of a cell."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.2f}"
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M}"
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    text = escape.active(text, keep="\t\n")
    return text if len(text) <= _MAX_CELL_LENGTH else f"{text[:_MAX_CELL_LENGTH]}…"


def _numeric(rows: Sequence[Sequence[object]]) -> list[bool]:
    """Return for each column whether it holds only numbers, which are aligned right."""
    return [all(type(value) in (int, float, type(None)) for value in column) for column in zip(*rows, strict=True)]


_TEMPLATES.filters |= {"text": _text, "numeric": _numeric, "words": lambda name: name.replace("_", " ")}
_TEMPLATES.tests |= {"instant": lambda value: isinstance(value, datetime)}
