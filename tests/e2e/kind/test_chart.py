"""The chart in a real cluster, beside real neighbours: from a scheduled cycle to its removal."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.kind import jobs
from tests.e2e.kind.cluster import CHART, CHECKOUT, Cluster, wait_for
from tests.support.program import Program

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]
LAUNCHES = 187
RUNBOOK = (CHECKOUT / "docs/runbook.md").read_text()


def test_a_scheduled_cycle_loads_every_launch(scheduled: Cluster) -> None:
    def ended() -> list[str]:
        found = scheduled.get("jobs")["items"]
        timed = "batch.kubernetes.io/cronjob-scheduled-timestamp"
        return [
            each["metadata"]["name"]
            for each in found
            if each["status"].get("succeeded") and timed in each["metadata"]["annotations"]
        ]

    name = wait_for("the end of a cycle that nobody started by hand", ended, seconds=180)[0]
    closing = jobs.Job(scheduled, name).closing_line()
    assert closing["exit_code"] == 0
    assert scheduled.sql("SELECT count(*) FROM launches") == str(LAUNCHES)


def test_an_upgrade_changes_the_schedule_and_keeps_the_data(upgraded: Cluster) -> None:
    assert upgraded.get("cronjob", "spacex-elt")["spec"]["suspend"] is True
    assert upgraded.sql("SELECT count(*) FROM launches") == str(LAUNCHES)


def noted(cluster: Cluster, heading: str, folder: Path = CHECKOUT) -> str:
    """Run what the notes of the release tell under a heading, to the letter; return what it prints."""
    notes = cluster.helm("get", "notes", "spacex-elt")
    found = re.search(rf"^{re.escape(heading)}.*\n((?:  .*\n)+)", notes, re.MULTILINE)
    assert found, notes
    return cluster.shell(f"exec 2>&1\ncd {folder}\n{found[1]}")


def created(cluster: Cluster, said: str) -> jobs.Job:
    """The Job that a command has created, as kubectl says it."""
    (name,) = re.findall(r"^job\.batch/(\S+) created$", said, re.MULTILINE)
    return jobs.Job(cluster, name)


def runbook(cluster: Cluster, heading: str) -> str:
    """Run the runbook's commands under a heading, but those of compose; return what they print."""
    (section,) = re.findall(rf"^##+ {re.escape(heading)}.*\n((?s:.*?))(?=^##)", RUNBOOK, re.MULTILINE)
    lines = re.findall(r"^    (?!docker )(.*\n)", section, re.MULTILINE)
    return cluster.shell("exec 2>&1\n" + "".join(lines))


def test_helm_test_asks_the_warehouse_for_its_status(upgraded: Cluster) -> None:
    """The pod stayed behind, also after `helm uninstall`."""
    for _ in range(2):
        said = noted(upgraded, "To check the setup")
        assert re.search(r"Phase:\s+Succeeded", said)
        assert re.search(rf"^rows\s+launches\s+{LAUNCHES}$", said, re.MULTILINE)
        assert upgraded.get("pods", "--selector", "app.kubernetes.io/component=status")["items"] == []


def test_a_cycle_by_hand_finds_nothing_new_and_says_how_long_it_took(upgraded: Cluster) -> None:
    """A second time the commands of the notes failed: the Job's name existed."""
    for _ in range(2):
        said = noted(upgraded, "To run a cycle now, with its log")
        assert '"event": "cycle_finished"' in said
        job = created(upgraded, said)
        assert job.ended() == "Complete"
    closing = job.closing_line()
    assert (closing["inserted"], closing["changed"], closing["removed"]) == (0, 0, 0)
    took = job.seconds()
    print(
        f"\nunchanged cycle in the cluster: {closing['last_cycle_duration_seconds']:.2f} s by its own clock, "
        f"{took['container']:.0f} s from the start of its container to its end, {took['job']:.0f} s as a Job"
    )


def test_prometheus_has_the_metrics_of_the_cycle(upgraded: Cluster) -> None:
    wait_for("a push that Prometheus has read", lambda: upgraded.value("spacex_elt_last_cycle_timestamp_seconds"), 60)
    assert upgraded.value('spacex_elt_last_cycle_exit_code{job="spacex-elt"}') == 0
    assert upgraded.value('spacex_elt_launches{job="spacex-elt"}') == LAUNCHES
    assert upgraded.value('time() - spacex_elt_last_success_timestamp_seconds{job="spacex-elt"} < 600') is not None
    assert upgraded.value('count(spacex_elt_records{job="spacex-elt"})') == 7
    # A Trino that has just started may answer too late for the first cycles (-1), but never otherwise.
    asked = 'spacex_elt_trino_matches{job="spacex-elt"}[15m]'
    assert upgraded.value(f"max_over_time({asked})") == 1


