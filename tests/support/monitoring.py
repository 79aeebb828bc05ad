"""Real Prometheus programs for tests: promtool, a Pushgateway and a Prometheus that scrapes it.

Debian's packages `prometheus` and `prometheus-pushgateway` have them, and so have the official images. Without them
what needs them is skipped; with PROMETHEUS_REQUIRED=1 it fails instead, so that CI cannot pass by skipping.
"""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.postgres import free_port

CHECKOUT = Path(__file__).parents[2]
FILES = CHECKOUT / "deploy" / "helm" / "spacex-elt" / "files"
ALERTS, DASHBOARDS = FILES / "alerts.yaml", FILES / "dashboards"
SECONDS = 30.0
Rows = list[tuple[dict[str, str], float]]


def program(*names: str) -> str:
    """Return the path of a program, by the first of its names that is installed."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        reason = f"{names[0]} is not installed (see CONTRIBUTING.md)"
        if os.environ.get("PROMETHEUS_REQUIRED"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def promtool(*arguments: str, text: str | None = None, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run promtool; what it says is in `stdout`, errors too."""
    return subprocess.run(
        [program("promtool"), *arguments], input=text, cwd=folder, check=False, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def until(what: Callable[[], Any], seconds: float = SECONDS) -> Any:
    """Wait until something is true and return it; its last error or value when it never is."""
    ends = time.monotonic() + seconds
    while not (value := what()):
        assert time.monotonic() < ends, f"still {value!r} after {seconds:g} s"
        time.sleep(0.1)
    return value


class Pushgateway:
    """A Pushgateway on loopback, without persistence."""

    def __init__(self, url: str) -> None:
        self.url = url

    def text(self) -> str:
        """Return all that it exposes."""
        return httpx.get(f"{self.url}/metrics").text

    def add(self, job: str, text: str) -> None:
        """Add metrics to the group of a job, beside those that it has."""
        httpx.post(f"{self.url}/metrics/job/{job}", content=text).raise_for_status()

    def forget(self) -> None:
        """Remove all groups."""
        httpx.put(f"{self.url}/api/v1/admin/wipe").raise_for_status()


class Prometheus:
    """A Prometheus on loopback that scrapes and evaluates every half second."""

    def __init__(self, url: str) -> None:
        self.url = url

    def ask(self, expression: str) -> Rows:
        """Return the rows of an instant query: labels and value."""
        answer = httpx.post(f"{self.url}/api/v1/query", data={"query": expression})
        assert answer.status_code == httpx.codes.OK, answer.text
        return [(row["metric"], float(row["value"][1])) for row in answer.json()["data"]["result"]]

    def firing(self) -> set[str]:
        """Return the names of the alerts that fire."""
        return {labels["alertname"] for labels, _ in self.ask('ALERTS{alertstate="firing"}')}


@contextmanager
def pushgateway(folder: Path) -> Iterator[Pushgateway]:
    """Run a Pushgateway."""
    port = free_port()
    # Debian's has a file of its own to remember what was pushed, which outlives it.
    in_memory = "--persistence.file="
    arguments = [f"--web.listen-address=127.0.0.1:{port}", in_memory, "--web.enable-admin-api", "--log.level=error"]
    url = f"http://127.0.0.1:{port}"
    with _running([program("pushgateway", "prometheus-pushgateway"), *arguments], folder, f"{url}/-/ready"):
        yield Pushgateway(url)


@contextmanager
def prometheus(folder: Path, gateway: Pushgateway, rules: Path) -> Iterator[Prometheus]:
    """Run a Prometheus with these rules that scrapes that Pushgateway, as docs/runbook.md wants it: honor_labels."""
    port = free_port()
    configuration = {
        "global": {"scrape_interval": "500ms", "evaluation_interval": "500ms"},
        "rule_files": [str(rules)],
        "scrape_configs": [
            {
                "job_name": "pushgateway",
                "honor_labels": True,
                "static_configs": [{"targets": [gateway.url.removeprefix("http://")]}],
            }
        ],
    }
    (folder / "prometheus.yaml").write_text(json.dumps(configuration))
    arguments = [
        f"--config.file={folder / 'prometheus.yaml'}",
        f"--storage.tsdb.path={folder / 'prometheus'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=error",
    ]
    url = f"http://127.0.0.1:{port}"
    with _running([program("prometheus"), *arguments], folder, f"{url}/-/ready"):
        yield Prometheus(url)


@contextmanager
def _running(command: list[str], folder: Path, ready: str) -> Iterator[None]:
    with (folder / "monitoring.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        until(lambda: process.poll() is not None or _answers(ready))
        assert process.poll() is None, (folder / "monitoring.log").read_text()
        yield
    finally:
        process.terminate()
        process.wait(SECONDS)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
