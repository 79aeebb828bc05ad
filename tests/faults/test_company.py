"""Cycles in company: one at a time inside, all rows right at the end, and no lock outlives its holder."""

import signal
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from itertools import pairwise

import pytest

from local.api import RecordedApi
from tests.acceptance.expected import served
from tests.acceptance.reading import documents, last_run
from tests.faults.administrator import BEFORE_LOAD, Administrator, at_first_request, await_
from tests.faults.catalogue import fault
from tests.faults.conftest import Ask
from tests.support.program import Ended, Program

pytest_plugins = ("tests.faults.actors",)
COMPANY = "Concurrent cycles"


def intervals(ask: Ask) -> list[tuple[datetime, datetime]]:
    return [(row.started_at, row.finished_at) for row in ask("SELECT * FROM ops.cycles ORDER BY started_at")]


@pytest.mark.parametrize(
    "cycles",
    [
        pytest.param(
            number,
            marks=fault(COMPANY, f"{word} cycles start at once", code=0, log="cycle_finished", tables="all rows, once"),
            id=word,
        )
        for number, word in ((2, "two"), (10, "ten"))
    ],
)
def test_cycles_started_at_once_run_one_after_the_other(
    job: Program, api: RecordedApi, ask: Ask, holds: Callable[[Ended], None], cycles: int
) -> None:
    with ExitStack() as held:
        started = [held.enter_context(job.started(MODE="full")) for _ in range(cycles)]
        for process in started:
            holds(job.end(process))
    assert documents(ask) == served(api)
    spans = intervals(ask)
    assert len(spans) == cycles
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@fault(COMPANY, "a backfill beside a scheduled cycle", code=0, log="cycle_finished", tables="all rows, once")
def test_a_backfill_waits_for_a_scheduled_cycle_and_the_other_way_round(
    job: Program, api: RecordedApi, ask: Ask, holds: Callable[[Ended], None]
) -> None:
    with (
        job.started(MODE="backfill", BACKFILL_FROM="2015-01-01", BACKFILL_TO="2015-12-31") as backfill,
        job.started(MODE="full") as full,
    ):
        holds(job.end(backfill))
        holds(job.end(full))
    assert documents(ask) == served(api)
    first, second = intervals(ask)
    assert first[1] <= second[0]


@pytest.mark.parametrize(
    "seconds",
    [
        pytest.param(
            seconds,
            marks=fault(COMPANY, f"lock held, LOCK_WAIT_SECONDS={seconds}", code=75, log=log, tables="as before"),
            id=seconds,
        )
        for seconds, log in (("0", "another session held the lock for 0 s: role postgres, process"), ("1", "lock_awaited"))
    ],
)  # fmt: skip
def test_a_cycle_that_gets_no_lock_leaves_all_as_it_is(
    job: Program, api: RecordedApi, ask: Ask, administrator: Administrator, holds: Callable[[Ended], None], seconds: str
) -> None:
    with administrator.holding_the_lock():
        ended = job(LOCK_WAIT_SECONDS=seconds)
    holds(ended)
    assert ended.finished["last_cycle_duration_seconds"] < float(seconds) + 5
    assert not api.requests
    assert ask("SELECT to_regclass('ops.cycles') AS runs")[0].runs is None


@fault(
    COMPANY, "the cycle's time runs out while another holds the lock", code=75, log="CYCLE_TIMEOUT_SECONDS ran out",
    tables="as before",
)  # fmt: skip
def test_a_cycle_whose_time_runs_out_at_the_lock_blames_the_lock(
    job: Program, administrator: Administrator, holds: Callable[[Ended], None]
) -> None:
    with administrator.holding_the_lock():
        holds(job(LOCK_WAIT_SECONDS="60", CYCLE_TIMEOUT_SECONDS="1.5"))


@pytest.fixture
def loaded(job: Program) -> None:
    assert job().code == 0


@fault(
    COMPANY, "the lock's holder is killed in a statement (SIGKILL)", code=0, log="cycles_closed_as_interrupted",
    tables="complete; the row of the killed cycle is `interrupted`",
)  # fmt: skip
@pytest.mark.usefixtures("loaded", "news")
def test_the_lock_of_a_killed_cycle_is_free_soon(
    job: Program, api: RecordedApi, ask: Ask, administrator: Administrator,
    holds: Callable[[Ended], None], heals: Callable[[], None],
) -> None:  # fmt: skip
    with administrator.stopping(api, BEFORE_LOAD), job.started(MODE="full") as process:
        pid = administrator.waiting()
        process.send_signal(signal.SIGKILL)
        process.wait()
        # Its backend waits for a table lock; it learns of the death by client_connection_check_interval.
        await_(lambda: pid not in administrator.backends(), "the killed cycle's backend lives on")
    assert administrator.lock_holders() == []
    holds(job(MODE="full"))
    assert ask("SELECT count(*) FROM ops.cycles WHERE status = 'interrupted'") == [(1,)]
    heals()


@fault(
    COMPANY, "the connection breaks while the cycle waits for the source", code=74, log="terminating connection",
    tables="as before; the ledger row is `failed`",
)  # fmt: skip
@pytest.mark.usefixtures("loaded", "news")
def test_a_lost_connection_keeps_no_lock(
    job: Program, api: RecordedApi, ask: Ask, administrator: Administrator,
    holds: Callable[[Ended], None], heals: Callable[[], None],
) -> None:  # fmt: skip
    def kill() -> None:
        administrator.kill(administrator.backend())
        assert administrator.lock_holders() == []

    at_first_request(api, kill)
    holds(job(MODE="full"))
    assert last_run(ask).status == "failed"
    heals()
