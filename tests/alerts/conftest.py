"""What the tests of the alerts stand on: real cycles, a real Pushgateway, promtool; all on one worker."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local.api import RecordedApi
from local.postgres import Postgres
from local.state import State
from tests.alerts.timeline import Values, values_of
from tests.conftest import PASSWORD, READER_PASSWORD, USER
from tests.support import monitoring
from tests.support.monitoring import Pushgateway
from tests.support.program import Program


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("alerts"))


@pytest.fixture(scope="session")
def shared_gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pushgateway]:
    with monitoring.pushgateway(tmp_path_factory.mktemp("pushgateway")) as running:
        yield running


@pytest.fixture
def gateway(shared_gateway: Pushgateway) -> Pushgateway:
    """A Pushgateway that remembers nothing."""
    shared_gateway.forget()
    return shared_gateway


@pytest.fixture(scope="session")
def healthy(postgres: Postgres, shared_gateway: Pushgateway, tmp_path_factory: pytest.TempPathFactory) -> Values:
    """What a cycle pushes that went well."""
    login = postgres.create_database("healthy", USER, PASSWORD, READER_PASSWORD)
    shared_gateway.forget()
    with RecordedApi(State.sample()) as api:
        environment = {**login.environment(), "API_URL": api.launches_url, "PUSHGATEWAY_URL": shared_gateway.url}
        ended = Program(tmp_path_factory.mktemp("healthy"), environment)()
    assert ended.code == 0, ended.stderr
    return values_of(shared_gateway.text())
