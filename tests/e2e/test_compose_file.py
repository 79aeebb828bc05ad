"""What the compose file promises, read as compose itself understands it; nothing is started."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.engine import CHECKOUT
from tests.e2e.stack import OFFLINE_API, Stack

pytestmark = pytest.mark.e2e

PROFILES = ("--profile", "*")
GRAFANA = CHECKOUT / "deploy" / "grafana" / "provisioning"
PAGE = (CHECKOUT / "docs" / "compose.md").read_text()
SECRETS = ("POSTGRES_SUPERUSER_PASSWORD", "POSTGRES_PASSWORD", "SPACEX_READER_PASSWORD", "GRAFANA_ADMIN_PASSWORD")
REQUIRED = {"POSTGRES_DB", "POSTGRES_USER", *SECRETS} - {"GRAFANA_ADMIN_PASSWORD"}
INSIDE = {"POSTGRES_HOST", "POSTGRES_PORT", "TRINO_HOST", "TRINO_PORT", "PUSHGATEWAY_URL"}


def understood(stack: Stack, **variables: str) -> dict[str, Any]:
    return dict(json.loads(stack.must(*PROFILES, "config", "--format", "json", **variables)))


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    return Stack(tmp_path, "spacex-elt-config", API_URL=OFFLINE_API, POSTGRES_HOST="db.example.com")


@pytest.fixture
def services(stack: Stack) -> dict[str, dict[str, Any]]:
    return dict(understood(stack)["services"])


def mounts(service: dict[str, Any]) -> dict[str, str]:
    return {mount["target"]: mount["source"] for mount in service["volumes"]}


def test_the_services_are_the_promised_ones_in_their_profiles(services: dict[str, dict[str, Any]]) -> None:
    assert {name: service.get("profiles", []) for name, service in services.items()} == {
        "postgres": [], "trino": [], "pushgateway": [], "prometheus": [],
        "grafana": ["dashboards"], "job": ["job"], "recorded-api": ["offline"],
    }  # fmt: skip


def test_the_page_lists_every_service_with_its_port_and_profile(services: dict[str, dict[str, Any]]) -> None:
    lines = re.findall(r"^\| `([a-z-]+)` \|.*\| (?:`([A-Z_]+)`, (\d+))? ?\| (?:`([a-z]+)`)? ?\|$", PAGE, re.MULTILINE)
    written = (CHECKOUT / "docker-compose.yml").read_text()
    for name, variable, port, profile in lines:
        assert services[name].get("profiles", []) == ([profile] if profile else [])
        assert f"127.0.0.1:${{{variable}:-{port}}}:{port}" in written or name == "job"
    assert sorted(name for name, *_ in lines) == sorted(services)


def test_every_image_is_pinned(services: dict[str, dict[str, Any]]) -> None:
    images = {name: service["image"] for name, service in services.items() if "build" not in service}
    assert images.pop("postgres") == "postgres:18"
    assert images.pop("trino") == "trinodb/trino:476"
    assert all(re.fullmatch(r"[a-z/]+:v?\d+\.\d+\.\d+", image) for image in images.values()), images


def test_every_port_is_published_on_loopback_only(services: dict[str, dict[str, Any]]) -> None:
    published = [port for service in services.values() for port in service.get("ports", [])]
    assert len(published) == len(services) - 1, "all but the job have one"
    assert {port["host_ip"] for port in published} == {"127.0.0.1"}


def without(stack: Stack, *names: str) -> None:
    """Empty these variables in `.env`."""
    emptied = re.sub(rf"^({'|'.join(names)})=.*$", r"\1=", stack.env_file.read_text(), flags=re.MULTILINE)
    stack.env_file.write_text(emptied)


@pytest.mark.parametrize(
    "missing",
    [*({name} for name in sorted(REQUIRED)), set(SECRETS) & REQUIRED, REQUIRED],
    ids=lambda names: "+".join(names),
)
def test_nothing_starts_without_a_secret_or_a_name_and_one_error_shows_all_that_are_missing(
    stack: Stack, missing: set[str]
) -> None:
    """Compose asked for one at a time."""
    without(stack, *missing)
    refused = stack.compose("config", "--quiet")
    assert refused.returncode != 0
    shown = dict(re.findall(r" ([A-Z_]+)=(\S*)", refused.stderr))
    assert shown == {name: "" if name in missing else "(set)" for name in REQUIRED}


def test_a_secret_of_a_profile_that_is_off_is_not_asked_for(stack: Stack) -> None:
    """Grafana's password was required for every command."""
    without(stack, "GRAFANA_ADMIN_PASSWORD")
    assert stack.compose("config", "--quiet").returncode == 0


