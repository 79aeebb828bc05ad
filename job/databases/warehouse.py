"""Warehouse: one connection to PostgreSQL, its transactions, and the files of sql/ that it runs."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, LiteralString, NamedTuple, Self, TypeVar

import psycopg
from psycopg import IsolationLevel
from psycopg.rows import RowFactory, class_row, tuple_row
from psycopg.types.json import Jsonb

from job.databases import sqlfiles, sqlstates
from job.databases.batch import Batch
from job.errors import CommitUnknownError, DatabaseError, DeadlinePassed

Row = TypeVar("Row")
Statement = tuple[str, dict[str, Any]]  # the name of its file, and its parameters
jsonb = Jsonb


class Table(NamedTuple):
    """The answer to a query of which only the columns' names are known."""

    columns: list[str]
    rows: list[tuple[Any, ...]]

    def mappings(self) -> list[dict[str, Any]]:
        """Return each row as a mapping of its columns' names."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


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
        """Whether the connection can start a transaction, so that a failure can be written into the ledger."""
        # Not so where it was lost, or where an interruption left a statement or a transaction unfinished.
        return self._connection.pgconn.transaction_status == psycopg.pq.TransactionStatus.IDLE

    def run(self, name: str, /, **parameters: Any) -> int:
        """Run the statements of `sql/<name>.sql`; return how many rows the last one wrote or gave."""
        return self._execute(name, parameters, tuple_row).rowcount

    def send(self, statements: Iterable[Statement]) -> Batch:
        """Send files, each of one statement, as one transaction; return without waiting for PostgreSQL's work.

        Until the batch was waited for, the connection must not be used for anything else.
        """
        batch = Batch(self._connection)
        try:
            for name, parameters in statements:
                batch.send(name, _text(name), parameters)
        except BaseException:
            batch.abandon()
            raise
        return batch

    def wait(self, batch: Batch) -> None:
        """Wait for a batch; raise what its first statement that failed has to say: none of them counts then."""
        with self._translated(batch.names):
            batch.wait()

    def rows(self, name: str, row: type[Row], /, **parameters: Any) -> list[Row]:
        """Run the query of `sql/<name>.sql`; return its rows, each a `row` made of its columns by name."""
        return self._execute(name, parameters, class_row(row)).fetchall()

    def row(self, name: str, row: type[Row], /, **parameters: Any) -> Row:
        """Run a query that gives exactly one row; return it likewise."""
        (found,) = self.rows(name, row, **parameters)
        return found

    def scalar(self, name: str, /, **parameters: Any) -> Any:
        """Run a query that gives one row of one column; return that value."""
        ((value,),) = self._execute(name, parameters, tuple_row).fetchall()
        return value

    def table(self, name: str, /, **parameters: Any) -> Table:
        """Run the query of `sql/<name>.sql`; return its columns' names and its rows."""
        cursor = self._execute(name, parameters, tuple_row)
        return Table([column.name for column in cursor.description or ()], cursor.fetchall())

    def copy(self, name: str, types: Sequence[str], records: Iterable[Sequence[Any]]) -> None:
        """COPY records by the binary `COPY … FROM STDIN` of `sql/<name>.sql`, all of them or none.

        Raises DataError when PostgreSQL took none, because of a value that its type cannot hold.
        """
        with self._translated(name), self._connection.cursor() as cursor, cursor.copy(_text(name)) as copy:
            copy.set_types(types)
            for record in records:
                copy.write_row(record)

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
                self.run("databases/begin_durable")
                yield
                committing = not rollback
        except (DatabaseError, DeadlinePassed) as error:
            if committing:
                raise CommitUnknownError(f"the connection broke during COMMIT: {error}") from error
            raise

    def _execute(self, name: str, parameters: dict[str, Any], factory: RowFactory[Row]) -> psycopg.Cursor[Row]:
        with self._translated(name):
            # The whole result is here when execute returns: fetching it cannot fail.
            return self._connection.cursor(row_factory=factory).execute(_text(name), parameters or None)

    @contextmanager
    def _translated(self, names: str | list[str]) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raise sqlstates.statement_error(error, _files(names)) from error


def _files(names: str | list[str]) -> str:
    return ", ".join(f"sql/{name}.sql" for name in dict.fromkeys([names] if isinstance(names, str) else names))


def _text(name: str) -> LiteralString:
    # Every statement is a file that ships with this program; none is put together from data.
    return sqlfiles.read(name)
