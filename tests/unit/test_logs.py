"""docs/logs.md has every event that the program logs, with its level and its fields, and no other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from job import facts
from job.observe import metrics, progress
from tests.support.program import CHECKOUT

PAGE = CHECKOUT / "docs" / "logs.md"
LEVELS = ("debug", "info", "warning", "error")
CLOSING = "cycle_finished"


def events() -> dict[str, tuple[set[str], set[str]]]:
    """Return what the page says: each event's levels and fields."""
    found = {}
    for line in PAGE.read_text().splitlines():
        if line.startswith("| `"):
            name, level, _, fields = (cell.strip() for cell in line.strip("|").split("|"))
            found[name.strip("`")] = (set(level.split(" or ")), set(re.findall(r"`(\w+)`", fields)))
    return found


def calls() -> Iterator[tuple[str, str, list[str | None]]]:
    """Yield every call of the log in the program: event, level, names of its fields (None: some more)."""
    for path in sorted((CHECKOUT / "job").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and (level := _level(node.func, path)) and node.args:
                (event,) = node.args
                if isinstance(event, ast.Constant):
                    yield event.value, level, [keyword.arg for keyword in node.keywords]


def _level(function: ast.expr, path: Path) -> str | None:
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "log":
        return function.attr if function.attr in LEVELS else None
    here = isinstance(function, ast.Name) and path.name == "log.py" and function.id in LEVELS
    return function.id if here else None


def test_every_event_is_on_the_page_once_with_its_level_and_its_fields() -> None:
    logged: dict[str, tuple[set[str], set[str]]] = {}
    for event, level, fields in calls():
        levels, named = logged.setdefault(event, (set(), set()))
        levels.add(level)
        named.update(field for field in fields if field)
    written = events()
    assert set(written) == set(logged)
    for event in set(written) - {CLOSING}:
        assert written[event] == logged[event], event
    assert written[CLOSING][0] == logged[CLOSING][0]


def test_only_the_closing_line_has_fields_that_stand_elsewhere() -> None:
    assert {event for event, _, fields in calls() if None in fields} == {CLOSING}


def known_fields(event: str) -> set[str]:
    """Return the fields that the page allows an event."""
    common = {"timestamp", "level", "event", "cycle_id"}
    of_the_facts = set(metrics.DECLARED) - {"records"} | set(facts.Tally.__dataclass_fields__)
    return common | events()[event][1] | (of_the_facts if event == CLOSING else set())


class Clock:
    """A clock that a test moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(progress.time, "monotonic", lambda: self.now)


def test_progress_is_a_line_every_few_seconds_at_most_where_no_terminal_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress.log, "on_terminal", lambda: False)
    clock = Clock(monkeypatch)
    with capture_logs() as lines, progress.shown("launches") as report:
        for page in range(1, 101):
            clock.now += 0.5
            report(page * 10, 1000)
    assert [line["done"] for line in lines] == [100 * tenth for tenth in range(1, 11)]
    assert all(_fields(line) == events()["progress"][1] for line in lines)


def test_a_short_read_has_no_progress_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress.log, "on_terminal", lambda: False)
    Clock(monkeypatch)
    with capture_logs() as lines, progress.shown("launches") as report:
        report(205, 205)
    assert lines == []


def _fields(line: dict[str, Any]) -> set[str]:
    return set(line) - {"event", "log_level"}
