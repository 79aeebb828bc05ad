"""The error that a SQLSTATE stands for, with its exit code (see docs/reference.md)."""

import psycopg

from job.errors import ConfigurationError, DatabaseError, JobError, StatementError

# Unavailable, read-only, in a transaction for too long, rolled back by the server, out of resources, in use, stopped,
# broken: a retry may help.
_RETRY = ("08", "25006", "25P03", "25P04", "40", "53", "55P03", "57", "58")
# Password, database, schema, privilege, table, column: a retry does not help before the configuration is corrected.
_CONFIGURE = ("28", "3D000", "3F000", "42501", "42P01", "42703")
_FOREIGN_KEY = "23503"
# libpq reports a refused connection without a SQLSTATE, so only the server's English message is left to match.
_CONFIGURE_MESSAGES = (
    "password authentication failed",
    "no password supplied",
    "no pg_hba.conf entry",
    "pg_hba.conf rejects",
    "does not exist",
    "is not permitted to log in",
    "permission denied for database",
    "server does not support SSL",
    "certificate",
    "SSL error",
    "invalid sslmode value",
    "private key file",
    "channel binding",
    "authentication method requirement",
    "definition of service",
    "unrecognized configuration parameter",
    "invalid value for parameter",
)


class DataError(JobError):
    """A value that its type cannot hold (SQLSTATE class 22)."""


class LockTimeoutError(DatabaseError):
    """`lock_timeout` ran out (SQLSTATE 55P03)."""


def error(sqlstate: str | None, message: str, constraint: str = "") -> JobError:
    """Return the error of a failed statement or a broken connection; `sqlstate` is None where libpq knows none.

    `constraint` is the one that the statement violates, with its table.
    """
    if sqlstate is None or sqlstate.startswith(_RETRY):
        return (LockTimeoutError if sqlstate == "55P03" else DatabaseError)(message)
    if sqlstate.startswith(_CONFIGURE):
        return ConfigurationError(
            message, hint="Check the POSTGRES_* variables, and that sql/roles.sql was run in this database."
        )
    if sqlstate == _FOREIGN_KEY:
        return ConfigurationError(
            message,
            hint=f"{constraint} is a foreign key of another program; it forbids what the source says. Drop it, or"
            " create it with ON DELETE CASCADE or ON DELETE SET NULL. Nothing was changed.",
        )
    return (DataError if sqlstate.startswith("22") else StatementError)(message)


def statement_error(failed: psycopg.Error, files: str) -> JobError:
    """Return the error of a statement of `files` that failed."""
    diag = failed.diag
    constraint = f"{diag.constraint_name} of {diag.schema_name}.{diag.table_name}"
    return error(failed.sqlstate, f"{str(failed).strip()} (in {files})", constraint)


def connection_error(sqlstate: str | None, message: str) -> JobError:
    """Return the error of a failed connection; without a SQLSTATE the message decides."""
    if sqlstate is None and any(part in message for part in _CONFIGURE_MESSAGES):
        return error("28000", message)
    return error(sqlstate, message)
