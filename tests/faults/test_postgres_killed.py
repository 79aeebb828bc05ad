"""PostgreSQL kills the program's backend at every step of a cycle: whole or not at all, and the next is whole."""

from collections.abc import Callable
from typing import Any

import pytest

from local.api import RecordedApi
from local.postgres import Login
from tests.acceptance.reading import last_run
from tests.faults.administrator import IN_COMMIT, STEPS, Administrator, Step, at_first_request
from tests.faults.catalogue import fault
from tests.faults.conftest import Ask
from tests.support.program import Ended, Program

pytest_plugins = ("tests.faults.actors",)
KILLED = "terminating connection due to administrator command"
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
