"""SIGTERM and the deadline where something hangs: COPY, the network, PostgreSQL, the Pushgateway."""

import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from local.api import RecordedApi
from local.postgres import Login, Postgres
from tests.acceptance.reading import last_run
from tests.faults.administrator import IN_TRANSFORM, Administrator, await_
from tests.faults.catalogue import fault
from tests.faults.conftest import Ask
from tests.faults.wire import BIND, DOCUMENTS, Link, Wire
from tests.support.program import Ended, Program

pytest_plugins = ("tests.faults.actors",)
AREA = "Signals"
INTERRUPTED = "as before; the ledger row is `interrupted`"


@pytest.fixture
def login(loaded_login: Login) -> Login:
    return loaded_login


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that accepts a connection and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.usefixtures("news", "reformatted")
@fault(AREA, "SIGTERM while documents arrive", code=143, log="stopped by SIGTERM", tables=INTERRUPTED)
def test_sigterm_while_documents_arrive_ends_the_cycle(
    job: Program, ask: Ask, postgres: Postgres, contents: Callable[[], Any], holds: Callable[[Ended], None],
    heals: Callable[[], None],
) -> None:  # fmt: skip
    before, sent = contents(), []

    def slow(_link: Link, kind: bytes, message: bytes) -> None:
        if kind == BIND and DOCUMENTS in message:
            sent.append(message)
            time.sleep(0.1)

    with Wire(postgres.port, slow) as wire:
        with job.started(MODE="full", PAGE_SIZE="20", POSTGRES_PORT=str(wire.port)) as process:
            await_(lambda: len(sent) >= 3, "no documents")
            process.terminate()
            begun = time.monotonic()
            ended = job.end(process, 10)
        assert time.monotonic() - begun < 10
    holds(ended)
    assert contents() == before
    assert (last_run(ask).status, last_run(ask).exit_code) == ("interrupted", 143)
    heals()


@pytest.mark.slow
@pytest.mark.usefixtures("news", "reformatted")
@fault(
    AREA, "SIGTERM while documents arrive while the network is dead", code=143, log="stopped by SIGTERM",
    tables="as before; the next cycle closes the row as `interrupted`",
)  # fmt: skip
def test_sigterm_while_documents_arrive_ends_the_cycle_although_nothing_reaches_postgresql(
    job: Program, postgres: Postgres, contents: Callable[[], Any], holds: Callable[[Ended], None],
    heals: Callable[[], None],
) -> None:  # fmt: skip
    before, sent, dead = contents(), [], [True]

    def swallow(_link: Link, kind: bytes, message: bytes) -> None:
        if kind == BIND and DOCUMENTS in message:
            sent.append(message)
            while dead[0]:
                time.sleep(0.05)

    with Wire(postgres.port, swallow) as wire:
        with job.started(MODE="full", POSTGRES_PORT=str(wire.port)) as process:
            await_(lambda: bool(sent), "no documents")
            process.terminate()
            begun = time.monotonic()
            ended = job.end(process, 12)
        assert time.monotonic() - begun < 10
        dead[0] = False
    holds(ended)
    assert contents() == before
    heals()


@pytest.mark.slow
@pytest.mark.usefixtures("news")
@fault(
    AREA, "SIGTERM while PostgreSQL hangs and the Pushgateway never answers", code=143, log="metrics_not_pushed",
    tables="as before; the next cycle closes the row as `interrupted`",
)  # fmt: skip
def test_sigterm_ends_a_cycle_within_ten_seconds_although_everything_hangs(
    job: Program, api: RecordedApi, administrator: Administrator, contents: Callable[[], Any], silent: str,
    holds: Callable[[Ended], None], heals: Callable[[], None],
) -> None:  # fmt: skip
    before = contents()
    with job.started(MODE="full", PUSHGATEWAY_URL=silent) as process, administrator.stopping(api, IN_TRANSFORM):
        pid = administrator.waiting()
        with administrator.frozen(pid):
            process.terminate()
            begun = time.monotonic()
            ended = job.end(process, 15)
            assert time.monotonic() - begun < 10
    holds(ended)
    assert ended.finished["error"] == "stopped by SIGTERM"
    await_(lambda: pid not in administrator.backends(), "the backend lives on")
    assert contents() == before
    heals()


@fault(
    AREA, "SIGTERM while PostgreSQL does not answer a connection", code=143, log="stopped by SIGTERM",
    tables="as before; no ledger row: there was no lock",
)  # fmt: skip
def test_sigterm_ends_the_wait_for_a_connection(
    job: Program, ask: Ask, silent: str, holds: Callable[[Ended], None]
) -> None:
    cycles = ask("SELECT * FROM ops.cycles")
    with job.started(POSTGRES_PORT=silent.rpartition(":")[2]) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        time.sleep(0.3)
        process.terminate()
        begun = time.monotonic()
        ended = job.end(process, 10)
    assert "cycle_started" in first
    assert time.monotonic() - begun < 3
    holds(ended)
    assert ask("SELECT * FROM ops.cycles") == cycles


@fault(AREA, "SIGTERM while the metrics are pushed", code=0, log="metrics_not_pushed", tables="the cycle is committed")
def test_a_signal_after_the_commit_is_ignored(
    job: Program, ask: Ask, silent: str, holds: Callable[[Ended], None]
) -> None:
    with job.started(MODE="full", PUSHGATEWAY_URL=silent) as process:
        await_(lambda: len(ask("SELECT cycle_id FROM ops.cycles WHERE status = 'succeeded'")) == 2, "no success")
        process.terminate()
        ended = job.end(process, 10)
    holds(ended)
    assert ended.finished["exit_code"] == 0


@fault(
    "PostgreSQL", "it does not answer `status` within CYCLE_TIMEOUT_SECONDS", code=74,
    log="CYCLE_TIMEOUT_SECONDS ran out", tables="as before",
)  # fmt: skip
def test_a_command_that_only_reads_has_the_deadline_of_a_cycle(
    job: Program, silent: str, holds: Callable[[Ended], None]
) -> None:
    """Its statements had a timeout, its connection only libpq's."""
    ended = job("status", POSTGRES_PORT=silent.rpartition(":")[2], CYCLE_TIMEOUT_SECONDS="1")
    holds(ended)
    assert ended.seconds < 5
