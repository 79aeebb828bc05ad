"""The dashboard Schedule says what comes next and what moved; Launches goes on to today, whatever the source."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from job.sources.launch_library_2 import LaunchLibrary2
from tests.dashboards.choice import LAUNCHES, Choice
from tests.dashboards.conftest import Reader
from tests.support.monitoring import DASHBOARDS

SCHEDULE = json.loads((DASHBOARDS / "schedule.json").read_text())
PANELS = {panel["title"]: panel for panel in SCHEDULE["panels"] if "targets" in panel}
OF_FLOWN = {panel["title"]: panel for panel in LAUNCHES["panels"] if "targets" in panel}
# The source has no static fires.
EMPTY = {"Median static fire to launch", "Static fire to launch"}


@pytest.fixture
def choice(living: Reader) -> Choice:
    return Choice(living)


def test_the_next_launch_has_a_countdown(choice: Choice) -> None:
    """Operators saw what has flown only."""
    (figure,) = choice.rows(PANELS["Next launch"])
    exact = [row["countdown"] for row in choice.rows(PANELS["Next launches"]) if row["countdown"] is not None]
    assert float(str(figure["countdown"])) == pytest.approx(
        min(float(str(each)) for each in exact if each >= 0), abs=60
    )


def test_a_date_that_is_coarser_than_a_day_has_no_countdown(choice: Choice) -> None:
    for row in choice.rows(PANELS["Next launches"]):
        is_exact = row["known_to_the"] in ("second", "minute", "hour", "day")
        assert (row["countdown"] is not None) is is_exact


def test_what_moved_and_what_flew_is_counted(choice: Choice) -> None:
    assert choice.rows(PANELS["Moved in the last week"]) == [{"launches": 2}]
    (week,) = choice.rows(PANELS["Slips over time"])
    assert (week["later by a day"], week["later within a day"], week["earlier"]) == (1, 0, 1)
    assert len(choice.rows(PANELS["Changes of the last week"])) == 5
    assert len(choice.rows(PANELS["Launches"])) == 3


@pytest.mark.parametrize("title", sorted(set(OF_FLOWN) - EMPTY))
def test_the_launches_of_launch_library_2_go_on_to_today(choice: Choice, title: str) -> None:
    rows = choice.rows(OF_FLOWN[title])
    assert rows
    assert any(value is not None for row in rows for name, value in row.items() if name != "year")


def test_the_newest_of_the_launches_is_of_late(choice: Choice) -> None:
    newest = choice.rows(OF_FLOWN["The launches"])[0]["launched_at"]
    assert isinstance(newest, datetime)
    assert newest > datetime.now(UTC) - timedelta(days=15)


@pytest.mark.parametrize("panels", [PANELS, OF_FLOWN], ids=["schedule", "launches"])
def test_the_source_is_named(choice: Choice, panels: dict[str, object]) -> None:
    (row,) = choice.rows(panels["Source"])  # type: ignore[arg-type]
    assert str(row["source"]).endswith(str(LaunchLibrary2.note))
