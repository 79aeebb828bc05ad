import contextvars
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from job import signals
from job.errors import SourceError
from job.sources import prefetch
from tests.support.program import CHECKOUT


def test_pages_come_in_their_order_and_all_of_them() -> None:
    assert list(prefetch.read(iter(range(100)))) == list(range(100))
    assert list(prefetch.read(iter(()))) == []


def test_while_a_page_is_looked_at_the_next_one_is_made_and_no_other() -> None:
    made: list[int] = []

    def pages() -> Iterator[int]:
        for number in range(5):
            made.append(number)
            yield number

    for page in prefetch.read(pages()):
        time.sleep(0.05)
        assert made == list(range(min(page + 2, 5)))


def test_what_goes_wrong_while_reading_ahead_comes_after_the_pages_before_it() -> None:
    def pages() -> Iterator[int]:
        yield 1
        raise SourceError("the source is gone")

    reading = prefetch.read(pages())
    assert next(reading) == 1
    with pytest.raises(SourceError, match="gone"):
        next(reading)


def test_lines_that_are_logged_while_reading_ahead_bear_the_cycle_s_cycle_id() -> None:
    cycle_id: contextvars.ContextVar[str] = contextvars.ContextVar("cycle_id", default="none")
    cycle_id.set("this cycle")
    assert list(prefetch.read(cycle_id.get() for _ in range(2))) == ["this cycle"] * 2


def test_a_signal_does_not_wait_for_a_source_that_does_not_answer() -> None:
    hang = threading.Event()

    def pages() -> Iterator[int]:
        hang.wait(30)
        yield 1

    before = signal.signal(signal.SIGALRM, lambda *_: None)
    try:
        begun = time.monotonic()
        with pytest.raises(signals.DeadlinePassed), signals.at_most(0.2):
            next(prefetch.read(pages()))
        assert time.monotonic() - begun < 5
    finally:
        signal.signal(signal.SIGALRM, before)
        hang.set()


def test_whoever_stops_reading_leaves_no_thread_behind() -> None:
    reading = prefetch.read(iter(range(100)))
    next(reading)
    reading.close()  # type: ignore[attr-defined]
    for thread in threading.enumerate():
        if thread.name == "ahead":
            thread.join(5)
            assert not thread.is_alive()


# The program's own way out, from a command that was broken off while the next page is judged.
LEAVE_WHILE_JUDGING = """
import sys, time
from job import __main__, cli, sources
from job.sources import prefetch
from tests.support.handmade import launch, payload, raw

document = raw(launch(payloads=[payload()] * 2000))

def pages():
    yield 1
    while True:
        sources.CURRENT.validate(document)

def run(_):
    next(reading)
    time.sleep(0.05)
    return 143

reading, cli.run = prefetch.read(pages()), run
__main__.main()
"""


def test_a_program_that_leaves_while_a_page_is_judged_ends_with_its_own_exit_code() -> None:
    # Python's finalization met the thread inside pydantic: "FATAL: exception not rethrown", 134 or 139.
    for _ in range(3):
        ended = subprocess.run(
            [sys.executable, "-c", LEAVE_WHILE_JUDGING], cwd=CHECKOUT, capture_output=True, text=True
        )
        assert (ended.returncode, ended.stderr) == (143, "")
