"""What is installed is what is tested: the wheel carries all it needs, and works away from the checkout."""

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from job import __version__
from local.api import RecordedApi
from local.login import Login
from tests.support.program import CHECKOUT

Ended = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*build, "--no-build-isolation", "--wheel-dir", folder, CHECKOUT], check=True, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def target(wheel: Path) -> Path:
    """A folder into which the wheel is installed, without its dependencies."""
    folder = wheel.parent / "installed"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*install, "--no-index", "--target", folder, wheel], check=True, cwd=wheel.parent)
    return folder


@pytest.fixture
def installed(target: Path, tmp_path: Path) -> Callable[..., Ended]:
    """The installed command, started elsewhere: it sees what was installed and its dependencies, and no checkout."""
    command = [sys.executable, "-S", "-P", str(target / "bin" / "spacex-elt")]
    path = os.pathsep.join([str(target), sysconfig.get_path("purelib")])

    def run(*arguments: str, **variables: str) -> Ended:
        return subprocess.run(
            [*command, *arguments], cwd=tmp_path, env={"PATH": os.environ["PATH"], "PYTHONPATH": path, **variables},
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    return run


def test_the_wheel_carries_every_file_of_the_program_and_every_sql_file_and_nothing_else(wheel: Path) -> None:
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    found = [path for path in (CHECKOUT / "job").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    program = {path.relative_to(CHECKOUT).as_posix() for path in found}
    files = {f"job/{path.relative_to(CHECKOUT).as_posix()}" for path in (CHECKOUT / "sql").rglob("*.sql")}
    assert inside == program | files


def test_the_installed_command_tells_its_version(installed: Callable[..., Ended]) -> None:
    ended = installed("--version")
    assert (ended.returncode, ended.stdout) == (0, f"spacex-elt {__version__}\n"), ended.stderr


def test_the_installed_command_finds_its_sql_files(installed: Callable[..., Ended]) -> None:
    ended = installed("query", "--list", "--format", "json")
    assert ended.returncode == 0, ended.stderr
    assert len(json.loads(ended.stdout)) == len(list((CHECKOUT / "sql" / "analyses").glob("*.sql")))


def test_the_installed_command_runs_a_cycle(
    installed: Callable[..., Ended], login: Login, api: RecordedApi, ask: Callable[..., list[Any]]
) -> None:
    ended = installed(**login.environment(), API_URL=api.launches_url)
    assert ended.returncode == 0, ended.stderr
    assert ask("SELECT count(*) FROM launches") == [(187,)]
