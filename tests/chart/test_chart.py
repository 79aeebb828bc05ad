"""The chart, asked by the tools of the trade: helm, helm-unittest, kubeconform, helm-docs.

`KUBECONFORM_SCHEMAS` names another place of the schemas than kubeconform's own; `CHARTS` a folder with the neighbours'
charts, on which their values files are then rendered.
"""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.e2e
HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
CHART = CHECKOUT / "deploy/helm/spacex-elt"
VALUES = CHECKOUT / "deploy/helm/values"
CASES = [
    *sorted((HERE / "cases").glob("*.yaml")),
    VALUES / "cloudnative-pg/spacex-elt.yaml",
    CHECKOUT / "deploy/dev/values.yaml",
]
GOLDEN = sorted((HERE / "golden").glob("*.yaml"))
# Alerts and dashboards are files of their own, with tests of their own.
SMALL = ("--set", "alerts.enabled=false", "--set", "dashboards.enabled=false")
NEIGHBOURS = {
    "postgres": ("postgres", ["postgres.yaml"]),
    "trino": ("trino", ["trino.yaml"]),
    "trino-on-cloudnative-pg": ("trino", ["trino.yaml", "cloudnative-pg/trino.yaml"]),
    "pushgateway": ("prometheus-pushgateway", ["pushgateway.yaml"]),
    "grafana": ("grafana", ["grafana.yaml"]),
    "grafana-on-cloudnative-pg": ("grafana", ["grafana.yaml", "cloudnative-pg/grafana.yaml"]),
}


def run(program: str, *arguments: str, check: bool = True, stdin: str | None = None) -> str:
    done = subprocess.run(
        [program, *arguments], input=stdin, capture_output=True, text=True, check=False, cwd=CHECKOUT, timeout=120
    )
    said = done.stdout if check else done.stdout + done.stderr
    assert done.returncode == 0 if check else done.returncode != 0, f"{done.stdout}{done.stderr}"
    return said


def render(name: str, *arguments: str, chart: Path = CHART) -> str:
    return run("helm", "template", name, str(chart), "--namespace", "launches", *arguments)


def conform(manifests: str) -> None:
    """Every field is one that the API has."""
    schemas = os.environ.get("KUBECONFORM_SCHEMAS")
    place = ["-schema-location", schemas] if schemas else []
    run("kubeconform", "-strict", "-summary", "-skip", "PrometheusRule,ServiceMonitor", *place, "-", stdin=manifests)


def test_helm_finds_nothing_to_complain_about() -> None:
    run("helm", "lint", "--strict", str(CHART))


def test_the_unit_tests_of_the_chart_pass() -> None:
    run("helm-unittest", str(CHART))


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_install_case_is_linted_and_conforms_to_the_api(case: Path) -> None:
    run("helm", "lint", "--strict", str(CHART), "--values", str(case))
    rendered = render("spacex-elt", "--values", str(case))
    conform(rendered)
    names = [each["metadata"]["name"] for each in yaml.safe_load_all(rendered)]
    assert [name for name in names if len(name) > 52] == []


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.stem)
def test_an_install_case_renders_as_it_did(golden: Path) -> None:
    """After a change that is meant: `make chart/files`, and look at the difference."""
    case = HERE / "cases" / golden.name
    assert render("spacex-elt", "--values", str(case), *SMALL) == golden.read_text()


def test_an_install_case_that_renders_as_it_did_is_there() -> None:
    assert {path.name for path in GOLDEN} == {"defaults.yaml", "trial.yaml", "production.yaml"}


REFUSED = {
    "an unknown value": "schedul: x",
    "an unknown setting": "settings: {API_URI: x}",
    "a password among the settings": "settings: {POSTGRES_PASSWORD: x}",
    "an unknown key of the image": "image: {name: x}",
    "a number as text": 'backoffLimit: "3"',
    "a text for a switch": 'suspend: "false"',
    "a negative number": "backoffLimit: -1",
    "half a port": "settings: {POSTGRES_PORT: 54.32}",
    "a port beyond ports": "settings: {TRINO_PORT: 65536}",
    "a year for a date": "backfill: {BACKFILL_FROM: 2020}",
    "a backfill without a range": "backfill: {BACKFILL_FROM: ''}",
    "backfill as the mode of cycles": "settings: {MODE: backfill}",
    "an address without a scheme": "settings: {API_URL: api.example.org/v4}",
    "a schedule in seconds": "schedule: 3600",
    "more than all percent": "settings: {MAX_REMOVED_PERCENT: 101}",
    "no time at all for a cycle": "settings: {CYCLE_TIMEOUT_SECONDS: 0}",
    "a misspelt selector": "networkPolicy: {trino: {to: [{podselector: {}}]}}",
    "nowhere to reach the warehouse": "networkPolicy: {postgres: {to: []}}",
    "a path to the runbook that is no link": "alerts: {runbookBaseUrl: docs/}",
    "an unknown threshold": "alerts: {thresholds: {cycle_timeout_seconds: 1}}",
    "a label that is no text": "podLabels: {version: 1}",
    "a variable without a name": "env: [{value: x}]",
    "an unknown pull policy": "image: {pullPolicy: Sometimes}",
}


@pytest.mark.parametrize("values", REFUSED.values(), ids=REFUSED)
def test_the_schema_refuses(values: str) -> None:
    said = run("helm", "template", "x", str(CHART), "--values", "-", check=False, stdin=values)
    assert "don't meet the specifications of the schema" in said


def test_the_chart_can_be_part_of_another_one() -> None:
    """Helm then passes `global`, which the schema must not refuse."""
    render("x", "--set", "global.anything=1")


def test_the_readme_is_what_helm_docs_writes_now_and_every_value_is_described(tmp_path: Path) -> None:
    copy = shutil.copytree(CHART, tmp_path / "spacex-elt")
    run("helm-docs", "--chart-search-root", str(copy), "--sort-values-order", "file", "--documentation-strict-mode")
    assert (copy / "README.md").read_text() == (CHART / "README.md").read_text(), "run `make chart/files`"


def pinned() -> dict[str, str]:
    configuration: dict[str, Any] = yaml.safe_load((CHECKOUT / "skaffold.yaml").read_text())
    releases = list(configuration["deploy"]["helm"]["releases"])
    for profile in configuration["profiles"]:
        releases += [patch["value"] for patch in profile["patches"] if "remoteChart" in patch["value"]]
    return {each["remoteChart"].rpartition("/")[2]: each["version"] for each in releases if "remoteChart" in each}


def without_nulls(node: Any) -> Any:
    """Other people's templates leave fields empty, which the API takes for absent and kubeconform does not."""
    if isinstance(node, dict):
        return {key: without_nulls(value) for key, value in node.items() if value is not None}
    return [without_nulls(each) for each in node] if isinstance(node, list) else node


if "CHARTS" in os.environ:

    @pytest.mark.parametrize("release", NEIGHBOURS)
    def test_the_values_of_a_neighbour_fit_its_chart(release: str) -> None:
        name, files = NEIGHBOURS[release]
        chart = Path(os.environ["CHARTS"]) / name
        assert yaml.safe_load((chart / "Chart.yaml").read_text())["version"] == pinned()[name]
        values = [argument for file in files for argument in ("--values", str(VALUES / file))]
        rendered = render(name, *values, "--kube-version", "1.34.0", chart=chart)
        conform(yaml.safe_dump_all(without_nulls(each) for each in yaml.safe_load_all(rendered)))
