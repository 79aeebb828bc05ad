"""Runs every case of this folder: given rows and documents, expected rows; README.md says how to add one."""

import csv
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from job.databases import sqlfiles
from job.databases.warehouse import Warehouse
from job.sources.launch_library_2 import LaunchLibrary2
from job.sources.protocol import Source
from job.sources.spacex_v4 import SpaceXv4
from job.steps import transform
from tests.support.steps import Steps

HERE = Path(__file__).parent
CASES = sorted(folder.parent for folder in HERE.glob("*/*/expect"))
ANALYSES = {sqlfiles.stem(name): name for name in sqlfiles.names("analyses")}
REPORT = {sqlfiles.stem(name): name for name in sqlfiles.names("commands/report")}
DATA_AS_OF = datetime(2026, 1, 1, tzinfo=UTC)

ENDED = ("valid_to", "reason")
# What a column holds that may not be null and that a case does not name.
UNNAMED = {
    "text": "'-'",
    "boolean": "false",
    "jsonb": "'[]'",
    "ARRAY": "'{}'",
    "bytea": "''",
    "timestamp with time zone": "'2000-01-01Z'",
}


class Case:
    """One case in a transaction that is taken back."""

    def __init__(self, steps: Steps, folder: Path) -> None:
        self.steps = steps
        self.folder = folder

    def give(self) -> None:
        """Put what is given into the tables; where launches are given as documents, run the transforms."""
        self._allow_short_rows()
        for path in sorted((self.folder / "given").glob("*.csv")):
            self._copy(path, path.stem)
        for path in sorted((self.folder / "given").glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                self._insert(path.stem, json.loads(line))
        documents = [json.loads(path.read_bytes()) for path in sorted((self.folder / "given").glob("*.json"))]
        for document in documents:
            self._insert(
                "raw_launches",
                {"id": document["id"], "launch_data": document, "updated_at": str(DATA_AS_OF - timedelta(days=1))},
            )
        if documents:
            self.steps.source = _source_of(documents[0])
            self.steps.begin_landing()
            transform.run(self.steps.warehouse, self.steps.flattening, data_as_of=DATA_AS_OF, anything_affected=True)

    def expect(self, path: Path) -> None:
        """Compare an expected CSV with what is there: an analysis in its order, a relation's rows in any."""
        analysis = (ANALYSES | REPORT).get(path.stem)
        relation = path.stem
        if analysis:
            relation = "answer"
            self._run(f"CREATE TEMPORARY TABLE answer AS {sqlfiles.read(analysis).strip().rstrip(';')}")
        columns = ", ".join(header(path))
        self._run(f"CREATE TEMPORARY TABLE expected AS SELECT {columns} FROM {relation} WITH NO DATA")
        self._copy(path, "expected")
        found = self._run(f"SELECT {columns} FROM {relation}")
        expected = self._run("TABLE expected")
        self._run("DROP TABLE expected; DROP TABLE IF EXISTS pg_temp.answer")
        if not analysis:
            found, expected = sorted(found, key=repr), sorted(expected, key=repr)
        assert [tuple(row) for row in found] == [tuple(row) for row in expected], path.relative_to(HERE)

    def _allow_short_rows(self) -> None:
        needed = self._run(
            "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_schema IN ('public', 'ops')"
            " AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'"
        )
        for column in needed:
            table, value = f"{column.table_schema}.{column.table_name}", UNNAMED.get(column.data_type, "0")
            self._run(f"ALTER TABLE {table} ALTER COLUMN {column.column_name} SET DEFAULT {value}")
        self._run("DELETE FROM launch_aggregates WHERE %s", (self.folder / "given" / "launch_aggregates.csv").exists())

    def _copy(self, path: Path, table: str) -> None:
        cursor = self.steps.warehouse._connection.cursor()
        columns = ", ".join(header(path))
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv, HEADER)".encode()) as copy:
            copy.write(path.read_bytes())

    def _insert(self, table: str, row: dict[str, Any]) -> None:
        if table in ("raw_launches", "raw_launches_history"):
            self._insert_version(row)
            return
        columns = ", ".join(row)
        self._run(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_record(NULL::{table}, %s)",
            json.dumps(row),
        )

    def _insert_version(self, row: dict[str, Any]) -> None:
        """Insert a row of one of the two views into the tables behind them."""
        (number,) = self._run("SELECT count(*) + 1 AS document_id FROM ops.documents")
        stored = {"document_id": number.document_id, "document": row["launch_data"]}
        ended = {"cycle_id": "-"} if "valid_to" in row else {}
        version = {
            "document_id": number.document_id,
            "launch_id": row["id"],
            "valid_from": row.get("updated_at", row.get("valid_from")),
        }
        version |= {"first_seen_at": row["ingested_at"]} if "ingested_at" in row else {}
        self._insert("ops.documents", stored)
        self._insert("ops.launch_versions", version | {name: row[name] for name in row if name in ENDED} | ended)

    def _run(self, text: str, *parameters: Any) -> list[Any]:
        return self.steps.statement(text, *parameters)


def _source_of(document: dict[str, Any]) -> Source:
    return LaunchLibrary2(frozenset({121}), None) if "launch_service_provider" in document else SpaceXv4()


def header(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as lines:
        return next(csv.reader(lines))


@pytest.fixture
def steps(warehouse: Warehouse) -> Steps:
    """A warehouse with nothing in it."""
    return Steps(warehouse)


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: f"{folder.parent.name}: {folder.name}")
def test_what_is_given_gives_what_is_expected(steps: Steps, folder: Path) -> None:
    case = Case(steps, folder)
    expected = sorted((folder / "expect").glob("*.csv"))
    assert expected, "a case without an expected CSV tests nothing"
    with steps.rolled_back():
        case.give()
        for path in expected:
            case.expect(path)


def test_every_transform_and_every_analysis_has_a_case() -> None:
    relations = {sqlfiles.stem(name).lstrip("0123456789_") for name in sqlfiles.names("transforms")} | set(
        ANALYSES | REPORT
    )
    covered = {path.stem for folder in CASES for path in (folder / "expect").glob("*.csv")}
    assert relations | {"launch_changes", "launch_events"} <= covered


def test_a_case_is_named_by_what_happens_in_the_folder_of_what_it_looks_at() -> None:
    for folder in CASES:
        assert (folder / "expect" / f"{folder.parent.name}.csv").exists(), folder
        assert re.fullmatch(r"[a-z0-9_]{8,}", folder.name), folder
        assert (folder / "given").is_dir(), folder
