import contextvars
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator

import pytest

from job.errors import DatabaseError, DeadlinePassed, SourceError
from job.signals import Deadline
from job.sources import prefetch
from tests.support.program import CHECKOUT


def run(
    pages: Iterator[int],
    look_up: Callable[[int], None] = lambda _: None,
    prepare: Callable[[int, None], int] = lambda page, _: page,
) -> Iterator[int]:
    return prefetch.run(pages, look_up, prepare, is_large=lambda _: False)


def wait_until(condition: Callable[[], bool]) -> bool:
    """Return whether the condition became true within five seconds."""
    ends = time.monotonic() + 5
    while not condition() and time.monotonic() < ends:
        time.sleep(0.001)
    return condition()


@pytest.mark.parametrize("large", [set(), {0}, {1}, {4}, {0, 1, 2, 3, 4}])
def test_pages_come_in_order_and_all_of_them(large: set[int]) -> None:
    def prepare(page: int, known: str) -> tuple[int, str]:
        return page, known

    for count in (0, 1, 2, 5, 50):
        prepared = prefetch.run(iter(range(count)), str, prepare, large.__contains__)
        assert list(prepared) == [(page, str(page)) for page in range(count)]


def test_while_a_page_is_worked_on_the_next_is_prepared_and_the_one_after_it_received_and_no_other() -> None:
    received: list[int] = []
    prepared: list[int] = []

    def pages() -> Iterator[int]:
        for number in range(6):
            received.append(number)
            yield number

    def prepare(page: int, _: None) -> int:
        prepared.append(page)
        return page

    for page in run(pages(), prepare=prepare):
        time.sleep(0.05)
        assert prepared == list(range(min(page + 2, 6)))
        assert received == list(range(min(page + 3, 6)))


def test_pages_are_received_and_prepared_in_one_thread_and_looked_up_in_the_caller_s() -> None:
    ahead: set[threading.Thread] = set()
    callers: set[threading.Thread] = set()

    def pages() -> Iterator[int]:
        for number in range(3):
            ahead.add(threading.current_thread())
            yield number

    def prepare(page: int, _: None) -> int:
        ahead.add(threading.current_thread())
        return page

    assert list(run(pages(), lambda _: callers.add(threading.current_thread()), prepare)) == [0, 1, 2]
    assert (len(ahead), callers) == (1, {threading.current_thread()})
    assert not ahead & callers


@pytest.mark.parametrize("fails_at", [0, 1, 2, 3])
def test_an_error_of_receiving_comes_after_the_pages_before_it(fails_at: int) -> None:
    def pages() -> Iterator[int]:
        yield from range(fails_at)
        raise SourceError("the source is gone")

    reading = run(pages())
    assert [next(reading) for _ in range(fails_at)] == list(range(fails_at))
    with pytest.raises(SourceError, match="gone"):
        next(reading)


@pytest.mark.parametrize("fails_at", [0, 1, 2, 3])
def test_an_error_of_preparing_comes_after_the_pages_before_it(fails_at: int) -> None:
    def prepare(page: int, _: None) -> int:
        if page == fails_at:
            raise SourceError("cannot be prepared")
        return page

    reading = run(iter(range(4)), prepare=prepare)
    assert [next(reading) for _ in range(fails_at)] == list(range(fails_at))
    with pytest.raises(SourceError, match="cannot be prepared"):
        next(reading)


@pytest.mark.parametrize("fails_at", [0, 1, 2, 3])
def test_an_error_of_looking_up_is_raised_at_once_as_it_occurs_in_the_caller_s_thread(fails_at: int) -> None:
    # The page before it is still being prepared, and is not yielded any more.
    def look_up(page: int) -> None:
        if page == fails_at:
            raise DatabaseError("cannot be looked up")

    reading, yielded = run(iter(range(5)), look_up), list[int]()
    with pytest.raises(DatabaseError, match="cannot be looked up"):
        yielded.extend(reading)
    assert yielded == list(range(fails_at - 1))


