"""What the tests stand on: a real PostgreSQL, the recorded API, the real program."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import namedtuple_row

from job import settings as job_settings
from job.databases import postgres as job_database
from job.databases.warehouse import Warehouse
from job.settings import Settings
from local.api import RecordedApi
from local.login import Login
from local.postgres import Postgres
from local.state import State
from tests.support.program import Program

USER, PASSWORD, READER_PASSWORD = "elt_job", "elt-job-password", "reader-password"
TEMPLATE = "with_roles"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for all tests of a worker; each test gets a database of its own in it."""
    folder = Path(tempfile.mkdtemp(prefix="spacex-elt-tests-", dir="/var/tmp" if os.geteuid() == 0 else None))
    folder.chmod(0o755)
    version = int(os.environ.get("POSTGRES_VERSION", "18"))
    server = Postgres(folder / "postgres", version)
    server.start(max_connections="60")
    try:
        server.create_database(TEMPLATE, USER, PASSWORD, READER_PASSWORD)
        yield server
    finally:
        server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


_numbers = count()


@pytest.fixture(scope="session")
def copies(postgres: Postgres) -> Iterator[Callable[[str], AbstractContextManager[Login]]]:
    """Copy a database, for as long as it is used; gives the job's login to the copy."""
    with psycopg.connect(postgres.admin().dsn(), autocommit=True) as administrator:

        @contextmanager
        def copy(template: str) -> Iterator[Login]:
            name = f"{template}_{next(_numbers)}"
            administrator.execute(f"CREATE DATABASE {name} TEMPLATE {template}")  # type: ignore[call-overload]
            # Privileges on a database are no part of its template: they are granted again, by the file that people use.
            yield postgres.create_roles(name, USER, PASSWORD, READER_PASSWORD)
            administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload]

        yield copy


@pytest.fixture
def login(copies: Callable[[str], AbstractContextManager[Login]]) -> Iterator[Login]:
    """An empty database with its roles, as an administrator leaves it, and the job's login: no superuser."""
    with copies(TEMPLATE) as found:
        yield found


@pytest.fixture
def api() -> Iterator[RecordedApi]:
    """The recorded API on loopback, with the bundled sample."""
    with RecordedApi(State.sample()) as server:
        yield server


@pytest.fixture
def job(login: Login, api: RecordedApi, tmp_path: Path) -> Program:
    """The real program, set to that database and that API."""
    return Program(tmp_path, {**login.environment(), "API_URL": api.launches_url})


@pytest.fixture
def ask(login: Login, postgres: Postgres) -> Iterator[Callable[..., list[Any]]]:
    """Ask that database a question, as its administrator; rows come as named tuples."""
    with psycopg.connect(
        postgres.admin(login.database).dsn(), autocommit=True, row_factory=namedtuple_row
    ) as connection:

        def rows(statement: str, *parameters: object) -> list[Any]:
            cursor = connection.execute(statement, parameters or None)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []

        yield rows


@pytest.fixture
def settings(login: Login, api: RecordedApi, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """The job's settings for that database and that API, for tests of a single step."""
    monkeypatch.chdir(tmp_path)
    for name, value in {**login.environment(), "API_URL": api.launches_url}.items():
        monkeypatch.setenv(name, value)
    return job_settings.load()


@pytest.fixture
def warehouse(settings: Settings) -> Iterator[Warehouse]:
    """A connection of the job's role, as a step gets it."""
    with job_database.connect(settings) as connected:
        yield connected
