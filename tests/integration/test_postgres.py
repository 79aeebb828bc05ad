import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from job.databases import postgres
from job.databases.sqlstates import DataError
from job.databases.warehouse import Warehouse
from job.errors import CommitUnknownError, ConfigurationError, DatabaseError, JobError
from job.settings import Settings
from local.postgres import READER
from tests.conftest import READER_PASSWORD

Ask = Callable[..., list[Any]]


def statement(folder: Path, name: str, text: str) -> str:
    (folder / f"{name}.sql").write_text(f"-- {name}: x.\n{text}")
    return name


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"postgres_password": SecretStr("wrong")}, "password authentication failed"),
        ({"postgres_user": "nobody"}, "password authentication failed"),
        ({"postgres_db": "nothing"}, "does not exist"),
        ({"postgres_host": None}, "POSTGRES_HOST"),
        ({"postgres_password": None}, "POSTGRES_PASSWORD"),
    ],
)
def test_a_connection_that_settings_can_mend_is_a_matter_of_configuration(
    settings: Settings, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(ConfigurationError, match=words):
        postgres.connect(settings.model_copy(update=changes))


def test_a_server_that_is_not_there_is_worth_a_retry(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with pytest.raises(DatabaseError):
        postgres.connect(settings.model_copy(update={"postgres_port": port}))


@pytest.mark.parametrize(
    ("text", "error", "code"),
    [
        ("SELECT * FROM nothing;", ConfigurationError, 78),
        ("SELECT nothing;", ConfigurationError, 78),
        ("SELECT * FROM nothing.nothing;", ConfigurationError, 78),
        ("SELECT * FROM pg_authid;", ConfigurationError, 78),
        ("SET statement_timeout = 50; SELECT pg_sleep(5);", DatabaseError, 74),
        ("BEGIN READ ONLY; CREATE TABLE x (a integer);", DatabaseError, 74),
        ("SELECT 1 / 0;", JobError, 70),
        ("SELEKT;", JobError, 70),
        ("SELECT pg_terminate_backend(pg_backend_pid());", DatabaseError, 74),
    ],
)
def test_a_statement_that_fails_has_the_exit_code_of_its_sqlstate_and_names_its_file(
    warehouse: Warehouse, sql: Path, text: str, error: type[JobError], code: int
) -> None:
    name = statement(sql, "try_it", text)
    with pytest.raises(error, match=r"sql/try_it\.sql") as caught:
        warehouse.run(name)
    assert caught.value.exit_code == code


def test_a_connection_that_was_interrupted_in_the_middle_of_a_statement_is_not_usable(warehouse: Warehouse) -> None:
    """A signal that met psycopg outside of its wait left it so: the failure was reported as a bug, and not recorded."""
    warehouse._connection.pgconn.send_query(b"SELECT pg_sleep(1)")
    assert not warehouse.usable


def test_a_connection_that_was_cut_is_not_usable_any_more(warehouse: Warehouse, ask: Ask) -> None:
    assert warehouse.usable
    ask(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'spacex-elt' AND datname = current_database()"
    )
    with pytest.raises(DatabaseError):
        warehouse.scalar("steps/migrate/ledger")
    assert not warehouse.usable


def test_a_transaction_that_fails_leaves_nothing_and_the_connection_goes_on(
    warehouse: Warehouse, sql: Path, ask: Ask
) -> None:
    create, fail = statement(sql, "create", "CREATE TABLE half (a integer);"), statement(sql, "fail", "SELECT 1 / 0;")

    def both() -> None:
        with warehouse.transaction():
            warehouse.run(create)
            warehouse.run(fail)

    with pytest.raises(JobError):
        both()
    assert ask("SELECT to_regclass('half')") == [(None,)]
    with warehouse.transaction():
        warehouse.run(create)
    assert ask("SELECT to_regclass('half')::text") == [("half",)]


def test_a_transaction_that_is_rolled_back_leaves_nothing(warehouse: Warehouse, sql: Path, ask: Ask) -> None:
    with warehouse.transaction(rollback=True):
        warehouse.run(statement(sql, "create", "CREATE TABLE half (a integer);"))
    assert ask("SELECT to_regclass('half')") == [(None,)]


def test_a_transaction_sees_one_state_of_the_database(warehouse: Warehouse, sql: Path, ask: Ask) -> None:
    ask("CREATE TABLE seen (a integer); GRANT SELECT ON seen TO public")
    count = statement(sql, "count", "SELECT count(*) AS rows FROM seen;")
    with warehouse.transaction():
        assert warehouse.scalar(count) == 0
        ask("INSERT INTO seen VALUES (1)")
        assert warehouse.scalar(count) == 0
    assert warehouse.scalar(count) == 1


CUT_AT_COMMIT = """
CREATE TABLE cut (a integer);
CREATE FUNCTION cut_off() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON cut DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION cut_off();
"""


def test_a_connection_that_breaks_during_commit_leaves_the_question_open(warehouse: Warehouse, sql: Path) -> None:
    warehouse.run(statement(sql, "create", CUT_AT_COMMIT))
    insert = statement(sql, "insert", "INSERT INTO cut VALUES (1);")

    def commit() -> None:
        with warehouse.transaction():
            warehouse.run(insert)

    with pytest.raises(CommitUnknownError):
        commit()


def test_a_connection_that_breaks_before_commit_is_no_open_question(warehouse: Warehouse, sql: Path) -> None:
    cut = statement(sql, "cut", "SELECT pg_terminate_backend(pg_backend_pid());")

    def write() -> None:
        with warehouse.transaction():
            warehouse.run(cut)

    with pytest.raises(DatabaseError) as caught:
        write()
    assert not isinstance(caught.value, CommitUnknownError)


def test_a_role_without_the_right_to_create_is_told_so(settings: Settings, sql: Path) -> None:
    reader = settings.model_copy(update={"postgres_user": READER, "postgres_password": SecretStr(READER_PASSWORD)})
    with postgres.connect(reader) as connected, pytest.raises(ConfigurationError, match="permission denied"):
        connected.run(statement(sql, "create", "CREATE TABLE mine (a integer);"))


def test_a_copy_that_postgresql_refuses_takes_no_row_and_says_why(warehouse: Warehouse, sql: Path) -> None:
    warehouse.run(statement(sql, "create", "CREATE TEMPORARY TABLE copied (a jsonb);"))
    copy = statement(sql, "copy", "COPY copied FROM STDIN (FORMAT binary);")
    count = statement(sql, "count", "SELECT count(*) AS rows FROM copied;")
    with pytest.raises(DataError) as refused:
        warehouse.copy(copy, ("bytea",), [(b"\x01{}",), (b'\x01"\\u0000"',)])
    assert "Unicode" in str(refused.value)
    assert warehouse.scalar(count) == 0
    warehouse.copy(copy, ("bytea",), [(b"\x01{}",)])
    assert warehouse.scalar(count) == 1
