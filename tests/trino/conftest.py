"""A real Trino, at TRINO_HOST and TRINO_PORT, whose catalogs read the databases that tests/trino/warehouse.py makes.

Without TRINO_HOST what needs it is skipped; with TRINO_REQUIRED=1 it fails instead, so that CI cannot pass by skipping.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from job.databases import trino
from job.errors import SourceError
from job.settings import Settings
from job.signals import Deadline
from local import launch_library_sample
from local.api import RecordedApi, RecordedLaunchLibrary
from local.launch_library import LaunchLibrary
from local.login import Login
from local.postgres import Postgres
from local.state import State
from tests.support.monitoring import until
from tests.support.program import Program
from tests.trino import warehouse

SECONDS = 120
_NOT_OURS = (
    "The Trino at TRINO_HOST does not read the database of these tests. Its catalog `postgresql` must be"
    " deploy/trino/postgresql.properties, and `launch_library` the file beside it, with the variables that"
    " `python -m tests.trino.warehouse up` prints."
)

AskTrino = Callable[[str], list[Any]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All on one worker: they share one database."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("trino"))


@pytest.fixture(scope="session")
def trino_variables() -> dict[str, str]:
    """Where Trino is, as the program's variables."""
    found = {name: os.environ[name] for name in ("TRINO_HOST", "TRINO_PORT") if os.environ.get(name)}
    if "TRINO_HOST" not in found:
        reason = "no Trino: TRINO_HOST is not set (see CONTRIBUTING.md)"
        if os.environ.get("TRINO_REQUIRED"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def trino_settings(trino_variables: dict[str, str]) -> Settings:
    return settings_of(trino_variables)


@pytest.fixture(scope="session")
def server(trino_settings: Settings) -> Postgres:
    """The PostgreSQL behind that Trino; the first use proves that it is the one."""
    found = warehouse.up()
    login = warehouse.fresh(found)
    found.psql(login.database, "-c", "CREATE TABLE public.seen_by_trino AS SELECT 1 AS one")
    found.psql(login.database, "-c", "GRANT SELECT ON public.seen_by_trino TO spacex_reader")
    _, tables = trino.ask(trino_settings, "SHOW TABLES LIKE 'seen_by_trino'", seconds=SECONDS, deadline=Deadline())
    assert len(tables) == 1, _NOT_OURS
    until(lambda: _has_node(trino_settings), SECONDS)
    return found


def _has_node(settings: Settings) -> bool:
    """A Trino that calls itself ready, and lists tables, may have no node yet that reads them: two tests failed so."""
    try:
        trino.ask(settings, "SELECT one FROM seen_by_trino", seconds=SECONDS, deadline=Deadline())
    except SourceError as error:
        if "NO_NODES_AVAILABLE" not in str(error):
            raise
        return False
    return True


@pytest.fixture
def shown(server: Postgres) -> Login:
    """The database that Trino shows: empty again, and its job's login."""
    return warehouse.fresh(server)


@pytest.fixture(scope="module")
def module_api() -> Iterator[RecordedApi]:
    """The recorded API, for what a module loads once."""
    with RecordedApi(State.sample()) as api:
        yield api


@pytest.fixture(scope="module")
def loaded(
    server: Postgres, module_api: RecordedApi, trino_variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Program:
    """The program, set to Trino and to the database that it shows, in which it has loaded the bundled sample."""
    login = warehouse.fresh(server)
    job = program(tmp_path_factory.mktemp("job"), login, module_api, trino_variables)
    assert job().code == 0
    return job


@pytest.fixture(scope="module")
def load_second(server: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[Any]], None]:
    """Load launches of Launch Library 2 into the second database that Trino shows, and nothing else."""

    def load(launches: list[Any]) -> None:
        login = warehouse.fresh(server, warehouse.SECOND)
        with RecordedLaunchLibrary(LaunchLibrary(launches, limit=1000)) as api:
            environment = {"SOURCE": "launch-library-2", "API_URL": api.launches_url}
            assert Program(tmp_path_factory.mktemp("second"), {**login.environment(), **environment})().code == 0

    return load


@pytest.fixture(scope="module")
def living(load_second: Callable[[list[Any]], None]) -> None:
    """The second database has the sample of Launch Library 2."""
    load_second(launch_library_sample.launches(ten_days_later=True))


def settings_of(variables: dict[str, str]) -> Settings:
    """Return settings made of these variables; an `.env` of the developer's does not count."""
    return Settings(**{name.lower(): value for name, value in variables.items()})


def program(folder: Path, login: Login, api: RecordedApi, variables: dict[str, str]) -> Program:
    return Program(folder, {**login.environment(), "API_URL": api.launches_url, **variables})


@pytest.fixture
def ask_trino(trino_settings: Settings) -> AskTrino:
    """Ask Trino a question, as the program does; return the rows."""
    return lambda statement: trino.ask(trino_settings, statement, seconds=SECONDS, deadline=Deadline())[1]
