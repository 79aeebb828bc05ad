"""The rules in a real Prometheus: a source that stops is an alert that fires, and the next success ends it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.api import RecordedApi
from tests.support import monitoring
from tests.support.monitoring import Prometheus, Pushgateway
from tests.support.program import Program

pytestmark = pytest.mark.slow


@pytest.fixture
def prometheus(tmp_path: Path, gateway: Pushgateway) -> Iterator[Prometheus]:
    """With the rules as they are, but that nothing waits before it fires: a test has no five minutes."""
    rules = tmp_path / "alerts.yaml"
    rules.write_text(re.sub(r"^ +for: \w+\n", "", monitoring.ALERTS.read_text(), flags=re.MULTILINE))
    with monitoring.prometheus(tmp_path, gateway, rules) as running:
        yield running


def test_a_stopped_source_fires_and_the_next_success_ends_it(
    job: Program, api: RecordedApi, gateway: Pushgateway, prometheus: Prometheus
) -> None:
    job.environment |= {"PUSHGATEWAY_URL": gateway.url, "API_MAX_ATTEMPTS": "1"}
    monitoring.until(lambda: prometheus.firing() == {"SpacexEltMetricsMissing"})

    assert job().code == 0
    monitoring.until(lambda: prometheus.firing() == set())
    assert [value for _, value in prometheus.ask('spacex_elt_launches{job="spacex-elt"}')] == [187]
    assert [value for _, value in prometheus.ask('spacex_elt_records{outcome="inserted"}')] == [187]

    answering, api.respond = api.respond, lambda _request, _proceed: None
    assert job().code == 69
    monitoring.until(lambda: prometheus.firing() == {"SpacexEltCycleFailed"})
    assert [value for _, value in prometheus.ask("spacex_elt_last_cycle_exit_code")] == [69]

    api.respond = answering
    assert job().code == 0
    monitoring.until(lambda: prometheus.firing() == set())
