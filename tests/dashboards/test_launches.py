"""The dashboard Launches is a tool: what is chosen at its top reaches every figure, and a bar leads to its launches."""

from typing import Any

import pytest

from deploy.dashboards.launches import LIST
from tests.dashboards.choice import LAUNCHES, Choice, variables
from tests.dashboards.conftest import Stack

PANELS = {panel["title"]: panel for panel in LAUNCHES["panels"] if "targets" in panel}
OF_THE_WAREHOUSE = {"Newest launch", "Last success", "Source"}
OF_YEARS = [panel for panel in PANELS.values() if panel["type"] == "barchart"]
(LISTED,) = [panel for panel in LAUNCHES["panels"] if panel["id"] == LIST]


@pytest.fixture
def everything(stack: Stack) -> Choice:
    return Choice(stack.reader)


def links(panel: dict[str, Any]) -> list[str]:
    """The addresses that values of a panel offer."""
    overrides = panel["fieldConfig"]["overrides"]
    found = [each["value"] for override in overrides for each in override["properties"] if each["id"] == "links"]
    return [str(link["url"]) for each in found for link in each]


def test_variables_offer_the_sites_rockets_and_orbits_of_the_warehouse(everything: Choice) -> None:
    assert list(variables()) == ["site", "rocket", "orbit"]
    assert {"KSC LC 39A", "Kwajalein Atoll"} < set(everything.chosen("site"))
    assert everything.chosen("rocket") == ["Falcon 1", "Falcon 9", "Falcon Heavy"]
    assert {"ISS", "VLEO", "unknown"} < set(everything.chosen("orbit"))
    assert all(each["multi"] and each["includeAll"] for each in variables().values())


@pytest.mark.parametrize("title", sorted(set(PANELS) - OF_THE_WAREHOUSE))
def test_every_figure_follows_the_time_range_and_the_variables(everything: Choice, title: str) -> None:
    """The time picker was there, and changed nothing."""
    before = Choice(everything.reader, ends="2006-01-01T00:00:00Z")
    assert everything.rows(PANELS[title])
    nothing = [before, *(everything.of(**{name: ["nowhere"]}) for name in variables())]
    for choice in nothing:
        for row in choice.rows(PANELS[title]):
            assert {value for name, value in row.items() if name != "year"} <= {None, 0}, row


def test_at_first_all_launches_are_chosen(everything: Choice) -> None:
    assert everything.rows(PANELS["Launches"]) == [{"launches": 187}]
    assert len(everything.rows(LISTED)) == 187


@pytest.mark.parametrize("name", ["site", "rocket"])
def test_the_values_of_a_variable_share_the_launches_among_them(everything: Choice, name: str) -> None:
    parts = [len(everything.of(**{name: [value]}).rows(LISTED)) for value in everything.chosen(name)]
    assert all(parts)
    assert sum(parts) == len(everything.rows(LISTED)) == 187


def test_an_orbit_chooses_the_launches_with_a_payload_for_it(everything: Choice) -> None:
    for orbit in everything.chosen("orbit"):
        listed = everything.of(orbit=[orbit]).rows(LISTED)
        assert listed
        assert all(orbit in str(row["orbits"] or "unknown") for row in listed), orbit


@pytest.mark.parametrize("panel", OF_YEARS, ids=lambda panel: panel["title"])
def test_2011_is_a_year_without_launches(everything: Choice, panel: dict[str, Any]) -> None:
    """It was missing, between 2010 and 2012."""
    rows = everything.rows(panel)
    assert [row["year"] for row in rows] == [str(year) for year in range(2006, 2023)]
    (empty,) = [row for row in rows if row["year"] == "2011"]
    assert set(empty.values()) <= {"2011", 0, None}
    if panel["title"] == "Launches per year":
        assert empty == {"year": "2011", "successful": 0, "failed": 0, "unknown": 0}


@pytest.mark.parametrize("panel", OF_YEARS, ids=lambda panel: panel["title"])
def test_a_bar_leads_to_its_launches(everything: Choice, panel: dict[str, Any]) -> None:
    """A bar led nowhere."""
    chosen = everything.of(site=["VAFB SLC 4E", "KSC LC 39A"], rocket=["Falcon 9"])
    (url,) = links(panel)
    assert url.endswith(f"&viewPanel=panel-{LIST}")
    for row in chosen.rows(PANELS["Launches per year"]):
        opened = chosen.follow(url, row)
        assert dict(opened.values) == dict(chosen.values)
        assert len(opened.rows(LISTED)) == row["successful"] + row["failed"] + row["unknown"]  # type: ignore[operator]


def test_a_site_on_the_map_and_in_the_list_leads_to_its_launches(everything: Choice) -> None:
    for row in everything.rows(PANELS["Launch sites"]):
        for panel in (PANELS["Launch sites"], LISTED):
            url = next(each for each in links(panel) if "var-site" in each)
            assert len(everything.follow(url, row).rows(LISTED)) == row["launches"]


def test_boosters_and_landing_pads_have_names(everything: Choice) -> None:
    """They were 24 hex digits."""
    assert "B1051" in {row["booster"] for row in everything.rows(PANELS["Boosters with the most flights"])}
    assert "OCISLY" in {row["place"] for row in everything.rows(PANELS["Landings by ship and zone"])}
    newest = everything.rows(LISTED)[0]
    assert (newest["name"], newest["outcome"], newest["boosters"]) == ("Crew-5", "success", "B1077")


def test_the_time_from_static_fire_to_launch_leaves_out_impossible_ones(everything: Choice) -> None:
    """The mean over all was wrong by four: 53.9 h instead of 206.3."""
    (row,) = everything.rows(PANELS["Median static fire to launch"])
    assert round(float(str(row["median"])) / 3600, 1) == 127.7
    left_out = [row["impossible static fire"] for row in everything.rows(PANELS["Launches without …"])]
    assert sum(map(int, map(str, left_out))) == 4
