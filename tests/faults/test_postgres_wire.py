"""The connection to PostgreSQL breaks at a certain message: inside COPY, and on either side of COMMIT."""

from collections.abc import Callable
from typing import Any

import pytest

from local.api import RecordedApi
from local.postgres import Login, Postgres
from tests.acceptance.reading import count, last_run
from tests.faults.administrator import IN_COMMIT, Administrator, await_
from tests.faults.catalogue import fault
from tests.faults.conftest import Ask
from tests.faults.wire import BIND, DOCUMENTS, QUERY, Cut, Link, Wire, at
from tests.support.program import Ended, Program

pytest_plugins = ("tests.faults.actors",)
FAILED = "as before; the ledger row is `failed`"


@pytest.fixture
def login(loaded_login: Login) -> Login:
    return loaded_login


@pytest.fixture
def _failed(ask: Ask, contents: Callable[[], Any], heals: Callable[[], None], news: None) -> Any:  # noqa: ARG001
    """After the test: nothing has changed but the ledger, and the next cycle is right."""
    before = contents()
    yield
    assert contents() == before
    row = last_run(ask)
    assert (row.status, row.exit_code) == ("failed", 74)
    heals()


def cut(_link: Link) -> None:
    raise Cut


@pytest.mark.usefixtures("_failed", "reformatted")
@fault(
    "PostgreSQL", "the cycle's backend is killed while documents arrive", code=74, tables=FAILED,
    log="in sql/steps/land/insert_documents.sql",
)  # fmt: skip
def test_a_backend_killed_while_documents_arrive_ends_the_cycle(
    job: Program, postgres: Postgres, administrator: Administrator, holds: Callable[[Ended], None]
) -> None:
    killed = []

    def kill(_link: Link) -> None:
        killed.append(administrator.backend())
        administrator.kill(killed[0])

    with Wire(postgres.port, at(BIND, DOCUMENTS, kill, nth=3)) as wire:
        holds(job(MODE="full", PAGE_SIZE="20", POSTGRES_PORT=str(wire.port)))
    assert killed


@pytest.mark.usefixtures("_failed", "reformatted")
@fault(
    "PostgreSQL", "the network breaks while documents arrive", code=74, tables=FAILED,
    log="in sql/steps/land/insert_documents.sql",
)  # fmt: skip
def test_a_connection_cut_while_documents_arrive_ends_the_cycle(
    job: Program, postgres: Postgres, holds: Callable[[Ended], None]
) -> None:
    with Wire(postgres.port, at(BIND, DOCUMENTS, cut, nth=3)) as wire:
        holds(job(MODE="full", PAGE_SIZE="20", POSTGRES_PORT=str(wire.port)))


@pytest.mark.usefixtures("_failed")
@fault(
    "PostgreSQL", "the cycle's backend is killed between two pages", code=74, tables=FAILED,
    log="terminating connection due to administrator command",
)  # fmt: skip
def test_a_backend_killed_between_two_pages_ends_the_cycle(
    job: Program, api: RecordedApi, administrator: Administrator, holds: Callable[[Ended], None]
) -> None:
    def respond(_request: Any, proceed: Callable[[], Any]) -> Any:
        if len(api.requests) == 3:
            administrator.kill(administrator.backend())
        return proceed()

    api.respond = respond
    holds(job(MODE="full", PAGE_SIZE="50"))
    assert len(api.requests) in (3, 4), "of five: at most one page was read ahead"
    api.respond = lambda _request, proceed: proceed()


@pytest.mark.usefixtures("_failed")
@fault(
    "PostgreSQL", "the network breaks before COMMIT arrives", code=74, tables=FAILED,
    log="the connection broke during COMMIT",
)  # fmt: skip
def test_a_commit_that_did_not_arrive_is_told_as_a_failure(
    job: Program, postgres: Postgres, holds: Callable[[Ended], None]
) -> None:
    with Wire(postgres.port, at(QUERY, b"COMMIT", cut)) as wire:
        holds(job(MODE="full", POSTGRES_PORT=str(wire.port)))


@pytest.mark.usefixtures("news")
@fault(
    "PostgreSQL", "the network breaks before COMMIT is answered", code=0, log='"event": "cycle_finished"',
    tables="new; the ledger row, read again, is `succeeded`",
)  # fmt: skip
def test_a_commit_whose_answer_was_lost_is_told_as_the_success_that_it_is(
    job: Program,
    ask: Ask,
    postgres: Postgres,
    holds: Callable[[Ended], None],
    heals: Callable[[], None],
) -> None:
    with Wire(postgres.port, at(QUERY, b"COMMIT", Link.silence)) as wire:
        ended = job(MODE="full", POSTGRES_PORT=str(wire.port))
        assert len(wire.links) == 2, "the ledger was not read again"
    holds(ended)
    row = last_run(ask)
    assert (row.status, row.exit_code, row.error) == ("succeeded", 0, None)
    assert (row.inserted, row.changed, row.removed) == (1, 2, 1)
    assert ended.finished["inserted"] == 1
    heals()
    assert last_run(ask).unchanged == row.inserted + row.changed + row.unchanged


@pytest.mark.usefixtures("news")
@fault(
    "PostgreSQL", "the network breaks while PostgreSQL is busy with COMMIT", code=74,
    log="the connection broke during COMMIT", tables="committed or as before; the ledger shows which",
)  # fmt: skip
def test_a_commit_that_goes_on_behind_a_broken_connection_is_whole(
    job: Program,
    ask: Ask,
    api: RecordedApi,
    postgres: Postgres,
    administrator: Administrator,
    holds: Callable[[Ended], None],
    heals: Callable[[], None],
) -> None:
    with Wire(postgres.port) as wire, job.started(MODE="full", POSTGRES_PORT=str(wire.port)) as process:
        with administrator.stopping(api, IN_COMMIT):
            backend = administrator.waiting()
            wire.cut()
            holds(job.end(process))
            assert last_run(ask).status == "running"
        await_(lambda: backend not in administrator.backends(), "the backend is still there")
    row = last_run(ask)
    assert (row.status, row.inserted, row.changed, row.removed) == ("succeeded", 1, 2, 1)
    assert count(ask, "raw_launches_history") == 3
    heals()


@pytest.mark.usefixtures("news")
@fault(
    "PostgreSQL", "the network breaks before COMMIT is answered, and stays broken", code=74,
    log="the connection broke during COMMIT", tables="new, although the cycle could not know; the ledger row is `succeeded`",
)  # fmt: skip
def test_a_commit_that_nobody_can_ask_about_is_told_as_a_failure_that_may_be_repeated(
    job: Program, ask: Ask, postgres: Postgres, holds: Callable[[Ended], None], heals: Callable[[], None]
) -> None:
    def silence_for_good(link: Link) -> None:
        link.silence()
        wire.close()

    with Wire(postgres.port, at(QUERY, b"COMMIT", silence_for_good)) as wire:
        ended = job(MODE="full", POSTGRES_PORT=str(wire.port))
    holds(ended)
    assert ended.events("failure_not_recorded")
    assert "Nothing was changed" not in ended.finished["what_to_do"], "that is not known here, and not so"
    assert last_run(ask).status == "succeeded"
    heals()
    assert (last_run(ask).inserted, last_run(ask).changed, last_run(ask).removed) == (0, 0, 0)
