"""Jobs made by hand from the chart's CronJobs, and what became of them."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.e2e.kind.cluster import Cluster, wait_for


@dataclass(frozen=True)
class Job:
    """A Job of the cluster."""

    cluster: Cluster
    name: str

    def state(self) -> dict[str, Any]:
        return self.cluster.get("job", self.name)

    def pods(self) -> list[dict[str, Any]]:
        found = self.cluster.get("pods", "--selector", f"batch.kubernetes.io/job-name={self.name}")["items"]
        return sorted(found, key=lambda pod: str(pod["metadata"]["creationTimestamp"]))

    def conditions(self) -> dict[str, dict[str, Any]]:
        found = self.state().get("status", {}).get("conditions", [])
        return {each["type"]: each for each in found if each["status"] == "True"}

    def ended(self, *, seconds: float = 180) -> str:
        """`Complete` or `Failed`, once it is one of them."""

        def ask() -> str | None:
            return next((each for each in self.conditions() if each in ("Complete", "Failed")), None)

        return str(wait_for(f"the end of job {self.name}", ask, seconds))

    def exit_codes(self) -> list[int]:
        """Those of its pods that ended, oldest first."""
        states = [pod["status"].get("containerStatuses", [{}])[0].get("state", {}) for pod in self.pods()]
        return [state["terminated"]["exitCode"] for state in states if "terminated" in state]

    def log(self) -> list[dict[str, Any]]:
        """The log of its newest pod."""
        pod = self.pods()[-1]["metadata"]["name"]
        return [json.loads(line) for line in self.cluster.kubectl("logs", pod).splitlines()]

    def closing_line(self) -> dict[str, Any]:
        (line,) = [line for line in self.log() if line["event"] == "cycle_finished"]
        return line

    def seconds(self) -> dict[str, float]:
        """How long it took: the Job as a whole, its container."""
        status, container = (
            self.state()["status"],
            self.pods()[-1]["status"]["containerStatuses"][0]["state"]["terminated"],
        )
        return {
            "job": _between(status["startTime"], status["completionTime"]),
            "container": _between(container["startedAt"], container["finishedAt"]),
        }


def _between(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()


def create(cluster: Cluster, name: str) -> Job:
    cluster.kubectl("create", "job", "--from=cronjob/spacex-elt-manual", name)
    return Job(cluster, name)


def create_with(cluster: Cluster, name: str, *variables: str) -> Job:
    """The same with other variables."""
    made = cluster.kubectl(
        "create", "job", "--from=cronjob/spacex-elt-manual", name, "--dry-run=client", "--output", "yaml"
    )
    changed = cluster.kubectl("set", "env", "--local", "--filename", "-", *variables, "--output", "yaml", stdin=made)
    cluster.apply(changed)
    return Job(cluster, name)
