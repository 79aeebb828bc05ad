"""Failures: the message, the hint and the exit code that an error comes down to."""

import traceback
from dataclasses import dataclass

from job.errors import DeadlinePassed, ExitCode, Interrupted, JobError
from job.observe import log

# Everything that ends a command with an exit code; what remains is argparse's SystemExit.
ANY_FAILURE = (Exception, Interrupted, DeadlinePassed)

_LONGEST_MESSAGE = 4000


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a command failed, and what to do about it."""

    exit_code: ExitCode
    message: str
    hint: str

    @property
    def status(self) -> str:
        """The status of such a cycle in ops.cycles."""
        stopped = self.exit_code in (ExitCode.SIGTERM, ExitCode.SIGINT)
        return "interrupted" if stopped else "failed"


def failure_of(error: BaseException) -> Failure:
    """Return the failure that an error stands for. An unexpected error is a bug, and its traceback is logged."""
    if isinstance(error, DeadlinePassed):
        error = error.error
    if isinstance(error, Interrupted):
        return Failure(error.exit_code, f"stopped by {error}", "Nothing was changed. Run again.")
    if isinstance(error, JobError):
        return Failure(error.exit_code, _storable(str(error)), error.hint)
    log.error("unforeseen", traceback="".join(traceback.format_exception(error)))
    return Failure(ExitCode.BUG, _storable(f"{type(error).__name__}: {error}"), JobError.hint)


def _storable(message: str) -> str:
    """Return a message that a text column can hold: it may quote the source, which can send any character."""
    return log.redact(message).replace("\0", "\\0").encode("utf-8", "backslashreplace").decode()[:_LONGEST_MESSAGE]


def report(error: BaseException) -> ExitCode:
    """Log why a command failed; return its exit code."""
    failure = failure_of(error)
    log.error("failed", error=failure.message, exit_code=int(failure.exit_code), what_to_do=failure.hint)
    return failure.exit_code
