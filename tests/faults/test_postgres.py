"""PostgreSQL is not there, hangs, or lets nobody in: the exit code says who has to do something about it."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest

from local.api import RecordedApi
from local.postgres import Login, Postgres
from tests.faults.administrator import Administrator
from tests.faults.catalogue import fault
from tests.faults.conftest import Ask
from tests.support.program import Ended, Program

pytest_plugins = ("tests.faults.actors",)
UNTOUCHED = "as before; no ledger row: there was no lock"


@pytest.fixture
def login(loaded_login: Login) -> Login:
    return loaded_login


@pytest.fixture
def _untouched(ask: Ask, contents: Callable[[], Any], api: RecordedApi, heals: Callable[[], None], news: None) -> Any:  # noqa: ARG001
    """After the test: neither a table nor the ledger has changed, the source was not asked, the next cycle is right."""
    before, runs = contents(), ask("SELECT * FROM ops.cycles")
    yield
    assert contents() == before
    assert ask("SELECT * FROM ops.cycles") == runs
    assert not api.requests
    heals()


def case(what: str, code: int, log: str, **variables: str) -> Any:
    return pytest.param(variables, marks=fault("PostgreSQL", what, code=code, log=log, tables=UNTOUCHED), id=what)


@pytest.mark.usefixtures("_untouched")
@pytest.mark.parametrize(
    "variables",
    [
        case("nothing listens on its port", 74, "Connection refused", POSTGRES_PORT="1"),
        case("its host has no address", 74, "failed to resolve host", POSTGRES_HOST="no-such-host.invalid"),
        case("a wrong password", 78, "password authentication failed", POSTGRES_PASSWORD="wrong"),
        case("an unknown role", 78, "password authentication failed", POSTGRES_USER="nobody_knows"),
        case("an unknown database", 78, "does not exist", POSTGRES_DB="no_such_database"),
        case("an unknown PGSSLMODE", 78, "invalid sslmode value", PGSSLMODE="perhaps"),
        case("PGOPTIONS with an unknown parameter", 78, "unrecognized configuration", PGOPTIONS="-c nonsense=1"),
        case("an unknown PGSERVICE", 78, "nowhere", PGSERVICE="nowhere"),
        case("a server without TLS where PGSSLMODE=require", 78, "does not support SSL", PGSSLMODE="require"),
    ],
)
def test_a_server_that_cannot_be_reached_or_refuses_the_login_ends_the_cycle(
    job: Program, holds: Callable[[Ended], None], variables: dict[str, str]
) -> None:
    ended = job(MODE="full", **variables)
    holds(ended)
    assert ended.finished["exit_code"] == ended.code
    assert ended.finished["what_to_do"]


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a server that takes a connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.mark.usefixtures("_untouched")
@fault(
    "PostgreSQL", "it hangs while the connection is made", code=74, tables=UNTOUCHED,
    log="CYCLE_TIMEOUT_SECONDS ran out",
)  # fmt: skip
def test_a_server_that_never_answers_is_given_up_when_the_cycle_has_no_time_left(
    job: Program, holds: Callable[[Ended], None], silent: int
) -> None:
    ended = job(POSTGRES_PORT=str(silent), CYCLE_TIMEOUT_SECONDS="1")
    holds(ended)
    assert ended.seconds < 6


@pytest.mark.slow
@pytest.mark.usefixtures("_untouched")
@fault(
    "PostgreSQL", "it hangs while the connection is made, and the cycle has time", code=74,
    log="connection timeout expired", tables=UNTOUCHED,
)  # fmt: skip
def test_a_server_that_never_answers_is_given_up_after_ten_seconds(
    job: Program, holds: Callable[[Ended], None], silent: int
) -> None:
    ended = job(POSTGRES_PORT=str(silent))
    holds(ended)
    assert 9 < ended.finished["last_cycle_duration_seconds"] < 14


def refusal(what: str, code: int, log: str, statement: str, undo: str) -> Any:
    return pytest.param(statement, undo, marks=fault("PostgreSQL", what, code=code, log=log, tables=UNTOUCHED), id=what)


@pytest.mark.usefixtures("_untouched")
@pytest.mark.parametrize(
    ("statement", "undo"),
    [
        refusal(
            "the role may not log in", 78, "is not permitted to log in",
            "ALTER ROLE elt_job NOLOGIN", "ALTER ROLE elt_job LOGIN",
        ),
        refusal(
            "the role may not connect to the database", 78, "permission denied for database",
            "REVOKE CONNECT ON DATABASE {0} FROM PUBLIC, elt_job", "GRANT CONNECT ON DATABASE {0} TO elt_job",
        ),
        refusal(
            "the database takes no connections", 74, "not currently accepting connections",
            "UPDATE pg_database SET datallowconn = false WHERE datname = '{0}'",
            "UPDATE pg_database SET datallowconn = true WHERE datname = '{0}'",
        ),
        refusal(
            "the role has as many connections as it may have", 74, "too many connections for role",
            "ALTER ROLE elt_job CONNECTION LIMIT 0", "ALTER ROLE elt_job CONNECTION LIMIT -1",
        ),
        refusal(
            "it is read-only, as a standby is", 74, "in a read-only transaction",
            "ALTER DATABASE {0} SET default_transaction_read_only = on",
            "ALTER DATABASE {0} RESET default_transaction_read_only",
        ),
    ],
)  # fmt: skip
def test_a_server_that_lets_the_job_do_nothing_ends_the_cycle(
    job: Program, login: Login, postgres: Postgres, holds: Callable[[Ended], None], statement: str, undo: str
) -> None:
    postgres.psql("postgres", "-c", statement.format(login.database))
    try:
        holds(job(MODE="full"))
    finally:
        postgres.psql("postgres", "-c", undo.format(login.database))


@pytest.mark.usefixtures("_untouched")
@fault("PostgreSQL", "max_connections is reached", code=74, log="too many clients already", tables=UNTOUCHED)
def test_a_server_without_a_free_connection_ends_the_cycle(
    job: Program, postgres: Postgres, holds: Callable[[Ended], None]
) -> None:
    with ExitStack() as crowd:
        while True:
            try:
                crowd.enter_context(psycopg.connect(postgres.admin().dsn()))
            except psycopg.OperationalError:
                break
        holds(job(MODE="full"))


@pytest.fixture
def hba(postgres: Postgres, administrator: Administrator) -> Iterator[Callable[[str], None]]:
    """Replace the server's pg_hba.conf until the end of the test."""
    path = postgres.data / "pg_hba.conf"
    before = path.read_text()

    def replace(lines: str) -> None:
        path.write_text(lines.format(before=before))
        administrator.rows("SELECT pg_reload_conf()")
        time.sleep(0.2)

    yield replace
    replace("{before}")


def listed(what: str, log: str, lines: str) -> Any:
    return pytest.param(lines, marks=fault("PostgreSQL", what, code=78, log=log, tables=UNTOUCHED), id=what)


@pytest.mark.usefixtures("_untouched")
@pytest.mark.parametrize(
    "lines",
    [
        listed(
            "pg_hba.conf rejects the job", "pg_hba.conf rejects connection", "host all elt_job all reject\n{before}"
        ),
        listed("pg_hba.conf does not know the job", "no pg_hba.conf entry", "host all postgres all scram-sha-256\n"),
    ],
)
def test_a_server_whose_pg_hba_refuses_the_job_ends_the_cycle(
    job: Program, hba: Callable[[str], None], holds: Callable[[Ended], None], lines: str
) -> None:
    hba(lines)
    holds(job(MODE="full"))
    hba("{before}")
