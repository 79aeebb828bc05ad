"""Problems: what an error says to an operator, and the exit code that goes with it."""

import traceback
from dataclasses import dataclass

from job import signals
from job.errors import ExitCode, JobError
from job.observe import log

FORESEEN = (Exception, signals.Interrupted, signals.DeadlinePassed)

_LONGEST_MESSAGE = 4000


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a cycle did not succeed, and what to do about it."""

    exit_code: ExitCode
    message: str
    hint: str

    @property
    def status(self) -> str:
        """The word for it in ops.cycles."""
        stopped = self.exit_code in (ExitCode.SIGTERM, ExitCode.SIGINT)
        return "interrupted" if stopped else "failed"


def problem_of(error: BaseException) -> Problem:
    """Return what an error says to an operator; one that we did not foresee is a bug, told with its traceback."""
    if isinstance(error, signals.DeadlinePassed):
        error = error.error
    if isinstance(error, signals.Interrupted):
        return Problem(error.exit_code, f"stopped by {error}", "Nothing was changed. Run again.")
    if isinstance(error, JobError):
        return Problem(error.exit_code, _storable(str(error)), error.hint)
    log.error("unforeseen", traceback="".join(traceback.format_exception(error)))
    return Problem(ExitCode.BUG, _storable(f"{type(error).__name__}: {error}"), JobError.hint)


def _storable(message: str) -> str:
    """Return a message as ops.cycles can hold it: it may quote the source, and a source may say anything."""
    return log.redact(message).replace("\0", "\\0").encode("utf-8", "backslashreplace").decode()[:_LONGEST_MESSAGE]


def report(error: BaseException) -> ExitCode:
    """Log why a command failed; return its exit code."""
    problem = problem_of(error)
    log.error("failed", error=problem.message, exit_code=int(problem.exit_code), what_to_do=problem.hint)
    return problem.exit_code
