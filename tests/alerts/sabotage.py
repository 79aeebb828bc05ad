"""The table of sabotage: every way to break the cycle, and which alert fires how many intervals later.

`breaks` really does it: the real program against real surroundings, with a real Pushgateway. Where it sets numbers
instead (`pushed`), they are what a cycle would push that is too slow, too big, or has a Trino beside it.
"""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from local.answers import Answer, of_text
from local.api import RecordedApi
from local.login import Login
from tests.acceptance import edits
from tests.faults.administrator import BEFORE_LOAD, Administrator
from tests.support.program import Program

NOWHERE = "http://127.0.0.1:9/"
FAILED = {"SpacexEltCycleFailed": 1, "SpacexEltNoRecentSuccess": 2}
REFUSED = {"SpacexEltDataRefused": 1, "SpacexEltNoRecentSuccess": 2}
SILENT = {"SpacexEltNoRecentSuccess": 2}


@dataclass(frozen=True)
class World:
    """What there is to break."""

    job: Program
    api: RecordedApi
    login: Login
    administrator: Administrator
    ask: Callable[..., list[Any]]

    def cycle(self, code: int, **variables: str) -> None:
        """Run a cycle that must end like that."""
        ended = self.job(**{"API_MAX_ATTEMPTS": "1", "MODE": "full", **variables})
        assert ended.code == code, ended.stderr

    def killed(self, with_signal: int, code: int) -> None:
        """Run a cycle and end it from outside while it waits."""
        with self.job.started(MODE="full") as process, self.administrator.stopping(self.api, BEFORE_LOAD):
            self.administrator.waiting()
            os.kill(process.pid, with_signal)
            assert process.wait(20) == code


@dataclass(frozen=True)
class Sabotage:
    """One row; `fires` says for each alert within how many intervals of the first broken cycle it fires."""

    what: str
    fires: dict[str, int]
    breaks: Callable[[World], object] = lambda _world: None
    pushed: dict[str, float] = field(default_factory=dict)
    pushed_before: dict[str, float] = field(default_factory=dict)
    never_healthy: bool = False
    lost: bool = False


def _answering(world: World, answer: Answer | None) -> None:
    world.api.respond = lambda _request, _proceed: answer
    world.cycle(69)


def _endless(world: World) -> None:
    world.api.respond = lambda _request, _proceed: time.sleep(3)
    world.cycle(69, CYCLE_TIMEOUT_SECONDS="1")


def _wrongly_asked(world: World) -> None:
    world.api.respond = lambda _request, _proceed: of_text(400, "Cast to Number failed for value")
    world.cycle(70)


def _spoilt(world: World, spoil: Callable[[dict[str, Any]], object], launches: int, code: int) -> None:
    for launch in edits.by_date(world.api.state)[:launches]:
        spoil(launch)
    world.cycle(code)


def _vanished(world: World, launches: int, code: int) -> None:
    gone = [launch["id"] for launch in edits.by_date(world.api.state)[:launches]]
    world.api.state = edits.without(world.api.state, *gone)
    world.cycle(code)


def _altered(world: World, statement: str, code: int, **variables: str) -> None:
    world.ask(statement)
    world.cycle(code, **variables)


def _held(world: World) -> None:
    with world.administrator.holding_the_lock():
        world.cycle(75, LOCK_WAIT_SECONDS="0")


def _empty(world: World) -> None:
    world.api.respond = edits.serving(lambda _found: [])
    world.cycle(65)


def _misnamed(launch: dict[str, Any]) -> None:
    launch["name"] = 17


