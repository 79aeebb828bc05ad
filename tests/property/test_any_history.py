"""Whatever befalls the source and the program, one clean `full` mends it, and the history forgets nothing.

Any sequence of source states, modes, faults and kills; after each cycle the ledger, the exit code and the tables agree;
at the end the tables equal a fresh load, and every state that was ever committed can be read back.
"""

import random
import signal
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from psycopg.rows import namedtuple_row

from local.answers import Answer, Request, of_json
from local.api import RecordedApi
from local.login import Login
from local.postgres import Postgres
from local.state import Document, State
from tests.acceptance import reading
from tests.conftest import PASSWORD, READER_PASSWORD, USER
from tests.support.program import Ended, Program

LAUNCHES = 14
STEPS = 12
MODES = st.sampled_from(["auto", "full", "incremental", "backfill"])


@dataclass
class Stage:
    """What the machine plays on: a server, an API, a folder."""

    postgres: Postgres
    api: RecordedApi
    folder: Path
    databases: int = 0
    connections: list[Any] = field(default_factory=list)

    def database(self) -> tuple[Login, Callable[..., list[Any]]]:
        """Create an empty database; return the job's login and an administrator's way to ask."""
        self.databases += 1
        login = self.postgres.create_database(f"history_{self.databases}", USER, PASSWORD, READER_PASSWORD)
        dsn = self.postgres.admin(login.database).dsn()
        connection = psycopg.connect(dsn, autocommit=True, row_factory=namedtuple_row)
        self.connections.append(connection)

        def ask(statement: str, *parameters: object) -> list[Any]:
            cursor = connection.execute(statement, parameters or None)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []

        return login, ask

    def leave(self) -> None:
        """Close the connections of a history that is told."""
        while self.connections:
            self.connections.pop().close()

    def program(self, login: Login) -> Program:
        lenient = {"MAX_REJECTED_PERCENT": "100", "MAX_REMOVED_PERCENT": "100", "API_MAX_WAIT_SECONDS": "0"}
        limits = {"PAGE_SIZE": "5", "API_MAX_ATTEMPTS": "1", "LOG_LEVEL": "WARNING", "LOCK_WAIT_SECONDS": "20"}
        return Program(self.folder, {**login.environment(), "API_URL": self.api.launches_url, **lenient, **limits})


def answer_500(_request: Request, _proceed: Callable[[], Answer]) -> Answer:
    return Answer(500, {"Content-Type": "text/plain"}, b"out of order")


def answer_short(_request: Request, proceed: Callable[[], Answer]) -> Answer:
    found = proceed()
    return of_json(found.body.replace(b'"totalDocs":', b'"totalDocs":1'))


def honest(_request: Request, proceed: Callable[[], Answer]) -> Answer:
    return proceed()


