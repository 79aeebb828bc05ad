"""The numbers that are known of the last state, as an analyst reads them: by `query`, through Trino."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from local.api import RecordedApi
from local.postgres import Postgres
from local.state import State
from tests.acceptance import expected
from tests.support.program import Program
from tests.support.recorded import RECORDED, needs_recorded_data
from tests.trino import warehouse
from tests.trino.conftest import AskTrino, program

TOP = [
    ("Starlink-9 (v1.0) & BlackSky Global 5-6", 15712.0),
    ("Starlink-1", 15600.0),
    ("Starlink-2", 15600.0),
    ("Starlink-3", 15600.0),
    ("Starlink-4", 15600.0),
]
SITES = [("CCSFS SLC 40", 99), ("KSC LC 39A", 55), ("VAFB SLC 4E", 28), ("Kwajalein Atoll", 5)]


@pytest.fixture(scope="module", params=["sample", pytest.param("recorded", marks=needs_recorded_data)])
def cycled(
    request: pytest.FixtureRequest,
    server: Postgres,
    trino_variables: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Program, State]]:
    """The program after a cycle on the last state, as bundled and as recorded."""
    recorded = request.param == "recorded" and RECORDED is not None
    state = State.recorded(RECORDED / "spacex-v4") if recorded and RECORDED else State.sample()
    with RecordedApi(state) as api:
        job = program(tmp_path_factory.mktemp("job"), warehouse.fresh(server), api, trino_variables)
        ended = job()
        assert ended.code == 0
        assert ended.finished["trino_matches"] == 1
        yield job, state


def answer(job: Program, name: str) -> list[dict[str, Any]]:
    ended = job("query", name, "--format", "json")
    assert ended.code == 0, ended.stderr
    found: list[dict[str, Any]] = json.loads(ended.stdout)
    return found


def test_the_four_analyses_say_what_python_computes(cycled: tuple[Program, State]) -> None:
    job, state = cycled
    for number, compute in expected.ANALYSES.items():
        assert answer(job, number) == [
            {key: pytest.approx(value, rel=1e-12) if isinstance(value, float) else value for key, value in row.items()}
            for row in compute(state)
        ]


def test_launches_and_successes(cycled: tuple[Program, State]) -> None:
    years = answer(cycled[0], "launch_performance_over_time")
    assert (sum(year["launches"] for year in years), sum(year["successful"] for year in years)) == (187, 181)


@pytest.mark.usefixtures("cycled")
def test_the_aggregates_and_how_many_they_are_over(ask_trino: AskTrino) -> None:
    ((total, successful, mass, delay),) = ask_trino(
        "SELECT total_launches, successful_launches, average_payload_mass_kg, average_launch_delay_seconds"
        " FROM launch_aggregates"
    )
    assert (total, successful) == (187, 181)
    assert mass == pytest.approx(7937.213271604938, rel=1e-12)
    assert delay == pytest.approx(194056.69421487604, rel=1e-12)
    assert ask_trino("SELECT count(payload_mass_kg), count(static_fire_at) FROM launches") == [[162, 121]]
    assert ask_trino("SELECT count(*) FROM launches WHERE launch_delay_seconds < 0") == [[2]]


def test_the_heaviest_five_and_who_ties_with_them(cycled: tuple[Program, State], ask_trino: AskTrino) -> None:
    assert [(row["name"], row["payload_mass_kg"]) for row in answer(cycled[0], "02")] == TOP
    ((ties,),) = ask_trino("SELECT count(*) FROM launches WHERE payload_mass_kg = 15600")
    named = ask_trino(
        "SELECT name FROM launches WHERE payload_mass_kg = 15600"
        " AND name IN ('Starlink-5', 'Starlink-6', 'Starlink-7', 'Starlink-8 & SkySat 16-18')"
    )
    assert len(named) == 4
    assert ties >= 8


def test_sites_by_name(cycled: tuple[Program, State]) -> None:
    sites = answer(cycled[0], "launch_site_utilization")
    assert [(site["launchpad_name"], site["launches"]) for site in sites] == SITES


def test_the_other_analyses_add_up_to_the_same(cycled: tuple[Program, State], ask_trino: AskTrino) -> None:
    job, _ = cycled
    unknown = answer(job, "unknowns")
    assert sum(year["launches"] for year in unknown) == 187
    assert sum(year["without_mass"] for year in unknown) == 187 - 162
    assert sum(year["without_static_fire"] for year in unknown) == 187 - 121
    assert sum(year["without_outcome"] for year in unknown) == 1
    assert sum(year["launches"] for year in answer(job, "cadence_by_year")) == 187
    assert sum(site["launches"] for site in answer(job, "cadence_by_site")) == 187
    ((flown, known),) = ask_trino("SELECT count(*), count(mass_kg) FROM payloads")
    orbits = answer(job, "mass_to_orbit")
    assert (sum(row["payloads"] for row in orbits), sum(row["known_masses"] for row in orbits)) == (flown, known)
    ((listed,),) = ask_trino("SELECT count(*) FROM launch_payloads")
    assert listed == flown + 1  # Transporter-3 and NROL-87 list one payload both


@pytest.mark.usefixtures("cycled")
def test_a_payload_that_two_launches_list_is_at_the_earlier_one(ask_trino: AskTrino) -> None:
    assert ask_trino(
        "SELECT launch.name FROM payloads JOIN launches AS launch USING (launch_id)"
        " WHERE payload_id = '6175aaacefa4314085aa9c56'"
    ) == [["Transporter-3"]]
