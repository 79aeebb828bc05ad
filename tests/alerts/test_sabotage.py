"""Every fault fires its alerts, in time, and no others."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from job.errors import ExitCode
from local.api import RecordedApi
from local.login import Login
from tests.alerts import rules
from tests.alerts.sabotage import ROWS, Sabotage, World
from tests.alerts.timeline import Timeline, Values, values_of
from tests.faults.administrator import Administrator
from tests.support.monitoring import Pushgateway
from tests.support.program import Program

pytest_plugins = ("tests.faults.actors",)
pytestmark = pytest.mark.slow


@pytest.fixture
def login(loaded_login: Login) -> Login:
    return loaded_login


@pytest.fixture
def world(
    job: Program, api: RecordedApi, login: Login, administrator: Administrator, gateway: Pushgateway,
    ask: Callable[..., list[Any]],
) -> World:  # fmt: skip
    job.environment["PUSHGATEWAY_URL"] = gateway.url
    return World(job, api, login, administrator, ask)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.what)
def test_a_fault_fires_its_alerts_in_time_and_no_others(
    healthy: Values, world: World, gateway: Pushgateway, row: Sabotage, tmp_path: Path
) -> None:
    row.breaks(world)
    broken = _with(values_of(gateway.text()), row.pushed)
    before = {} if row.never_healthy else _with(healthy, row.pushed_before)
    timeline = Timeline(before, broken, lost=row.lost)
    assert timeline.expect(tmp_path, row.fires, max(row.fires.values())) == ""


def _with(values: Values, pushed: dict[str, float]) -> Values:
    """Replace some of the numbers that were pushed."""
    changed = {f'spacex_elt_{name}{{job="spacex-elt"}}': value for name, value in pushed.items()}
    assert set(changed) <= set(values)
    return values | changed


def test_without_a_fault_no_alert_fires(healthy: Values, tmp_path: Path) -> None:
    assert Timeline(healthy, healthy).expect(tmp_path, {}, 30) == ""


def test_every_alert_is_in_the_table_or_is_tested_elsewhere() -> None:
    fired = {alert for row in ROWS for alert in row.fires}
    elsewhere = {"SpacexEltNewestLaunchOld", "SpacexEltJobFailed", "SpacexEltCronJobSuspended"}
    assert fired | elsewhere == set(rules.alerts())
    assert not fired & elsewhere


def test_every_exit_code_of_a_cycle_is_in_the_table() -> None:
    source = (Path(__file__).parent / "sabotage.py").read_text()
    of_a_cycle = set(ExitCode) - {ExitCode.OK, ExitCode.STALE, ExitCode.USAGE}
    assert [code for code in of_a_cycle if not re.search(rf"\b{int(code)}\b", source)] == []
