"""An empty database, and the migrations do not come through: nothing of them is there afterwards."""

from collections.abc import Callable

import pytest

from local.api import RecordedApi
from local.postgres import Login
from tests.faults.administrator import Administrator
from tests.faults.catalogue import fault
from tests.faults.conftest import Ask
from tests.support.program import Ended, Program

pytest_plugins = ("tests.faults.actors",)
NOTHING = "none: migrations are applied in one transaction"
RELATIONS = "SELECT relname FROM pg_class WHERE relnamespace::regnamespace::text IN ('public', 'ops')"


@pytest.mark.parametrize(
    "revoked",
    [
        pytest.param(
            "CREATE ON DATABASE {0}", id="database",
            marks=fault(
                "PostgreSQL", "the privilege to create a schema is missing", code=78,
                log="permission denied for database", tables=NOTHING,
            ),
        ),
        pytest.param(
            "CREATE ON SCHEMA public", id="schema",
            marks=fault(
                "PostgreSQL", "the privilege to create a table is missing", code=78,
                log="permission denied for schema public", tables=NOTHING,
            ),
        ),
    ],
)  # fmt: skip
def test_a_missing_privilege_leaves_nothing_half_made(
    job: Program,
    ask: Ask,
    api: RecordedApi,
    login: Login,
    holds: Callable[[Ended], None],
    heals: Callable[[], None],
    revoked: str,
) -> None:
    privilege = revoked.format(login.database)
    ask(f"REVOKE {privilege} FROM elt_job")
    holds(job())
    assert ask(RELATIONS) == []
    assert not api.requests
    ask(f"GRANT {privilege} TO elt_job")
    heals()


@fault(
    "PostgreSQL", "the cycle's backend is killed in the first migration", code=74, tables=NOTHING,
    log="terminating connection due to administrator command",
)  # fmt: skip
def test_a_backend_killed_in_the_migrations_leaves_nothing_half_made(
    job: Program,
    ask: Ask,
    administrator: Administrator,
    holds: Callable[[Ended], None],
    heals: Callable[[], None],
) -> None:
    with administrator.connect() as person, job.started() as process:
        person.execute("BEGIN")
        person.execute("CREATE SCHEMA ops")
        administrator.kill(administrator.waiting())
        ended = job.end(process)
        person.execute("ROLLBACK")
    holds(ended)
    assert ask(RELATIONS) == []
    heals()
