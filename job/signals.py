"""Signals and the deadline of a command, both raised as exceptions in the main thread."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from job.errors import DatabaseError, DeadlinePassed, Interrupted, JobError

# A pod has ten seconds after SIGTERM: these for rollback and ledger, the rest for the metrics.
CLEANUP_SECONDS = 5.0
# A COMMIT that is under way when the deadline passes gets this long, because it may be about to succeed.
COMMIT_SECONDS = 10.0
# psycopg answers an interruption with a cancel and waits up to ten seconds for its effect. Once the cleanup's time is
# used up, the interruption is repeated after this long, and psycopg closes the connection.
REPEAT_SECONDS = 1.0
_NEVER = float("inf")


class _Scope:
    """A block of code with the time at which it has to end, and what it counts as when it does not."""

    def __init__(self, end: float, error: type[JobError], setting: str | None, interrupted: Interrupted | None) -> None:
        self.end = end
        self.error = error
        self.setting = setting
        self.interrupted = interrupted

    def exception(self) -> KeyboardInterrupt:
        # The rollback after a signal belongs to the signal: when it takes too long, the exit code is the signal's.
        if self.interrupted:
            return self.interrupted
        hint = f"Raise {self.setting}, or see in the log which step was slow." if self.setting else None
        return DeadlinePassed(self.error(f"{self.setting or 'the time allowed'} ran out", hint=hint))


class Deadline:
    """The time that is left, as a stack of scopes, and the signals that end it early. A process has one.

    Inside nested scopes the nearest end counts. A scope that is left restores the one around it.
    """

    def __init__(self) -> None:
        self._scopes: list[_Scope] = []
        self._cleanup_end: float | None = None
        self._signalled = False

    def listen(self) -> None:
        """Raise Interrupted on SIGTERM and SIGINT, once, and DeadlinePassed on the timer. Main thread only."""
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, self._interrupt)
        signal.signal(signal.SIGALRM, self._pass)

    def remaining(self) -> float:
        """Return the seconds until the nearest end; infinite outside of all scopes."""
        return self._scopes[-1].end - time.monotonic() if self._scopes else _NEVER

    @contextmanager
    def within(self, seconds: float, setting: str | None = None) -> Iterator[None]:
        """Raise DeadlinePassed inside when `seconds` have gone by; its error names the `setting` that says so."""
        with self._scope(time.monotonic() + seconds, setting=setting):
            yield

    @contextmanager
    def counts_as(self, error: type[JobError]) -> Iterator[None]:
        """Make a deadline that passes inside count as `error`. Elsewhere it counts as a DatabaseError."""
        with self._scope(_NEVER, error=error):
            yield

    @contextmanager
    def cleanup(self) -> Iterator[None]:
        """Allow CLEANUP_SECONDS in all, counted from the first signal or passed deadline, however often entered."""
        with self._scope(self._begin_cleanup()):
            yield

    @contextmanager
    def allow(self, seconds: float) -> Iterator[None]:
        """Allow `seconds` that a signal ends, beside those of the cleanup; after an earlier signal, only the latter."""
        if not self._signalled:
            self._cleanup_end = None
            self.listen()
        try:
            with self._scope(self._begin_cleanup() if self._signalled else time.monotonic() + seconds):
                yield
        finally:
            self.ignore_signals()

    def protect_commit(self) -> None:
        """Call right before COMMIT: ignore signals from now on, and leave at least COMMIT_SECONDS."""
        self.ignore_signals()
        for scope in self._scopes:
            scope.end = max(scope.end, time.monotonic() + COMMIT_SECONDS)
        self._arm()

    def ignore_signals(self) -> None:
        """Raise nothing on SIGTERM and SIGINT from now on."""
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, self._note)

    @contextmanager
    def _scope(self, end: float, error: type[JobError] | None = None, setting: str | None = None) -> Iterator[None]:
        depth = len(self._scopes)
        outer = self._scopes[-1] if self._scopes else _Scope(_NEVER, DatabaseError, None, None)
        if outer.end <= end:
            end, setting = outer.end, outer.setting
        try:
            self._scopes.append(_Scope(end, error or outer.error, setting, outer.interrupted))
            self._arm()
            yield
        finally:
            # Not pop(): a signal that arrives in an inner `finally` leaves the inner scope on the stack.
            del self._scopes[depth:]
            self._arm()

    def _arm(self) -> None:
        remaining = self.remaining()
        signal.setitimer(signal.ITIMER_REAL, 0 if remaining == _NEVER else max(remaining, 0.001))

    def _begin_cleanup(self) -> float:
        if self._cleanup_end is None:
            self._cleanup_end = time.monotonic() + CLEANUP_SECONDS
        return self._cleanup_end

    def _note(self, _signum: int, _frame: FrameType | None) -> None:
        self._signalled = True

    def _interrupt(self, signum: int, _frame: FrameType | None) -> None:
        self.ignore_signals()
        self._signalled = True
        interrupted, cleanup_end = Interrupted(signum), self._begin_cleanup()
        for scope in self._scopes:
            scope.end, scope.interrupted = cleanup_end, interrupted
        self._arm()
        raise interrupted

    def _pass(self, _signum: int, _frame: FrameType | None) -> None:
        if self.remaining() > 0:  # the timer was set for a scope that has been left meanwhile
            self._arm()
            return
        exception, cleanup_end, now = self._scopes[-1].exception(), self._begin_cleanup(), time.monotonic()
        # Whatever has to end now may use the cleanup's time for its rollback, and is then interrupted again.
        for scope in self._scopes:
            if scope.end <= now:
                scope.end = max(cleanup_end, now + REPEAT_SECONDS)
        self._arm()
        raise exception
