"""The report of a source that says when launches are planned for has a part Schedule; that of spacex-v4 has none."""

import re
from pathlib import Path

import pytest

from job.sources.launch_library_2 import LaunchLibrary2
from tests.report.html import Html
from tests.report.test_page import only_shows

COUNTDOWN = re.compile(r"in \d+ d( \d+ h)?|in \d+ h \d+ min|today|\d+ d( \d+ h)? ago|\d+ h \d+ min ago|-")

SLIPS = ("launches", "within a day", "slipped", "slips", "median slip days", "greatest slip days")


@pytest.fixture(scope="module")
def living(living_page: Path) -> Html:
    return Html(living_page.read_text(encoding="utf-8"))


def test_the_next_launches_have_a_countdown(living: Html) -> None:
    """The report showed what has flown, and nothing of what comes."""
    rows = living.table("name", "countdown", "planned for", "status", "launchpad name")
    assert len(rows) == 20
    assert [row[1] for row in rows if not COUNTDOWN.fullmatch(row[1])] == []
    assert sum(row[1].startswith("in ") for row in rows) >= 5
    begin, end = living.texts.index("Schedule", 20), living.texts.index(rows[0][0])
    assert begin < end
    assert living.texts.count(rows[5][0]) == 2  # in its card and in the table
    assert living.texts.count(rows[6][0]) == 1


def test_the_changes_of_the_last_week_are_there(living: Html) -> None:
    rows = living.table("changed at", "name", "days later", "old date", "new date", "known to the", "status")
    assert len(rows) == 5
    assert any(float(row[2].replace(",", "")) > 1 for row in rows if row[2] != "-")


def test_slips_are_there_by_week_rocket_and_site(living: Html) -> None:
    columns = ("later by a day", "later within a day", "earlier", "median later days", "greatest later days")
    weeks = living.table("week", *columns)
    assert [week[1:4] for week in weeks] == [["1", "0", "1"], *[["-", "-", "-"]] * 7]
    rockets = living.table("rocket name", *SLIPS)
    sites = living.table("launchpad name", *SLIPS)
    assert sum(int(row[1]) for row in rockets) == sum(int(row[1]) for row in sites) == 3


def test_it_is_a_part_of_its_own_before_the_charts_and_names_the_source(living: Html, html: Html) -> None:
    only_shows(living)
    assert {"#schedule", "#charts"} <= set(living.attributes("href"))
    assert living.texts.index(str(LaunchLibrary2.note)) < living.texts.index(
        "Which launches come next, and in how long?"
    )
    assert (
        living.texts.count(
            "By how much did the launches of each rocket slip in the last year, from the first date known to the day?"
        )
        == 1
    )
    assert "#schedule" not in html.attributes("href")
    assert "Which launches come next, and in how long?" not in html.texts
