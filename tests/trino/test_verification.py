"""A cycle compares what Trino shows with what it committed; it succeeds whatever Trino answers."""

import socket

import pytest

from job.steps import verify
from local.api import RecordedApi
from local.login import Login
from local.postgres import Postgres
from tests.support.program import Program
from tests.trino import warehouse


@pytest.fixture
def cycle(shown: Login, api: RecordedApi, trino_variables: dict[str, str], job: Program) -> Program:
    """The program, set to the database that Trino shows, and to Trino."""
    return Program(job.folder, {**shown.environment(), "API_URL": api.launches_url, **trino_variables})


def test_trino_shows_what_was_committed(cycle: Program) -> None:
    ended = cycle()
    assert ended.code == 0
    assert ended.finished["trino_matches"] == 1
    assert [line for line in ended.log if line["level"] == "warning"] == []


def test_it_is_asked_after_every_cycle_that_changes_something(cycle: Program, api: RecordedApi) -> None:
    assert cycle().finished["trino_matches"] == 1
    api.state.launches[0]["success"] = True
    del api.state.launches[5]
    ended = cycle(MODE="full")
    assert (ended.finished["changed"], ended.finished["removed"], ended.finished["trino_matches"]) == (1, 1, 1)


def test_a_difference_is_logged_with_both_numbers(job: Program, cycle: Program) -> None:
    """The cycle writes another database than the one that Trino shows; both are loaded."""
    assert cycle().code == 0
    assert job().code == 0
    elsewhere = Program(job.folder, {**job.environment, **cycle.environment, **database_of(job)})
    warehouse.up().psql(warehouse.DATABASE, "-c", "DELETE FROM launch_cores WHERE position = 3")
    warehouse.up().psql(warehouse.DATABASE, "-c", "UPDATE launch_aggregates SET successful_launches = 7")
    ended = elsewhere(MODE="full")
    assert ended.code == 0
    assert ended.finished["trino_matches"] == 0
    (warning,) = ended.events("trino_differs")
    assert warning["level"] == "warning"
    assert warning["committed_and_seen"]["successful_launches"] == [181, 7]
    committed, seen = warning["committed_and_seen"]["launch_cores"]
    assert committed > seen
    assert set(warning["committed_and_seen"]) == {"successful_launches", "launch_cores"}


def test_a_database_without_the_row_differs_too(cycle: Program, job: Program, server: Postgres) -> None:
    assert cycle().code == 0
    server.psql(warehouse.DATABASE, "-c", "DELETE FROM launch_aggregates")
    ended = Program(job.folder, {**cycle.environment, **database_of(job)})()
    assert (ended.code, ended.finished["trino_matches"]) == (0, 0)
    assert ended.events("trino_differs")[0]["committed_and_seen"]["total_launches"] == [187, None]


def test_a_database_without_the_tables_counts_as_not_asked(cycle: Program, job: Program) -> None:
    ended = Program(job.folder, {**cycle.environment, **database_of(job)})()
    assert (ended.code, ended.finished["trino_matches"]) == (0, -1)
    assert "TABLE_NOT_FOUND" in ended.events("trino_not_asked")[0]["reason"]


def test_a_trino_that_is_unreachable_costs_a_warning_and_no_time(cycle: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    ended = cycle(TRINO_PORT=str(port))
    assert (ended.code, ended.finished["trino_matches"]) == (0, -1)
    assert "is unreachable" in ended.events("trino_not_asked")[0]["reason"]
    assert ended.seconds < 10


def test_a_trino_that_never_answers_costs_a_few_seconds(cycle: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        ended = cycle(TRINO_PORT=str(silent.getsockname()[1]))
    assert (ended.code, ended.finished["trino_matches"]) == (0, -1)
    assert ended.events("trino_not_asked")
    assert ended.seconds < verify.SECONDS + 10


def test_without_a_host_it_is_not_asked(cycle: Program) -> None:
    ended = cycle(TRINO_HOST="")
    assert (ended.code, ended.finished["trino_matches"]) == (0, -1)
    assert ended.events("trino_not_asked") == []


def database_of(job: Program) -> dict[str, str]:
    return {name: value for name, value in job.environment.items() if name.startswith("POSTGRES_")}
