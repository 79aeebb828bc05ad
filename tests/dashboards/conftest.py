"""A stack as the dashboards find it: cycles, a correction among them, their metrics in Prometheus, their rows in PostgreSQL."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest
from psycopg.rows import dict_row

from local.api import RecordedApi
from local.login import Login
from local.postgres import Postgres
from local.state import State
from tests.acceptance import edits
from tests.conftest import PASSWORD, READER_PASSWORD, USER
from tests.support import monitoring
from tests.support.living import RecordedSample
from tests.support.monitoring import Prometheus
from tests.support.program import Program

Reader = psycopg.Connection[dict[str, object]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("dashboards"))


@dataclass(frozen=True)
class Stack:
    """What a Grafana would have as its datasources."""

    prometheus: Prometheus
    reader: Reader

    def reading(self, reader: Reader) -> "Stack":
        return replace(self, reader=reader)


@pytest.fixture(scope="session")
def loaded(postgres: Postgres) -> Login:
    """The reader's login to a database of its own."""
    return postgres.create_database("dashboards", USER, PASSWORD, READER_PASSWORD)


@pytest.fixture(scope="session")
def stack(loaded: Login, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("stack")
    with (
        monitoring.pushgateway(folder) as gateway,
        monitoring.prometheus(folder, gateway, monitoring.ALERTS) as prometheus,
        RecordedApi(State.sample()) as api,
    ):
        environment = {**loaded.environment(), "API_URL": api.launches_url, "PUSHGATEWAY_URL": gateway.url}
        job = Program(folder, {**environment, "MODE": "full"})
        assert job().code == 0
        edits.named(api.state, "CRS-7")["name"] = "CRS-7 (corrected)"
        assert job().code == 0
        # A source with a limit exposes it; the one that was read here has none.
        gateway.add("spacex-elt", "# TYPE spacex_elt_api_calls_left gauge\nspacex_elt_api_calls_left 14\n")
        monitoring.until(lambda: prometheus.ask("spacex_elt_api_calls_left"))
        monitoring.until(lambda: prometheus.ask('spacex_elt_records{outcome="changed"} == 1'))
        monitoring.until(lambda: prometheus.ask("spacex_elt:interval_seconds"))
        with _reader(loaded) as reader:
            yield Stack(prometheus, reader)


@pytest.fixture(scope="session")
def living(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A database of Launch Library 2 after two cycles, ten days apart in the source."""
    login = postgres.create_database("living_dashboards", USER, PASSWORD, READER_PASSWORD)
    with RecordedSample() as sample:
        job = Program(tmp_path_factory.mktemp("living"), {**login.environment(), **sample.environment})
        assert job(MODE="full").code == 0
        sample.move_on()
        assert job(MODE="incremental").code == 0
    with _reader(login) as reader:
        yield reader


def _reader(login: Login) -> Reader:
    dsn = f"host={login.host} port={login.port} dbname={login.database} user=spacex_reader password={READER_PASSWORD}"
    return psycopg.connect(dsn, autocommit=True, row_factory=dict_row)
