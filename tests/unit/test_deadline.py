import os
import signal
import time
from collections.abc import Iterator

import pytest

from job import signals
from job.errors import DatabaseError, DeadlinePassed, ExitCode, Interrupted, LockHeldError, SourceError
from job.signals import Deadline

SOON, LONG = 0.02, 5.0


@pytest.fixture
def deadline() -> Iterator[Deadline]:
    """A deadline that listens; handlers and timer are restored at the end."""
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)
    before = {number: signal.getsignal(number) for number in numbers}
    made = Deadline()
    made.listen()
    yield made
    signal.setitimer(signal.ITIMER_REAL, 0)
    for number, handler in before.items():
        signal.signal(number, handler)


def wait(seconds: float = LONG) -> None:
    time.sleep(seconds)


def is_armed() -> bool:
    return signal.getitimer(signal.ITIMER_REAL)[0] > 0


def stop(number: signal.Signals = signal.SIGTERM) -> None:
    os.kill(os.getpid(), number)
    wait()


def test_no_except_clause_for_exceptions_catches_a_deadline_or_a_signal() -> None:
    assert not issubclass(DeadlinePassed, Exception)
    assert not issubclass(Interrupted, Exception)


def test_a_scope_raises_when_its_time_is_over(deadline: Deadline) -> None:
    begun = time.monotonic()
    with pytest.raises(DeadlinePassed), deadline.within(SOON):
        wait()
    assert SOON <= time.monotonic() - begun < LONG


def test_a_scope_without_time_raises_at_once(deadline: Deadline) -> None:
    with pytest.raises(DeadlinePassed), deadline.within(-1):
        wait()


def test_outside_of_all_scopes_there_is_no_limit(deadline: Deadline) -> None:
    assert deadline.remaining() == float("inf")
    with deadline.within(SOON):
        pass
    assert deadline.remaining() == float("inf")
    assert not is_armed()
    wait(3 * SOON)


def test_a_scope_that_is_left_restores_the_one_around_it(deadline: Deadline) -> None:
    """`at_most` used to cancel the deadline around it: what followed had no limit."""
    with deadline.within(100):
        with deadline.within(1):
            assert deadline.remaining() <= 1
        assert 99 < deadline.remaining() <= 100
        assert is_armed()


def test_the_limit_around_a_scope_ends_it_where_it_is_nearer(deadline: Deadline) -> None:
    with pytest.raises(DeadlinePassed), deadline.within(SOON, "CYCLE_TIMEOUT_SECONDS"), deadline.within(LONG):
        wait()
    with deadline.within(SOON), deadline.within(LONG):
        assert deadline.remaining() <= SOON


def test_an_inner_limit_that_passes_leaves_the_outer_one_as_it_was(deadline: Deadline) -> None:
    with deadline.within(100):
        with pytest.raises(DeadlinePassed), deadline.within(SOON):
            wait()
        assert 99 < deadline.remaining() <= 100


def test_a_limit_that_passes_is_raised_once_then_the_rollback_has_the_cleanups_time(deadline: Deadline) -> None:
    with deadline.within(SOON):
        with pytest.raises(DeadlinePassed), deadline.within(LONG):
            wait()
        wait(3 * SOON)
        assert signals.CLEANUP_SECONDS - 1 < deadline.remaining() <= signals.CLEANUP_SECONDS