def test_a_backfill_by_hand_takes_the_range_of_the_values(upgraded: Cluster) -> None:
    assert created(upgraded, noted(upgraded, "To backfill the range in the values")).ended() == "Complete"
    rows = upgraded.sql("SELECT mode, range_from::date, range_to, status FROM ops.cycles WHERE mode = 'backfill'")
    assert rows == "backfill|2006-03-24||succeeded"
    wait_for("its metrics", lambda: upgraded.value('spacex_elt_launches{job="spacex-elt-backfill"}'), 60)


def test_a_backfill_of_another_range_is_a_job_with_other_variables(upgraded: Cluster) -> None:
    for _ in range(2):
        assert created(upgraded, noted(upgraded, "To backfill another range")).ended() == "Complete"
    asked = "SELECT range_from::date, range_to::date, fetched FROM ops.cycles WHERE range_to IS NOT NULL"
    flown = upgraded.sql("SELECT count(*) FROM launches WHERE launch_year = 2020")
    assert upgraded.sql(f"SELECT DISTINCT * FROM ({asked}) AS cycle") == f"2020-01-01|2020-12-31|{flown}"


def test_the_report_comes_out_of_a_job(upgraded: Cluster, tmp_path: Path) -> None:
    """In the cluster there was no way to write it."""
    for _ in range(2):
        assert created(upgraded, noted(upgraded, "To write the report", tmp_path)).ended() == "Complete"
    page = (tmp_path / "launches.html").read_text()
    assert (page[:15], page.rstrip()[-7:], "<svg" in page) == ("<!doctype html>", "</html>", True)
    assert '"event": "cycle_finished"' in runbook(upgraded, "First look"), "the newest Job is that of the report"


@pytest.mark.parametrize("heading", ["A cycle now", "A full cycle", "A backfill"])
def test_the_runbook_s_first_look_shows_the_cycle_that_its_replay_started(upgraded: Cluster, heading: str) -> None:
    job = created(upgraded, runbook(upgraded, heading))
    assert job.ended() == "Complete"
    assert looked_up(upgraded) == job.closing_line()


def test_the_runbook_s_first_look_finds_a_job_of_any_name(upgraded: Cluster) -> None:
    """It looked for names that begin with that of the release, and showed an older Job."""
    job = jobs.create(upgraded, "fix-it")
    assert job.ended() == "Complete"
    assert looked_up(upgraded) == job.closing_line()


def looked_up(cluster: Cluster) -> dict[str, Any]:
    """The last line that the runbook's first look prints."""
    found: dict[str, Any] = json.loads(runbook(cluster, "First look").splitlines()[-1])
    return found


def probe(cluster: Cluster) -> dict[str, Any]:
    """A pod as the CronJob makes it, with its container's program exchanged for the probe."""
    template = cluster.get("cronjob", "spacex-elt")["spec"]["jobTemplate"]["spec"]["template"]
    allowed = "postgres:5432,trino:8080,pushgateway:9091,recorded-api:8000"
    forbidden = "prometheus:9090,kubernetes.default:443"
    script = (Path(__file__).parent / "probe.py").read_text()
    template["spec"]["containers"][0] |= {"command": ["python", "-c", script], "args": [allowed, forbidden]}
    metadata = {"name": "probe", "labels": template["metadata"]["labels"]}
    cluster.apply(json.dumps({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template["spec"]}))
    said = wait_for("the probe's findings", lambda: cluster.kubectl("logs", "probe", check=False), 120)
    found: dict[str, Any] = json.loads(said)
    return found


def test_the_container_is_confined_and_reaches_only_its_neighbours(upgraded: Cluster) -> None:
    found = probe(upgraded)
    assert found["user"] != 0
    assert (found["capabilities"], found["no_new_privileges"], found["seccomp"]) == (0, 1, 2)
    assert set(found["writes"].values()) == {"Read-only file system"}
    assert found["token"] is False
    assert found["links"] == [], "variables of Services would be taken for settings"
    assert set(found["allowed"].values()) == {True}, found
    assert set(found["forbidden"].values()) == {False}, found
    assert_nobody_reaches_it(upgraded)
    upgraded.kubectl("delete", "pod", "probe", "--wait=false")


