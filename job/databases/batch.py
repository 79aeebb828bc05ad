"""A batch: statements that were sent together, while the program goes on with something else."""

from contextlib import suppress
from typing import Any, LiteralString

import psycopg


class Batch:
    """Statements in one transaction of their own; use it by `Warehouse.send` and `Warehouse.wait`."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.names: list[str] = []
        self._connection = connection
        self._pipeline = connection.pipeline()
        self._pipeline.__enter__()
        self._error: psycopg.Error | None = None

    def send(self, name: str, text: LiteralString, parameters: dict[str, Any]) -> None:
        """Send a statement, unless one before is known to have failed."""
        if self._error is None:
            self.names.append(name)
            try:
                self._connection.execute(text, parameters)
            except psycopg.Error as error:  # of an earlier statement, whose answer is here already
                self._error = error

    def abandon(self) -> None:
        """Leave the connection usable; what went wrong with the batch does not matter any more."""
        with suppress(psycopg.Error):
            self._pipeline.__exit__(None, None, None)

    def wait(self) -> None:
        """Wait for all of them; raise the error of the first that failed."""
        try:
            self._pipeline.__exit__(None, None, None)
        except psycopg.errors.PipelineAborted:
            if self._error is None:
                raise
        if self._error is not None:
            raise self._error
