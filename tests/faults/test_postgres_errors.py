"""A statement fails in PostgreSQL: no room, no time, a deadlock, a conflict; the SQLSTATE decides the exit code."""

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from local.api import RecordedApi
from local.postgres import Login, Postgres
from tests.acceptance import edits
from tests.acceptance.reading import last_run
from tests.faults.administrator import BEFORE_LOAD, IN_COMMIT, IN_TRANSFORM, Administrator, Step
from tests.faults.catalogue import Row, fault
from tests.faults.conftest import Ask
from tests.support.program import Ended, Program

pytest_plugins = ("tests.faults.actors",)
FAILED = "as before; the ledger row is `failed`"
_RAISE = """
CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN RAISE 'refused by the test' USING ERRCODE = '{0}'; END$$;
CREATE TRIGGER refuse BEFORE INSERT ON launches EXECUTE FUNCTION public.refuse();
"""


@pytest.fixture
def login(loaded_login: Login) -> Login:
    return loaded_login


@pytest.fixture
def _failed(row: Row, ask: Ask, contents: Callable[[], Any], heals: Callable[[], None], news: None) -> Any:  # noqa: ARG001
    """After the test: nothing has changed but the ledger, and the next cycle is right."""
    before = contents()
    yield
    assert contents() == before
    last = last_run(ask)
    assert (last.status, last.exit_code) == ("failed", row.code)
    assert row.log in last.error
    heals()


def state(sqlstate: str, what: str, code: int) -> Any:
    mark = fault("PostgreSQL", f"{what} ({sqlstate})", code=code, log="refused by the test", tables=FAILED)
    return pytest.param(sqlstate, marks=mark, id=sqlstate)


@pytest.mark.usefixtures("_failed")
@pytest.mark.parametrize(
    "sqlstate",
    [
        state("08006", "a statement fails: connection failure", 74),
        state("25006", "a statement fails: read-only transaction", 74),
        state("25P03", "a statement fails: idle for too long in a transaction", 74),
        state("25P04", "a statement fails: the transaction takes too long", 74),
        state("40P01", "a statement fails: deadlock", 74),
        state("53100", "a statement fails: disk full", 74),
        state("53200", "a statement fails: out of memory", 74),
        state("55P03", "a statement fails: lock not available", 74),
        state("57014", "a statement fails: cancelled by an administrator", 74),
        state("58030", "a statement fails: input or output error", 74),
        state("3F000", "a statement fails: unknown schema", 78),
        state("XX001", "a statement fails: corrupted data", 70),
        state("23505", "a statement fails: unique violation", 70),
    ],
)
def test_the_sqlstate_of_a_failed_statement_decides_the_exit_code(
    job: Program, administrator: Administrator, holds: Callable[[Ended], None], sqlstate: str
) -> None:
    administrator.rows(_RAISE.format(sqlstate))
    holds(job(MODE="full"))
    administrator.rows("DROP FUNCTION public.refuse CASCADE")


@contextmanager
def small_disk(postgres: Postgres) -> Iterator[Path]:
    """A file system of 2 MB of which the server may have everything."""
    place = postgres.folder / "small-disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m,uid=65534,mode=700", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)
        place.rmdir()


