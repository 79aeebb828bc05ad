"""The image: what is in it, what is not, and how it runs."""

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from job import __version__
from tests.e2e import engine
from tests.e2e.engine import CHECKOUT, docker, inspected, said

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

TAG = f"test-{os.getpid()}"
IMAGE = f"spacex-elt:{TAG}"
MOST_ADDED, MOST_ADDED_BY_THE_REPORT = 60_000_000, 95_000_000
CONFINED = ("--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--memory", "256m")
NOWHERE = {"POSTGRES_HOST": "127.0.0.1", "POSTGRES_DB": "d", "POSTGRES_USER": "u", "POSTGRES_PASSWORD": "secret"}


@pytest.fixture(scope="module", autouse=True)
def image() -> Iterator[None]:
    started = time.monotonic()
    engine.build(tag=TAG)
    print(f"\nbuilding the images took {time.monotonic() - started:.0f} s")
    yield
    engine.removed(TAG)


def base() -> str:
    """The image that the job is made from."""
    (name,) = re.findall(r"^FROM (\S+) AS job$", (CHECKOUT / "Dockerfile").read_text(), re.MULTILINE)
    return str(name)


def inside(script: str, *options: str) -> str:
    """What a shell script prints in a container of the image."""
    return said("run", "--rm", *options, "--entrypoint", "sh", IMAGE, "-c", script)


def variables(**values: str) -> list[str]:
    return [part for name, value in values.items() for part in ("--env", f"{name}={value}")]


def test_it_adds_at_most_60_mb_to_its_base() -> None:
    assert base() == "python:3.13-slim-trixie"
    added = inspected(IMAGE)["Size"] - inspected(base())["Size"]
    print(f"\nthe image adds {added / 1e6:.1f} MB to {base()}")
    assert added <= MOST_ADDED


def test_the_image_with_the_report_is_one_layer_more() -> None:
    """No image could write a report; in the job's own image its libraries would more than double what a cycle pulls."""
    job, report = inspected(IMAGE), inspected(f"{IMAGE}-report")
    assert report["RootFS"]["Layers"][:-1] == job["RootFS"]["Layers"]
    assert (report["Config"]["User"], report["Config"]["Labels"]) == (job["Config"]["User"], job["Config"]["Labels"])
    added = report["Size"] - job["Size"]
    print(f"\nthe report adds {added / 1e6:.1f} MB")
    assert added <= MOST_ADDED_BY_THE_REPORT
    script = "from job.commands.report import charts; print(charts.draw('every_launch', ['name'], [['x']])[0][:4])"
    drawn = said("run", "--rm", *CONFINED, "--entrypoint", "python", f"{IMAGE}-report", "-c", script)
    assert drawn == "<svg"
    refused = docker("run", "--rm", *CONFINED, *variables(**NOWHERE), IMAGE, "report", "--out", "-")
    assert (refused.returncode, "-report" in json.loads(refused.stderr)["what_to_do"]) == (78, True)


def test_its_labels_tell_version_and_revision() -> None:
    labels = inspected(IMAGE)["Config"]["Labels"]
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert labels["org.opencontainers.image.version"] == __version__
    assert labels["org.opencontainers.image.revision"] == head.stdout.strip()


def test_its_entry_point_is_the_installed_command_without_a_shell() -> None:
    config = inspected(IMAGE)["Config"]
    assert (config["Entrypoint"], config["Cmd"]) == (["spacex-elt"], None)
    assert said("run", "--rm", IMAGE, "--version") == f"spacex-elt {__version__}"


def test_its_user_is_a_number_that_is_not_root() -> None:
    assert inspected(IMAGE)["Config"]["User"] == "10001:10001"
    assert inside("id -u; id -g").split() == ["10001", "10001"]


def test_it_can_change_nothing_of_itself() -> None:
    assert inside("find /opt/spacex-elt -writable ! -type l") == ""


@pytest.mark.parametrize("tool", ["gcc", "cc", "c++", "ld", "strip", "make", "git", "uv", "curl"])
def test_it_has_no_tool_to_build_or_fetch_with(tool: str) -> None:
    assert inside(f"command -v {tool} || echo none") == "none"


