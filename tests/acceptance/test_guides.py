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
