"""Signals: before COMMIT a cycle is rolled back and recorded as such, from COMMIT on it cannot be stopped."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from local.answers import Answer, Request
from local.api import RecordedApi
from local.login import Login
from tests.acceptance.reading import last_run
from tests.faults.administrator import BEFORE_LOAD, IN_COMMIT, STEPS, Administrator, Step, await_
from tests.faults.catalogue import fault
from tests.faults.conftest import Ask
from tests.support.program import CHECKOUT, Ended, Program

pytest_plugins = ("tests.faults.actors",)
SIGNALS = "Signals"
INTERRUPTED = "as before; the ledger row is `interrupted`"


@pytest.fixture
def login(loaded_login: Login) -> Login:
    return loaded_login


def interrupted(ask: Ask, code: int) -> None:
    row = last_run(ask)
    assert (row.status, row.exit_code) == ("interrupted", code)
    assert row.finished_at is not None


def at(step: Step) -> Any:
    mark = fault(SIGNALS, f"SIGTERM {step.words}", code=143, log="stopped by SIGTERM", tables=INTERRUPTED)
    return pytest.param(step, marks=mark, id=step.words)


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize("step", [at(step) for step in STEPS])
def test_sigterm_at_any_step_rolls_all_of_it_back(
    job: Program, api: RecordedApi, ask: Ask, administrator: Administrator, contents: Callable[[], Any],
    holds: Callable[[Ended], None], heals: Callable[[], None], step: Step,
) -> None:  # fmt: skip
    before = contents()
    with job.started(MODE="full") as process:
        with administrator.stopping(api, step) as lock:
            administrator.waiting()
            begun = time.monotonic()
            process.terminate()
            if step.table == "ops.cycles":  # the row that the cycle has to close is behind the same lock
                time.sleep(0.3)
                lock.close()
            process.wait(10)
        assert time.monotonic() - begun < 10
        ended = job.end(process)
    holds(ended)
    assert contents() == before
    interrupted(ask, 143)
    heals()


def hang(_request: Request, _proceed: Callable[[], Answer]) -> Answer | None:
    time.sleep(20)
    return None


def refuse(_request: Request, _proceed: Callable[[], Answer]) -> Answer:
    return Answer(503, {"Retry-After": "30"}, b"")


@pytest.mark.parametrize(
    ("respond", "sign", "code"),
    [
        pytest.param(
            hang, signal.SIGTERM, 143, id="SIGTERM in a request",
            marks=fault(SIGNALS, "SIGTERM while waiting for the source", code=143, log="SIGTERM", tables=INTERRUPTED),
        ),
        pytest.param(
            refuse, signal.SIGTERM, 143, id="SIGTERM between two attempts",
            marks=fault(SIGNALS, "SIGTERM between two attempts", code=143, log="stopped by SIGTERM", tables=INTERRUPTED),
        ),
        pytest.param(
            hang, signal.SIGINT, 130, id="SIGINT in a request",
            marks=fault(SIGNALS, "SIGINT while waiting for the source", code=130, log="SIGINT", tables=INTERRUPTED),
        ),
    ],
)  # fmt: skip
def test_a_signal_ends_the_wait_for_the_source(
    job: Program, api: RecordedApi, ask: Ask, contents: Callable[[], Any], holds: Callable[[Ended], None],
    respond: Any, sign: signal.Signals, code: int,
) -> None:  # fmt: skip
    before = contents()
    api.respond = respond
    with job.started(MODE="full") as process:
        await_(lambda: bool(api.requests), "no request")
        time.sleep(0.2)
        begun = time.monotonic()
        process.send_signal(sign)
        ended = job.end(process, 10)
    assert time.monotonic() - begun < 3
    holds(ended)
    assert contents() == before
    interrupted(ask, code)


@fault(SIGNALS, "SIGTERM while waiting for the lock", code=143, log="stopped by SIGTERM", tables="as before; no row")
def test_sigterm_ends_the_wait_for_the_lock(
    job: Program, ask: Ask, administrator: Administrator, holds: Callable[[Ended], None]
) -> None:
    cycles = ask("SELECT cycle_id FROM ops.cycles")
    with administrator.holding_the_lock(), job.started() as process:
        administrator.waiting()
        process.terminate()
        holds(job.end(process, 10))
    assert ask("SELECT cycle_id FROM ops.cycles") == cycles


@fault(SIGNALS, "SIGTERM in COMMIT", code=0, log="cycle_finished", tables="the cycle is committed")
@pytest.mark.usefixtures("news")
def test_from_commit_on_a_signal_is_ignored(
    job: Program, api: RecordedApi, ask: Ask, administrator: Administrator, holds: Callable[[Ended], None]
) -> None:
    with job.started(MODE="full") as process:
        with administrator.stopping(api, IN_COMMIT):
            administrator.waiting()
            process.terminate()
            time.sleep(0.3)
            assert process.poll() is None
        holds(job.end(process))
    assert last_run(ask).status == "succeeded"


@fault(
    SIGNALS, "SIGTERM while PostgreSQL itself hangs", code=143, log="stopped by SIGTERM",
    tables="as before; the next cycle closes the row as `interrupted`",
)  # fmt: skip
@pytest.mark.usefixtures("news")
def test_sigterm_ends_a_cycle_within_ten_seconds_although_postgresql_hangs(
    job: Program, api: RecordedApi, administrator: Administrator, contents: Callable[[], Any],
    holds: Callable[[Ended], None], heals: Callable[[], None],
) -> None:  # fmt: skip
    before = contents()
    with job.started(MODE="full") as process:
        with administrator.stopping(api, BEFORE_LOAD):
            pid = administrator.waiting()
            with administrator.frozen(pid):
                begun = time.monotonic()
                process.terminate()
                process.wait(15)
                assert time.monotonic() - begun < 10
        ended = job.end(process)
    holds(ended)
    await_(lambda: pid not in administrator.backends(), "the backend lives on")
    assert contents() == before
    heals()


@fault(SIGNALS, "SIGKILL", code=-9, log="", tables="as before; the next cycle closes the row as `interrupted`")
@pytest.mark.usefixtures("news")
def test_the_next_cycle_closes_the_row_of_a_killed_one(
    job: Program, api: RecordedApi, ask: Ask, contents: Callable[[], Any], heals: Callable[[], None]
) -> None:
    before, proceed = contents(), api.respond
    api.respond = hang
    with job.started(MODE="full") as process:
        await_(lambda: bool(api.requests), "no request")
        process.kill()
        assert process.wait() == -signal.SIGKILL
    api.respond = proceed
    assert last_run(ask).status == "running"
    assert contents() == before
    heals()
    assert [row.status for row in ask("SELECT status FROM ops.cycles ORDER BY started_at")][1:] == [
        "interrupted",
        "succeeded",
    ]


@fault(SIGNALS, "SIGTERM during the imports", code=143, log="", tables="as before")
def test_sigterm_during_the_imports_ends_the_program_without_a_traceback(job: Program, ask: Ask) -> None:
    cycles = len(ask("SELECT cycle_id FROM ops.cycles"))
    for milliseconds in (30, 60, 90, 120, 160, 200, 260, 320):
        with job.started("status") as process:
            time.sleep(milliseconds / 1000)
            process.terminate()
            ended = job.end(process)
        assert ended.code in (143, -signal.SIGTERM, 0), ended.stderr
        assert "Traceback" not in ended.stderr
    assert len(ask("SELECT cycle_id FROM ops.cycles")) == cycles


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("unshare"), reason="a PID namespace needs root and unshare")
@fault(SIGNALS, "SIGTERM as PID 1", code=143, log="stopped by SIGTERM", tables=INTERRUPTED)
def test_sigterm_reaches_the_program_as_pid_1(job: Program, api: RecordedApi, ask: Ask) -> None:
    api.respond = hang
    # The shell of unshare's child becomes the program (exec), which is then PID 1 of its own namespace.
    command = ["unshare", "--pid", "--fork", "--kill-child", sys.executable, "-m", "job"]
    environment = {**os.environ, **job.environment, "PYTHONPATH": str(CHECKOUT)}
    process = subprocess.Popen(command, cwd=job.folder, env=environment, stderr=subprocess.PIPE, text=True)
    await_(lambda: bool(api.requests), "no request")
    (child,) = subprocess.check_output(["pgrep", "-P", str(process.pid)], text=True).split()
    os.kill(int(child), signal.SIGTERM)
    _, stderr = process.communicate(timeout=10)
    assert process.returncode == 143, stderr
    assert "stopped by SIGTERM" in stderr
    interrupted(ask, 143)
