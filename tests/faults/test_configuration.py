"""Settings that are wrong, missing or empty: one line that names the variable and what it should be; nobody is called."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from job.settings import Settings
from tests.faults.catalogue import fault
from tests.faults.conftest import Ask
from tests.support.program import Ended, Program

AREA = "Configuration"
NOBODY = "neither PostgreSQL nor the source was called"
WRONG = {
    "SOURCE": "nasa",
    "LAUNCH_PROVIDERS": "SpaceX",
    "API_URL": "ftp://example.org/",
    "API_KEY": "two words",
    "API_KEY_FILE": "/nowhere/at/all",
    "API_TIMEOUT_SECONDS": "0",
    "API_MAX_ATTEMPTS": "many",
    "API_MAX_WAIT_SECONDS": "-1",
    "PAGE_SIZE": "10001",
    "POSTGRES_PORT": "65536",
    "POSTGRES_PASSWORD_FILE": "/nowhere/at/all",
    "MODE": "Everything",
    "BACKFILL_FROM": "2020-02-30",
    "BACKFILL_TO": "yesterday",
    "LOOKBACK_DAYS": "1.5",
    "RECONCILE_INTERVAL_HOURS": "nan",
    "MAX_REJECTED_PERCENT": "10%",
    "MAX_REMOVED_PERCENT": "100.1",
    "CYCLE_TIMEOUT_SECONDS": "inf",
    "LOCK_WAIT_SECONDS": "a minute",
    "LEDGER_RETENTION_DAYS": "0",
    "PUSHGATEWAY_URL": "pushgateway:9091",
    "PUSHGATEWAY_PASSWORD_FILE": "/nowhere/at/all",
    "TRINO_PORT": "0",
    "TRINO_PASSWORD_FILE": "/nowhere/at/all",
    "LOG_FORMAT": "xml",
    "LOG_LEVEL": "LOUD",
}
ANY_TEXT = {
    "POSTGRES_HOST", "POSTGRES_DB", "POSTGRES_USER", "POSTGRES_PASSWORD", "PUSHGATEWAY_JOB", "PUSHGATEWAY_USERNAME",
    "PUSHGATEWAY_PASSWORD", "TRINO_HOST", "TRINO_USER", "TRINO_PASSWORD", "TRINO_CATALOG", "TRINO_SCHEMA",
}  # fmt: skip
REQUIRED = ("POSTGRES_HOST", "POSTGRES_DB", "POSTGRES_USER", "POSTGRES_PASSWORD")


@pytest.fixture
def nobody(tmp_path: Path) -> Iterator[Program]:
    """The real program, whose PostgreSQL and source are ports that notice every call; at the end none has come."""
    with socket.create_server(("127.0.0.1", 0)) as warehouse, socket.create_server(("127.0.0.1", 0)) as source:
        yield Program(
            tmp_path,
            {
                "POSTGRES_HOST": "127.0.0.1",
                "POSTGRES_PORT": str(warehouse.getsockname()[1]),
                "POSTGRES_DB": "launches",
                "POSTGRES_USER": "elt_job",
                "POSTGRES_PASSWORD": "unused",
                "CYCLE_TIMEOUT_SECONDS": "2",
                "API_URL": f"http://127.0.0.1:{source.getsockname()[1]}/",
            },
        )
        assert not called(warehouse), "PostgreSQL was called"
        assert not called(source), "the source was called"


def called(listener: socket.socket) -> bool:
    listener.setblocking(False)
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def told(ended: Ended) -> str:
    """The one line about a wrong setting: nothing before it but the start of the cycle, and no line break in it."""
    *before, line = ended.log
    assert [each["event"] for each in before] in ([], ["cycle_started"])
    assert (line["exit_code"], line["level"]) == (78, "error")
    assert line["what_to_do"]
    assert "\n" not in line["error"]
    return str(line["error"])


def wrong(name: str, value: str) -> Any:
    mark = fault(AREA, f"`{name}={value}`", code=78, log=name, tables=NOBODY)
    return pytest.param(name, value, marks=mark, id=name)


@pytest.mark.parametrize(("name", "value"), [wrong(name, value) for name, value in WRONG.items()])
def test_a_wrong_value_is_told_with_its_name_and_what_it_should_be(
    nobody: Program, holds: Callable[[Ended], None], name: str, value: str
) -> None:
    if name == "POSTGRES_PASSWORD_FILE":
        del nobody.environment["POSTGRES_PASSWORD"]
    ended = nobody(**{name: value})
    holds(ended)
    description = f"({Settings.model_fields[name.lower()].description})"
    assert f"{name}={value!r} should be" in told(ended) or name.endswith(("_FILE", "_KEY"))
    assert description in told(ended) or name.endswith(("_FILE", "_KEY"))


def test_every_variable_that_can_be_wrong_is_wrong_in_one_row() -> None:
    assert {name.upper() for name in Settings.model_fields} == set(WRONG) | ANY_TEXT


def no_url(value: str) -> Any:
    return pytest.param(value, marks=fault(AREA, f"`API_URL={value}`", code=78, log="API_URL", tables=NOBODY), id=value)


@pytest.mark.parametrize(
    "url",
    [no_url("http://[::1/x"), no_url("http://host:abc/x"), no_url("http://host:99999/x"), no_url("http://a..b/x")],
)
def test_an_address_that_nothing_can_be_asked_at_is_told_before_anything_is_connected(
    nobody: Program, holds: Callable[[Ended], None], url: str
) -> None:
    ended = nobody(API_URL=url)
    holds(ended)
    assert "API_URL" in told(ended)


@fault(AREA, "`POSTGRES_HOST=a..b`", code=78, log="POSTGRES_HOST", tables=NOBODY)
def test_a_host_that_is_no_name_is_told(nobody: Program, holds: Callable[[Ended], None]) -> None:
    holds(nobody(POSTGRES_HOST="a..b"))


def no_text(name: str) -> Any:
    mark = fault(
        AREA, f"`{name}` with bytes that are not UTF-8", code=78, log=f"{name} should be text in UTF-8", tables=NOBODY
    )
    return pytest.param(name, marks=mark, id=name)


@pytest.mark.parametrize("name", [no_text(name) for name in ("API_URL", "POSTGRES_DB", "POSTGRES_PASSWORD")])
def test_a_value_that_is_no_text_is_told(nobody: Program, holds: Callable[[Ended], None], name: str) -> None:
    """A password of such bytes, or a path in API_URL, ended with 70 and a traceback."""
    ended = nobody(**{name: "http://host/\udcff\udcfe"})
    holds(ended)
    assert "\\udc" not in ended.stderr


def wrong_for_httpx(name: str, value: str, log: str) -> Any:
    mark = fault(AREA, f"`{name}={value}`", code=78, log=log, tables="as before; the ledger row is `failed`")
    return pytest.param({name: value}, marks=mark, id=name)


@pytest.mark.parametrize(
    "variables",
    [
        wrong_for_httpx("ALL_PROXY", "nonsense://me:s3cret@host", "Unknown scheme"),
        wrong_for_httpx("HTTP_PROXY", "socks5://me:s3cret@host", "Using SOCKS proxy"),
        wrong_for_httpx("http_proxy", "http://me:s3cret@host:abc", "Invalid port"),
        wrong_for_httpx("http_proxy", "http://me:s3cret@a..b", "the URL of a proxy, is not usable"),
        wrong_for_httpx("SSL_CERT_FILE", "/nowhere/at/all", "SSL_CERT_FILE: [Errno 2]"),
    ],
)
def test_a_variable_of_httpx_that_is_wrong_is_told(
    job: Program, ask: Ask, holds: Callable[[Ended], None], variables: dict[str, str]
) -> None:
    """It was told as a bug of ours, with 70 and a traceback."""
    ended = job(**variables)
    holds(ended)
    assert "s3cret" not in ended.stderr
    assert [(row.status, row.exit_code) for row in ask("SELECT * FROM ops.cycles")] == [("failed", 78)]


def missing(name: str) -> Any:
    mark = fault(
        AREA, f"`{name}` is missing, or empty", code=78, log=f"not set: {name} (",
        tables=NOBODY,
    )  # fmt: skip
    return pytest.param(name, marks=mark, id=name)


@pytest.mark.parametrize("name", [missing(name) for name in REQUIRED])
def test_a_required_variable_that_is_missing_or_empty_is_named(
    nobody: Program, holds: Callable[[Ended], None], name: str
) -> None:
    empty = nobody(**{name: ""})
    holds(empty)
    del nobody.environment[name]
    missing = nobody()
    holds(missing)
    assert told(missing) == told(empty)


@fault(AREA, "all required variables are missing", code=78, log="not set: POSTGRES_HOST (", tables=NOBODY)
def test_all_that_is_missing_is_told_at_once(nobody: Program, holds: Callable[[Ended], None]) -> None:
    ended = nobody(**dict.fromkeys(REQUIRED, ""))
    holds(ended)
    assert all(f"{name} (" in told(ended) for name in REQUIRED)


def misspelt(name: str, meant: str) -> Any:
    mark = fault(AREA, f"`{name}` instead of `{meant}`", code=78, log=f"did you mean {meant}?", tables=NOBODY)
    return pytest.param(name, marks=mark, id=name)


@pytest.mark.parametrize(
    "name", [misspelt("PAGESIZE", "PAGE_SIZE"), misspelt("MAX_REMOVED_PERCNT", "MAX_REMOVED_PERCENT")]
)
def test_a_misspelt_variable_is_told(nobody: Program, holds: Callable[[Ended], None], name: str) -> None:
    """It was ignored, and the default held: a guard that an operator believed to have set."""
    holds(nobody(**{name: "1"}))


@fault(
    AREA, "variables of Kubernetes Services and of PostgreSQL's image", code=0, log="cycle_finished", tables="loaded"
)
def test_variables_of_others_are_ignored(job: Program, holds: Callable[[Ended], None]) -> None:
    others = {"POSTGRES_PORT_5432_TCP": "tcp://10.0.0.1:5432", "PUSHGATEWAY_SERVICE_HOST": "10.0.0.1"}
    holds(job(**others, POSTGRESQL_PORT="tcp://10.0.0.1:5432", POSTGRES_INITDB_ARGS="x"))


@fault(AREA, "several values are wrong", code=78, log="LOOKBACK_DAYS", tables=NOBODY)
def test_all_that_is_wrong_is_told_at_once(nobody: Program, holds: Callable[[Ended], None]) -> None:
    ended = nobody(LOOKBACK_DAYS="x", MODE="y", PAGE_SIZE="z")
    holds(ended)
    assert all(name in told(ended) for name in ("LOOKBACK_DAYS", "MODE", "PAGE_SIZE"))


def backfill(what: str, log: str, **bounds: str) -> Any:
    return pytest.param(bounds, marks=fault(AREA, f"`MODE=backfill` {what}", code=78, log=log, tables=NOBODY), id=what)


@pytest.mark.parametrize(
    "bounds",
    [
        backfill("without a bound", "needs BACKFILL_FROM, BACKFILL_TO or both"),
        backfill("with an empty bound", "needs BACKFILL_FROM, BACKFILL_TO or both", BACKFILL_FROM="", BACKFILL_TO=""),
        backfill(
            "with BACKFILL_FROM after BACKFILL_TO", "lies after", BACKFILL_FROM="2020-01-02", BACKFILL_TO="2020-01-01"
        ),
    ],
)
def test_a_backfill_without_sense_is_told(
    nobody: Program, holds: Callable[[Ended], None], bounds: dict[str, str]
) -> None:
    ended = nobody(MODE="backfill", **bounds)
    holds(ended)
    assert told(ended)


@fault(AREA, "every optional variable is empty", code=0, log='"mode": "full"', tables="loaded, by the defaults")
def test_an_empty_optional_variable_has_its_default(job: Program, holds: Callable[[Ended], None]) -> None:
    optional = {name.upper() for name in Settings.model_fields} - set(job.environment)
    ended = job(**dict.fromkeys(optional, ""))
    holds(ended)
    assert ended.finished["inserted"] == 187