def test_grafana_does_not_start_without_a_password(services: dict[str, dict[str, Any]]) -> None:
    """It would take its default, `admin`."""
    command = services["grafana"]["entrypoint"]
    for given, code, said in (("", 78, "GRAFANA_ADMIN_PASSWORD is empty"), ("word", 127, "/run.sh: not found")):
        variables = {"GF_SECURITY_ADMIN_PASSWORD": given}
        ended = subprocess.run(
            [each.replace("$$", "$") for each in command], env=variables, capture_output=True, text=True, check=False
        )
        assert (ended.returncode, said in ended.stderr) == (code, True), ended.stderr


def test_the_stack_has_no_alertmanager_and_the_page_says_that_nobody_is_notified() -> None:
    assert "alerting" not in yaml.safe_load((CHECKOUT / "deploy/prometheus/prometheus.yml").read_text())
    assert "Nobody is notified: the stack has no Alertmanager" in " ".join(PAGE.split())


def test_no_secret_has_a_default_anywhere() -> None:
    for path in (CHECKOUT / "docker-compose.yml", *GRAFANA.rglob("*.yaml")):
        assert re.findall(r"\$\{[A-Z_]*(?:PASSWORD|SECRET|TOKEN)[A-Z_]*:?-[^}]", path.read_text()) == []
    example = (CHECKOUT / ".env.example").read_text()
    assert [line for line in example.splitlines() if re.match(r"#?[A-Z_]*PASSWORD=.", line)] == []


def test_every_service_has_a_bound_on_its_memory_and_a_health_check(services: dict[str, dict[str, Any]]) -> None:
    assert [name for name, service in services.items() if not int(service.get("mem_limit", 0))] == []
    assert [name for name, service in services.items() if "healthcheck" not in service] == ["job"]


def test_every_service_waits_until_what_it_needs_is_healthy(services: dict[str, dict[str, Any]]) -> None:
    conditions = [need["condition"] for each in services.values() for need in each.get("depends_on", {}).values()]
    assert set(conditions) == {"service_healthy"}
    assert set(services["job"]["depends_on"]) == {"postgres", "trino", "pushgateway", "recorded-api"}


def test_all_but_postgresql_have_no_capability(services: dict[str, dict[str, Any]]) -> None:
    with_some = [name for name, service in services.items() if service.get("cap_drop") != ["ALL"]]
    assert with_some == ["postgres"]
    assert services["job"]["read_only"]


def test_the_job_finds_its_neighbours_inside_whatever_env_says(services: dict[str, dict[str, Any]]) -> None:
    environment = services["job"]["environment"]
    assert {name: environment[name] for name in INSIDE} == {
        "POSTGRES_HOST": "postgres", "POSTGRES_PORT": "5432", "TRINO_HOST": "trino", "TRINO_PORT": "8080",
        "PUSHGATEWAY_URL": "http://pushgateway:9091",
    }  # fmt: skip
    assert environment["API_URL"] == OFFLINE_API


def test_the_job_gets_no_secret_but_its_own(stack: Stack, services: dict[str, dict[str, Any]]) -> None:
    given = set(services["job"]["environment"].values())
    assert {name for name in SECRETS if stack.values[name] in given} == {"POSTGRES_PASSWORD"}


