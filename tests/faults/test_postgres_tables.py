"""The tables, their schema, their owner or the ledger of migrations were changed by hand."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from local.api import RecordedApi
from local.postgres import Login
from tests.acceptance.reading import last_run
from tests.faults.administrator import Administrator
from tests.faults.catalogue import Row, fault
from tests.faults.conftest import Ask
from tests.support.program import Ended, Program

pytest_plugins = ("tests.faults.actors",)
FAILED = "as before; the ledger row is `failed`"
UNTOUCHED = "as before; no ledger row: the migrations come first"
ANY = "(SELECT min(launch_id) FROM launches WHERE payload_count > 0)"


@pytest.fixture
def login(loaded_login: Login) -> Login:
    return loaded_login


def found(what: str, log: str, statement: str) -> Any:
    mark = fault("PostgreSQL", what, code=65, log=log, tables=FAILED)
    return pytest.param(statement, marks=mark, id=what)


@pytest.mark.parametrize(
    "statement",
    [
        found(
            "a typed row was deleted by hand", "1 typed rows are not what their documents give",
            f"DELETE FROM launches WHERE launch_id = {ANY}",
        ),
        found(
            "the rows of cores were deleted by hand", "typed rows are not what their documents give",
            "DELETE FROM launch_cores",
        ),
        found(
            "a payload row was deleted by hand", "'relation': 'launch_payloads'",
            "DELETE FROM launch_payloads WHERE (launch_id, position) ="
            " (SELECT launch_id, position FROM launch_payloads WHERE mass_kg IS NULL LIMIT 1)",
        ),
        found(
            "a name was edited by hand", "'stored': {'name': 'edited'}",
            f"UPDATE launches SET name = 'edited' WHERE launch_id = {ANY}",
        ),
        found(
            "an orbit was edited by hand", "'stored': {'orbit': 'edited'}",
            "UPDATE launch_payloads SET orbit = 'edited' WHERE orbit = 'GTO'",
        ),
        found(
            "a typed mass was edited by hand", "'payload_mass_kg'",
            "UPDATE launches SET payload_mass_kg = payload_mass_kg + 1"
            " WHERE launch_id = (SELECT min(launch_id) FROM launches WHERE payload_mass_kg > 0)",
        ),
        found(
            "a core row without its launch was inserted by hand", "'launch_id': 'nothing'",
            "INSERT INTO launch_cores (launch_id, position) VALUES ('nothing', 1)",
        ),
        found(
            "the aggregates were edited by hand", "the check aggregates_agree_with_recount found 1 rows",
            "UPDATE launch_aggregates SET successful_launches = 1",
        ),
    ],
)  # fmt: skip
def test_a_full_finds_what_was_changed_by_hand_and_a_rebuild_repairs_it(
    job: Program,
    ask: Ask,
    row: Row,
    contents: Callable[[], Any],
    holds: Callable[[Ended], None],
    heals: Callable[[], None],
    statement: str,
) -> None:
    ask(statement)
    before = contents()
    holds(job(MODE="full"))
    assert contents() == before
    last = last_run(ask)
    assert (last.status, last.exit_code) == ("failed", 65)
    assert row.log in last.error
    ask("DELETE FROM ops.transforms")
    heals()


@fault(
    "PostgreSQL", "a document was deleted by hand", code=65, log="the check versions_have_documents found 1 rows",
    tables=FAILED,
)  # fmt: skip
def test_a_document_deleted_by_hand_is_missed(
    job: Program, ask: Ask, contents: Callable[[], Any], holds: Callable[[Ended], None], heals: Callable[[], None]
) -> None:
    """raw_launches had a launch without a document, and every cycle ended with 0."""
    ask("DELETE FROM ops.documents WHERE document_id = (SELECT max(document_id) FROM ops.launch_versions)")
    before = contents()
    holds(job(MODE="full"))
    assert contents() == before
    ask(
        "DELETE FROM ops.launch_versions AS version WHERE NOT EXISTS"
        " (SELECT FROM ops.documents AS stored WHERE stored.document_id = version.document_id)"
    )
    heals()


def test_a_document_cannot_be_changed(ask: Ask) -> None:
    """An edited document disagreed with its typed rows, and no check said so."""
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="never changes"):
        ask('UPDATE ops.documents SET document = document || \'{"name": "edited"}\'')


@fault(
    "PostgreSQL",
    "a version was deleted by hand",
    code=0,
    log='"inserted": 1',
    tables="the launch is back, typed rows too",
)
def test_a_version_deleted_by_hand_comes_back(
    job: Program, ask: Ask, holds: Callable[[Ended], None], heals: Callable[[], None]
) -> None:
    ask(f"DELETE FROM ops.launch_versions WHERE launch_id = {ANY}")
    holds(job(MODE="full"))
    heals()


def broken(what: str, log: str, statement: str, undo: str) -> Any:
    return pytest.param(statement, undo, marks=fault("PostgreSQL", what, code=78, log=log, tables=FAILED), id=what)


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize(
    ("statement", "undo"),
    [
        broken(
            "a column was dropped", 'column \\"wikipedia_url\\" of relation \\"flattened_launches\\" does not exist',
            "ALTER TABLE launches DROP COLUMN wikipedia_url",
            "ALTER TABLE launches ADD wikipedia_url text; DELETE FROM ops.transforms",
        ),
        broken(
            "a table was renamed", 'relation \\"launch_cores\\" does not exist',
            "ALTER TABLE launch_cores RENAME TO elsewhere", "ALTER TABLE elsewhere RENAME TO launch_cores",
        ),
        broken(
            "a table belongs to another role", "permission denied for table launches",
            "ALTER TABLE launches OWNER TO postgres; GRANT SELECT ON launches TO elt_job",
            "ALTER TABLE launches OWNER TO elt_job",
        ),
        broken(
            "the privilege to delete was taken away", "permission denied for table launch_payloads",
            "REVOKE DELETE ON launch_payloads FROM elt_job", "GRANT DELETE ON launch_payloads TO elt_job",
        ),
        broken(
            "the privilege to create temporary tables was taken away", "permission denied to create temporary tables",
            "REVOKE TEMPORARY ON DATABASE {0} FROM PUBLIC, elt_job", "GRANT TEMPORARY ON DATABASE {0} TO elt_job",
        ),
    ],
)  # fmt: skip
def test_a_schema_that_was_changed_by_hand_ends_the_cycle_and_is_named(
    job: Program,
    ask: Ask,
    login: Login,
    administrator: Administrator,
    holds: Callable[[Ended], None],
    heals: Callable[[], None],
    statement: str,
    undo: str,
) -> None:
    content = "SELECT id, digest, updated_at FROM raw_launches ORDER BY id"
    before = ask(content)
    administrator.rows(statement.format(login.database))
    ended = job(MODE="full")
    holds(ended)
    assert ask(content) == before
    last = last_run(ask)
    assert (last.status, last.exit_code) == ("failed", 78)
    administrator.rows(undo.format(login.database))
    heals()


def differs(what: str, log: str, statement: str, undo: str) -> Any:
    return pytest.param(statement, undo, marks=fault("PostgreSQL", what, code=78, log=log, tables=UNTOUCHED), id=what)


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize(
    ("statement", "undo"),
    [
        differs(
            "a migration was edited after its release", "sql/migrations/0003_create_launches.sql was edited",
            "UPDATE ops.migrations SET checksum = 'x' || checksum WHERE name = '0003_create_launches'",
            "UPDATE ops.migrations SET checksum = substr(checksum, 2) WHERE name = '0003_create_launches'",
        ),
        differs(
            "the schema is newer than the program", "has the migration 9999_of_the_future",
            "INSERT INTO ops.migrations (name, checksum) VALUES ('9999_of_the_future', 'x')",
            "DELETE FROM ops.migrations WHERE name = '9999_of_the_future'",
        ),
    ],
)  # fmt: skip
def test_a_database_of_another_version_is_left_alone(
    job: Program,
    ask: Ask,
    api: RecordedApi,
    contents: Callable[[], Any],
    holds: Callable[[Ended], None],
    heals: Callable[[], None],
    statement: str,
    undo: str,
) -> None:
    ask(statement)
    before, cycles = contents(), ask("SELECT * FROM ops.cycles")
    holds(job(MODE="full"))
    assert contents() == before
    assert ask("SELECT * FROM ops.cycles") == cycles
    assert not api.requests
    ask(undo)
    heals()


@fault(
    "PostgreSQL", "a table of another program has a name that the migrations need", code=78,
    log="ALTER TABLE public.launches RENAME TO launches_seed;", tables="as before; no ledger row: there is no ledger",
)  # fmt: skip
def test_a_table_of_another_program_is_refused_and_left_alone(
    job: Program,
    ask: Ask,
    api: RecordedApi,
    holds: Callable[[Ended], None],
) -> None:
    relations = "SELECT oid, relname FROM pg_class WHERE relnamespace::regnamespace::text IN ('public', 'ops')"
    # Without its ledger the database of the fixture is that of another program.
    ask("DROP SCHEMA ops CASCADE")
    before = ask(relations)
    ended = job()
    holds(ended)
    assert "launches_seed" in ended.finished["what_to_do"]
    assert ask(relations) == before
    assert not api.requests