ROWS = [
    Sabotage("the source is unreachable", FAILED, lambda world: world.cycle(69, API_URL=NOWHERE)),
    Sabotage("the source fails: 503", FAILED, lambda world: _answering(world, of_text(503, "down"))),
    Sabotage("the source hangs up", FAILED, lambda world: _answering(world, None)),
    Sabotage("the source answers with HTML", FAILED, lambda world: _answering(world, of_text(200, "<html>"))),
    Sabotage("the source never ends: the deadline passes", FAILED, _endless),
    Sabotage("API_URL names another page: 404", FAILED, lambda world: world.cycle(78, API_URL=f"{world.api.url}/no")),
    Sabotage("the source calls the request invalid", FAILED, _wrongly_asked),
    Sabotage("half of the launches are missing", REFUSED, lambda world: _vanished(world, 90, 65)),
    Sabotage("the source is empty", REFUSED, _empty),
    Sabotage("many records are bad", {**REFUSED, "SpacexEltQuarantineNotEmpty": 1}, lambda world: _spoilt(world, _misnamed, 90, 65)),
    Sabotage(
        "a table was changed by hand", REFUSED,
        lambda world: _altered(world, "UPDATE launches SET success = NOT success", 65),
    ),
    Sabotage("one record is bad", {"SpacexEltQuarantineNotEmpty": 1}, lambda world: _spoilt(world, _misnamed, 1, 0)),
    Sabotage("one launch is removed", {"SpacexEltLaunchesShrank": 1}, lambda world: _vanished(world, 1, 0)),
    Sabotage(
        "documents have a new field", {"SpacexEltSchemaDrift": 1},
        lambda world: _spoilt(world, lambda launch: launch.update(booster="new"), 1, 0),
    ),
    Sabotage(
        "documents lack a field", {"SpacexEltSchemaDrift": 1},
        lambda world: _spoilt(world, lambda launch: launch.pop("details"), 1, 0),
    ),
    Sabotage("PostgreSQL is down", FAILED, lambda world: world.cycle(74, POSTGRES_PORT="9")),
    Sabotage("the password is wrong", FAILED, lambda world: world.cycle(78, POSTGRES_PASSWORD="wrong")),
    Sabotage("the database was dropped", FAILED, lambda world: world.cycle(78, POSTGRES_DB="gone")),
    Sabotage(
        "a privilege is missing", FAILED,
        lambda world: _altered(
            world, f"ALTER TABLE launches OWNER TO postgres; REVOKE ALL ON launches FROM {world.login.user}", 78
        ),
    ),
    Sabotage(
        "the schema is newer than the program", FAILED,
        lambda world: _altered(world, "INSERT INTO ops.migrations (name, checksum) VALUES ('9999_future', 'x')", 78),
    ),
    Sabotage("another cycle never ends", FAILED, _held),
    Sabotage("pods are evicted: SIGTERM", FAILED, lambda world: world.killed(signal.SIGTERM, 143)),
    Sabotage("Ctrl-C", FAILED, lambda world: world.killed(signal.SIGINT, 130)),
    Sabotage("the kernel kills it: SIGKILL", SILENT, lambda world: world.killed(signal.SIGKILL, -signal.SIGKILL)),
    Sabotage("a variable is wrong", SILENT, lambda world: world.cycle(78, PAGE_SIZE="0")),
    Sabotage("metrics are pushed to a wrong address", SILENT, lambda world: world.cycle(0, PUSHGATEWAY_URL=NOWHERE)),
    Sabotage("PUSHGATEWAY_JOB is misspelt", SILENT, lambda world: world.cycle(0, PUSHGATEWAY_JOB="spaxec-elt")),
    Sabotage("no cycle is started: suspended, no node, no image", SILENT),
    Sabotage("the Pushgateway is unreachable", {"SpacexEltMetricsMissing": 2}, lost=True),
    Sabotage(
        "the first cycle ever fails", {"SpacexEltNeverSucceeded": 1, "SpacexEltCycleFailed": 1},
        lambda world: world.cycle(69, API_URL=NOWHERE), never_healthy=True,
    ),
    Sabotage("no cycle was ever started", {"SpacexEltMetricsMissing": 1}, never_healthy=True),
    Sabotage(
        "only incremental cycles run", {"SpacexEltFullOverdue": 25}, lambda world: world.cycle(0, MODE="incremental")
    ),
    Sabotage(
        "a backfill fails", {"SpacexEltBackfillFailed": 1},
        lambda world: (
            world.cycle(0),
            world.cycle(69, MODE="backfill", BACKFILL_FROM="2015-01-01", API_URL=NOWHERE),
        ),
    ),
    Sabotage(
        "cycles get slow", {"SpacexEltCycleSlow": 1}, lambda world: world.cycle(0),
        pushed={"last_cycle_duration_seconds": 1500},
    ),
    Sabotage(
        "cycles get big", {"SpacexEltMemoryNearLimit": 1}, lambda world: world.cycle(0),
        pushed={"peak_memory_bytes": 250_000_000},
    ),
    Sabotage(
        "Trino reads another database", {"SpacexEltTrinoDiffers": 1}, lambda world: world.cycle(0),
        pushed={"trino_matches": 0},
    ),
    Sabotage(
        "Trino is unreachable", {"SpacexEltTrinoAway": 1},
        lambda world: world.cycle(0, TRINO_HOST="127.0.0.1", TRINO_PORT="9"), pushed_before={"trino_matches": 1},
    ),
]  # fmt: skip
