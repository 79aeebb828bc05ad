"""The pages for analysts are true: what they list is there, what they ask runs, what they count is so."""

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from job.databases import sqlfiles
from local.api import RecordedApi
from local.login import Login
from local.postgres import READER, Postgres
from local.state import State
from tests.conftest import PASSWORD, READER_PASSWORD, USER
from tests.support import guides
from tests.support.program import Program

SHORT = {"timestamp with time zone": "timestamptz", "double precision": "double"}
Connection = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture(scope="module")
def reader(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """The analysts' own role, in a database that a cycle has loaded with the bundled sample."""
    login = postgres.create_database("of_the_pages", USER, PASSWORD, READER_PASSWORD)
    with RecordedApi(State.sample()) as api:
        loaded = Program(tmp_path_factory.mktemp("job"), {**login.environment(), "API_URL": api.launches_url})()
    assert loaded.code == 0, loaded.stderr
    with psycopg.connect(
        Login(login.port, login.database, READER, READER_PASSWORD).dsn(), autocommit=True
    ) as connected:
        yield connected


def listed() -> dict[str, list[str]]:
    """Every relation of the data model's page with its columns: of tables from the diagram, of views from the list."""
    tables = {name: [column for column, _, _ in columns] for name, columns in guides.diagram().items()}
    views = guides.rows("data-model", "view", "one row is", "columns")
    return tables | {name.strip("`"): re.findall(r"`(\w+)`", columns) for name, _, columns in views}


def test_every_relation_and_column_of_public_is_on_the_page_and_no_other(reader: Connection) -> None:
    stored: dict[str, list[str]] = {}
    for relation, column in reader.execute(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"
    ):
        stored.setdefault(relation, []).append(column)
    assert listed() == stored


def test_the_diagram_shows_the_types_and_the_keys(reader: Connection) -> None:
    columns = reader.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
        " JOIN information_schema.tables USING (table_schema, table_name)"
        " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
    ).fetchall()
    # The catalog, because information_schema shows keys to the tables' owner only.
    keys = reader.execute(
        "SELECT conrelid::regclass::text, attname FROM pg_constraint"
        " JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey)"
        " WHERE contype = 'p' AND connamespace = 'public'::regnamespace"
    ).fetchall()
    drawn = [(name, *column) for name, columns in guides.diagram().items() for column in columns]
    assert sorted(drawn) == sorted(
        (name, column, SHORT.get(of, of), (name, column) in keys) for name, column, of in columns
    )


def test_every_table_says_what_a_row_of_it_is() -> None:
    assert {name.strip("`") for name, _ in guides.rows("data-model", "table", "one row is")} == set(guides.diagram())


@pytest.mark.parametrize("snippet", [each for each in guides.snippets() if each.only != "Trino"], ids=str)
def test_what_a_page_asks_is_answered_by_postgresql(reader: Connection, snippet: guides.Snippet) -> None:
    assert bool(reader.execute(snippet.text.encode()).fetchall()) is not snippet.of_the_past


@pytest.mark.parametrize("name", sqlfiles.names("analyses"), ids=sqlfiles.stem)
def test_every_question_of_the_analyses_is_on_the_page_with_a_statement_that_answers_it(
    reader: Connection, name: str
) -> None:
    question = sqlfiles.purpose(name).partition(": ")[2]
    (snippet,) = [each for each in guides.snippets() if each.heading.lower() == question.lower()]
    expected = reader.execute(sqlfiles.read(name).encode()).fetchall()
    assert reader.execute(snippet.text.encode()).fetchall() == expected


def test_the_page_counts_the_gaps_as_they_are(reader: Connection) -> None:
    said = [
        (gap, how_many)
        for gap, how_many, _ in guides.rows("data-model", "gap", "how many", "what it does to your answer")
    ]
    counted = reader.execute(sqlfiles.read("commands/report/gaps").encode()).fetchall()
    assert said == [(gap, how_many) for gap, how_many, _ in counted if gap != "Records in quarantine"]


def test_every_link_of_the_pages_leads_somewhere() -> None:
    for page in ("data-model", "trino", "from-the-seed"):
        for link in re.findall(r"\]\((?!https?:)([^)]+)\)", guides.text(page)):
            path, _, anchor = link.partition("#")
            target = guides.DOCS / path if path else guides.DOCS / f"{page}.md"
            assert target.exists(), f"{page}: {link}"
            headings = re.findall(r"^#+ (.+)$", target.read_text(), re.MULTILINE) if anchor else []
            assert not anchor or anchor in [re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings]