class History(RuleBasedStateMachine):
    """One life of a source and of the warehouse that follows it."""

    stage: Stage

    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.login, self.ask = self.stage.database()
        self.job = self.stage.program(self.login)
        flown = [launch for launch in State.sample().launches if not launch["upcoming"]]
        self.known = deepcopy(self.random.sample(flown, LAUNCHES))
        self.vanished: list[Document] = []
        self.committed: list[tuple[Any, dict[str, Document]]] = []
        self._publish()

    def _publish(self) -> None:
        self.stage.api.state = State.of(launches=deepcopy(sorted(self.known, key=lambda launch: str(launch["id"]))))

    def _any(self) -> Document:
        return self.random.choice(self.known)

    @rule()
    def correct(self) -> None:
        launch = self._any()
        launch["name"] = f"{launch['name']}, corrected"
        launch["cores"] = launch["cores"] * 2
        self._publish()

    @rule()
    def vanish(self) -> None:
        if len(self.known) > 1:
            self.vanished.append(self.known.pop(self.random.randrange(len(self.known))))
            self._publish()

    @rule()
    def come_back(self) -> None:
        if self.vanished:
            self.known.append(self.vanished.pop())
            self._publish()

    @rule()
    def be_called_upcoming_or_flown(self) -> None:
        launch = self._any()
        launch["upcoming"] = not launch["upcoming"]
        self._publish()

    @rule(spoilt=st.sampled_from([None, "seven", [], -1]))
    def be_spoilt_or_mended(self, spoilt: object) -> None:
        launch = self._any()
        launch["flight_number"] = spoilt if isinstance(launch["flight_number"], int) else 7
        self._publish()

    @rule(mode=MODES)
    def run_in_peace(self, mode: str) -> None:
        ended = self._run(mode)
        assert ended.code == 0, ended.stderr

    @rule(mode=MODES, fault=st.sampled_from([answer_500, answer_short]))
    def run_against_a_broken_source(self, mode: str, fault: Callable[..., Answer]) -> None:
        self.stage.api.respond = fault
        try:
            ended = self._run(mode)
            assert ended.code in (65, 69), ended.stderr
        finally:
            self.stage.api.respond = honest

    @rule(mode=MODES, after=st.floats(0, 0.15), sign=st.sampled_from([signal.SIGKILL, signal.SIGTERM]))
    def stop_the_program(self, mode: str, after: float, sign: signal.Signals) -> None:
        ended = self._run(mode, lambda process: process.send_signal(sign), after)
        assert ended.code in (0, 143, -signal.SIGKILL), ended.stderr

    @rule(mode=MODES, after=st.floats(0, 0.15))
    def kill_its_backend(self, mode: str, after: float) -> None:
        terminate = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'spacex-elt'"
        ended = self._run(mode, lambda _: self.ask(terminate), after)
        assert ended.code in (0, 74), ended.stderr

    def _run(self, mode: str, trouble: Callable[[Any], object] | None = None, after: float = 0.0) -> Ended:
        before = self._succeeded()
        with self.job.started(MODE=mode, BACKFILL_FROM="2015-01-01", BACKFILL_TO="2021-06-30") as process:
            if trouble:
                self._wait_for_backend(process)
                time.sleep(after)
                trouble(process)
            ended = self.job.end(process)
        self._wait_until_alone()
        runs = self._succeeded()[len(before) :]
        if ended.code >= 0:
            assert (ended.code == 0) == (len(runs) == 1), ended.stderr
        if runs:
            self.committed.append((runs[0].data_as_of, reading.documents(self.ask)))
        elif self.committed:
            assert reading.documents(self.ask) == self.committed[-1][1]
        return ended

    def _succeeded(self) -> list[Any]:
        if self.ask("SELECT to_regclass('ops.cycles') AS runs")[0].runs is None:
            return []
        return self.ask("SELECT * FROM ops.cycles WHERE status = 'succeeded' ORDER BY data_as_of")

    def _wait_for_backend(self, process: Any) -> None:
        """Trouble before the program is at work is no trouble."""
        while process.poll() is None and not self._backends():
            time.sleep(0.002)

    def _backends(self) -> list[Any]:
        return self.ask(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'spacex-elt' AND datname = current_database()"
        )

    def _wait_until_alone(self) -> None:
        """A killed program's backend may still be at its last statement."""
        while self._backends():
            time.sleep(0.02)

    def teardown(self) -> None:
        try:
            self._compare()
        finally:
            self.stage.leave()

    def _compare(self) -> None:
        """Mend what is spoilt (a stored launch outlives its rejected successor), then compare with a fresh load."""
        if not hasattr(self, "job"):
            return
        for launch in self.known:
            launch["flight_number"] = launch["flight_number"] if isinstance(launch["flight_number"], int) else 7
            launch["flight_number"] = max(launch["flight_number"], 0)
        self._publish()
        ended = self._run("full")
        assert ended.code == 0, ended.stderr
        for instant, documents in self.committed:
            assert reading.documents_at(self.ask, instant) == documents
        login, ask = self.stage.database()
        assert self.stage.program(login)(MODE="full").code == 0
        assert reading.state_of_public(self.ask) == reading.state_of_public(ask)


@pytest.fixture
def stage(postgres: Postgres, tmp_path: Path) -> Iterator[Stage]:
    with RecordedApi(State.sample()) as api:
        yield Stage(postgres, api, tmp_path)


@pytest.mark.timeout(1800)
# The first history is the simplest that there is: hypothesis begins with it.
@pytest.mark.parametrize("histories", [2, pytest.param(30, marks=pytest.mark.slow)])
def test_after_any_history_one_clean_full_makes_all_right_and_nothing_is_forgotten(
    stage: Stage, histories: int
) -> None:
    machine = type("HistoryOnThisStage", (History,), {"stage": stage})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=histories,
            stateful_step_count=STEPS,
            deadline=None,
            phases=[Phase.generate],  # a kill comes when it comes: nothing here can be replayed
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
