"""What the tests of the cluster stand on: a cluster, images in it, the neighbours, and the chart installed beside them.

`KUBECONFIG` names a cluster that is there; without it `kind` makes one, and it is deleted afterwards. `IMAGE` and
`RECORDED_API_IMAGE` name images that its nodes can pull; without them they are built and loaded by kind. `CHARTS` is a
folder with the neighbours' charts, unpacked; without it plain manifests take their place. All is installed by the
commands of the chart's README.
"""

import os
import re
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.kind.cluster import CHART, CHECKOUT, Cluster, run, wait_for

HERE = Path(__file__).parent
README = (CHART / "README.md").read_text()
PULLED = ("postgres:18", "trinodb/trino:476", "prom/prometheus:v3.5.3", "prom/pushgateway:v1.11.2")
PULLED_BY_CHARTS = ("quay.io/prometheus/pushgateway:v1.11.3",)
SETTINGS = """
schedule: "* * * * *"
backoffLimit: 5
settings: {API_URL: "http://recorded-api:8000/v4/launches/query", API_MAX_ATTEMPTS: 1, LOCK_WAIT_SECONDS: 5}
"""
WORLD = pytest.StashKey[Cluster]()


@pytest.fixture(scope="session")
def kubeconfig() -> Iterator[str]:
    """The cluster: that of KUBECONFIG, or one that kind makes for this run."""
    if given := os.environ.get("KUBECONFIG"):
        run("kubectl", "version", KUBECONFIG=given)
        yield given
        return
    name = f"spacex-elt-{uuid.uuid4().hex[:6]}"
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/kubeconfig"
        try:
            run("kind", "create", "cluster", "--name", name, "--kubeconfig", path, "--wait", "180s", seconds=600)
            yield path
        finally:
            run("kind", "delete", "cluster", "--name", name, check=False)


@pytest.fixture(scope="session")
def images(kubeconfig: str) -> dict[str, str]:
    """The images that this checkout builds, where the nodes find them; the report's has `-report` behind the tag."""
    if "IMAGE" in os.environ:
        return {"spacex-elt": os.environ["IMAGE"], "spacex-elt-recorded-api": os.environ["RECORDED_API_IMAGE"]}
    context = run("kubectl", "config", "current-context", KUBECONFIG=kubeconfig).strip()
    if not context.startswith("kind-"):
        pytest.fail(
            "KUBECONFIG is no kind cluster: set IMAGE and RECORDED_API_IMAGE to images it can pull", pytrace=False
        )
    run("make", "image", "IMAGE_TAG=e2e", seconds=600)
    built = {name: f"{name}:e2e" for name in ("spacex-elt", "spacex-elt-recorded-api")}
    begun = time.monotonic()
    # What the local engine has need not be pulled by the node.
    wanted = (*PULLED, *(PULLED_BY_CHARTS if os.environ.get("CHARTS") else ()))
    local = [each for each in wanted if run("docker", "images", "--quiet", each).strip()]
    loaded = [*built.values(), f"{built['spacex-elt']}-report", *local]
    run("kind", "load", "docker-image", "--name", context.removeprefix("kind-"), *loaded, seconds=600)
    print(f"\nimages loaded: {time.monotonic() - begun:.0f} s")
    return built


@contextmanager
def namespace(kubeconfig: str) -> Iterator[Cluster]:
    """A namespace for as long as it is needed, in which only restricted pods may be."""
    name = f"spacex-elt-{uuid.uuid4().hex[:6]}"
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "kubeconfig"
        copy.write_text(Path(kubeconfig).read_text())
        cluster = Cluster(str(copy), name)
        cluster.kubectl("config", "set-context", "--current", "--namespace", name)
        cluster.kubectl("create", "namespace", name)
        cluster.kubectl("label", "namespace", name, "pod-security.kubernetes.io/enforce=restricted")
        yield cluster
        cluster.kubectl("delete", "namespace", name, "--wait=false")


@pytest.fixture(scope="session")
def empty(kubeconfig: str) -> Iterator[Cluster]:
    """The namespace of all tests."""
    with namespace(kubeconfig) as cluster:
        yield cluster


@pytest.fixture
def other(kubeconfig: str) -> Iterator[Cluster]:
    """A namespace for one test."""
    with namespace(kubeconfig) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def prometheusrules(empty: Cluster) -> Iterator[None]:
    """The CRD of PrometheusRule: the cluster's, or the tests' own for as long as they run."""
    name = "prometheusrules.monitoring.coreos.com"
    if empty.kubectl("get", "crd", name, "--ignore-not-found").strip():
        yield
        return
    empty.kubectl("apply", "--filename", str(HERE / "prometheusrule-crd.yaml"))
    empty.kubectl("wait", "--for=condition=Established", f"crd/{name}", "--timeout=60s")
    yield
    empty.kubectl("delete", "crd", name)


