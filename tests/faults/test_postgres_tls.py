"""TLS to PostgreSQL by libpq's own variables, against real certificates: the wire speaks it for the server."""

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trustme

from local.api import RecordedApi
from local.postgres import Login, Postgres
from tests.acceptance.reading import last_run
from tests.faults.catalogue import fault
from tests.faults.conftest import Ask
from tests.faults.wire import Wire
from tests.support.program import Ended, Program

pytest_plugins = ("tests.faults.actors",)
UNTOUCHED = "as before; no ledger row: there was no lock"
AUTHORITY = trustme.CA()


@pytest.fixture
def login(loaded_login: Login) -> Login:
    return loaded_login


def certified(*names: str) -> ssl.SSLContext:
    """A server's side of TLS, with a certificate for these names."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert(*names).configure_cert(context)
    return context


@pytest.fixture
def trusted(tmp_path: Path) -> Callable[[trustme.CA], str]:
    """Write an authority's certificate where PGSSLROOTCERT can name it."""

    def write(authority: trustme.CA) -> str:
        path = tmp_path / "authority.pem"
        authority.cert_pem.write_to_path(path)
        return str(path)

    return write


@pytest.mark.usefixtures("news")
@fault(
    "PostgreSQL", "TLS with PGSSLMODE=verify-full and the right certificate", code=0, log='"inserted": 1',
    tables="new; the ledger row is `succeeded`",
)  # fmt: skip
def test_a_certificate_that_is_right_is_accepted(
    job: Program,
    ask: Ask,
    postgres: Postgres,
    trusted: Callable[[trustme.CA], str],
    holds: Callable[[Ended], None],
    heals: Callable[[], None],
) -> None:
    with Wire(postgres.port, tls=certified("localhost")) as wire:
        ended = job(
            MODE="full", POSTGRES_HOST="localhost", POSTGRES_PORT=str(wire.port),
            PGSSLMODE="verify-full", PGSSLROOTCERT=trusted(AUTHORITY),
        )  # fmt: skip
        assert [type(link.client) for link in wire.links] == [ssl.SSLSocket], "nothing went through TLS"
    holds(ended)
    assert last_run(ask).status == "succeeded"
    heals()


def distrust(what: str, log: str, names: tuple[str, ...], authority: trustme.CA | None) -> Any:
    mark = fault("PostgreSQL", f"TLS with PGSSLMODE=verify-full and {what}", code=78, log=log, tables=UNTOUCHED)
    return pytest.param(names, authority, marks=mark, id=what)


@pytest.mark.parametrize(
    ("names", "authority"),
    [
        distrust(
            "a certificate for another host", "does not match host name", ("elsewhere.example",), AUTHORITY
        ),
        distrust("a certificate of an unknown authority", "certificate verify failed", ("localhost",), trustme.CA()),
        distrust("a missing PGSSLROOTCERT", "does not exist", ("localhost",), None),
    ],
)  # fmt: skip
def test_a_certificate_that_is_not_right_ends_the_cycle_before_the_password_is_sent(
    job: Program,
    ask: Ask,
    api: RecordedApi,
    postgres: Postgres,
    tmp_path: Path,
    trusted: Callable[[trustme.CA], str],
    contents: Callable[[], Any],
    holds: Callable[[Ended], None],
    heals: Callable[[], None],
    names: tuple[str, ...],
    authority: trustme.CA | None,
) -> None:
    before, runs = contents(), ask("SELECT * FROM ops.cycles")
    root = trusted(authority) if authority else str(tmp_path / "nowhere.pem")
    with Wire(postgres.port, tls=certified(*names)) as wire:
        ended = job(
            MODE="full", POSTGRES_HOST="localhost", POSTGRES_PORT=str(wire.port),
            PGSSLMODE="verify-full", PGSSLROOTCERT=root,
        )  # fmt: skip
        assert wire.links == [], "the program said something through a connection that it must not trust"
    holds(ended)
    assert contents() == before
    assert ask("SELECT * FROM ops.cycles") == runs
    assert not api.requests
    heals()
