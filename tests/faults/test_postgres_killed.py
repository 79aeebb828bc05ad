"""PostgreSQL kills the program's backend at every step of a cycle: whole or not at all, and the next is whole."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from job.steps import lock
from local.api import RecordedApi
from local.postgres import Login
from tests.acceptance.reading import last_run
from tests.faults.administrator import BEFORE_LOAD, IN_COMMIT, STEPS, Administrator, Step, at_first_request, await_
from tests.faults.catalogue import fault
from tests.faults.conftest import Ask
from tests.support.program import Ended, Program

pytest_plugins = ("tests.faults.actors",)
KILLED = "terminating connection due to administrator command"
WAITS_FOR_THE_LOCK = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
FAILED = "as before; the ledger row is `failed`"


@pytest.fixture
def login(loaded_login: Login) -> Login:
    return loaded_login


def failed(ask: Ask, words: str) -> None:
    row = last_run(ask)
    assert (row.status, row.exit_code) == ("failed", 74)
    assert words in row.error
    assert row.finished_at is not None


def at(step: Step) -> Any:
    log = KILLED if step is not IN_COMMIT else "the connection broke during COMMIT"
    mark = fault("PostgreSQL", f"the cycle's backend is killed {step.words}", code=74, log=log, tables=FAILED)
    return pytest.param(step, marks=mark, id=step.words)


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize("step", [at(step) for step in (*STEPS, IN_COMMIT)])
def test_a_cycle_whose_backend_is_killed_leaves_every_table_as_it_was(
    job: Program,
    api: RecordedApi,
    ask: Ask,
    administrator: Administrator,
    contents: Callable[[], Any],
    holds: Callable[[Ended], None],
    heals: Callable[[], None],
    step: Step,
) -> None:
    before = contents()
    with job.started(MODE="full") as process:
        with administrator.stopping(api, step):
            administrator.kill(administrator.waiting())
        ended = job.end(process)
    holds(ended)
    assert contents() == before
    failed(ask, KILLED)
    heals()


@pytest.mark.usefixtures("news")
@fault("PostgreSQL", "the cycle's backend is killed before COPY", code=74, log=KILLED, tables=FAILED)
def test_a_backend_killed_while_the_first_page_is_awaited_ends_the_cycle(
    job: Program,
    api: RecordedApi,
    ask: Ask,
    administrator: Administrator,
    contents: Callable[[], Any],
    holds: Callable[[Ended], None],
    heals: Callable[[], None],
) -> None:
    before = contents()
    at_first_request(api, lambda: administrator.kill(administrator.backend()))
    holds(job(MODE="full"))
    assert contents() == before
    failed(ask, KILLED)
    heals()


@pytest.mark.usefixtures("news")
@fault(
    "PostgreSQL", "the cycle's backend is killed, and another session takes the lock", code=74, log="failure_not_recorded",
    tables="as before; the next holder of the lock closes the row as `interrupted`",
)  # fmt: skip
def test_a_failure_is_not_recorded_while_another_session_has_the_lock(
    job: Program,
    api: RecordedApi,
    ask: Ask,
    administrator: Administrator,
    contents: Callable[[], Any],
    holds: Callable[[Ended], None],
    heals: Callable[[], None],
) -> None:
    """A cycle that holds the lock may have closed this row already; the log said nothing of it."""
    before = contents()
    with administrator.connect() as other, job.started(MODE="full") as process:
        with administrator.stopping(api, BEFORE_LOAD):
            backend = administrator.waiting()
            waiter = threading.Thread(target=other.execute, args=[f"SELECT pg_advisory_lock({lock.KEY})"])
            waiter.start()
            await_(lambda: bool(administrator.rows(WAITS_FOR_THE_LOCK)), "nobody waits")
            administrator.kill(backend)
            waiter.join()
        ended = job.end(process)
        holds(ended)
        assert f"process {other.info.backend_pid}" in ended.events("failure_not_recorded")[0]["reason"]
        assert last_run(ask).status == "running"
    assert contents() == before
    heals()
    assert ask("SELECT status FROM ops.cycles ORDER BY cycle_number")[1].status == "interrupted"
