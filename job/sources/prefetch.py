"""Reads one page ahead: while PostgreSQL takes a page, a thread fetches and judges the next."""

import contextvars
import sys
import threading
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from typing import Any, TypeVar

Page = TypeVar("Page")

_END = object()
# PostgreSQL answers every few milliseconds; whoever waits for it shall not wait as long again for his turn.
_SWITCH_SECONDS = 0.0001


def read(pages: Iterator[Page], large: Callable[[Page], bool] = lambda _: False) -> Iterator[Page]:
    """Yield what `pages` yields, and what it raises; never more than one page is made before it is asked for.

    Behind a `large` page the next is only begun when that one is done with.

    The thread is a daemon: whoever stops a cycle does not wait for a source that does not answer.
    """
    sys.setswitchinterval(_SWITCH_SECONDS)
    wanted: SimpleQueue[bool] = SimpleQueue()
    made: SimpleQueue[Any] = SimpleQueue()
    context = contextvars.copy_context()  # the log's cycle_id
    threading.Thread(target=context.run, args=(_make, pages, wanted, made), name="ahead", daemon=True).start()
    wanted.put(True)
    try:
        while (found := made.get()) is not _END:
            if isinstance(found, BaseException):
                raise found
            if large(found):
                yield found
                del found
                wanted.put(True)
            else:
                wanted.put(True)
                yield found
    finally:
        wanted.put(False)


def _make(pages: Iterator[Page], wanted: SimpleQueue[bool], made: SimpleQueue[Any]) -> None:
    try:
        while wanted.get():
            made.put(next(pages, _END))
    except BaseException as error:
        made.put(error)
