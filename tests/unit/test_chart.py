"""The chart and what it must agree with: the settings, the version, the catalog, the datasources."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from job import __version__
from job.settings import SECRETS, Settings

CHECKOUT = Path(__file__).parents[2]
CHART = CHECKOUT / "deploy/helm/spacex-elt"
# Settings without the program's default: the other services, and the URL whose port the network policy opens.
NEIGHBOURS = {"API_URL", "POSTGRES_HOST", "POSTGRES_DB", "POSTGRES_USER", "PUSHGATEWAY_URL", "TRINO_HOST", "LOG_FORMAT"}


def read(path: str) -> Any:
    return yaml.safe_load((CHECKOUT / path).read_text())


def properties(text: str) -> dict[str, str]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_the_chart_is_of_the_program_s_version() -> None:
    assert read("deploy/helm/spacex-elt/Chart.yaml")["appVersion"] == __version__


def test_the_chart_has_every_setting_but_secrets_and_the_range_of_a_backfill() -> None:
    elsewhere = {*SECRETS, *(f"{name}_file" for name in SECRETS), "backfill_from", "backfill_to"}
    wanted = {name.upper() for name in Settings.model_fields if name not in elsewhere}
    assert set(read("deploy/helm/spacex-elt/values.yaml")["settings"]) == wanted


@pytest.mark.parametrize("name", sorted(name for name in Settings.model_fields if name.upper() not in NEIGHBOURS))
def test_a_setting_has_the_program_s_default(name: str) -> None:
    settings = read("deploy/helm/spacex-elt/values.yaml")["settings"]
    default = Settings.model_fields[name].default
    assert settings.get(name.upper()) in ("", None) if default is None else settings[name.upper()] == default


def test_trino_s_values_define_the_same_catalog_as_the_file_that_others_use() -> None:
    catalog = read("deploy/helm/values/trino.yaml")["catalogs"]["postgresql"]
    assert properties(catalog) == properties((CHECKOUT / "deploy/trino/postgresql.properties").read_text())


def test_grafana_s_values_name_the_datasources_that_the_dashboards_ask() -> None:
    ours = read("deploy/helm/values/grafana.yaml")["datasources"]["datasources.yaml"]["datasources"]
    theirs = read("deploy/grafana/provisioning/datasources/datasources.yaml")["datasources"]
    assert {(each["uid"], each["type"]) for each in ours} == {(each["uid"], each["type"]) for each in theirs}


@pytest.mark.parametrize("name", ["postgres", "trino", "grafana"])
def test_a_neighbour_is_of_the_version_that_compose_runs(name: str) -> None:
    image = read("docker-compose.yml")["services"][name]["image"]
    assert read(f"deploy/helm/values/{name}.yaml")["image"]["tag"] == image.rpartition(":")[2]


def test_the_plain_manifests_run_what_compose_runs() -> None:
    services = {each["image"] for each in read("docker-compose.yml")["services"].values()}
    manifests = sorted((CHECKOUT / "deploy/services").glob("*.yaml"))
    assert len(manifests) == 3
    for path in manifests:
        for each in yaml.safe_load_all(path.read_text()):
            for container in each["spec"].get("template", {}).get("spec", {}).get("containers", []):
                assert container["image"] in services


def pinned() -> dict[str, str]:
    """The version of each chart in skaffold.yaml."""
    configuration = read("skaffold.yaml")
    patches = [patch["value"] for profile in configuration["profiles"] for patch in profile["patches"]]
    releases = [*configuration["deploy"]["helm"]["releases"], *patches]
    return {each["name"]: each["version"] for each in releases if "remoteChart" in each}


def test_the_chart_s_readme_installs_the_versions_that_skaffold_pins() -> None:
    """The README said VERSION, and where to look it up."""
    readme = (CHART / "README.md").read_text()
    commands = re.findall(r"^    helm install (\S+) (?:.*\\\n)*?.*--version (\S+)", readme, re.MULTILINE)
    assert dict(commands) == pinned()