def fill(place: Path) -> Path:
    """Leave no byte of a file system free."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return filler


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small file system to fill up")
@fault("PostgreSQL", "the disk is full", code=74, log="No space left on device", tables=FAILED)
def test_a_full_disk_ends_the_cycle_and_costs_nothing(
    job: Program,
    api: RecordedApi,
    postgres: Postgres,
    administrator: Administrator,
    holds: Callable[[Ended], None],
    request: Any,
) -> None:
    request.getfixturevalue("_failed")
    edits.named(api.state, "CRS-7")["details"] = "longer than what is free in any page" * 1000
    with small_disk(postgres) as place:
        administrator.rows(f"CREATE TABLESPACE small LOCATION '{place}'")
        administrator.rows("ALTER TABLE launch_payloads SET TABLESPACE small")
        administrator.rows(
            "CREATE TABLE filling TABLESPACE small AS SELECT repeat('x', 1000) FROM generate_series(1, 300)"
        )
        administrator.rows("ALTER TABLE ops.documents SET TABLESPACE small")
        filler = fill(place)
        try:
            holds(job(MODE="full"))
        finally:
            filler.unlink()
            administrator.rows("DROP TABLE filling")
            for table in ("launch_payloads", "ops.documents"):
                administrator.rows(f"ALTER TABLE {table} SET TABLESPACE pg_default")
            administrator.rows("CHECKPOINT")
            administrator.rows("DROP TABLESPACE small")


def late(step: Step, log: str) -> Any:
    what = f"a statement takes longer than CYCLE_TIMEOUT_SECONDS {step.words}"
    return pytest.param(step, marks=fault("PostgreSQL", what, code=74, log=log, tables=FAILED), id=step.words)


@pytest.mark.usefixtures("_failed")
@pytest.mark.parametrize(
    "step", [late(BEFORE_LOAD, "CYCLE_TIMEOUT_SECONDS"), late(IN_TRANSFORM, "CYCLE_TIMEOUT_SECONDS")]
)
def test_a_statement_that_does_not_end_is_cancelled_when_the_time_is_up(
    job: Program, api: RecordedApi, administrator: Administrator, holds: Callable[[Ended], None], step: Step
) -> None:
    with administrator.stopping(api, step):
        ended = job(MODE="full", CYCLE_TIMEOUT_SECONDS="2")
        assert not administrator.backends()
    holds(ended)
    assert ended.seconds < 8


@pytest.mark.slow
@pytest.mark.usefixtures("_failed")
@fault(
    "PostgreSQL", "COMMIT itself takes longer than CYCLE_TIMEOUT_SECONDS, and ten seconds", code=74, tables=FAILED,
    log="the time allowed ran out",
)  # fmt: skip
def test_a_commit_that_does_not_end_is_cancelled(
    job: Program, api: RecordedApi, administrator: Administrator, holds: Callable[[Ended], None]
) -> None:
    with administrator.stopping(api, IN_COMMIT):
        holds(job(MODE="full", CYCLE_TIMEOUT_SECONDS="2"))


@pytest.mark.usefixtures("_failed")
@fault("PostgreSQL", "a deadlock with another transaction", code=74, log="deadlock detected", tables=FAILED)
def test_a_deadlock_that_takes_the_cycle_ends_it(
    job: Program, login: Login, api: RecordedApi, administrator: Administrator, holds: Callable[[Ended], None]
) -> None:
    # The program's backend looks for deadlocks after two seconds, the person's never: the program's is the victim.
    administrator.rows(f"ALTER DATABASE {login.database} SET deadlock_timeout = '2s'")
    with job.started(MODE="full") as process, administrator.stopping(api, IN_TRANSFORM) as person:
        administrator.waiting()
        person.execute("SET deadlock_timeout = '1h'")
        person.execute("LOCK TABLE ops.launch_versions IN SHARE MODE")
        ended = job.end(process)
    holds(ended)


@pytest.mark.usefixtures("news")
@fault(
    "PostgreSQL", "another session changes a launch during the cycle (40001)", code=74,
    log="could not serialize access due to concurrent update", tables="as before, with the change of the other session",
)  # fmt: skip
def test_a_conflict_with_a_person_ends_the_cycle(
    job: Program,
    api: RecordedApi,
    ask: Ask,
    administrator: Administrator,
    contents: Callable[[], Any],
    holds: Callable[[Ended], None],
    heals: Callable[[], None],
) -> None:
    with job.started(MODE="full") as process:
        with administrator.stopping(api, IN_TRANSFORM):
            administrator.waiting()
            administrator.rows("UPDATE launch_payloads SET name = name")
            before = contents()
        ended = job.end(process)
    holds(ended)
    assert contents() == before
    last = last_run(ask)
    assert (last.status, last.exit_code) == ("failed", 74)
    assert re.search("could not serialize access", last.error)
    heals()
