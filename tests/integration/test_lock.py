import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from job.databases import postgres
from job.databases.warehouse import Warehouse
from job.errors import LockHeldError
from job.settings import Settings
from job.signals import Deadline
from job.steps import lock

Ask = Callable[..., list[Any]]
HOLDER = (
    "SELECT pid FROM pg_locks JOIN pg_database AS d ON d.oid = database"
    " WHERE locktype = 'advisory' AND granted AND d.datname = current_database()"
)


@pytest.fixture
def other(settings: Settings) -> Iterator[Warehouse]:
    """A second connection, of another cycle."""
    with postgres.connect(settings) as connected:
        yield connected


def test_a_free_lock_is_taken_and_held_by_the_connection(warehouse: Warehouse, ask: Ask) -> None:
    lock.run(warehouse, 0, Deadline())
    assert len(ask(HOLDER)) == 1


@pytest.mark.parametrize("seconds", [0, 0.2])
def test_a_lock_that_another_cycle_keeps_is_refused_after_the_wait(
    warehouse: Warehouse, other: Warehouse, seconds: float
) -> None:
    lock.run(other, 0, Deadline())
    begun = time.monotonic()
    with pytest.raises(LockHeldError, match=f"{seconds:g} s"):
        lock.run(warehouse, seconds, Deadline())
    assert seconds <= time.monotonic() - begun < seconds + 5


def test_a_lock_that_is_freed_in_time_is_taken(warehouse: Warehouse, other: Warehouse, ask: Ask) -> None:
    lock.run(other, 0, Deadline())
    threading.Timer(0.3, other.__exit__, (None, None, None)).start()
    lock.run(warehouse, 30, Deadline())
    assert len(ask(HOLDER)) == 1


def test_the_lock_timeout_ends_with_the_wait(warehouse: Warehouse, other: Warehouse) -> None:
    lock.run(other, 0, Deadline())
    threading.Timer(0.2, other.__exit__, (None, None, None)).start()
    lock.run(warehouse, 30, Deadline())
    assert warehouse._connection.execute("SHOW lock_timeout").fetchall() == [("0",)]


def test_the_lock_goes_with_a_connection_that_dies(warehouse: Warehouse, other: Warehouse, ask: Ask) -> None:
    lock.run(other, 0, Deadline())
    ask("SELECT pg_terminate_backend(%s)", ask(HOLDER)[0].pid)
    lock.run(warehouse, 30, Deadline())
    assert len(ask(HOLDER)) == 1