def readme(above: str) -> str:
    """Return the commands of the chart's README below this line."""
    found = re.search(rf"^{above}.*\n(?:.+\n)*\n((?:    .*\n)+)", README, re.MULTILINE)
    assert found, above
    return found[1]


def secrets() -> str:
    (command,) = re.findall(r"^    kubectl create secret .*\n.*\n", readme("For a trial"), re.MULTILINE)
    return re.sub("…", lambda _: uuid.uuid4().hex, command)


def services(charts: str | None) -> str:
    """The commands that install the services, with the folder of a chart instead of its address."""
    if not charts:
        return readme("Or, without a chart repository")
    address = r"(helm install \S+) (?:oci://\S+/)?([\w-]+)(?: --repo \S+)?((?: |\\\n)+)--version \S+"
    return re.sub(address, rf"\1 {charts}/\2\3", readme("The services, from their charts"))


def install_prometheus(cluster: Cluster) -> None:
    """With the alerts of the chart, but for their waiting: `for` counts minutes."""
    made = cluster.helm("template", "spacex-elt", str(CHART), "--set", "alerts.enabled=true", "--show-only",
                        "templates/prometheusrule.yaml")  # fmt: skip
    spec = yaml.safe_load(made)["spec"]
    for rule in (rule for group in spec["groups"] for rule in group["rules"]):
        rule.pop("for", None)
    alerts = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "alerts"}}
    cluster.apply(yaml.safe_dump({**alerts, "data": {"alerts.yaml": yaml.safe_dump(spec)}}))
    cluster.kubectl("apply", "--filename", str(HERE / "prometheus.yaml"))


def ready(cluster: Cluster) -> None:
    for workload in ("statefulset/postgres", "deployment/trino-coordinator", "deployment/pushgateway",
                     "deployment/prometheus", "deployment/recorded-api"):  # fmt: skip
        cluster.kubectl("rollout", "status", workload, "--timeout=300s", seconds=330)


@pytest.fixture(scope="session")
def neighbours(empty: Cluster, images: dict[str, str], request: pytest.FixtureRequest) -> Cluster:
    """PostgreSQL, Trino, Pushgateway, Prometheus and the recorded API, all ready."""
    request.session.stash[WORLD] = empty
    begun = time.monotonic()
    charts = os.environ.get("CHARTS")
    empty.shell(secrets())
    empty.shell(services(charts))
    install_prometheus(empty)
    source = (CHECKOUT / "deploy/dev/recorded-api.yaml").read_text()
    empty.apply(source.replace("image: spacex-elt-recorded-api", f"image: {images['spacex-elt-recorded-api']}"))
    ready(empty)
    print(f"\nneighbours from {charts or 'plain manifests'}, ready: {time.monotonic() - begun:.0f} s")
    return empty


@pytest.fixture(scope="session")
def values(images: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The chart's values for this cluster; a cycle starts every minute."""
    repository, _, tag = images["spacex-elt"].rpartition(":")
    path = tmp_path_factory.mktemp("chart") / "values.yaml"
    path.write_text(yaml.safe_dump({**yaml.safe_load(SETTINGS), "image": {"repository": repository, "tag": tag}}))
    return path


@pytest.fixture(scope="session")
def scheduled(neighbours: Cluster, values: Path) -> Cluster:
    """The chart installed; the status of the warehouse is asked before the first cycle."""
    (image,) = re.findall(r"--set image\.\S+", readme("Then the job"))
    neighbours.shell(readme("Then the job").replace(image, f"--values {values}"))
    return neighbours


@pytest.fixture(scope="session")
def upgraded(scheduled: Cluster, values: Path) -> Cluster:
    """The chart upgraded once a scheduled cycle has succeeded: now nothing starts by itself."""
    wait_for("a scheduled cycle", lambda: scheduled.sql("SELECT to_regclass('ops.cycles')"), 180)
    wait_for(
        "its success", lambda: scheduled.sql("SELECT count(*) FROM ops.cycles WHERE status = 'succeeded'") != "0", 120
    )
    scheduled.helm("upgrade", "spacex-elt", str(CHART), "--values", str(values), "--set", "suspend=true")
    wait_for(
        "no running cycle", lambda: scheduled.sql("SELECT count(*) FROM ops.cycles WHERE status = 'running'") == "0", 60
    )
    return scheduled


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Show the namespace beside a test that failed in it."""
    report = yield
    if report.failed and WORLD in item.session.stash:
        report.sections.append(("the namespace", item.session.stash[WORLD].explain()))
    return report
