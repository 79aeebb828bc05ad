"""A namespace of a real cluster, asked by kubectl and helm."""

import json
import os
import re
import subprocess
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

CHECKOUT = Path(__file__).parents[3]
CHART = CHECKOUT / "deploy/helm/spacex-elt"
VALUES = CHECKOUT / "deploy/helm/values"
Answer = TypeVar("Answer")


def run(*command: str, stdin: str | None = None, check: bool = True, seconds: float = 300, **environment: str) -> str:
    """Run a program in the checkout; return what it prints."""
    done = subprocess.run(
        command, input=stdin, capture_output=True, text=True, check=False, timeout=seconds, cwd=CHECKOUT,
        env={**os.environ, **environment},
    )  # fmt: skip
    if check and done.returncode != 0:
        raise AssertionError(f"{' '.join(command)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def wait_for(what: str, ask: Callable[[], Answer], seconds: float = 120) -> Answer:
    """Ask until the answer is true; return it."""
    deadline = time.monotonic() + seconds
    while not (found := ask()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}; last answer: {found!r}")
        time.sleep(1)
    return found


@dataclass(frozen=True)
class Cluster:
    """One namespace, and the kubeconfig that reaches it."""

    kubeconfig: str
    namespace: str

    def kubectl(self, *arguments: str, stdin: str | None = None, check: bool = True, seconds: float = 300) -> str:
        command = ("kubectl", "--namespace", self.namespace, *arguments)
        return run(*command, stdin=stdin, check=check, seconds=seconds, KUBECONFIG=self.kubeconfig)

    def helm(self, *arguments: str, seconds: float = 420) -> str:
        return run("helm", "--namespace", self.namespace, *arguments, seconds=seconds, KUBECONFIG=self.kubeconfig)

    def shell(self, script: str) -> str:
        """Run lines as a person types them, whose kubectl looks into the namespace."""
        return run("bash", "-euo", "pipefail", "-c", script, KUBECONFIG=self.kubeconfig)

    def get(self, *arguments: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.kubectl("get", *arguments, "--output", "json"))
        return found

    def apply(self, manifest: str, *arguments: str) -> str:
        return self.kubectl("apply", "--filename", "-", *arguments, stdin=manifest)

    def sql(self, statement: str) -> str:
        """Ask PostgreSQL, as its superuser, in its pod; one line a row."""
        command = ("psql", "-U", "postgres", "-d", "launches", "-qtAc", statement)
        return self.kubectl("exec", "postgres-0", "--container", "postgres", "--", *command).strip()

    def promql(self, query: str) -> list[dict[str, Any]]:
        """Ask the Prometheus in the namespace, through the API server."""
        service = f"/api/v1/namespaces/{self.namespace}/services/prometheus:9090/proxy"
        url = f"{service}/api/v1/query?query={urllib.parse.quote(query)}"
        found: list[dict[str, Any]] = json.loads(self.kubectl("get", "--raw", url))["data"]["result"]
        return found

    def value(self, query: str) -> float | None:
        """The one value of a query; None while there is none."""
        found = self.promql(query)
        assert len(found) <= 1, found
        return float(found[0]["value"][1]) if found else None

    def alerts(self) -> set[str]:
        return {each["metric"]["alertname"] for each in self.promql('ALERTS{alertstate="firing"}')}

    @contextmanager
    def port_forward(self, target: str, port: int) -> Iterator[int]:
        """A free port of loopback that leads to a Service's."""
        command = ["kubectl", "--namespace", self.namespace, "port-forward", target, f":{port}"]
        environment = {**os.environ, "KUBECONFIG": self.kubeconfig}
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as forward:
            assert forward.stdout
            line = forward.stdout.readline()
            found = re.search(r"127\.0\.0\.1:(\d+) ->", line)
            try:
                assert found, line
                yield int(found[1])
            finally:
                forward.terminate()

    def explain(self) -> str:
        """What a person would look at when something failed."""
        asked = [
            ("get", "cronjobs,jobs,pods,services", "--output", "wide"),
            ("get", "events", "--sort-by=.lastTimestamp"),
        ]
        told = [self.kubectl(*each, check=False) for each in asked]
        pods = json.loads(self.kubectl("get", "pods", "--output", "json", check=False) or '{"items": []}')["items"]
        for pod in pods:
            if pod["status"].get("phase") != "Succeeded":
                name = pod["metadata"]["name"]
                log = self.kubectl("logs", name, "--all-containers", "--tail=25", check=False)
                told.append(f"--- {name}\n{log}")
        return "\n".join(told)
