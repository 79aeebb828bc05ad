"""What make says while it works, with a Python that only pretends to install."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.program import CHECKOUT

PRETENDS = """#!/bin/sh
case "$*" in
  "-m venv .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
  *--require-hashes*) for package in $(seq 25); do echo "Collecting p$package==1"; done; echo "Installing collected packages"
    exit "${PIP_EXIT:-0}" ;;
  *local.stack*) echo "ran $*" ;;
esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("Makefile", "requirements-dev.lock", "pyproject.toml"):
        shutil.copy(CHECKOUT / name, tmp_path)
    (tmp_path / "python").write_text(PRETENDS)
    (tmp_path / "python").chmod(0o755)
    return tmp_path


def make(folder: Path, target: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", **variables}
    return subprocess.run(
        ["make", "PYTHON=./python", target], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_setup_says_how_far_it_is(checkout: Path) -> None:
    """It was silent for a minute."""
    done = make(checkout, "setup")
    assert done.returncode == 0, done.stderr
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert [line.partition(" of ")[0] for line in lines if " of " in line] == ["10", "20"]
    assert lines[-1] == ".venv is ready"


def test_setup_fails_where_pip_fails(checkout: Path) -> None:
    done = make(checkout, "setup", PIP_EXIT="1")
    assert done.returncode == 2
    assert not (checkout / ".venv" / "ready").exists()


def test_clean_says_what_it_does_and_leaves_no_server_that_it_cannot_stop(checkout: Path) -> None:
    """Without .venv it left .local and a running PostgreSQL, in silence."""
    make(checkout, "setup")
    (checkout / ".local").mkdir()
    assert make(checkout, "clean").stdout == "ran -m local.stack remove\nrm -rf .venv .bench\n"
    refused = make(checkout, "clean")
    assert refused.returncode == 2
    assert "First: make setup" in refused.stderr
