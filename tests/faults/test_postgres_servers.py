"""A whole server: a real standby that takes no writes, and a crash in the middle of a cycle."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from local.api import RecordedApi
from local.postgres import Login, Postgres
from tests.faults.administrator import IN_COMMIT, IN_TRANSFORM, Administrator, Step
from tests.faults.catalogue import fault
from tests.faults.conftest import TABLES
from tests.support.program import Ended, Program

pytest_plugins = ("tests.faults.actors",)
VERSION = int(os.environ.get("POSTGRES_VERSION", "18"))


@pytest.fixture
def login(loaded_login: Login) -> Login:
    return loaded_login


@pytest.fixture
def copied(postgres: Postgres, login: Login) -> Iterator[Callable[..., Postgres]]:  # noqa: ARG001
    """Make another server from a base backup of the first, with all that is in it."""
    servers = []

    def make(*arguments: str) -> Postgres:
        server = Postgres(postgres.folder.with_name("copied"), VERSION)
        server.folder.mkdir()
        (server.folder / "admin-password").write_text(postgres.admin_password)
        owner = postgres.data.stat()
        os.chown(server.folder, owner.st_uid, owner.st_gid)
        dsn = f"host=127.0.0.1 port={postgres.port} user=postgres password={postgres.admin_password}"
        server._run("pg_basebackup", "-d", dsn, "-D", str(server.data), "-c", "fast", "--no-sync", *arguments)
        server.start(max_connections="60")
        servers.append(server)
        return server

    yield make
    for server in servers:
        server.stop("immediate")
        shutil.rmtree(server.folder)


def contents(administrator: Administrator) -> dict[str, list[Any]]:
    return {name: administrator.rows(f"SELECT ctid, xmin, * FROM {name} ORDER BY ctid") for name in TABLES}


@pytest.mark.usefixtures("news")
@fault(
    "PostgreSQL", "it is a standby", code=74, log="in a read-only transaction",
    tables="as before; no ledger row: nothing can be written",
)  # fmt: skip
def test_a_standby_ends_the_cycle_before_the_source_is_asked(
    job: Program,
    api: RecordedApi,
    copied: Callable[..., Postgres],
    holds: Callable[[Ended], None],
    heals: Callable[[], None],
) -> None:
    standby = copied("--write-recovery-conf")
    holds(job(MODE="full", POSTGRES_PORT=str(standby.port)))
    assert not api.requests
    heals()


def crash(step: Step, log: str, tables: str) -> Any:
    mark = fault("PostgreSQL", f"the server crashes {step.words}, and starts again", code=74, log=log, tables=tables)
    return pytest.param(step, marks=mark, id=step.words)


ROLLED_BACK = "as before; the ledger row is closed as `interrupted` by the next cycle"


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize(
    "step",
    [
        crash(IN_TRANSFORM, "failure_not_recorded", ROLLED_BACK),
        crash(IN_COMMIT, "the connection broke during COMMIT", ROLLED_BACK),
    ],
)
def test_a_server_that_crashes_in_a_cycle_has_nothing_of_it(
    job: Program,
    login: Login,
    api: RecordedApi,
    copied: Callable[..., Postgres],
    holds: Callable[[Ended], None],
    step: Step,
) -> None:
    server = copied()
    administrator = Administrator(server.admin(login.database))
    before = contents(administrator)
    with job.started(MODE="full", POSTGRES_PORT=str(server.port)) as process:
        with administrator.stopping(api, step):
            administrator.waiting()
            server.stop("immediate")
        ended = job.end(process)
    holds(ended)
    administrator.close()
    server.start(server.port, max_connections="60")
    administrator = Administrator(server.admin(login.database))
    assert contents(administrator) == before
    (run,) = administrator.rows(f"SELECT cycle_id FROM ops.cycles WHERE cycle_id = '{ended.finished['cycle_id']}'")
    again = job(MODE="full", POSTGRES_PORT=str(server.port))
    assert again.code == 0, again.stderr
    assert again.finished["inserted"] == 1
    assert again.events("cycles_closed_as_interrupted")[0]["cycles"] == 1
    assert (
        administrator.rows(f"SELECT status, exit_code FROM ops.cycles WHERE cycle_id = '{run[0]}'")[0][0]
        == "interrupted"
    )
    administrator.close()
