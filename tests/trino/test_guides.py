"""What the pages for analysts show runs through Trino, and says what they say it does."""

import math
from typing import Any

import pytest

from job.databases import sqlfiles
from tests.support import guides
from tests.support.program import Program
from tests.trino.conftest import AskTrino

NAMES = sqlfiles.names("analyses")


@pytest.mark.usefixtures("loaded", "living")
@pytest.mark.parametrize("snippet", [each for each in guides.snippets() if each.only != "PostgreSQL"], ids=str)
def test_what_a_page_asks_is_answered_through_trino(ask_trino: AskTrino, snippet: guides.Snippet) -> None:
    found = ask_trino(snippet.text)
    if "returns null for every launch" in snippet.text:
        assert [row[0] for row in found] == [None]
    else:
        assert bool(found) is not snippet.of_the_past
        assert snippet.of_the_past or any(value is not None for value in found[0])


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("name", NAMES, ids=sqlfiles.stem)
def test_every_question_of_the_analyses_is_answered_by_the_page_as_by_the_file(ask_trino: AskTrino, name: str) -> None:
    question = sqlfiles.purpose(name).partition(": ")[2]
    (snippet,) = [each for each in guides.snippets() if each.heading.lower() == question.lower()]
    assert ask_trino(snippet.text) == ask_trino(sqlfiles.read(name))


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("old", "now"),
    [row[:2] for row in guides.rows("from-the-seed", "old path in `launch_data`", "now", "better: a column")],
)
def test_an_old_path_gives_null_without_a_word_and_the_new_one_a_value(ask_trino: AskTrino, old: str, now: str) -> None:
    asked = "SELECT count(*), count(json_extract_scalar(launch_data, '{}')) FROM raw_launches"
    ((launches, known),) = ask_trino(asked.format(old.strip("`")))
    assert launches == 187
    if now == "the same":
        assert known > 100
        return
    assert known == 0
    if now.startswith("`$"):
        assert ask_trino(asked.format(now.strip("`")))[0][1] > 180


def test_the_python_of_the_page_prints_every_year(
    loaded: Program, trino_variables: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    ((_, program),) = guides.blocks("trino", "python")
    here = program.replace('"localhost"', repr(trino_variables["TRINO_HOST"]))
    here = here.replace("port=8080", f"port={trino_variables.get('TRINO_PORT', '8080')}")
    exec(compile(here, "docs/trino.md", "exec"), {})  # noqa: S102 - our own page
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "2006 1 0%"
    assert sum(int(line.split()[1]) for line in printed) == 187
    assert loaded.environment["TRINO_HOST"] == trino_variables["TRINO_HOST"]


@pytest.mark.usefixtures("loaded")
def test_the_mean_delay_is_the_one_that_the_old_path_no_longer_gives(ask_trino: AskTrino) -> None:
    ((mean,),) = ask_trino("SELECT average_launch_delay_seconds FROM launch_aggregates")
    assert math.isclose(mean, 194056.69421487604, rel_tol=1e-9)


@pytest.mark.usefixtures("loaded")
def test_analysts_can_change_nothing_and_see_nothing_of_ops(ask_trino: AskTrino) -> None:
    def refusal(statement: str) -> Any:
        with pytest.raises(Exception, match="permission denied") as refused:
            ask_trino(statement)
        return str(refused.value)

    assert "ops" in refusal("SELECT * FROM postgresql.ops.cycles")
    assert "public" in refusal("INSERT INTO launch_aggregates (id) VALUES (2)")
