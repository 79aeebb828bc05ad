"""The compose stack as a project of its own: its ports are free ones, its passwords made up, its data its own."""

import json
import os
import pty
import re
import secrets
import select
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from tests.e2e import engine
from tests.e2e.engine import CHECKOUT, Ended

OFFLINE_API = "http://recorded-api:8000/v4/launches/query"
PORTS = ("POSTGRES_PORT", "TRINO_PORT", "PUSHGATEWAY_PORT", "PROMETHEUS_PORT", "GRAFANA_PORT", "RECORDED_API_PORT")
# An alert that needs minutes would need them in a test; how long each waits is tested where its rules are.
SHORTENED = (r"for: \d+[mhd]", "for: 5s")


def filled_in(**values: str) -> str:
    """`.env.example` with these values, and a made-up password wherever one must be set for all profiles."""
    example = (CHECKOUT / ".env.example").read_text()
    required = [*re.findall(r"^([A-Z_]+)=$", example, re.MULTILINE), "GRAFANA_ADMIN_PASSWORD"]
    for name, value in {**{name: secrets.token_urlsafe(12) for name in required}, **values}.items():
        example, found = re.subn(rf"^#?{name}=.*$", lambda _, line=f"{name}={value}": line, example, flags=re.MULTILINE)
        assert found == 1, f"{name} stands in .env.example {found} times"
    return example


class Stack:
    """One project, in a copy of the checkout that people would start it in: `compose` is their `docker compose`."""

    def __init__(self, folder: Path, project: str, **values: str) -> None:
        self.project, self.folder = project, folder / "checkout"
        shutil.copytree(CHECKOUT, self.folder, ignore=engine.NOT_COPIED)
        rules = self.folder / "deploy/helm/spacex-elt/files/alerts.yaml"
        rules.write_text(re.sub(*SHORTENED, rules.read_text()))
        ports = dict(zip(PORTS, map(str, engine.unused_ports()), strict=False))
        self.env_file = self.folder / ".env"
        self.env_file.write_text(filled_in(**ports, **values))
        self.values = dict(re.findall(r"^([A-Z_]+)=(.*)$", self.env_file.read_text(), re.MULTILINE))

    def compose(self, *arguments: str, seconds: float = engine.SECONDS, **variables: str) -> Ended:
        return self.shell(shlex.join(["docker", "compose", *arguments]), seconds=seconds, **variables)

    def shell(self, line: str, seconds: float = engine.SECONDS, **variables: str) -> Ended:
        """Run a line as somebody would type it in that checkout."""
        return subprocess.run(
            ["bash", "-c", line], cwd=self.folder, timeout=seconds, stdin=subprocess.DEVNULL,
            env={**engine.ENVIRONMENT, "COMPOSE_PROJECT_NAME": self.project, **variables},
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def typed(self, line: str, *answers: str, until: str) -> str:
        """Run a line on a terminal, type the answers, and return what is shown until some words are among it."""
        ours, theirs = pty.openpty()
        shown, deadline = "", time.monotonic() + 60
        with subprocess.Popen(
            ["bash", "-c", line], cwd=self.folder, env=engine.ENVIRONMENT, stdin=theirs, stdout=theirs, stderr=theirs
        ) as process:
            os.write(ours, "".join(f"{answer}\n" for answer in answers).encode())
            while until not in shown and time.monotonic() < deadline:
                if select.select([ours], [], [], 1)[0]:
                    shown += os.read(ours, 4096).decode(errors="replace")
            process.terminate()
        os.close(ours)
        os.close(theirs)
        return shown

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

    def runbook(self, alert: str) -> str:
        """The page that a firing alert links to."""
        address = f"http://127.0.0.1:{self.values['PROMETHEUS_PORT']}/api/v1/alerts"
        firing = httpx.get(address).raise_for_status().json()["data"]["alerts"]
        (link,) = {each["annotations"]["runbook_url"] for each in firing if each["labels"]["alertname"] == alert}
        return httpx.get(link).raise_for_status().text

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