def assert_nobody_reaches_it(cluster: Cluster) -> None:
    """From a pod that no policy confines: the probe listens on 7070, PostgreSQL on 5432."""
    address = cluster.get("pod", "probe")["status"]["podIP"]
    connect = "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=3)"
    python = ("exec", "deployment/recorded-api", "--", "python", "-c", connect)
    cluster.kubectl(*python, "postgres", "5432")
    with pytest.raises(AssertionError, match=r"timed out|refused|unreachable"):
        cluster.kubectl(*python, address, "7070")


def test_a_wrong_configuration_fails_the_job_at_once(upgraded: Cluster) -> None:
    job = jobs.create_with(upgraded, "wrong", "POSTGRES_DB=nowhere")
    assert job.ended() == "Failed"
    assert job.exit_codes() == [78]
    assert job.conditions()["Failed"]["reason"] == "PodFailurePolicy"


def test_a_stopped_source_is_retried_alerts_and_is_resolved_by_the_next_success(upgraded: Cluster) -> None:
    upgraded.kubectl("scale", "deployment/recorded-api", "--replicas=0")
    upgraded.kubectl(
        "wait", "--for=delete", "pod", "--selector", "app.kubernetes.io/name=recorded-api", "--timeout=60s"
    )
    job = jobs.create(upgraded, "without-a-source")
    wait_for("a pod that ended with 69", lambda: job.exit_codes()[:1] == [69], 120)
    wait_for("the alert", lambda: "SpacexEltCycleFailed" in upgraded.alerts(), 60)
    upgraded.kubectl("scale", "deployment/recorded-api", "--replicas=1")
    assert job.ended(seconds=240) == "Complete"
    codes = job.exit_codes()
    assert codes[-1] == 0
    assert set(codes[:-1]) == {69}
    wait_for("its end", lambda: "SpacexEltCycleFailed" not in upgraded.alerts(), 60)


def test_trino_answers_through_a_port_forward(upgraded: Cluster, tmp_path: Path) -> None:
    with upgraded.port_forward("service/trino", 8080) as port:
        here = Program(tmp_path, {"TRINO_HOST": "127.0.0.1", "TRINO_PORT": str(port)})
        ended = here("query", "02", "--format", "json")
    assert len(json.loads(ended.stdout)) == 5, ended.stderr


def test_the_notes_tell_how_cycles_ended(upgraded: Cluster) -> None:
    """Only the last three Jobs by hand were left, or none once as many scheduled cycles had succeeded."""
    said = noted(upgraded, "To list the last cycles")
    assert len(re.findall(r"^spacex-elt-now-\d+\s+Complete", said, re.MULTILINE)) >= 3
    assert re.search(r"^fix-it\s+Complete", said, re.MULTILINE)
    assert "cycle_finished" in said


def test_uninstalling_leaves_the_data_and_nothing_else(upgraded: Cluster) -> None:
    """The pod of `helm test` stayed behind."""
    upgraded.helm("uninstall", "spacex-elt", "--wait")
    kinds = "cronjobs,jobs,pods,networkpolicies,serviceaccounts,secrets,configmaps,services"
    ours = ("get", kinds, "--selector", "app.kubernetes.io/instance=spacex-elt", "--output", "name")
    wait_for("the removal of Jobs, which Kubernetes does behind Helm's back", lambda: not upgraded.kubectl(*ours), 60)
    assert upgraded.sql("SELECT count(*) FROM launches") == str(LAUNCHES)
    assert upgraded.get("secret", "spacex-elt")["metadata"]["name"] == "spacex-elt"


CASES = sorted((CHART.parents[2] / "tests/chart/cases").glob("*.yaml"))


@pytest.mark.usefixtures("prometheusrules")
@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_the_api_server_takes_every_render_strictly(empty: Cluster, case: Path) -> None:
    rendered = empty.helm("template", case.stem, str(CHART), "--values", str(case))
    accounts = [each for each in yaml.safe_load_all(rendered) if each["kind"] == "ServiceAccount"]
    # A pod, as that of `helm test`, is only taken when its account is there.
    if accounts:
        empty.apply(yaml.safe_dump_all(accounts))
    empty.apply(rendered, "--dry-run=server", "--validate=strict")
