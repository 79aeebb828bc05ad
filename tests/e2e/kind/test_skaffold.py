"""skaffold.yaml, where skaffold is at hand: it is read, it renders, it builds and deploys what then runs a cycle."""

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.kind import jobs
from tests.e2e.kind.cluster import CHECKOUT, Cluster, run
from tests.e2e.kind.conftest import HERE

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(900),
    pytest.mark.skipif(shutil.which("skaffold") is None, reason="skaffold is not on PATH"),
]
QUIET = {"SKAFFOLD_UPDATE_CHECK": "false", "SKAFFOLD_INTERACTIVE": "false"}


def at_hand() -> str:
    """The configuration without what only a registry of charts has: charts of CHARTS instead, or none."""
    configuration: dict[str, Any] = yaml.safe_load((CHECKOUT / "skaffold.yaml").read_text())
    charts = os.environ.get("CHARTS")
    releases = configuration["deploy"]["helm"]["releases"]
    for release in [each for each in releases if "remoteChart" in each]:
        if charts:
            name = release.pop("remoteChart").rpartition("/")[2]
            release.pop("repo", None)
            del release["version"]
            release |= {"chartPath": str(Path(charts) / name), "skipBuildDependencies": True}
        else:
            releases.remove(release)
    if not charts:
        (dev,) = [each for each in configuration["profiles"] if each["name"] == "dev"]
        for patch in dev["patches"]:
            patch["path"] = patch["path"].replace("/releases/3/", "/releases/0/")
    configuration["profiles"] = [each for each in configuration["profiles"] if each["name"] == "dev"]
    return yaml.safe_dump(configuration)


def skaffold(cluster: Cluster, *arguments: str) -> str:
    where = ("--kubeconfig", cluster.kubeconfig, "--namespace", cluster.namespace)
    return run(
        "skaffold", *arguments, "--filename", "-", "--profile", "dev", *where, stdin=at_hand(), seconds=600, **QUIET
    )


@pytest.fixture
def other(kubeconfig: str) -> Iterator[Cluster]:
    """A namespace for one test."""
    cluster = Cluster(kubeconfig, f"skaffold-{uuid.uuid4().hex[:6]}")
    cluster.kubectl("create", "namespace", cluster.namespace)
    cluster.kubectl("label", "namespace", cluster.namespace, "pod-security.kubernetes.io/enforce=restricted")
    yield cluster
    cluster.kubectl("delete", "namespace", cluster.namespace, "--wait=false")


@pytest.mark.parametrize("profile", ["", "dev", "prod"])
def test_skaffold_reads_the_file_with_every_profile(profile: str) -> None:
    told = run("skaffold", "diagnose", "--yaml-only", *(["--profile", profile] if profile else []), **QUIET)
    releases = [each["name"] for each in yaml.safe_load(told)["deploy"]["helm"]["releases"]]
    assert releases == ["grafana" if profile == "prod" else "postgres", "trino", "pushgateway", "spacex-elt"]


def test_skaffold_renders_the_job_and_the_recorded_api(other: Cluster) -> None:
    rendered = list(yaml.safe_load_all(skaffold(other, "render", "--digest-source=none")))
    named = {(each["kind"], each["metadata"]["name"]) for each in rendered if each}
    wanted = {("CronJob", "spacex-elt"), ("CronJob", "spacex-elt-backfill"), ("Deployment", "recorded-api")}
    assert wanted <= named, named


@pytest.mark.usefixtures("images")
def test_what_skaffold_deploys_runs_a_cycle(other: Cluster) -> None:
    skaffold(other, "run", "--status-check=false")
    if not os.environ.get("CHARTS"):
        other.kubectl("create", "configmap", "roles", f"--from-file={CHECKOUT / 'sql/roles.sql'}")
        other.kubectl("apply", "--filename", str(HERE / "neighbours/postgres.yaml"))
    for workload in ("statefulset/postgres", "deployment/recorded-api"):
        other.kubectl("rollout", "status", workload, "--timeout=300s", seconds=330)
    job = jobs.create(other, "cycle")
    assert job.ended() == "Complete", other.explain()
    assert job.closing_line()["inserted"] == 187
    skaffold(other, "delete")
    assert other.get("cronjobs")["items"] == []
