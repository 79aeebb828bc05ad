"""Signals during the start, and Ctrl-C on a terminal."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from local.answers import Answer, Request
from local.api import RecordedApi
from local.postgres import Login
from tests.acceptance.reading import last_run
from tests.faults.administrator import await_
from tests.faults.catalogue import fault
from tests.faults.conftest import Ask
from tests.support.program import Program

pytest_plugins = ("tests.faults.actors",)
AREA = "Signals"
COLOURS = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


@pytest.fixture
def login(loaded_login: Login) -> Login:
    return loaded_login


def hang(_request: Request, _proceed: Callable[[], Answer]) -> Answer | None:
    time.sleep(20)
    return None


@fault(
    AREA, "SIGTERM at any moment of the start of a cycle", code=143, log="",
    tables="as before; a ledger row, if any, is `interrupted`",
)  # fmt: skip
def test_sigterm_at_any_moment_of_the_start_ends_the_cycle(
    job: Program, api: RecordedApi, ask: Ask, contents: Callable[[], Any]
) -> None:
    before, seen = contents(), set()
    api.respond = hang
    for milliseconds in (10, 30, 60, 100, 150, 200, 250, 300, 400, 500, 600, 800):
        # Python logs each import when it is done, which shows how far the start had come.
        with job.started(PYTHONPROFILEIMPORTTIME="1") as process:
            time.sleep(milliseconds / 1000)
            process.terminate()
            _, stderr = process.communicate(timeout=12)
        lines = stderr.splitlines()
        imported = {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}
        rest = [line for line in lines if not line.startswith("import time:")]
        assert process.returncode in (143, -signal.SIGTERM), (milliseconds, rest)
        if process.returncode == -signal.SIGTERM:
            assert "job.observe.log" not in imported, "the signal was not handled although the program's own code ran"
        assert all(isinstance(json.loads(line), dict) for line in rest), rest
        seen.add(process.returncode)
    assert seen == {143, -signal.SIGTERM}
    assert contents() == before
    assert {row.status for row in ask("SELECT status FROM ops.cycles")} <= {"succeeded", "interrupted"}


def on_a_terminal(job: Program, ready: Callable[[], bool]) -> tuple[int, str]:
    """Run the program in the foreground of a terminal, press Ctrl-C there; return its exit code and what is seen."""
    terminal, end = pty.openpty()
    process = subprocess.Popen(
        # Ctrl-C goes to the session that the terminal controls, so the program has to lead one.
        [sys.executable, "-c", ("import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
         "os.execv(sys.executable, [sys.executable, '-m', 'job'])")],
        cwd=job.folder, env={**job._environment({"TERM": "xterm", "MODE": "full"})},
        stdin=end, stdout=end, stderr=end, start_new_session=True,
    )  # fmt: skip
    os.close(end)
    try:
        await_(ready, "the program did not get there")
        time.sleep(0.2)
        os.write(terminal, b"\x03")
        seen = read_to_the_end(terminal)
        return process.wait(10), seen
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        os.close(terminal)


def read_to_the_end(terminal: int) -> str:
    seen = b""
    while select.select([terminal], [], [], 10)[0]:
        try:
            part = os.read(terminal, 65_536)
        except OSError:  # the other end of the terminal is closed
            break
        if not part:
            break
        seen += part
    return seen.decode()


@fault(
    AREA, "SIGINT on a terminal (Ctrl-C)", code=130, log="stopped by SIGINT",
    tables="as before; the ledger row is `interrupted`",
)  # fmt: skip
def test_ctrl_c_on_a_terminal_gives_one_clean_line(
    job: Program, api: RecordedApi, ask: Ask, contents: Callable[[], Any], heals: Callable[[], None]
) -> None:
    before = contents()
    api.respond = hang
    code, screen = on_a_terminal(job, lambda: bool(api.requests))
    text = COLOURS.sub("", screen)
    assert code == 130, text
    assert "Traceback" not in text
    assert "KeyboardInterrupt" not in text
    assert len([line for line in text.splitlines() if "SIGINT" in line]) == 1, text
    assert "stopped by SIGINT" in text
    row = last_run(ask)
    assert (row.status, row.exit_code, row.error) == ("interrupted", 130, "stopped by SIGINT")
    assert contents() == before
    api.respond = lambda _request, proceed: proceed()
    heals()
