"""The real program as a process: what every acceptance test starts."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).parents[2]
SECONDS = 120


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit code, what it printed, and its log lines as objects."""

    code: int
    stdout: str
    stderr: str
    seconds: float

    @property
    def log(self) -> list[dict[str, Any]]:
        """Every line of the log; a line that is not JSON fails the test that looks."""
        return [json.loads(line) for line in self.stderr.splitlines()]

    @property
    def finished(self) -> dict[str, Any]:
        """The closing line of a cycle."""
        last = self.log[-1]
        assert last["event"] == "cycle_finished", self.stderr
        return last

    def events(self, name: str) -> list[dict[str, Any]]:
        return [line for line in self.log if line["event"] == name]


class Program:
    """`python -m job` with a clean environment, in a folder of its own so that no `.env` is found."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self.environment = dict(environment)

    def __call__(self, *arguments: str, **variables: str) -> Ended:
        """Run to the end with these variables on top."""
        with self.started(*arguments, **variables) as process:
            return self.end(process)

    @contextmanager
    def started(self, *arguments: str, **variables: str) -> Iterator[subprocess.Popen[str]]:
        """Start without waiting; what still runs at the end of the block is killed."""
        process = subprocess.Popen(
            [sys.executable, "-m", "job", *arguments],
            cwd=self.folder,
            env=self._environment(variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate()

    @staticmethod
    def end(process: subprocess.Popen[str], seconds: float = SECONDS) -> Ended:
        """Wait for a started process; TimeoutExpired when it takes longer."""
        begun = time.monotonic()
        stdout, stderr = process.communicate(timeout=seconds)
        return Ended(process.returncode, stdout, stderr, time.monotonic() - begun)

    def _environment(self, variables: Mapping[str, str]) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {**kept, "PYTHONPATH": str(CHECKOUT), **self.environment, **variables}