def test_it_has_no_cache_no_test_and_nothing_else_of_the_checkout() -> None:
    names = ("*/.cache/*", "*/.git", "*/.env*", "*/Dockerfile", "*/Makefile", "*requirements*.lock", "*.whl")
    ours = ("*/tests/e2e*", "*/tests/unit*", "*/local/sample*", "*/deploy/helm*", "*/docs/decisions.md")
    wanted = " -o ".join(f"-path '{pattern}'" for pattern in (*names, *ours))
    find = ("--entrypoint", "sh", "--user", "0", "-c", f"find / -xdev -path /proc -prune -o \\( {wanted} \\) -print")
    listed = {image: set(said("run", "--rm", *find[:4], image, *find[4:]).splitlines()) for image in (base(), IMAGE)}
    assert listed[IMAGE] - listed[base()] == set()


def test_its_packages_are_the_locked_ones_and_the_program() -> None:
    listing = "import importlib.metadata as m, json; print(json.dumps({d.name: d.version for d in m.distributions()}))"
    held = json.loads(said("run", "--rm", "--entrypoint", "python", IMAGE, "-c", listing))
    assert held.pop("spacex-elt") == __version__
    locked = dict(re.findall(r"^([a-z0-9-]+)==([^ ;]+)", (CHECKOUT / "requirements.lock").read_text(), re.MULTILINE))
    assert {name.lower().replace("_", "-"): version for name, version in held.items()}.items() <= locked.items()


def test_it_works_read_only_without_capabilities() -> None:
    ended = docker("run", "--rm", *CONFINED, *variables(**NOWHERE), IMAGE, "status")
    assert ended.returncode == 74, ended.stderr
    assert "secret" not in ended.stdout + ended.stderr


def test_without_settings_it_ends_with_78_and_names_them() -> None:
    ended = docker("run", "--rm", *CONFINED, IMAGE)
    assert ended.returncode == 78
    assert "POSTGRES_HOST" in ended.stderr


def test_it_compiles_nothing_when_it_starts() -> None:
    compiled = "find /opt/spacex-elt -name '*.py' -path '*/job/*'"
    sources = inside(f"{compiled} | wc -l")
    assert int(sources) > 30
    assert inside("find /opt/spacex-elt -name '*.pyc' -path '*/job/*' | wc -l") == sources


def test_the_first_log_line_comes_soon() -> None:
    """Its cold start, printed; no limit on a machine that others share."""
    options = ["run", "--rm", *CONFINED, *variables(**NOWHERE, API_MAX_ATTEMPTS="1")]
    started = time.monotonic()
    with subprocess.Popen(
        ["docker", *options, IMAGE], env=engine.ENVIRONMENT, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stderr is not None
        first = json.loads(run.stderr.readline())
        seconds = time.monotonic() - started
        run.stderr.read()
    print(f"\ncold start: {seconds:.2f} s from `docker run` to the first log line")
    assert first["event"] == "cycle_started"
    assert run.returncode == 74


def test_new_code_rebuilds_one_small_layer_in_seconds(tmp_path: Path) -> None:
    copied = tmp_path / "checkout"
    shutil.copytree(CHECKOUT, copied, ignore=engine.NOT_COPIED)
    started = time.monotonic()
    engine.build(tag=f"{TAG}-same", folder=copied)
    cached = time.monotonic() - started
    with (copied / "job" / "cycle.py").open("a") as module:
        module.write("\n# a change\n")
    started = time.monotonic()
    engine.build(tag=f"{TAG}-changed", folder=copied)
    print(f"\nrebuilding took {cached:.1f} s with nothing changed, {time.monotonic() - started:.1f} s after new code")
    before, after = (inspected(f"spacex-elt:{each}")["RootFS"]["Layers"] for each in (TAG, f"{TAG}-changed"))
    for tag in (f"{TAG}-same", f"{TAG}-changed"):
        engine.removed(tag)
    assert before[:-1] == after[:-1]
    assert before[-1] != after[-1]


def test_the_recorded_api_answers_read_only_without_capabilities() -> None:
    name = f"recorded-api-{TAG}"
    said("run", "--detach", "--rm", "--name", name, *CONFINED, f"spacex-elt-recorded-api:{TAG}")
    asked = "import urllib.request as u; print(len(u.urlopen('http://127.0.0.1:8000/v4/launches/past').read()))"
    try:
        for _ in range(50):
            ended = docker("exec", name, "python", "-c", asked)
            if ended.returncode == 0:
                break
            time.sleep(0.1)
        assert int(ended.stdout) > 100_000, ended.stderr
    finally:
        started = time.monotonic()
        docker("stop", name)
    assert time.monotonic() - started < 8, "as PID 1 it must heed SIGTERM"
