"""The cases of tests/sql, asked through Trino: the same rows given, the same rows expected."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from job.databases import postgres, sqlfiles, trino
from job.settings import Settings
from job.signals import Deadline
from local.login import Login
from tests.sql.test_cases import ANALYSES, CASES, REPORT, Case, header
from tests.support.steps import Steps
from tests.trino.conftest import SECONDS, settings_of

# The report asks PostgreSQL only, and in its words.
ASKED = [folder for folder in CASES if folder.parent.name not in REPORT]


@pytest.fixture
def steps(shown: Login) -> Iterator[Steps]:
    """The steps of a cycle on the database that Trino shows, migrated and empty."""
    with postgres.connect(settings_of(shown.environment())) as warehouse:
        yield Steps(warehouse)


@pytest.mark.parametrize("folder", ASKED, ids=lambda folder: f"{folder.parent.name}: {folder.name}")
def test_what_is_given_gives_what_is_expected(steps: Steps, trino_settings: Settings, folder: Path) -> None:
    case = Case(steps, folder)
    with steps.warehouse.transaction():
        case.give()
    for path in sorted((folder / "expect").glob("*.csv")):
        analysis = ANALYSES.get(path.stem)
        statement = sqlfiles.read(analysis) if analysis else f"SELECT * FROM {path.stem}"
        columns, found = trino.ask(trino_settings, statement, seconds=SECONDS, deadline=Deadline())
        picked = [columns.index(name) for name in header(path)]
        shown = [tuple(row[index] for index in picked) for row in found]
        expected = typed(steps, path, statement)
        assert ordered(shown, bool(analysis)) == ordered(expected, bool(analysis)), path


def typed(steps: Steps, path: Path, statement: str) -> list[tuple[Any, ...]]:
    """Return the rows of an expected CSV, with the types that PostgreSQL gives to the answer's columns."""
    names = ", ".join(header(path))
    question = statement.strip().rstrip(";")
    steps.statement(f"CREATE TEMPORARY TABLE expected AS SELECT {names} FROM ({question}) AS answer WITH NO DATA")
    with steps.warehouse._connection.cursor().copy("COPY expected FROM STDIN (FORMAT csv, HEADER)") as copy:
        copy.write(path.read_bytes())
    rows = steps.statement("TABLE expected")
    steps.statement("DROP TABLE expected")
    return [tuple(row) for row in rows]


def ordered(rows: list[tuple[Any, ...]], as_they_come: bool) -> list[tuple[Any, ...]]:
    """An analysis is compared in its order, a relation in any."""
    return rows if as_they_come else sorted(rows, key=str)
