"""Progress of a long read: a bar on a terminal, now and then a log line elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from job.observe import log

SECONDS_BETWEEN_LINES = 5.0

Report = Callable[[int, int], None]


@contextmanager
def shown(what: str) -> Iterator[Report]:
    """Give a function to call with how much of how much is done; what it draws is gone at the end."""
    if not log.on_terminal():
        yield _lines(what)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _lines(what: str) -> Report:
    last = time.monotonic()

    def report(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            log.info("progress", what=what, done=done, total=total)

    return report
