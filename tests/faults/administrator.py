"""What an administrator of PostgreSQL can do to a cycle: see where it is, hold it there, kill its backend."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg

from job.steps import lock
from local.answers import Answer, Request
from local.api import RecordedApi
from local.postgres import Login

SECONDS = 30
COMMIT_KEY = 4711


class Step(NamedTuple):
    """A place in a cycle, and the lock that makes it stand still there."""

    words: str
    table: str
    mode: str


BEFORE_LOAD = Step("before it loads", "ops.launch_versions", "ACCESS EXCLUSIVE")
IN_LOAD = Step("while it loads", "ops.launch_versions", "SHARE")
BEFORE_TRANSFORM = Step("between load and transform", "ops.transforms", "ACCESS EXCLUSIVE")
IN_TRANSFORM = Step("in the transform", "launches", "SHARE")
AFTER_CHECKS = Step("when everything is written and checked", "ops.rejected_records", "SHARE")
BEFORE_COMMIT = Step("at its last statement before COMMIT", "ops.cycles", "SHARE")
IN_COMMIT = Step("in COMMIT", "", "")
STEPS = (BEFORE_LOAD, IN_LOAD, BEFORE_TRANSFORM, IN_TRANSFORM, AFTER_CHECKS, BEFORE_COMMIT)

# A deferred trigger fires inside COMMIT; this one waits there until the administrator lets go.
_WAIT_IN_COMMIT = f"""
CREATE OR REPLACE FUNCTION public.wait_in_commit() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN PERFORM pg_advisory_xact_lock_shared({COMMIT_KEY}); RETURN NULL; END$$;
DROP TRIGGER IF EXISTS wait_in_commit ON ops.cycles;
CREATE CONSTRAINT TRIGGER wait_in_commit AFTER UPDATE ON ops.cycles DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.status = 'succeeded') EXECUTE FUNCTION public.wait_in_commit();
SELECT pg_advisory_lock({COMMIT_KEY});
"""
_WAITS = "wait_event_type = 'Lock' AND backend_type = 'client backend'"
_OF_THE_PROGRAM = "datname = current_database() AND application_name = 'spacex-elt'"


class Administrator:
    """A superuser in one database."""

    def __init__(self, login: Login) -> None:
        self.login = login
        self._watching = self.connect()

    def close(self) -> None:
        self._watching.close()

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.login.dsn(), autocommit=True)

    def rows(self, statement: str) -> list[Any]:
        cursor = self._watching.execute(statement)  # type: ignore[call-overload]
        return cursor.fetchall() if cursor.description else []

    def backends(self, condition: str = "true") -> list[int]:
        """The processes that serve the program now, and fulfil a condition of pg_stat_activity."""
        found = self.rows(f"SELECT pid FROM pg_stat_activity WHERE {_OF_THE_PROGRAM} AND {condition}")
        return [pid for (pid,) in found]

    def backend(self, condition: str = "true") -> int:
        """Wait for a backend of the program that fulfils a condition; return its process id."""
        found: list[int] = []
        await_(lambda: bool(found.extend(self.backends(condition)) or found), f"no backend where {condition}")
        return found[0]

    def waiting(self) -> int:
        """Wait until a backend of the program waits for a lock; return its process id."""
        return self.backend(_WAITS)

    def kill(self, pid: int) -> None:
        assert self.rows(f"SELECT pg_terminate_backend({pid}, 10000)") == [(True,)]

    def lock_holders(self) -> list[int]:
        """The processes that hold the lock of all cycles in this database."""
        held = self.rows(
            "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1"
            f" AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            f" AND (classid::bigint << 32) + objid::bigint = {lock.KEY}"
        )
        return [pid for (pid,) in held]

    @contextmanager
    def holding_the_lock(self) -> Iterator[None]:
        """Keep the lock of all cycles, as another cycle does."""
        with self.connect() as other:
            other.execute(f"SELECT pg_advisory_lock({lock.KEY})")  # type: ignore[call-overload]
            yield

    @contextmanager
    def stopping(self, api: RecordedApi, step: Step) -> Iterator[psycopg.Connection[Any]]:
        """Make a cycle stand still at a step, from its first request on until the end of the block.

        Gives the connection that holds the lock.
        """
        with self.connect() as other:

            def take() -> None:
                if step is IN_COMMIT:
                    other.execute(_WAIT_IN_COMMIT)
                    return
                other.execute("BEGIN")
                other.execute(f"LOCK TABLE {step.table} IN {step.mode} MODE")  # type: ignore[call-overload]

            at_first_request(api, take)
            try:
                yield other
            finally:
                other.close()

    @contextmanager
    def frozen(self, pid: int) -> Iterator[None]:
        """Stop a backend's process, as a dying disk does."""
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)


def at_first_request(api: RecordedApi, act: Callable[[], object]) -> None:
    """Do something while a cycle waits for the answer to its next request, once."""

    def respond(_request: Request, proceed: Callable[[], Answer]) -> Answer:
        api.respond = lambda _request, proceed: proceed()
        act()
        return proceed()

    api.respond = respond


def await_(condition: Callable[[], bool], otherwise: str) -> None:
    """Wait until something is so; AssertionError when it does not come about."""
    ends = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < ends, otherwise
        time.sleep(0.01)