def test_the_alerts_know_the_memory_limit_of_the_job(services: dict[str, dict[str, Any]]) -> None:
    (path,) = (source for target, source in mounts(services["prometheus"]).items() if target.endswith("alerts.yaml"))
    rules = [rule for group in yaml.safe_load(Path(path).read_text())["groups"] for rule in group["rules"]]
    (limit,) = (rule["expr"] for rule in rules if rule.get("record") == "spacex_elt:memory_limit_bytes")
    assert limit == f"vector({services['job']['mem_limit']})"


def test_the_superuser_is_not_the_job(stack: Stack, services: dict[str, dict[str, Any]]) -> None:
    environment = services["postgres"]["environment"]
    assert environment.get("POSTGRES_USER", "postgres") == "postgres"
    assert environment["SPACEX_ELT_USER"] == stack.values["POSTGRES_USER"] != "postgres"
    assert environment["POSTGRES_PASSWORD"] != environment["SPACEX_ELT_PASSWORD"] == stack.values["POSTGRES_PASSWORD"]


def test_the_heap_of_trino_fits_its_memory(services: dict[str, dict[str, Any]]) -> None:
    heap = re.findall(r"^-Xmx(\d+)G$", (CHECKOUT / "deploy/trino/jvm.config").read_text(), re.MULTILINE)
    assert heap == ["1"]
    assert int(services["trino"]["mem_limit"]) >= 1.5 * 2**30


def test_the_volume_cannot_be_one_of_an_older_postgresql(stack: Stack) -> None:
    volumes = understood(stack)["volumes"]
    assert not [name for name in volumes if "postgres-data" in name]


def test_every_mounted_file_is_there(services: dict[str, dict[str, Any]]) -> None:
    bound = [m["source"] for each in services.values() for m in each.get("volumes", []) if m["type"] == "bind"]
    assert len(bound) >= 8
    assert [source for source in bound if not Path(source).exists()] == []
    assert list((CHECKOUT / "deploy/helm/spacex-elt/files/dashboards").glob("*.json"))


def test_grafana_reads_datasources_from_its_environment_and_dashboards_from_their_mount(
    services: dict[str, dict[str, Any]],
) -> None:
    """There is no Grafana to start in this test: what it is given is read instead."""
    grafana = services["grafana"]
    (path,) = (GRAFANA / "datasources").glob("*.yaml")
    taken = re.findall(r"\$([A-Z_]+)", path.read_text())
    assert taken
    assert set(taken) <= set(grafana["environment"])
    (provider,) = yaml.safe_load((GRAFANA / "dashboards" / "dashboards.yaml").read_text())["providers"]
    assert provider["type"] == "file"
    assert provider["options"]["path"] in mounts(grafana)
    for folder in ("datasources", "dashboards"):
        mounted = Path(mounts(grafana)[f"/etc/grafana/provisioning/{folder}"])
        assert [path.name for path in mounted.iterdir()] == [path.name for path in (GRAFANA / folder).iterdir()]


def test_every_datasource_of_a_dashboard_is_provisioned(services: dict[str, dict[str, Any]]) -> None:
    sources = yaml.safe_load((GRAFANA / "datasources" / "datasources.yaml").read_text())["datasources"]
    types = {source["uid"]: source["type"] for source in sources}
    assert types == {"prometheus": "prometheus", "warehouse": "grafana-postgresql-datasource"}
    for path in Path(mounts(services["grafana"])["/etc/grafana/dashboards"]).glob("*.json"):
        used = {(each["uid"], each["type"]) for each in datasources(json.loads(path.read_text()))}
        assert used - {("-- Grafana --", "grafana")} <= types.items(), path.name


def datasources(node: Any) -> list[dict[str, str]]:
    """Every datasource that is named anywhere in a dashboard."""
    if isinstance(node, list):
        return [found for each in node for found in datasources(each)]
    if not isinstance(node, dict):
        return []
    here = [node["datasource"]] if isinstance(node.get("datasource"), dict) else []
    return here + [found for each in node.values() for found in datasources(each)]
