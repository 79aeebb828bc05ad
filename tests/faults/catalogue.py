"""The catalogue of faults: each test of this folder has its row; `python -m tests.faults.catalogue` writes the page.

A row has the fault, the exit code, the event or text in the log, and the state of the tables afterwards. The test gets
its own row by the fixture `row` and compares the program with it, so the page cannot drift.
"""

import importlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

CHECKOUT = Path(__file__).parents[2]
PAGE = CHECKOUT / "docs" / "faults.md"
AREAS = (
    "Source",
    "Launch Library 2",
    "Records",
    "Hostile pages",
    "Guards",
    "PostgreSQL",
    "Concurrent cycles",
    "Signals",
    "Pushgateway and Trino",
    "Configuration",
)
Test = TypeVar("Test", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Row:
    """One line of docs/faults.md."""

    area: str
    fault: str
    code: int
    log: str
    tables: str


def fault(area: str, what: str, *, code: int, log: str, tables: str) -> Any:
    """Mark a test, or one parameter of it (`marks=`), as the proof of a row.

    `log` is a text that stands in the log of the cycle; `tables` is prose, proven by the test itself.
    """
    assert area in AREAS, area
    return pytest.mark.fault(Row(area, what, code, log, tables))


def _marks(function: Any) -> Iterator[pytest.Mark]:
    for mark in getattr(function, "pytestmark", []):
        if mark.name == "fault":
            yield mark
        if mark.name == "parametrize":
            for parameter in mark.args[1]:
                yield from (inner for inner in getattr(parameter, "marks", ()) if inner.name == "fault")


def rows() -> list[Row]:
    """Return the rows of all tests of this folder, in the order of the page."""
    found = []
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        module = importlib.import_module(f"tests.faults.{path.stem}")
        for name, function in vars(module).items():
            if name.startswith("test_"):
                found += [mark.args[0] for mark in _marks(function)]
    return sorted(found, key=lambda row: AREAS.index(row.area))


def page() -> str:
    """Return the text of docs/faults.md."""
    lines = [
        "# Faults, and how a cycle reacts",
        "",
        "Generated from the tests of `tests/faults` by `python -m tests.faults.catalogue`. Each row is a test that runs the",
        "program against a PostgreSQL and checks exit code, log, ledger and tables. [runbook.md](runbook.md) explains the",
        "exit codes.",
    ]
    area = ""
    for row in rows():
        if row.area != area:
            area = row.area
            lines += ["", f"## {area}", "", "| fault | exit code | in the log | in the tables |", "|---|---|---|---|"]
        cells = (row.fault, str(row.code), f"`{row.log}`", row.tables)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(CHECKOUT)}: {len(rows())} rows\n")
