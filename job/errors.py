"""What can go wrong, with its exit code (sysexits; see docs/reference.md)."""

import signal
from enum import IntEnum


class ExitCode(IntEnum):
    """Every exit code of this program; operators and `podFailurePolicy` depend on the numbers."""

    OK = 0
    STALE = 1
    USAGE = 64
    DATA_REFUSED = 65
    SOURCE_UNAVAILABLE = 69
    BUG = 70
    DATABASE_UNAVAILABLE = 74
    LOCK_HELD = 75
    CONFIGURATION = 78
    SIGINT = 130
    SIGTERM = 143


class JobError(Exception):
    """An expected failure: the message is what happened, `hint` what to do about it."""

    exit_code = ExitCode.BUG
    hint = "This is a bug of spacex-elt: please report it with the whole log of this cycle."

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        if hint is not None:
            self.hint = hint


class UsageError(JobError):
    exit_code = ExitCode.USAGE
    hint = "See `spacex-elt --help`."


class DataRefusedError(JobError):
    """A guard or a check of `sql/checks` refused the cycle; nothing outside `ops` was changed."""

    exit_code = ExitCode.DATA_REFUSED
    hint = "Look at the source and at ops.rejected_records before anything else; nothing was changed."


class SourceError(JobError):
    """The source is unreachable, keeps failing, or its answer is not proven complete."""

    exit_code = ExitCode.SOURCE_UNAVAILABLE
    hint = "Nothing was changed. Run again later; if it persists, look at what API_URL answers."


class RequestRefusedError(JobError):
    """The source rejects the request as wrong, so a retry would not help."""


class DatabaseError(JobError):
    """PostgreSQL is unreachable, closed the connection, is out of resources, timed out or is read-only."""

    exit_code = ExitCode.DATABASE_UNAVAILABLE
    hint = "Nothing was changed. Look at PostgreSQL, then run again."


class CommitUnknownError(DatabaseError):
    """The connection broke during COMMIT, so only the ledger knows whether the cycle was committed."""

    hint = "See in ops.cycles whether this cycle was committed. Running again is safe."


class StatementError(JobError):
    """PostgreSQL refused a statement, and no configuration explains why."""


class LockHeldError(JobError):
    exit_code = ExitCode.LOCK_HELD
    hint = "Wait for the other session to end, usually another cycle, or raise LOCK_WAIT_SECONDS."


class ConfigurationError(JobError):
    exit_code = ExitCode.CONFIGURATION
    hint = "Correct the settings (see docs/reference.md), then run again."


class Interrupted(KeyboardInterrupt):
    """SIGTERM or SIGINT arrived.

    This and DeadlinePassed are KeyboardInterrupts because psycopg handles those: it cancels the running statement in
    the server, and leaves a connection that can still roll back and write the ledger.
    """

    def __init__(self, signum: int) -> None:
        super().__init__(signal.Signals(signum).name)
        self.exit_code = ExitCode.SIGINT if signum == signal.SIGINT else ExitCode.SIGTERM


class DeadlinePassed(KeyboardInterrupt):
    """The time allowed ran out; `error` is what this counts as."""

    def __init__(self, error: JobError) -> None:
        super().__init__("the time allowed ran out")
        self.error = error
