"""Talks to PostgreSQL: one connection, its lock, its transactions, the files of sql/ (sole importer of psycopg)."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, LiteralString, Self

import psycopg
from psycopg import IsolationLevel
from psycopg.rows import namedtuple_row
from psycopg.types.json import Jsonb

from job import signals
from job.databases import sqlfiles, sqlstates
from job.errors import CommitUnknownError, ConfigurationError, DatabaseError
from job.observe import log
from job.settings import Settings

jsonb = Jsonb
CONNECT_SECONDS = 10


class Warehouse:
    """One connection to PostgreSQL, in autocommit outside of `transaction()`.

    Every statement is a file of sql/, named without its ending: `warehouse.run("steps/load/insert")`. What goes
    wrong is raised as a JobError that knows its exit code.
    """

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._connection.close()

    @property
    def usable(self) -> bool:
        """Whether the connection still stands, so that a failure can be written into the ledger."""
        return not self._connection.closed and not self._connection.broken

    def run(self, name: str, /, **parameters: Any) -> int:
        """Run the statements of `sql/<name>.sql`; return how many rows the last one wrote or gave."""
        return self._execute(name, parameters).rowcount

    def rows(self, name: str, /, **parameters: Any) -> list[Any]:
        """Run the query of `sql/<name>.sql`; return its rows as named tuples."""
        with self._translated(name):
            return self._execute(name, parameters).fetchall()

    def row(self, name: str, /, **parameters: Any) -> Any:
        """Run a query that gives exactly one row; return it as a named tuple."""
        (row,) = self.rows(name, **parameters)
        return row

    def table(self, name: str) -> tuple[list[str], list[Any]]:
        """Run the query of `sql/<name>.sql`; return its columns' names and its rows."""
        with self._translated(name):
            cursor = self._execute(name, {})
            return [column.name for column in cursor.description or ()], cursor.fetchall()

    def copy(self, name: str, types: Sequence[str], records: Iterable[Sequence[Any]]) -> str | None:
        """COPY records by the binary `COPY … FROM STDIN` of `sql/<name>.sql`, all of them or none.

        Returns None when they are in, or why PostgreSQL took none: a value that its type cannot hold.
        """
        try:
            with self._translated(name), self._connection.cursor() as cursor, cursor.copy(_text(name)) as copy:
                copy.set_types(types)
                for record in records:
                    copy.write_row(record)
        except sqlstates.DataError as error:
            return str(error)
        return None

    @contextmanager
    def transaction(self, *, rollback: bool = False) -> Iterator[None]:
        """One transaction that sees one state of the database: committed at its end, rolled back on any error.

        With `rollback` it is rolled back in any case.
        Raises CommitUnknownError when the connection breaks during COMMIT: ask the ledger then.
        """
        self._connection.isolation_level = IsolationLevel.REPEATABLE_READ
        committing = False
        try:
            with self._translated("transaction"), self._connection.transaction(force_rollback=rollback):
                yield
                committing = not rollback
        except (DatabaseError, signals.DeadlinePassed) as error:
            if committing:
                raise CommitUnknownError(f"the connection broke during COMMIT: {error}") from error
            raise

    def _execute(self, name: str, parameters: dict[str, Any]) -> psycopg.Cursor[Any]:
        with self._translated(name):
            return self._connection.execute(_text(name), parameters or None)

    @contextmanager
    def _translated(self, name: str) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            # The server has ended this session and hangs up in a moment; until it does, it would seem usable.
            if error.diag.severity_nonlocalized in ("FATAL", "PANIC"):
                self._connection.close()
            raise sqlstates.error(error.sqlstate, f"{str(error).strip()} (in sql/{name}.sql)") from error


def _text(name: str) -> LiteralString:
    # Every statement is a file that ships with this program; none is put together from data.
    return sqlfiles.read(name)


def connect(settings: Settings) -> Warehouse:
    """Connect to the warehouse that the settings name; raise a JobError that says what to do otherwise."""
    settings.require("postgres_host", "postgres_db", "postgres_user", "postgres_password")
    password = settings.postgres_password
    try:
        connection = psycopg.connect(
            host=settings.postgres_host, port=settings.postgres_port, dbname=settings.postgres_db,
            user=settings.postgres_user, password=password.get_secret_value() if password else None,
            client_encoding="UTF8",  # documents are sent as they were served
            application_name="spacex-elt", connect_timeout=CONNECT_SECONDS, tcp_user_timeout=30_000, keepalives_idle=30,
            options=f"{_libpq_options()} -c statement_timeout={int(settings.cycle_timeout_seconds * 1000)}",
            autocommit=True, prepare_threshold=None, row_factory=namedtuple_row,
        )  # fmt: skip
    except UnicodeError as error:
        raise ConfigurationError(f"POSTGRES_HOST is no host name: {error}") from error
    except psycopg.Error as error:
        raise sqlstates.connection_error(error.sqlstate, str(error).strip()) from error
    connection.add_notice_handler(lambda notice: log.info("postgres_notice", message=notice.message_primary))
    return _opened(connection)


def _libpq_options() -> str:
    """Return what PGOPTIONS or a service file says: libpq would let our own options take its place."""
    defaults = {option.keyword: option.val for option in psycopg.pq.Conninfo.get_defaults()}
    return (defaults[b"options"] or b"").decode()


def _opened(connection: psycopg.Connection[Any]) -> Warehouse:
    warehouse = Warehouse(connection)
    try:
        warehouse.run("databases/open_session")
    except BaseException:
        connection.close()
        raise
    return warehouse