def test_a_rollback_that_takes_longer_than_the_cleanup_is_broken_off_as_often_as_it_waits(
    deadline: Deadline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """psycopg waited ten seconds for the effect of its cancel: SIGTERM inside COPY on a dead network took too long."""
    monkeypatch.setattr(signals, "CLEANUP_SECONDS", SOON)
    monkeypatch.setattr(signals, "REPEAT_SECONDS", SOON)
    with deadline.within(SOON):
        for _ in range(4):
            with pytest.raises(DeadlinePassed):
                wait()
    wait(3 * SOON)


def test_a_timer_that_fires_for_a_scope_that_was_left_raises_nothing(deadline: Deadline) -> None:
    with deadline.within(100):
        signal.raise_signal(signal.SIGALRM)
        assert is_armed()
    signal.raise_signal(signal.SIGALRM)


@pytest.mark.parametrize("error", [LockHeldError, SourceError, DatabaseError])
def test_a_deadline_counts_as_the_error_of_its_innermost_scope(deadline: Deadline, error: type[SourceError]) -> None:
    cycle = deadline.within(SOON, "CYCLE_TIMEOUT_SECONDS")
    with pytest.raises(DeadlinePassed) as caught, cycle, deadline.counts_as(LockHeldError), deadline.counts_as(error):
        wait()
    assert type(caught.value.error) is error
    assert str(caught.value.error) == "CYCLE_TIMEOUT_SECONDS ran out"
    assert "CYCLE_TIMEOUT_SECONDS" in caught.value.error.hint


def test_elsewhere_a_deadline_counts_as_an_error_of_postgresql(deadline: Deadline) -> None:
    with deadline.within(SOON):
        with deadline.counts_as(LockHeldError), deadline.counts_as(SourceError):
            pass
        with pytest.raises(DeadlinePassed) as caught:
            wait()
    assert type(caught.value.error) is DatabaseError


def test_a_limit_that_is_not_a_setting_names_none(deadline: Deadline) -> None:
    """A Trino that was too slow used to be reported as "CYCLE_TIMEOUT_SECONDS ran out"."""
    cycle = deadline.within(LONG, "CYCLE_TIMEOUT_SECONDS")
    with pytest.raises(DeadlinePassed) as caught, cycle, deadline.within(SOON):
        wait()
    assert "CYCLE_TIMEOUT_SECONDS" not in str(caught.value.error) + caught.value.error.hint


def test_a_commit_is_given_time_and_a_later_deadline_stays(deadline: Deadline) -> None:
    with deadline.within(1):
        deadline.protect_commit()
        assert signals.COMMIT_SECONDS - 1 < deadline.remaining() <= signals.COMMIT_SECONDS
    with deadline.within(1000):
        deadline.protect_commit()
        assert deadline.remaining() > 900


def test_a_commit_without_a_deadline_gets_none(deadline: Deadline) -> None:
    deadline.protect_commit()
    assert deadline.remaining() == float("inf")


def test_from_commit_on_signals_are_ignored(deadline: Deadline) -> None:
    deadline.protect_commit()
    os.kill(os.getpid(), signal.SIGTERM)
    os.kill(os.getpid(), signal.SIGINT)
    wait(SOON)


def test_cleanups_share_one_time(deadline: Deadline) -> None:
    with deadline.cleanup():
        first = deadline.remaining()
    wait(5 * SOON)
    with deadline.cleanup():
        assert deadline.remaining() <= first - 5 * SOON
    assert first <= signals.CLEANUP_SECONDS


def test_the_cleanup_counts_from_the_deadline_that_passed_first(deadline: Deadline) -> None:
    with pytest.raises(DeadlinePassed), deadline.within(SOON):
        wait()
    wait(5 * SOON)
    with deadline.cleanup():
        assert deadline.remaining() <= signals.CLEANUP_SECONDS - 5 * SOON


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, ExitCode.SIGTERM), (signal.SIGINT, ExitCode.SIGINT)])
def test_a_signal_interrupts_once_and_starts_the_cleanup(
    deadline: Deadline, number: signal.Signals, code: ExitCode
) -> None:
    with deadline.within(100):
        with pytest.raises(Interrupted, match=number.name) as caught, deadline.counts_as(SourceError):
            stop(number)
        assert caught.value.exit_code is code
        assert deadline.remaining() <= signals.CLEANUP_SECONDS
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGINT)
        wait(SOON)
    assert not is_armed()


def test_a_rollback_after_a_signal_has_time_although_the_deadline_was_near(deadline: Deadline) -> None:
    with deadline.within(10 * SOON):
        with pytest.raises(Interrupted):
            stop()
        wait(15 * SOON)


def test_a_signals_rollback_that_takes_too_long_keeps_the_signals_exit_code(
    deadline: Deadline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signals, "CLEANUP_SECONDS", SOON)
    with deadline.within(100):
        with pytest.raises(Interrupted):
            stop()
        with pytest.raises(Interrupted), deadline.counts_as(DatabaseError), deadline.within(LONG):
            wait()


def test_what_follows_a_signals_cleanup_has_limits_of_its_own(
    deadline: Deadline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The metrics are pushed after a cleanup that used up its time."""
    monkeypatch.setattr(signals, "CLEANUP_SECONDS", SOON)
    with pytest.raises(Interrupted), deadline.within(100):
        stop()
    with pytest.raises(DeadlinePassed), deadline.cleanup():
        wait()
    with deadline.within(LONG):
        wait(3 * SOON)
    with pytest.raises(DeadlinePassed), deadline.within(SOON):
        wait()


def test_time_that_is_allowed_is_beside_the_cleanups(deadline: Deadline, monkeypatch: pytest.MonkeyPatch) -> None:
    """The quarantine of a refused cycle had what five seconds had left, and the metrics had nothing then."""
    monkeypatch.setattr(signals, "CLEANUP_SECONDS", SOON)
    with deadline.cleanup():
        pass
    with deadline.allow(LONG):
        assert LONG - 1 < deadline.remaining() <= LONG
        wait(3 * SOON)
    with deadline.cleanup():
        assert deadline.remaining() > 0
    with pytest.raises(DeadlinePassed, match="the time allowed ran out"), deadline.allow(SOON):
        wait()


def test_a_signal_ends_the_time_that_is_allowed(deadline: Deadline) -> None:
    deadline.ignore_signals()
    with pytest.raises(Interrupted), deadline.allow(100):
        stop()
    with deadline.cleanup():
        assert 0 < deadline.remaining() <= signals.CLEANUP_SECONDS
        os.kill(os.getpid(), signal.SIGTERM)
        wait(SOON)


def test_signals_are_ignored_again_when_the_time_that_is_allowed_is_over(deadline: Deadline) -> None:
    with deadline.allow(100):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    with pytest.raises(DeadlinePassed), deadline.allow(-1):
        wait()


def test_a_signal_that_was_ignored_leaves_only_the_cleanups_time_of_what_is_allowed(deadline: Deadline) -> None:
    deadline.ignore_signals()
    os.kill(os.getpid(), signal.SIGTERM)
    with deadline.allow(100):
        assert deadline.remaining() <= signals.CLEANUP_SECONDS


def test_a_signal_that_interrupted_the_cycle_leaves_only_what_its_cleanup_has_left(
    deadline: Deadline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signals, "CLEANUP_SECONDS", 10 * SOON)
    with pytest.raises(Interrupted), deadline.within(100):
        stop()
    with deadline.cleanup():
        wait(5 * SOON)
    with deadline.allow(100):
        assert deadline.remaining() <= 5 * SOON
