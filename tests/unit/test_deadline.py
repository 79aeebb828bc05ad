import os
import signal
import time
from collections.abc import Iterator

import pytest

from job import signals
from job.errors import DatabaseError, ExitCode, LockHeldError, SourceError
from job.signals import DeadlinePassed, Interrupted

SOON, LONG = 0.02, 5.0


@pytest.fixture(autouse=True)
def _process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process at its start; signals and timers are as before at the end."""
    monkeypatch.setattr(signals, "_cleanup_ends", None)
    # A test that waits for the lock in two threads leaves the state of one of them; the program has one main thread.
    monkeypatch.setattr(signals, "_awaited", DatabaseError)
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    signals.clear_deadline()
    for number, handler in before.items():
        signal.signal(number, handler)


def wait(seconds: float = LONG) -> None:
    time.sleep(seconds)


@pytest.mark.parametrize("awaited", [LockHeldError, SourceError, DatabaseError])
def test_a_deadline_raises_the_error_of_what_was_awaited(awaited: type[SourceError]) -> None:
    signals.set_deadline(SOON)
    with pytest.raises(DeadlinePassed) as caught, signals.awaiting(awaited):
        wait()
    assert type(caught.value.error) is awaited
    assert "CYCLE_TIMEOUT_SECONDS" in str(caught.value.error)


def test_outside_of_all_it_is_postgresql_that_was_awaited() -> None:
    signals.set_deadline(SOON)
    with signals.awaiting(LockHeldError), signals.awaiting(SourceError):
        pass
    with pytest.raises(DeadlinePassed) as caught:
        wait()
    assert type(caught.value.error) is DatabaseError


def test_what_was_awaited_before_counts_again_after_an_inner_wait() -> None:
    signals.set_deadline(SOON)
    with pytest.raises(DeadlinePassed) as caught, signals.awaiting(LockHeldError):
        _wait_for_something_else_first()
    assert type(caught.value.error) is LockHeldError


def _wait_for_something_else_first() -> None:
    with signals.awaiting(SourceError):
        pass
    wait()


def test_no_except_clause_for_exceptions_takes_a_deadline_or_a_signal_for_its_own() -> None:
    assert not issubclass(DeadlinePassed, Exception)
    assert not issubclass(Interrupted, Exception)


def test_a_cleared_deadline_passes_without_a_word() -> None:
    signals.set_deadline(SOON)
    signals.clear_deadline()
    assert signals.remaining() == float("inf")
    wait(3 * SOON)


def test_a_deadline_that_has_passed_already_is_raised_at_once() -> None:
    with pytest.raises(DeadlinePassed):
        _set_and_wait(-1)


def _set_and_wait(seconds: float) -> None:
    signals.set_deadline(seconds)
    wait()


def test_a_new_deadline_takes_the_place_of_the_old_one() -> None:
    signals.set_deadline(SOON)
    signals.set_deadline(LONG)
    wait(3 * SOON)
    assert LONG - 1 < signals.remaining() <= LONG


def test_at_most_bounds_its_block_and_leaves_no_deadline() -> None:
    with pytest.raises(DeadlinePassed), signals.at_most(SOON):
        wait()
    assert signals.remaining() == float("inf")


def test_a_commit_is_given_time_but_a_later_deadline_stays() -> None:
    signals.set_deadline(1)
    signals.allow_commit()
    assert signals.COMMIT_SECONDS - 1 < signals.remaining() <= signals.COMMIT_SECONDS
    signals.set_deadline(1000)
    signals.allow_commit()
    assert signals.remaining() > 900


def test_a_commit_without_a_deadline_gets_none() -> None:
    signals.allow_commit()
    assert signals.remaining() == float("inf")


def test_cleanups_share_one_time() -> None:
    with signals.cleanup():
        first = signals.remaining()
    wait(5 * SOON)
    with signals.cleanup():
        assert signals.remaining() <= first - 5 * SOON
    assert first <= signals.CLEANUP_SECONDS


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, ExitCode.SIGTERM), (signal.SIGINT, ExitCode.SIGINT)])
def test_a_signal_interrupts_once_and_starts_the_cleanup(number: signal.Signals, code: ExitCode) -> None:
    signals.listen()
    with pytest.raises(Interrupted, match=number.name) as caught:
        _kill_and_wait(number)
    assert caught.value.exit_code is code
    assert signals.remaining() <= signals.CLEANUP_SECONDS
    os.kill(os.getpid(), signal.SIGTERM)
    os.kill(os.getpid(), signal.SIGINT)
    wait(SOON)


def _kill_and_wait(number: signal.Signals) -> None:
    os.kill(os.getpid(), number)
    wait()


def test_from_commit_on_signals_are_ignored() -> None:
    signals.listen()
    signals.ignore()
    os.kill(os.getpid(), signal.SIGTERM)
    os.kill(os.getpid(), signal.SIGINT)
    wait(SOON)
