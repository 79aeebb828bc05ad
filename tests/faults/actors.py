"""Fixtures of the tests of PostgreSQL, company, signals and the rest: a loaded database, and who acts on it."""

import copy
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import count
from pathlib import Path

import pytest

from local.api import RecordedApi
from local.postgres import Login, Postgres
from local.state import State
from tests.acceptance import edits
from tests.acceptance.expected import served
from tests.acceptance.reading import documents
from tests.conftest import PASSWORD, READER_PASSWORD, USER
from tests.faults.administrator import Administrator
from tests.faults.conftest import Ask
from tests.support.program import Program

LOADED = "loaded"
_numbers = count()


@pytest.fixture(scope="session")
def loaded_template(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database that one cycle of the real program has filled from the sample: others are copies from it."""
    login = postgres.create_database(LOADED, USER, PASSWORD, READER_PASSWORD)
    with RecordedApi(State.sample()) as api:
        environment = {**login.environment(), "API_URL": api.launches_url}
        ended = Program(tmp_path_factory.mktemp(LOADED), environment)()
    assert ended.code == 0, ended.stderr
    return LOADED


@pytest.fixture
def loaded_login(copies: Callable[[str], AbstractContextManager[Login]], loaded_template: str) -> Iterator[Login]:
    """A database of one's own, already loaded, and the job's login."""
    with copies(loaded_template) as found:
        yield found


@pytest.fixture
def administrator(login: Login, postgres: Postgres) -> Iterator[Administrator]:
    """The administrator of this test's database."""
    found = Administrator(postgres.admin(login.database))
    yield found
    found.close()


@pytest.fixture
def news(api: RecordedApi) -> None:
    """The source has since corrected, added and lost launches, so that a cycle has something to do at every step."""
    state = State.sample()
    first, second, third, *_ = (launch for launch in state.launches if not launch["upcoming"])
    first["details"] = "corrected"
    second["success"] = not second["success"]
    state.launches.remove(third)
    state.launches.append(copy.deepcopy(first) | {"id": "f" * 24, "name": "Flight of the tests"})
    api.state = state


@pytest.fixture
def heals(job: Program, ask: Ask, api: RecordedApi) -> Callable[[], None]:
    """Hold the program to this: one clean `full` afterwards, and everything is as the source has it."""

    def check() -> None:
        ended = job(MODE="full")
        assert ended.code == 0, ended.stderr
        assert documents(ask) == served(api)
        assert {row.launch_id for row in ask("SELECT launch_id FROM launches")} == set(documents(ask))
        assert ask("SELECT cycle_id FROM ops.cycles WHERE status = 'running'") == []

    return check


@pytest.fixture
def secret_file(tmp_path: Path) -> Callable[[str], str]:
    """Write a secret into a file, as a container mounts it; return its path."""

    def write(content: str) -> str:
        path = tmp_path / f"secret-{next(_numbers)}"
        path.write_text(content, encoding="utf-8")
        return str(path)

    return write


@pytest.fixture
def reformatted(api: RecordedApi) -> Iterator[None]:
    """While the test runs all documents come in other bytes: none is known by its digest, so all are sent."""
    before, api.respond = api.respond, edits.formatted_otherwise
    yield
    api.respond = before
