"""The compose stack as a project of its own: its ports are free ones, its passwords made up, its data its own."""

import json
import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from tests.e2e import engine
from tests.e2e.engine import CHECKOUT, Ended, docker

OFFLINE_API = "http://recorded-api:8000/v4/launches/query"
PORTS = ("POSTGRES_PORT", "TRINO_PORT", "PUSHGATEWAY_PORT", "PROMETHEUS_PORT", "GRAFANA_PORT", "RECORDED_API_PORT")
# An alert that needs minutes would need them in a test; how long each waits is tested where its rules are.
SHORTENED = (r"for: \d+[mhd]", "for: 5s")


def filled_in(**values: str) -> str:
    """`.env.example` with these values, and a made-up password wherever one must be set."""
    example = (CHECKOUT / ".env.example").read_text()
    required = re.findall(r"^([A-Z_]+)=$", example, re.MULTILINE)
    for name, value in {**{name: secrets.token_urlsafe(12) for name in required}, **values}.items():
        example, found = re.subn(rf"^#?{name}=.*$", lambda _, line=f"{name}={value}": line, example, flags=re.MULTILINE)
        assert found == 1, f"{name} stands in .env.example {found} times"
    return example


class Stack:
    """One project: `compose` is the command, the rest is what people do with it."""

    def __init__(self, folder: Path, project: str, **values: str) -> None:
        self.project = project
        ports = dict(zip(PORTS, map(str, engine.unused_ports()), strict=False))
        self.env_file = folder / ".env"
        self.env_file.write_text(filled_in(**ports, **values))
        self.values = dict(re.findall(r"^([A-Z_]+)=(.*)$", self.env_file.read_text(), re.MULTILINE))
        rules = (CHECKOUT / "deploy/helm/spacex-elt/files/alerts.yaml").read_text()
        (folder / "alerts.yaml").write_text(re.sub(*SHORTENED, rules))
        (folder / "alerts.yaml").chmod(0o644)
        self.override = folder / "override.json"
        mount = f"{folder}/alerts.yaml:/etc/prometheus/rules/alerts.yaml:ro"
        self.override.write_text(json.dumps({"services": {"prometheus": {"volumes": [mount]}}}))

    def compose(self, *arguments: str, seconds: float = engine.SECONDS, **variables: str) -> Ended:
        files = ("--file", str(CHECKOUT / "docker-compose.yml"), "--file", str(self.override))
        project = ("--project-name", self.project, "--env-file", str(self.env_file))
        return docker("compose", *project, *files, *arguments, seconds=seconds, **variables)

    def must(self, *arguments: str, **variables: str) -> str:
        """Run a compose command that has to succeed; return what it prints."""
        ended = self.compose(*arguments, **variables)
        assert ended.returncode == 0, f"compose {' '.join(arguments)}: {ended.stdout}{ended.stderr}{self.logs()}"
        return ended.stdout.strip()

    def logs(self) -> str:
        return self.compose("logs", "--tail", "20").stdout

    def job(self, *arguments: str, **variables: str) -> Ended:
        """`docker compose run --rm job`, with variables of the shell."""
        return self.compose("run", "--rm", "-T", "job", *arguments, **variables)

    def psql(self, statement: str, user: str = "postgres") -> str:
        """Ask PostgreSQL inside its container, where it trusts whoever asks."""
        login = ("--username", user, "--dbname", self.values["POSTGRES_DB"])
        return self.must("exec", "-T", "postgres", "psql", *login, "-qtAX", "--command", statement)

    def promql(self, expression: str) -> list[dict[str, Any]]:
        """What Prometheus answers, by its published port."""
        address = f"http://127.0.0.1:{self.values['PROMETHEUS_PORT']}/api/v1/query"
        return list(httpx.get(address, params={"query": expression}).raise_for_status().json()["data"]["result"])

    def state(self, service: str) -> str:
        """`running (healthy)`, or how else the service's container is."""
        shown = json.loads(self.must("ps", "--all", "--format", "json", service))
        return f"{shown['State']} ({shown['Health']})"


def last_line(ended: Ended) -> dict[str, Any]:
    """The closing line of a cycle's log; compose's own words stand before and, when it failed, behind it."""
    lines = [json.loads(line) for line in ended.stderr.splitlines() + ended.stdout.splitlines() if line.startswith("{")]
    assert lines, ended.stdout + ended.stderr
    return dict(lines[-1])


def eventually(asked: Callable[[], Any], seconds: float = 90) -> Any:
    """What `asked` returns, as soon as that is something."""
    until = time.monotonic() + seconds
    while not (found := asked()):
        assert time.monotonic() < until, f"nothing after {seconds} s"
        time.sleep(1)
    return found
