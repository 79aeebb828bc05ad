"""The local stack of `make run` and `make stop`, in a copy of the checkout whose path has a blank."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.support.program import CHECKOUT, SECONDS

PARTS = ("job", "local", "sql")
pytestmark = pytest.mark.xdist_group("stack")
KEPT = ("PATH", "HOME", "LANG")


class Stack:
    """`python -m local.stack` of a copy of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for part in PARTS:
            shutil.copytree(CHECKOUT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))

    def __call__(self, command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command to the end of its output: what it leaves running must not hold the pipes."""
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return subprocess.run(
            [sys.executable, "-m", "local.stack", command], cwd=self.folder, env={**kept, **variables},
            capture_output=True, text=True, timeout=SECONDS, check=False,
        )  # fmt: skip

    def processes(self) -> list[psutil.Process]:
        """The server and the API, as far as they are up."""
        known: dict[str, Any] = json.loads((self.folder / ".local" / "stack.json").read_text())
        parts = [part for part in known["sources"].values() if part]
        ports = {int(part["postgres"]["POSTGRES_PORT"]) for part in parts}
        ports |= {int(part["api_url"].split(":")[2].split("/")[0]) for part in parts}
        listening = [each for each in psutil.net_connections("tcp") if each.status == psutil.CONN_LISTEN]
        return [psutil.Process(each.pid) for each in listening if each.laddr.port in ports and each.pid]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    found = Stack(tmp_path_factory.mktemp("a checkout"))
    try:
        yield found
    finally:
        found("remove")


def test_run_prints_the_analyses_and_stays_up_until_stop(stack: Stack) -> None:
    ended = stack("run")
    assert ended.returncode == 0, ended.stderr
    said = "187 launches loaded, 18 upcoming left out, newest Crew-5 of 5 October 2022, in "
    assert said in ended.stderr.splitlines()[-1], "the log ends with a sentence, and the tables follow"
    assert all(words in ended.stdout for words in ("Starlink-9", "15,712.00", "CCSFS SLC 40", "make stop"))
    assert (page := stack.folder / ".local" / "report.html").exists()
    assert f"{page}\n" in ended.stdout
    assert len(stack.processes()) == 2
    assert "nothing new" in stack("run").stderr
    for _ in range(2):
        assert stack("stop").returncode == 0
    assert stack.processes() == []


def test_the_living_source_stands_beside_the_first_and_its_second_run_shows_what_flew_and_slipped(stack: Stack) -> None:
    """SOURCE was ignored: the recorded API of spacex-v4 was asked."""
    first, second = (stack("run", SOURCE="launch-library-2") for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert "165 launches loaded, " in first.stderr.splitlines()[-1]
    assert "3 launches loaded, 6 changed, " in second.stderr.splitlines()[-1]
    assert "259,200.00" not in first.stdout
    assert "259,200.00" in second.stdout, "Starlink Group 17-35 slipped by three days"
    assert "export SOURCE='launch-library-2'" in (stack.folder / ".local" / "env").read_text()
    assert "nothing new" in stack("run").stderr, "the other source has a database of its own"
    assert len(stack.processes()) == 3, "one server, and the API of each source"
    stack("stop")
    assert stack.processes() == []


@pytest.mark.slow
def test_two_runs_at_once_share_a_stack(stack: Stack) -> None:
    """One of the two found the server half started, and failed."""
    with ThreadPoolExecutor(2) as both:
        ended = list(both.map(stack, ["run", "run"]))
    assert [each.returncode for each in ended] == [0, 0], [each.stderr[-2000:] for each in ended]
    assert len(stack.processes()) == 2


@pytest.mark.slow
def test_after_a_crash_of_both_run_starts_them_again(stack: Stack) -> None:
    """A server whose process was not buried yet was taken for one that runs."""
    stack("run")
    for process in stack.processes():
        os.kill(process.pid, signal.SIGKILL)
    ends = time.monotonic() + 10
    while stack.processes() and time.monotonic() < ends:
        time.sleep(0.05)
    ended = stack("run")
    assert ended.returncode == 0, ended.stderr


def test_another_source_or_database_is_used_where_it_is_named_and_the_local_one_stays_described(stack: Stack) -> None:
    """A run against another database left `.local/env` without the variables of the local one."""
    elsewhere = {"POSTGRES_PORT": "1", "POSTGRES_DB": "x", "POSTGRES_USER": "x", "POSTGRES_PASSWORD": "x"}
    stack("run")
    variables = (stack.folder / ".local" / "env").read_text()
    assert variables.count("export POSTGRES_") == 5
    assert stack("run", API_URL="http://127.0.0.1:1/x", API_MAX_ATTEMPTS="1").returncode == 69
    assert stack("run", POSTGRES_HOST="127.0.0.1", **elsewhere).returncode == 74
    assert (stack.folder / ".local" / "env").read_text() == variables


def test_remove_says_what_is_gone(stack: Stack) -> None:
    """It said that the data stay."""
    stack("run")
    ended = stack("remove")
    assert ended.stdout.startswith("The local stack is stopped and deleted, with its database: ")
    assert f"{stack.folder / '.local'}" in ended.stdout
    assert not (stack.folder / ".local").exists()
    assert stack("remove").stdout == "There is no local stack.\n"
