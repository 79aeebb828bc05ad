import os
import signal
import time
from collections.abc import Iterator

import pytest

from job import interrupt
from job.errors import DatabaseError, ExitCode, LockHeldError, SourceError
from job.interrupt import DeadlinePassed, Interrupted

SOON, LONG = 0.02, 5.0


@pytest.fixture(autouse=True)
def _process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process at its start; signals and timers are as before at the end."""
    monkeypatch.setattr(interrupt, "_cleanup_ends", None)
    # A test that waits for the lock in two threads leaves the state of one of them; the program has one main thread.
    monkeypatch.setattr(interrupt, "_awaited", DatabaseError)
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    interrupt.clear_deadline()
    for number, handler in before.items():
        signal.signal(number, handler)


def wait(seconds: float = LONG) -> None:
    time.sleep(seconds)


@pytest.mark.parametrize("awaited", [LockHeldError, SourceError, DatabaseError])
def test_a_deadline_raises_the_error_of_what_was_awaited(awaited: type[SourceError]) -> None:
    interrupt.set_deadline(SOON)
    with pytest.raises(DeadlinePassed) as caught, interrupt.awaiting(awaited):
        wait()
    assert type(caught.value.error) is awaited
    assert "CYCLE_TIMEOUT_SECONDS" in str(caught.value.error)


def test_outside_of_all_it_is_postgresql_that_was_awaited() -> None:
    interrupt.set_deadline(SOON)
    with interrupt.awaiting(LockHeldError), interrupt.awaiting(SourceError):
        pass
    with pytest.raises(DeadlinePassed) as caught:
        wait()
    assert type(caught.value.error) is DatabaseError


def test_what_was_awaited_before_counts_again_after_an_inner_wait() -> None:
    interrupt.set_deadline(SOON)
    with pytest.raises(DeadlinePassed) as caught, interrupt.awaiting(LockHeldError):
        _wait_for_something_else_first()
    assert type(caught.value.error) is LockHeldError


def _wait_for_something_else_first() -> None:
    with interrupt.awaiting(SourceError):
        pass
    wait()


def test_no_except_clause_for_exceptions_takes_a_deadline_or_a_signal_for_its_own() -> None:
    assert not issubclass(DeadlinePassed, Exception)
    assert not issubclass(Interrupted, Exception)


def test_a_cleared_deadline_passes_without_a_word() -> None:
    interrupt.set_deadline(SOON)
    interrupt.clear_deadline()
    assert interrupt.remaining() == float("inf")
    wait(3 * SOON)


def test_a_deadline_that_has_passed_already_is_raised_at_once() -> None:
    with pytest.raises(DeadlinePassed):
        _set_and_wait(-1)


def _set_and_wait(seconds: float) -> None:
    interrupt.set_deadline(seconds)
    wait()


def test_a_new_deadline_takes_the_place_of_the_old_one() -> None:
    interrupt.set_deadline(SOON)
    interrupt.set_deadline(LONG)
    wait(3 * SOON)
    assert LONG - 1 < interrupt.remaining() <= LONG


def test_at_most_bounds_its_block_and_leaves_no_deadline() -> None:
    with pytest.raises(DeadlinePassed), interrupt.at_most(SOON):
        wait()
    assert interrupt.remaining() == float("inf")


def test_a_commit_is_given_time_but_a_later_deadline_stays() -> None:
    interrupt.set_deadline(1)
    interrupt.allow_commit()
    assert interrupt.COMMIT_SECONDS - 1 < interrupt.remaining() <= interrupt.COMMIT_SECONDS
    interrupt.set_deadline(1000)
    interrupt.allow_commit()
    assert interrupt.remaining() > 900


def test_a_commit_without_a_deadline_gets_none() -> None:
    interrupt.allow_commit()
    assert interrupt.remaining() == float("inf")


def test_cleanups_share_one_time() -> None:
    with interrupt.cleanup():
        first = interrupt.remaining()
    wait(5 * SOON)
    with interrupt.cleanup():
        assert interrupt.remaining() <= first - 5 * SOON
    assert first <= interrupt.CLEANUP_SECONDS


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, ExitCode.SIGTERM), (signal.SIGINT, ExitCode.SIGINT)])
def test_a_signal_interrupts_once_and_starts_the_cleanup(number: signal.Signals, code: ExitCode) -> None:
    interrupt.listen()
    with pytest.raises(Interrupted, match=number.name) as caught:
        _kill_and_wait(number)
    assert caught.value.exit_code is code
    assert interrupt.remaining() <= interrupt.CLEANUP_SECONDS
    os.kill(os.getpid(), signal.SIGTERM)
    os.kill(os.getpid(), signal.SIGINT)
    wait(SOON)


def _kill_and_wait(number: signal.Signals) -> None:
    os.kill(os.getpid(), number)
    wait()


def test_from_commit_on_signals_are_ignored() -> None:
    interrupt.listen()
    interrupt.ignore()
    os.kill(os.getpid(), signal.SIGTERM)
    os.kill(os.getpid(), signal.SIGINT)
    wait(SOON)
