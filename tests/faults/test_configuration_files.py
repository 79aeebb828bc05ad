"""Settings in files: secrets that a container mounts, and `.env`."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from local.api import RecordedApi
from local.postgres import Login
from tests.faults.catalogue import fault
from tests.faults.conftest import Ask
from tests.support.program import Ended, Program

pytest_plugins = ("tests.faults.actors",)
AREA = "Configuration"
LOADED, NOTHING = "loaded", "none: PostgreSQL was not called"


@fault(AREA, "`POSTGRES_PASSWORD_FILE` instead of the password", code=0, log="cycle_finished", tables=LOADED)
def test_a_password_can_stand_in_a_file(
    job: Program, login: Login, holds: Callable[[Ended], None], secret_file: Callable[[str], str]
) -> None:
    del job.environment["POSTGRES_PASSWORD"]
    ended = job(POSTGRES_PASSWORD_FILE=secret_file(f"{login.password}\n"))
    holds(ended)
    assert login.password not in ended.stderr


def no_secret(what: str, log: str, content: str | None, *, twice: bool = False) -> Any:
    mark = fault(AREA, f"a secret's file: {what}", code=78, log=log, tables=NOTHING)
    return pytest.param(content, twice, marks=mark, id=what)


@pytest.mark.parametrize(
    ("content", "twice"),
    [
        no_secret("it is missing", "POSTGRES_PASSWORD_FILE=/nowhere/at/all cannot be read: FileNotFoundError", None),
        no_secret("it is empty", "names an empty file", "\n"),
        no_secret("the variable is set too", "POSTGRES_PASSWORD_FILE are both set", "from-the-file", twice=True),
    ],
)
def test_a_file_that_gives_no_secret_is_told(
    job: Program,
    ask: Ask,
    api: RecordedApi,
    holds: Callable[[Ended], None],
    secret_file: Callable[[str], str],
    content: str | None,
    twice: bool,
) -> None:
    password = job.environment["POSTGRES_PASSWORD"] if twice else ""
    path = "/nowhere/at/all" if content is None else secret_file(content)
    ended = job(POSTGRES_PASSWORD=password, POSTGRES_PASSWORD_FILE=path)
    holds(ended)
    assert "from-the-file" not in ended.stderr
    assert not api.requests
    assert ask("SELECT FROM pg_namespace WHERE nspname = 'ops'") == []


@pytest.mark.timeout(60)
@fault(AREA, "a secret's file: it is a pipe", code=78, log="should name a regular file", tables=NOTHING)
def test_a_pipe_is_told_and_not_waited_for(job: Program, holds: Callable[[Ended], None]) -> None:
    """It was waited for before there was any deadline: the process hung until it was killed."""
    pipe = job.folder / "pipe"
    os.mkfifo(pipe)
    holds(job(POSTGRES_PASSWORD="", POSTGRES_PASSWORD_FILE=str(pipe), CYCLE_TIMEOUT_SECONDS="5"))


@fault(AREA, "`.env` holds the settings", code=0, log='"mode": "full"', tables=LOADED)
def test_env_is_used_and_the_environment_wins(job: Program, ask: Ask, holds: Callable[[Ended], None]) -> None:
    lines = [f"{name}={value}" for name, value in job.environment.items()]
    lines += ["MODE=backfill", "BACKFILL_FROM=2020-01-01", "PAGE_SIZE=50"]
    # With the mark of some editors, which hid the first variable, and their line ends.
    (job.folder / ".env").write_text("\ufeff" + "\r\n".join(lines))
    job.environment.clear()
    ended = job(MODE="full")
    assert ended.code == 0, ended.stderr
    assert ended.finished["api_requests"] == 5
    assert [row.mode for row in ask("SELECT mode FROM ops.cycles")] == ["full"]
    holds(ended)


@fault(AREA, "`.env` holds variables of libpq", code=0, log="cycle_finished", tables=LOADED)
def test_the_variables_of_libpq_are_not_read_from_env(job: Program, holds: Callable[[Ended], None]) -> None:
    (job.folder / ".env").write_text("PGSSLMODE=verify-full\nPGOPTIONS=-c nonsense=1\n")
    holds(job())
    assert job(PGSSLMODE="verify-full").code == 78, "this variable would have been felt"


@fault(AREA, "`.env` has an unknown variable", code=78, log="RETENTION in .env is not a setting", tables=NOTHING)
def test_an_unknown_variable_of_env_is_told(job: Program, api: RecordedApi, holds: Callable[[Ended], None]) -> None:
    """It was ignored."""
    (job.folder / ".env").write_text("RETENTION=5\n")
    holds(job())
    assert not api.requests


@fault(AREA, "`.env` is not text", code=78, log=".env or the environment cannot be read", tables=NOTHING)
def test_a_broken_env_is_told(job: Program, api: RecordedApi, holds: Callable[[Ended], None]) -> None:
    (job.folder / ".env").write_bytes(b"MODE=full\n\xff\xfe\x00")
    holds(job())
    assert not api.requests


@fault(AREA, "`.env` has an invalid line", code=0, log="could not parse statement starting at line 2", tables=LOADED)
def test_a_line_of_env_that_cannot_be_read_is_told_and_the_others_count(
    job: Program, ask: Ask, holds: Callable[[Ended], None]
) -> None:
    (job.folder / ".env").write_text("MODE=backfill\nthis is no line\nBACKFILL_FROM=2020-01-01\n")
    holds(job())
    assert [row.mode for row in ask("SELECT mode FROM ops.cycles")] == ["backfill"]
