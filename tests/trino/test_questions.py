"""Ten questions of analysts, as docs/trino.md asks them, are answered through Trino with names and not with ids."""

from typing import Any

import pytest

from tests.support import guides
from tests.trino.conftest import AskTrino

# What the first row is, or holds, to whom; None: any value.
ANSWERS: dict[str, tuple[int, list[Any]]] = {
    "Which boosters flew again the soonest?": (5, ["B1062", 21.256944444444443, 9]),
    "How often did a booster land on which ship?": (4, ["OCISLY", 64, 55, 7, 2]),
    "How many flights of a year were on a used booster?": (16, [2006, 1, 0, 0.0, 1]),
    "Who flew on which launch?": (30, ["CCtCap Demo Mission 2", None, "Robert Behnken", "NASA"]),
    "Which launches failed, and why?": (5, ["FalconSat", None, 33.0]),
    "What has changed since a date?": (100, [None, "inserted", "FalconSat", None]),
    "How much of the mass of a year was Starlink's?": (16, [2006, 0.0]),
    "How long is it from static fire to launch, year by year?": (14, [2006, 190.5, 1, 0, 0]),
    "How many launches were there a month?": (24, [2022, 10, 1]),
    "Which pad is the busiest?": (1, ["CCSFS SLC 40", 99, 97]),
}
# What the page says of the answer.
SAID = ["B1062", "OCISLY", "40 of 44", "Robert Behnken", "CRS-7", "96 %", "CCSFS SLC 40"]


def questions() -> dict[str, str]:
    return {each.heading: each.text for each in guides.snippets() if each.page == "trino" and each.heading[-1] == "?"}


def test_the_page_asks_ten_questions() -> None:
    assert list(questions()) == list(ANSWERS)
    assert [words for words in SAID if words not in guides.text("trino")] == []


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("question", ANSWERS)
def test_a_question_is_answered_with_names(ask_trino: AskTrino, question: str) -> None:
    """A booster was 24 hex digits, a ship too; crew and reasons of failures were in the documents only."""
    rows, first = ANSWERS[question]
    found = ask_trino(questions()[question])
    assert len(found) == rows
    assert [None if want is None else got for got, want in zip(found[0], first, strict=False)] == first


@pytest.mark.usefixtures("loaded")
def test_describe_says_what_a_column_means(ask_trino: AskTrino) -> None:
    """DESCRIBE showed a name and a type; the meaning was on a page."""
    described = {column: meaning for column, _, _, meaning in ask_trino("DESCRIBE launches")}
    assert described["launched_at"] == (
        "When it flew; where `date_precision` is coarse, the start of the period (`launch-library-2`: its end)."
    )
    assert all(described.values())
    views = ask_trino(
        "SELECT table_name, column_name, comment FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = 'flights_per_core'"
    )
    assert {name: comment for _, name, comment in views}["core_serial"].startswith("Its serial number")
