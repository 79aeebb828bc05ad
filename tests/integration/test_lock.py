import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from job.databases import postgres
from job.databases.warehouse import Warehouse
from job.errors import LockHeldError
from job.settings import Settings
from job.signals import Deadline
from job.steps import lock
from local.login import Login
from local.postgres import READER
from tests.conftest import READER_PASSWORD
from tests.unit.test_reference import REFERENCE

Ask = Callable[..., list[Any]]
(HOLDER,) = re.findall(r"^### The lock$.*?```sql\n(.*?)```", REFERENCE.read_text(), re.MULTILINE | re.DOTALL)


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


def test_a_session_of_any_role_can_hold_the_lock_and_is_named(warehouse: Warehouse, login: Login, ask: Ask) -> None:
    """The error said "another cycle", and ops.cycles showed none."""
    reader = replace(login, user=READER, password=READER_PASSWORD)
    with psycopg.connect(reader.dsn(), application_name="a notebook", autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [lock.KEY])
        with pytest.raises(LockHeldError) as caught:
            lock.run(warehouse, 0, Deadline())
        (found,) = ask(HOLDER)
        assert found.pid == other.info.backend_pid
        process = f"process {found.pid}"
        assert f"another session held the lock for 0 s: role {READER}, application a notebook, {process}" == str(
            caught.value
        )
        other.execute("SELECT pg_advisory_unlock(%s)", [lock.KEY])
        assert ask(HOLDER) == []


def test_the_holder_is_named_with_address_and_start_where_these_are_readable(
    warehouse: Warehouse, other: Warehouse
) -> None:
    lock.run(other, 0, Deadline())
    with pytest.raises(LockHeldError, match=r"application spacex-elt, from 127\.0\.0\.1, process \d+, since 20"):
        lock.run(warehouse, 0, Deadline())
