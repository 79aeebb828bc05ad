"""The progress of a long read: a bar on a terminal, elsewhere a log line every few seconds."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from job.observe import log

SECONDS_BETWEEN_LINES = 5.0
_BAR_WIDTH = 40

Report = Callable[[int, int], None]


@contextmanager
def shown(what: str) -> Iterator[Report]:
    """Yield a function to call with how many are done and how many there are; the bar is removed at the end."""
    if not log.on_terminal():
        yield _log_lines(what)
        return
    try:
        yield lambda done, total: log.show_status(_bar(what, done, total))
    finally:
        log.show_status("")


def _bar(what: str, done: int, total: int) -> str:
    filled = _BAR_WIDTH * done // max(total, 1)
    return f"{what} [{'#' * filled:.<{_BAR_WIDTH}}] {done}/{total}"


def _log_lines(what: str) -> Report:
    last = time.monotonic()

    def report(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            log.info("progress", what=what, done=done, total=total)

    return report
