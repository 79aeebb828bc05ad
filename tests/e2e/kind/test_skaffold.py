"""skaffold.yaml, where skaffold is at hand: it is read, it renders, it builds and deploys what then runs a cycle."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.kind import jobs
from tests.e2e.kind.cluster import CHECKOUT, Cluster, run

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(900),
    pytest.mark.skipif(shutil.which("skaffold") is None, reason="skaffold is not on PATH"),
]
QUIET = {"SKAFFOLD_UPDATE_CHECK": "false", "SKAFFOLD_INTERACTIVE": "false"}


def placed(node: Any) -> Any:
    """Names of the checkout's files, made absolute."""
    if isinstance(node, dict):
        return {key: placed(value) for key, value in node.items()}
    if isinstance(node, list):
        return [placed(each) for each in node]
    inside = isinstance(node, str) and node.startswith(("deploy/", "sql/"))
    return str(CHECKOUT / node) if inside else node


def at_hand() -> dict[str, Any]:
    """The profile dev without what only a registry of charts has: charts of CHARTS instead, or none."""
    configuration: dict[str, Any] = yaml.safe_load((CHECKOUT / "skaffold.yaml").read_text())
    (dev,) = [each for each in configuration["profiles"] if each["name"] == "dev"]
    helm, charts = configuration["deploy"]["helm"], os.environ.get("CHARTS")
    if charts:
        for release in [each for each in helm["releases"] if "remoteChart" in each]:
            release["chartPath"] = str(Path(charts) / release.pop("remoteChart").rpartition("/")[2])
            del release["version"]
            release.pop("repo", None)
            release["skipBuildDependencies"] = True
    else:
        helm["releases"] = helm["releases"][3:]
        dev["patches"][1]["path"] = "/deploy/helm/releases/0/valuesFiles"
    configuration["build"]["artifacts"][0]["context"] = str(CHECKOUT)
    dev["patches"][0]["value"]["context"] = str(CHECKOUT)
    return {**placed(configuration), "profiles": [placed(dev)]}


def skaffold(cluster: Cluster, folder: Path, *arguments: str) -> str:
    (folder / "skaffold.yaml").write_text(yaml.safe_dump(at_hand()))
    where = ("--filename", str(folder / "skaffold.yaml"), "--profile", "dev", "--namespace", cluster.namespace)
    return run("skaffold", *arguments, *where, seconds=600, KUBECONFIG=cluster.kubeconfig, **QUIET)


@pytest.mark.parametrize("profile", ["", "dev", "prod"])
def test_skaffold_reads_the_file_with_every_profile(profile: str) -> None:
    told = run("skaffold", "diagnose", "--yaml-only", *(["--profile", profile] if profile else []), **QUIET)
    releases = [each["name"] for each in yaml.safe_load(told)["deploy"]["helm"]["releases"]]
    assert releases == ["grafana" if profile == "prod" else "postgres", "trino", "pushgateway", "spacex-elt"]


def test_skaffold_renders_the_job_and_the_recorded_api(other: Cluster, tmp_path: Path) -> None:
    skaffold(other, tmp_path, "render", "--digest-source=none", f"--output={tmp_path / 'rendered.yaml'}")
    rendered = yaml.safe_load_all((tmp_path / "rendered.yaml").read_text())
    named = {(each["kind"], each["metadata"]["name"]) for each in rendered if each}
    wanted = {("CronJob", "spacex-elt"), ("CronJob", "spacex-elt-backfill"), ("Deployment", "recorded-api")}
    assert wanted <= named, named


@pytest.mark.usefixtures("images")
def test_what_skaffold_deploys_runs_a_cycle(other: Cluster, tmp_path: Path) -> None:
    skaffold(other, tmp_path, "run", "--status-check=false")
    if not os.environ.get("CHARTS"):
        other.kubectl("create", "configmap", "roles", f"--from-file={CHECKOUT / 'sql/roles.sql'}")
        other.kubectl("apply", "--filename", str(CHECKOUT / "deploy/services/postgres.yaml"))
    for workload in ("statefulset/postgres", "deployment/recorded-api"):
        other.kubectl("rollout", "status", workload, "--timeout=300s", seconds=330)
    job = jobs.create(other, "cycle")
    assert job.ended() == "Complete", other.explain()
    assert job.closing_line()["inserted"] == 187
    skaffold(other, tmp_path, "delete")
    assert other.get("cronjobs")["items"] == []
