"""Every way in which a cycle can end has its exit code, and says what to do."""

import signal
import socket
import threading
from collections.abc import Callable, Iterator

import psycopg
import pytest

from job.steps import lock
from local.answers import Answer, Request
from local.api import RecordedApi
from local.login import Login
from tests.acceptance.reading import Ask, count, last_run, tables
from tests.support.program import Ended, Program

CLEANUP_SECONDS = 10
REQUIRED = ("POSTGRES_HOST", "POSTGRES_DB", "POSTGRES_USER", "POSTGRES_PASSWORD")


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A port on which a connection would be seen, and is not answered."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def _failure(ended: Ended, code: int) -> str:
    """The error that the last line of the log tells; it ends with the code, and says what to do."""
    assert (ended.code, ended.stdout) == (code, ""), ended.stderr
    line = ended.log[-1]
    assert (line["level"], line["exit_code"]) == ("error", code)
    assert line["what_to_do"]
    return str(line["error"])


def test_missing_variables_end_with_78_and_are_all_named(job: Program, api: RecordedApi) -> None:
    error = _failure(job(**dict.fromkeys(REQUIRED, "")), 78)
    assert all(name in error for name in REQUIRED)
    error = _failure(job(POSTGRES_PASSWORD=""), 78)
    assert [name for name in REQUIRED if name in error] == ["POSTGRES_PASSWORD"]
    assert not api.requests


WRONG = [
    ("PAGE_SIZE", "0"),
    ("MODE", "half"),
    ("LOOKBACK_DAYS", "a month"),
    ("MAX_REMOVED_PERCENT", "101"),
    ("BACKFILL_TO", "2015-02-30"),
    ("API_URL", "ftp://example.org/"),
    ("POSTGRES_PASSWORD_FILE", __file__),
]


def test_a_wrong_value_ends_with_78_before_anything_is_connected(
    job: Program, api: RecordedApi, listener: socket.socket
) -> None:
    port = str(listener.getsockname()[1])
    for name, value in WRONG:
        assert name in _failure(job(**{"POSTGRES_PORT": port, name: value}), 78)
    assert "BACKFILL_FROM" in _failure(job(POSTGRES_PORT=port, MODE="backfill"), 78)
    with pytest.raises(BlockingIOError):
        listener.accept()
    assert not api.requests


def test_what_somebody_has_to_set_right_in_postgres_ends_with_78(job: Program, ask: Ask, api: RecordedApi) -> None:
    assert "password" in _failure(job(POSTGRES_PASSWORD="wrong-password"), 78)
    assert "no_such_database" in _failure(job(POSTGRES_DB="no_such_database"), 78)
    assert "nobody_at_all" in _failure(job(POSTGRES_USER="nobody_at_all"), 78)
    ask("REVOKE CREATE ON SCHEMA public FROM elt_job")
    assert "permission denied" in _failure(job(), 78)
    assert tables(ask, "public", "ops") == []
    assert not api.requests


def test_a_database_that_is_down_ends_with_74(job: Program, api: RecordedApi, listener: socket.socket) -> None:
    port = str(listener.getsockname()[1])
    listener.close()
    ended = job(POSTGRES_PORT=port)
    _failure(ended, 74)
    assert "launches" not in ended.finished
    assert not api.requests


def test_a_source_that_is_down_ends_with_69_and_the_ledger_says_so(
    job: Program, ask: Ask, listener: socket.socket
) -> None:
    port = listener.getsockname()[1]
    listener.close()
    ended = job(API_URL=f"http://127.0.0.1:{port}/v4/launches/query", API_MAX_ATTEMPTS="1")
    error = _failure(ended, 69)
    row = last_run(ask)
    assert (row.status, row.exit_code, row.error, row.data_as_of) == ("failed", 69, error, None)
    assert (ended.finished["api_requests"], ended.finished["api_retries"]) == (1, 0)
    assert count(ask, "raw_launches") == 0


def test_a_lock_that_another_cycle_holds_ends_with_75_and_leaves_the_ledger_alone(
    job: Program, ask: Ask, login: Login, api: RecordedApi
) -> None:
    with psycopg.connect(login.dsn(), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [lock.KEY])
        ended = job(LOCK_WAIT_SECONDS="1")
        assert "lock" in _failure(ended, 75)
        assert 1 <= ended.finished["step_duration_seconds"]["lock"] < 10
        assert not api.requests
        assert tables(ask, "public", "ops") == []
        _failure(job("run", "--dry-run", LOCK_WAIT_SECONDS="0"), 75)
    assert job().code == 0


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_while_the_source_is_awaited_ends_the_cycle_as_interrupted(
    job: Program, ask: Ask, api: RecordedApi, number: signal.Signals, code: int
) -> None:
    asked, released = threading.Event(), threading.Event()

    def hang(_request: Request, proceed: Callable[[], Answer]) -> Answer:
        asked.set()
        released.wait()
        return proceed()

    api.respond = hang
    try:
        with job.started() as process:
            assert asked.wait(60)
            process.send_signal(number)
            ended = job.end(process)
    finally:
        released.set()
    assert ended.seconds < CLEANUP_SECONDS
    error = _failure(ended, code)
    row = last_run(ask)
    assert (row.status, row.exit_code, row.error) == ("interrupted", code, error)
    assert row.finished_at is not None
    assert count(ask, "raw_launches") == 0
    api.respond = lambda _request, proceed: proceed()
    assert job().finished["inserted"] == 187
