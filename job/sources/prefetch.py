"""Prefetch: while the caller works on one page, a thread prepares the next and receives the one after it."""

import contextvars
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

Received = TypeVar("Received")
Known = TypeVar("Known")
Prepared = TypeVar("Prepared")


class _Worker:
    """One thread that does one thing after the other, in the caller's context: its log lines have the cycle_id."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="prefetch")
        self._context = contextvars.copy_context()

    def submit(self, function: Callable[..., Any], *arguments: object) -> Future[Any]:
        return self._executor.submit(self._context.run, function, *arguments)

    def abandon(self) -> None:
        """Begin nothing more, and do not wait: a source that does not answer must not hold up the cycle."""
        self._executor.shutdown(wait=False, cancel_futures=True)


def run(
    pages: Iterator[Received],
    look_up: Callable[[Received], Known],
    prepare: Callable[[Received, Known], Prepared],
    is_large: Callable[[Received], bool],
) -> Iterator[Prepared]:
    """Yield `prepare(page, look_up(page))` of every page, in order, and raise what any of the three raises.

    `pages` and `prepare` run in the thread, `look_up` in the caller's. Behind a page that `is_large` nothing is
    received before the caller comes back for the next one, so that two of them are never in memory.
    """
    worker, pending = _Worker(), deque[Future[Prepared]]()
    try:
        receiving = worker.submit(next, pages, None)
        while receiving.exception() is None and (page := receiving.result()) is not None:
            pending.append(worker.submit(prepare, page, look_up(page)))
            large = is_large(page)
            del page
            if not large:
                receiving = worker.submit(next, pages, None)
            while len(pending) > (0 if large else 1):
                yield pending.popleft().result()
            if large:
                receiving = worker.submit(next, pages, None)
        while pending:
            yield pending.popleft().result()
        receiving.result()  # raises what receiving raised, after the pages before it
    finally:
        worker.abandon()
