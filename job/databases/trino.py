"""Queries Trino (the only importer of trino, inside functions because the import takes half a second)."""

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from job import __version__
from job.errors import ConfigurationError, DeadlinePassed, Interrupted, JobError, SourceError, StatementError
from job.observe import log
from job.settings import Settings
from job.signals import Deadline

if TYPE_CHECKING:
    from collections.abc import Iterator

REQUEST_SECONDS = 10.0
_AWAY = "Is Trino up and TRINO_HOST, TRINO_PORT right? In a cluster: kubectl port-forward. Or: --engine postgres."
# Trino's names for errors that its configuration causes; any other refusal is the fault of the statement.
_NOT_CONFIGURED = ("CATALOG_NOT_FOUND", "SCHEMA_NOT_FOUND", "TABLE_NOT_FOUND", "PERMISSION_DENIED")


def ask(settings: Settings, statement: str, *, seconds: float, deadline: Deadline) -> tuple[list[str], list[Any]]:
    """Run one statement; return the names of its columns, and its rows.

    Raises SourceError when Trino is unreachable, takes longer than `seconds` or cannot read the warehouse,
    ConfigurationError when it does not know the catalog or the user, StatementError when it refuses the statement.
    """
    if settings.trino_host is None:
        raise SourceError("TRINO_HOST is not set, so there is no Trino to ask", hint=_AWAY)
    seconds = min(seconds, deadline.remaining())
    with deadline.within(seconds), _translated(settings, seconds):
        from trino import dbapi

        # Without this limit Trino goes on with a query for minutes after its client has gone.
        limit = {"query_max_run_time": f"{seconds:g}s"}
        connection = dbapi.Connection(**_login(settings), session_properties=limit)
        try:
            cursor = connection.cursor()
            cursor.execute(statement.rstrip().rstrip(";"))
            rows = cursor.fetchall()
            return [column.name for column in cursor.description], _decoded(cursor.description, rows)
        finally:
            connection.close()  # type: ignore[no-untyped-call]


def _decoded(columns: Any, rows: list[Any]) -> list[Any]:
    """Return the rows with JSON texts parsed, as psycopg does for jsonb."""
    if not (jsons := {index for index, column in enumerate(columns) if column.type_code == "json"}):
        return rows
    return [
        [json.loads(value) if index in jsons and value is not None else value for index, value in enumerate(row)]
        for row in rows
    ]


def _login(settings: Settings) -> dict[str, Any]:
    from trino.auth import BasicAuthentication

    password = settings.trino_password
    return {
        "host": settings.trino_host,
        "port": settings.trino_port,
        "user": settings.trino_user,
        "catalog": settings.trino_catalog,
        "schema": settings.trino_schema,
        "source": f"spacex-elt/{__version__}",
        "http_scheme": "https" if password else "http",
        "auth": BasicAuthentication(settings.trino_user, password.get_secret_value()) if password else None,
        "request_timeout": REQUEST_SECONDS,
        "max_attempts": 2,
        "heartbeat_interval": None,
        "timezone": "UTC",
    }


@contextmanager
def _translated(settings: Settings, seconds: float) -> "Iterator[None]":
    where = f"Trino at {settings.trino_host}:{settings.trino_port}"
    try:
        yield
    except DeadlinePassed:
        raise SourceError(f"{where} did not answer within {seconds:g} s", hint=_AWAY) from None
    except (JobError, Interrupted):
        raise
    except Exception as error:
        raise _job_error(where, error) from error


def _job_error(where: str, error: Exception) -> JobError:
    from trino import exceptions

    if isinstance(error, exceptions.TrinoQueryError):
        message = f"{where} refuses: {error.error_name}: {error.message}"
        if error.error_name in _NOT_CONFIGURED:
            return ConfigurationError(message, hint="Check TRINO_CATALOG, TRINO_SCHEMA and the catalog's user.")
        if error.error_type == "USER_ERROR":
            return StatementError(message)
        return SourceError(message, hint="Look at Trino's log, and at PostgreSQL behind its catalog.")
    # The driver reports the status only in its message: "error 401: …".
    if isinstance(error, exceptions.HttpError) and str(error).startswith("error 401"):
        return ConfigurationError(f"{where} does not know the user: {error}", hint="Check TRINO_USER, TRINO_PASSWORD.")
    said = log.redact(str(error))[:300]  # redacted before it is cut: a part of a secret would not be found later
    return SourceError(f"{where} is unreachable: {type(error).__name__}: {said}", hint=_AWAY)
