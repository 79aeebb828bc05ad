"""What a cycle pushes, as promtool and a real Pushgateway see it."""

import re

from job.observe import metrics
from tests.alerts.timeline import values_of
from tests.support import monitoring
from tests.support.monitoring import Pushgateway
from tests.support.program import Program


def ours(text: str) -> str:
    """Return our part of an exposition, without the Pushgateway's own metrics."""
    return "".join(line + "\n" for line in text.splitlines() if re.match(r"(# \w+ )?spacex_elt_", line))


def test_promtool_finds_nothing_to_mend_in_what_a_cycle_exposes(job: Program, gateway: Pushgateway) -> None:
    assert job(PUSHGATEWAY_URL=gateway.url).code == 0
    text = ours(gateway.text())
    # A source without a limit says nothing of calls that are left.
    declared = {f"spacex_elt_{name}" for name in metrics.DECLARED} - {"spacex_elt_api_calls_left"}
    assert declared == set(re.findall(r"^# TYPE (\w+) gauge$", text, re.M))
    done = monitoring.promtool("check", "metrics", text=text)
    assert (done.returncode, done.stdout) == (0, "")


def test_a_failure_erases_neither_the_last_success_nor_what_it_could_not_learn(
    job: Program, gateway: Pushgateway
) -> None:
    job.environment["PUSHGATEWAY_URL"] = gateway.url
    assert job().code == 0
    before = metrics_now(gateway)
    assert before["launches"] == 187
    assert job(POSTGRES_PORT="9").code == 74
    after = metrics_now(gateway)
    assert (before["last_cycle_exit_code"], after["last_cycle_exit_code"]) == (0, 74)
    assert after["last_cycle_timestamp_seconds"] > before["last_cycle_timestamp_seconds"]
    kept = ("last_success", "last_full", "newest_launch")
    for name in (*(f"{each}_timestamp_seconds" for each in kept), "launches", "rejected_open"):
        assert abs(after[name] - before[name]) < 1e-3, name
    assert after['records_outcome="fetched"'] == 0


def test_a_backfill_pushes_beside_the_others(job: Program, gateway: Pushgateway) -> None:
    job.environment |= {"PUSHGATEWAY_URL": gateway.url, "PUSHGATEWAY_JOB": "a job/of: ours"}
    assert job().code == 0
    assert (
        job(MODE="backfill", BACKFILL_FROM="2015-01-01", API_URL="http://127.0.0.1:9/", API_MAX_ATTEMPTS="1").code == 69
    )
    found = values_of(gateway.text())
    assert found['spacex_elt_last_cycle_exit_code{job="a job/of: ours"}'] == 0
    assert found['spacex_elt_last_cycle_exit_code{job="a job/of: ours-backfill"}'] == 69


def metrics_now(gateway: Pushgateway) -> dict[str, float]:
    """Return the values of one job, by name and label; instants as they are."""
    lines = (line.rsplit(" ", 1) for line in ours(gateway.text()).splitlines() if not line.startswith("#"))
    found = {}
    for series, value in lines:
        name, _, labels = series.removeprefix("spacex_elt_").partition("{")
        own = [label for label in labels.strip("}").split(",") if not label.startswith(("job=", "instance="))]
        found["_".join([name, *filter(None, own)])] = float(value)
    return found
