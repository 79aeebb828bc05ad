"""Signals and the deadline of a cycle, both raised as exceptions in the main thread.

They derive from KeyboardInterrupt because that is what psycopg looks for: it then cancels the running
statement in the server and leaves a connection that can still roll back and write the ledger.
"""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from job.errors import DatabaseError, ExitCode, JobError

# What must still fit into the ten seconds that a pod has after SIGTERM: rollback, ledger, metrics.
CLEANUP_SECONDS = 5.0
# A COMMIT that the deadline meets is not broken off at once: it may be only moments from its end.
COMMIT_SECONDS = 10.0


class Interrupted(KeyboardInterrupt):
    """SIGTERM or SIGINT arrived."""

    def __init__(self, signum: int) -> None:
        super().__init__(signal.Signals(signum).name)
        self.exit_code = ExitCode.SIGINT if signum == signal.SIGINT else ExitCode.SIGTERM


class DeadlinePassed(KeyboardInterrupt):
    """The time allowed ran out; whose fault that is follows from what was awaited."""

    def __init__(self, awaited: type[JobError]) -> None:
        super().__init__("the time allowed ran out")
        self.error = awaited(
            "CYCLE_TIMEOUT_SECONDS ran out",
            hint="Raise CYCLE_TIMEOUT_SECONDS, or see in the log which step made this cycle slow.",
        )


_awaited: type[JobError] = DatabaseError
_deadline: float | None = None
_cleanup_ends: float | None = None
_rolling_back: "Interrupted | None" = None


def listen() -> None:
    """Let SIGTERM and SIGINT raise Interrupted, once. As PID 1 a process without this is deaf to SIGTERM."""
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, _interrupt)


def ignore() -> None:
    """From COMMIT on a cycle can no longer be taken back: signals are ignored until the process ends."""
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, signal.SIG_IGN)


def _interrupt(signum: int, _frame: FrameType | None) -> None:
    global _rolling_back
    ignore()
    begin_cleanup()
    _rolling_back = Interrupted(signum)
    raise _rolling_back


def set_deadline(seconds: float) -> None:
    """Raise DeadlinePassed in the main thread when `seconds` have gone by, whatever is awaited then."""
    global _deadline
    _deadline = time.monotonic() + seconds
    signal.signal(signal.SIGALRM, _pass_deadline)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise DeadlinePassed inside when `seconds` have gone by; outside there is no deadline any more."""
    global _rolling_back
    _rolling_back = None
    try:
        set_deadline(seconds)
        yield
    finally:
        clear_deadline()


@contextmanager
def cleanup() -> Iterator[None]:
    """Give what is left to do after a cycle CLEANUP_SECONDS in all, however often this is entered."""
    begin_cleanup()
    with at_most((_cleanup_ends or 0.0) - time.monotonic()):
        yield


def begin_cleanup() -> None:
    """Start the time of the cleanup, once: from now on a rollback counts against it."""
    global _cleanup_ends
    if _cleanup_ends is None:
        _cleanup_ends = time.monotonic() + CLEANUP_SECONDS
        set_deadline(CLEANUP_SECONDS)


def allow_commit() -> None:
    """Move a deadline that is nearer than COMMIT_SECONDS away to there."""
    if remaining() < COMMIT_SECONDS:
        set_deadline(COMMIT_SECONDS)


def clear_deadline() -> None:
    global _deadline
    _deadline = None
    signal.setitimer(signal.ITIMER_REAL, 0)


def remaining() -> float:
    """Seconds until the deadline; infinite without one."""
    return float("inf") if _deadline is None else _deadline - time.monotonic()


def _pass_deadline(_signum: int, _frame: FrameType | None) -> None:
    # A signal's rollback that takes too long is still the signal's: the exit code says so.
    raise _rolling_back or DeadlinePassed(_awaited)


@contextmanager
def awaiting(error: type[JobError]) -> Iterator[None]:
    """Name whose fault it is when the deadline passes inside; outside of all, PostgreSQL's."""
    global _awaited
    before, _awaited = _awaited, error
    try:
        yield
    finally:
        _awaited = before