def test_what_is_logged_while_a_page_is_received_or_prepared_has_the_cycle_id_of_the_caller() -> None:
    cycle_id: contextvars.ContextVar[str] = contextvars.ContextVar("cycle_id", default="none")
    cycle_id.set("this cycle")
    prepared = prefetch.run(
        (cycle_id.get() for _ in range(3)), lambda _: None, lambda page, _: (page, cycle_id.get()), lambda _: False
    )
    assert list(prepared) == [("this cycle", "this cycle")] * 3


@pytest.fixture
def deadline() -> Iterator[Deadline]:
    """A deadline that listens, as the program's own."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)}
    made = Deadline()
    made.listen()
    yield made
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_deadline_does_not_wait_for_a_source_that_does_not_answer(deadline: Deadline) -> None:
    hang = threading.Event()

    def pages() -> Iterator[int]:
        hang.wait(30)
        yield 1

    begun = time.monotonic()
    with pytest.raises(DeadlinePassed), deadline.within(0.2):
        next(run(pages()))
    hang.set()
    assert time.monotonic() - begun < 5


class ObjectPage:
    """A page that can be referenced weakly."""


@pytest.mark.parametrize("large_at", [0, 1, 2])
def test_behind_a_large_page_nothing_is_received_before_the_caller_comes_back_and_by_then_it_is_gone(
    large_at: int,
) -> None:
    large: list[weakref.ref[ObjectPage]] = []
    received: list[int] = []
    gone: list[bool] = []

    def receive(number: int) -> ObjectPage:
        if number == large_at + 1:
            gone.append(wait_until(lambda: large[0]() is None))
        received.append(number)
        page = ObjectPage()
        if number == large_at:
            large.append(weakref.ref(page))
        return page

    reading = prefetch.run(
        map(receive, range(5)), lambda _: None, lambda page, _: page, lambda page: bool(large) and page is large[0]()
    )
    for _ in range(large_at):
        next(reading)
    page = next(reading)
    assert page is large[0]()
    time.sleep(0.05)
    assert received == list(range(large_at + 1))
    del page
    assert len(list(reading)) == 4 - large_at
    assert gone == [True]


def prefetch_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("prefetch")]


def test_stopping_early_leaves_no_thread_and_receives_nothing_more() -> None:
    received: list[int] = []
    stopped = threading.Event()

    def pages() -> Iterator[int]:
        for number in range(100):
            received.append(number)
            yield number

    def prepare(page: int, _: None) -> int:
        if page == 1:
            stopped.wait(5)
        return page

    before = prefetch_threads()
    reading = run(pages(), prepare=prepare)
    next(reading)
    (thread,) = (each for each in prefetch_threads() if each not in before)
    reading.close()  # type: ignore[attr-defined]
    stopped.set()
    thread.join(5)
    assert (thread.is_alive(), received) == (False, [0, 1])


# The program's own exit, from a command that is stopped while the next page is validated.
LEAVE_WHILE_VALIDATING = """
import time
from job import __main__, cli, sources
from job.sources import prefetch
from tests.support.handmade import launch, payload, raw

source = sources.find("spacex-v4")
document = raw(launch(payloads=[payload()] * 2000))

def prepare(page, known):
    while page > 1:
        source.validate(document)
    return page

def run(_, deadline):
    next(reading)
    time.sleep(0.05)
    return 143

reading, cli.run = prefetch.run(iter((1, 2, 3)), lambda _: None, prepare, lambda _: False), run
__main__.main()
"""


def test_leaving_the_program_while_a_page_is_validated_ends_with_its_own_exit_code() -> None:
    # Interpreter shutdown met the thread inside pydantic-core: "FATAL: exception not rethrown", 134 or 139.
    for _ in range(3):
        ended = subprocess.run(
            [sys.executable, "-c", LEAVE_WHILE_VALIDATING], cwd=CHECKOUT, capture_output=True, text=True, timeout=60
        )
        assert (ended.returncode, ended.stderr) == (143, "")
