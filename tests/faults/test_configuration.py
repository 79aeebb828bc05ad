"""Configuration: what is wrong is told in one line that names it, before anything is connected; no secret is told."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from job.settings import Settings
from local.answers import Answer, Request
from local.api import RecordedApi
from tests.conftest import PASSWORD
from tests.faults.catalogue import fault
from tests.faults.conftest import Ask
from tests.program import Ended, Program

pytest_plugins = ("tests.faults.actors",)
AREA = "Configuration"
NOTHING = "nothing was connected to"
GATEWAY = "http://127.0.0.1:1"

WRONG = {
    "API_URL": "ftp://example.org", "API_TIMEOUT_SECONDS": "0", "API_MAX_ATTEMPTS": "none",
    "API_MAX_WAIT_SECONDS": "-1",
    "PAGE_SIZE": "0", "POSTGRES_PORT": "65536", "MODE": "sometimes", "BACKFILL_FROM": "yesterday",
    "BACKFILL_TO": "2020-13-01", "LOOKBACK_DAYS": "1.5", "RECONCILE_INTERVAL_HOURS": "nan",
    "MAX_REJECTED_PERCENT": "101", "MAX_REMOVED_PERCENT": "many", "CYCLE_TIMEOUT_SECONDS": "inf",
    "LOCK_WAIT_SECONDS": "-5", "PUSHGATEWAY_URL": "pushgateway:9091", "TRINO_PORT": "trino", "LOG_FORMAT": "xml",
    "LOG_LEVEL": "LOUD", "POSTGRES_PASSWORD_FILE": "/nowhere/password",
    "PUSHGATEWAY_PASSWORD_FILE": "/nowhere/password",
    "TRINO_PASSWORD_FILE": "/nowhere/password",
}  # fmt: skip
# Any text may be right for these.
FREE = {
    "POSTGRES_HOST", "POSTGRES_DB", "POSTGRES_USER", "POSTGRES_PASSWORD", "PUSHGATEWAY_JOB", "PUSHGATEWAY_USERNAME",
    "PUSHGATEWAY_PASSWORD", "TRINO_HOST", "TRINO_USER", "TRINO_PASSWORD", "TRINO_CATALOG", "TRINO_SCHEMA",
}  # fmt: skip
REQUIRED = ("POSTGRES_HOST", "POSTGRES_DB", "POSTGRES_USER", "POSTGRES_PASSWORD")


def test_every_variable_has_a_wrong_value_here() -> None:
    assert {*WRONG, *FREE} == {name.upper() for name in Settings.model_fields}


def refused(ended: Ended, name: str, api: RecordedApi, ask: Ask) -> None:
    (line,) = [line for line in ended.log if line["level"] == "error"]
    assert name in line["error"]
    assert "\n" not in line["error"]
    assert line["exit_code"] == 78
    assert line["what_to_do"]
    assert not api.requests
    assert ask("SELECT to_regclass('ops.runs') AS runs")[0].runs is None


def wrong(name: str) -> Any:
    mark = fault(AREA, f"{name}={WRONG[name]}", code=78, log=f"{name} ", tables=NOTHING)
    return pytest.param(name, marks=mark, id=name)


@pytest.mark.parametrize("name", [wrong(name) for name in WRONG if not name.endswith("_FILE")])
def test_a_wrong_value_is_named_with_what_the_variable_takes(
    job: Program, api: RecordedApi, ask: Ask, holds: Callable[[Ended], None], name: str
) -> None:
    ended = job(**{name: WRONG[name]})
    holds(ended)
    refused(ended, name, api, ask)
    assert "it takes" in ended.stderr


def missing(name: str, how: str) -> Any:
    mark = fault(AREA, f"{name} is {how}", code=78, log="required and not set", tables=NOTHING)
    return pytest.param(name, how, marks=mark, id=f"{name} {how}")


@pytest.mark.parametrize(("name", "how"), [missing(name, how) for name in REQUIRED for how in ("missing", "empty")])
def test_a_required_variable_that_is_not_there_is_named(
    job: Program, api: RecordedApi, ask: Ask, holds: Callable[[Ended], None], name: str, how: str
) -> None:
    job.environment.pop(name)
    ended = job(**({name: ""} if how == "empty" else {}))
    holds(ended)
    (line,) = [line for line in ended.log if line["event"] == "cycle_finished"]
    assert name in line["error"]
    assert not api.requests
    assert ask("SELECT to_regclass('ops.runs') AS runs")[0].runs is None


@fault(AREA, "every optional variable is empty", code=0, log="cycle_finished", tables="the cycle is committed")
def test_an_empty_variable_counts_as_unset(job: Program, holds: Callable[[Ended], None]) -> None:
    needed = {*REQUIRED, "POSTGRES_PORT", "API_URL"}
    holds(job(**{name.upper(): "" for name in Settings.model_fields if name.upper() not in needed}))


@fault(AREA, "MODE=backfill without a bound", code=78, log="MODE=backfill needs", tables=NOTHING)
def test_a_backfill_needs_a_bound(job: Program, api: RecordedApi, ask: Ask, holds: Callable[[Ended], None]) -> None:
    ended = job(MODE="backfill")
    holds(ended)
    refused(ended, "BACKFILL_FROM", api, ask)


@fault(
    AREA, "a secret in a file (POSTGRES_PASSWORD_FILE)", code=0, log="cycle_finished", tables="the cycle is committed"
)
def test_a_secret_may_be_in_a_file(
    job: Program, holds: Callable[[Ended], None], secret_file: Callable[[str], str]
) -> None:
    job.environment.pop("POSTGRES_PASSWORD")
    holds(job(POSTGRES_PASSWORD_FILE=secret_file(PASSWORD + "\n")))


@pytest.mark.parametrize(
    ("content", "also"),
    [
        pytest.param(
            None, False, id="missing",
            marks=fault(AREA, "a secret's file is missing", code=78, log="cannot be read", tables=NOTHING),
        ),
        pytest.param(
            "\n", False, id="empty",
            marks=fault(AREA, "a secret's file is empty", code=78, log="names an empty file", tables=NOTHING),
        ),
        pytest.param(
            "other", True, id="both",
            marks=fault(AREA, "a secret and its file are both set", code=78, log="are both set", tables=NOTHING),
        ),
    ],
)  # fmt: skip
def test_a_secret_s_file_that_cannot_serve_is_named(
    job: Program, api: RecordedApi, ask: Ask, holds: Callable[[Ended], None],
    secret_file: Callable[[str], str], content: str | None, also: bool,
) -> None:  # fmt: skip
    if not also:
        job.environment.pop("POSTGRES_PASSWORD")
    ended = job(POSTGRES_PASSWORD_FILE=secret_file(content) if content is not None else "/nowhere/password")
    holds(ended)
    refused(ended, "POSTGRES_PASSWORD_FILE", api, ask)


def test_dotenv_is_read_the_environment_wins_and_pg_variables_are_not_read_from_it(job: Program) -> None:
    job.environment.pop("POSTGRES_PASSWORD")
    (job.folder / ".env").write_text(f"POSTGRES_PASSWORD={PASSWORD}\nMODE=backfill\nPGSSLMODE=verify-full\n")
    assert job(MODE="full").code == 0
    assert job().code == 78


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"POSTGRES_PASSWORD": "hunter2-is-wrong"},
        {"POSTGRES_PORT": "1"},
        {"API_URL": "http://me:hunter2-is-wrong@127.0.0.1:1/"},
        {"PUSHGATEWAY_URL": "http://me:hunter2-is-wrong@127.0.0.1:1/"},
        {"PUSHGATEWAY_URL": GATEWAY, "PUSHGATEWAY_USERNAME": "me", "PUSHGATEWAY_PASSWORD": "hunter2-is-wrong"},
        {"TRINO_HOST": "127.0.0.1", "TRINO_PORT": "1", "TRINO_PASSWORD": "hunter2-is-wrong"},
    ],
)  # fmt: skip
def test_no_secret_is_told(job: Program, variables: dict[str, str], form: str) -> None:
    ended = job(LOG_LEVEL="DEBUG", LOG_FORMAT=form, API_MAX_ATTEMPTS="1", **variables)
    for secret in ("hunter2-is-wrong", PASSWORD):
        assert secret not in ended.stderr + ended.stdout


def test_no_secret_is_told_though_the_source_repeats_it(job: Program, api: RecordedApi) -> None:
    def respond(_request: Request, _proceed: Callable[[], Answer]) -> Answer:
        return Answer(500, {}, json.dumps({"you said": PASSWORD}).encode())

    api.respond = respond
    ended = job(API_MAX_ATTEMPTS="1")
    assert ended.code == 69
    assert PASSWORD not in ended.stderr
    assert "***" in ended.stderr
