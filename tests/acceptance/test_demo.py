"""`make demo` tells its story, whatever is set around it, and leaves nothing; a step that does not hold ends it."""

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from local.demo.steps import STEPS
from tests.support.program import CHECKOUT

pytestmark = pytest.mark.timeout(600)
DEMO = [sys.executable, "-m", "local.demo"]
EXIT_CODES = [0, 0, 0, 65, 0, 0, 69, 0, 0, 137, 0, 0, 0]
# A user's own settings: the demonstration must not read them, still less write there.
ELSEWHERE = {"POSTGRES_HOST": "db.example.org", "API_URL": "http://127.0.0.1:9/", "MODE": "backfill", "PGHOST": "x"}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what the demonstration needs, beside a world of `make run`."""
    for part in ("job", "local", "sql"):
        shutil.copytree(CHECKOUT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / ".env").write_text("POSTGRES_PORT=nonsense\n")
    (tmp_path / ".local").mkdir()
    return tmp_path


def kept() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}


def folder(output: str) -> Path:
    """Where it says that it writes."""
    (found,) = re.findall(r"\S*/spacex-elt-demo-\w+", output)
    return Path(found)


def test_it_tells_its_story_and_leaves_nothing(checkout: Path) -> None:
    """There was nothing to see before setting the program up on one's own data."""
    begun = time.monotonic()
    ended = subprocess.run(DEMO, cwd=checkout, env={**kept(), **ELSEWHERE}, capture_output=True, text=True, check=False)
    print(f"\nthe demonstration took {time.monotonic() - begun:.0f} s")
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout[-3000:]
    titles = [str(step.__doc__).splitlines()[0] for step in STEPS]
    assert re.findall(r"^ ?\d+  (.*)$", ended.stdout, re.MULTILINE) == titles
    assert [int(code) for code in re.findall(r"^      exit code (\d+)$", ended.stdout, re.MULTILINE)] == EXIT_CODES
    assert ended.stdout.count("✔") == len(STEPS)
    assert "\033" not in ended.stdout
    assert [line for line in ended.stdout.splitlines() if len(line) > 100 or line != line.rstrip()] == []
    (step,) = re.findall(r"^     8  .*?✔ .*?$", (CHECKOUT / "README.md").read_text(), re.MULTILINE | re.DOTALL)
    assert re.sub("^    ", "", step, flags=re.MULTILINE) in ended.stdout
    assert not folder(ended.stdout).exists()
    assert list((checkout / ".local").iterdir()) == []


def test_a_step_that_does_not_do_what_it_says_ends_it_with_1_and_its_name(checkout: Path) -> None:
    sample = checkout / "local" / "sample" / "launches.json"
    sample.write_text(json.dumps(json.loads(sample.read_text())[1:]))
    ended = subprocess.run(DEMO, cwd=checkout, env=kept(), capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    last = ended.stdout.partition("✘ ")[2]
    assert last.startswith("Step 1, 'The first load', does not do what it says: expected {'code': 0, 'fetched': 205")
    assert "found {'code': 0, 'fetched': 204" in last
    assert '"event": "cycle_finished"' in last
    assert not folder(ended.stdout).exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_and_leaves_nothing(checkout: Path, number: int) -> None:
    """On a terminal, where it is in colours."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(DEMO, cwd=checkout, env=kept(), stdout=theirs, stderr=theirs) as process:
        shown = ""
        while "exit code" not in shown:
            shown += os.read(ours, 4096).decode()
        process.send_signal(number)
        assert process.wait(60) == 128 + number
    os.close(theirs)
    os.close(ours)
    assert "\033[1m 1  The first load\033[0m" in shown
    assert not folder(shown).exists()
