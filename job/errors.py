"""What can go wrong, and the exit code that says so (sysexits; see docs/reference.md)."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Every code this program ends with; operators and `podFailurePolicy` depend on the numbers."""

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
    """An ending that we foresaw: its text says what happened, `hint` what to do about it."""

    exit_code = ExitCode.BUG
    hint = "This is a bug of spacex-elt: please report it with the whole log of this run."

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
    """The source calls our request wrong: no later try will do better."""


class DatabaseError(JobError):
    """PostgreSQL is unreachable, broke off, is out of resources, timed out or is read-only."""

    exit_code = ExitCode.DATABASE_UNAVAILABLE
    hint = "Nothing was changed. Look at PostgreSQL, then run again."


class CommitUnknownError(DatabaseError):
    """The connection broke while COMMIT was under way: only the ledger knows how it ended."""

    hint = "It is not known whether this cycle was committed: ops.cycles says it. Running again is safe."


class StatementError(JobError):
    """PostgreSQL refused a statement of ours for a reason that no configuration explains."""


class LockHeldError(JobError):
    exit_code = ExitCode.LOCK_HELD
    hint = "Wait for the other cycle to end (see ops.cycles), or raise LOCK_WAIT_SECONDS."


class ConfigurationError(JobError):
    exit_code = ExitCode.CONFIGURATION
    hint = "Correct the settings (see docs/reference.md), then run again."
