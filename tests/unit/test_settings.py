from collections.abc import Callable
from pathlib import Path

import pytest

from job import settings, timestamps
from job.errors import ConfigurationError
from job.settings import Settings

Set = Callable[..., None]


pytestmark = pytest.mark.usefixtures("environment")


def refusal() -> str:
    with pytest.raises(ConfigurationError) as caught:
        settings.load()
    return str(caught.value)


def test_without_any_variable_the_defaults_hold() -> None:
    loaded = settings.load()
    assert (loaded.source, loaded.api_url) == ("spacex-v4", None)
    assert (loaded.mode, loaded.page_size, loaded.lookback_days, loaded.reconcile_interval_hours) == (
        "auto",
        500,
        30,
        23,
    )
    assert (loaded.api_timeout_seconds, loaded.api_max_attempts, loaded.api_max_wait_seconds) == (30, 7, 60)
    assert (loaded.cycle_timeout_seconds, loaded.lock_wait_seconds) == (1800, 60)
    assert (loaded.max_rejected_percent, loaded.max_removed_percent) == (10, 10)
    assert (loaded.postgres_port, loaded.pushgateway_url, loaded.pushgateway_job) == (5432, None, "spacex-elt")
    assert (loaded.trino_host, loaded.trino_port, loaded.trino_user) == (None, 8080, "admin")
    assert (loaded.trino_catalog, loaded.trino_schema) == ("postgresql", "public")
    assert (loaded.log_format, loaded.log_level) == (None, "INFO")


WRONG = {
    "SOURCE": ("spacex_v4", "SPACEX-V4", "launch-library"),
    "API_URL": ("ftp://x", "api.spacexdata.com", "http://", "http://a b", "https:///"),
    "API_TIMEOUT_SECONDS": ("0", "-1", "nan", "inf", "soon"),
    "API_MAX_ATTEMPTS": ("0", "101", "2.5", "many"),
    "API_MAX_WAIT_SECONDS": ("-1", "3601", "nan", "x"),
    "PAGE_SIZE": ("0", "-1", "10001", "1.5", "all"),
    "POSTGRES_PORT": ("0", "65536", "-1", "five"),
    "MODE": ("Full!", "everything", "FULL"),
    "BACKFILL_FROM": ("yesterday", "2020-02-30", "31.01.2020"),
    "BACKFILL_TO": ("tomorrow", "2020-13-01"),
    "LOOKBACK_DAYS": ("-1", "1.5", "36501", "x"),
    "RECONCILE_INTERVAL_HOURS": ("-1", "nan", "inf", "x"),
    "MAX_REJECTED_PERCENT": ("-0.1", "100.1", "nan", "10%"),
    "MAX_REMOVED_PERCENT": ("-0.1", "100.1", "nan", "10%"),
    "CYCLE_TIMEOUT_SECONDS": ("0", "-5", "inf", "x"),
    "LOCK_WAIT_SECONDS": ("-1", "nan", "inf", "x"),
    "PUSHGATEWAY_URL": ("pushgateway:9091", "file:///x"),
    "TRINO_PORT": ("0", "65536", "x"),
    "LOG_FORMAT": ("xml", "JSON!"),
    "LOG_LEVEL": ("LOUD", "5"),
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_value_is_told_in_one_line_that_names_it_and_what_it_takes(
    environment: Set, name: str, value: str
) -> None:
    environment(**{name: value})
    message = refusal()
    assert message.startswith(f"{name} ")
    assert f"(it takes {Settings.model_fields[name.lower()].description})" in message
    assert "\n" not in message


def test_every_variable_that_can_be_wrong_has_its_wrong_values_here() -> None:
    texts = {name for name, field in Settings.model_fields.items() if field.annotation in (str, str | None)}
    texts -= {"api_url", "pushgateway_url"}
    secrets = {name for name in Settings.model_fields if "password" in name}
    assert {name.lower() for name in WRONG} == set(Settings.model_fields) - texts - secrets


def test_all_wrong_values_are_told_at_once(environment: Set) -> None:
    environment(PAGE_SIZE="x", MODE="y")
    assert "PAGE_SIZE" in refusal()
    assert "MODE" in refusal()


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_an_empty_value_counts_as_unset(environment: Set, name: str) -> None:
    before = settings.load()
    environment(**{name.upper(): ""})
    assert settings.load() == before


@pytest.mark.parametrize(("given", "level"), [("debug", "DEBUG"), ("Warning", "WARNING"), ("ERROR", "ERROR")])
def test_the_log_level_may_be_written_in_any_case(environment: Set, given: str, level: str) -> None:
    environment(LOG_LEVEL=given)
    assert settings.load().log_level == level


def test_env_is_read_and_the_environment_wins(environment: Set, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PAGE_SIZE=7\nLOOKBACK_DAYS=8\nMODE=\nUNKNOWN=1\n# PAGE_SIZE=9\n")
    environment(LOOKBACK_DAYS="9")
    loaded = settings.load()
    assert (loaded.page_size, loaded.lookback_days, loaded.mode) == (7, 9, "auto")


@pytest.mark.parametrize("value", [" a$HOME # b ", "a${HOME}b", "${NOTHING:-b}"])
def test_in_single_quotes_a_value_of_env_stands_as_it_is(environment: Set, tmp_path: Path, value: str) -> None:
    """`${HOME}` was replaced also in single quotes, so another password was sent."""
    (tmp_path / ".env").write_text(f"POSTGRES_PASSWORD='{value}'")
    environment()
    assert settings.load().secrets() == [value]


def test_an_empty_variable_of_the_environment_leaves_the_one_of_env(environment: Set, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PAGE_SIZE=7\n")
    environment(PAGE_SIZE="")
    assert settings.load().page_size == 7


def test_an_env_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"PAGE_SIZE=\xff\xfe\n")
    assert ".env" in refusal()


def test_a_backfill_needs_a_bound(environment: Set) -> None:
    environment(MODE="backfill")
    assert "BACKFILL_FROM" in refusal()


@pytest.mark.parametrize("bound", ["BACKFILL_FROM", "BACKFILL_TO"])
def test_one_bound_of_a_backfill_is_enough(environment: Set, bound: str) -> None:
    environment(MODE="backfill", **{bound: "2020-01-31"})
    assert settings.load().mode == "backfill"


def test_bounds_the_wrong_way_round_are_refused(environment: Set) -> None:
    environment(MODE="backfill", BACKFILL_FROM="2020-02-01", BACKFILL_TO="2020-01-31")
    assert "BACKFILL_FROM lies after BACKFILL_TO" in refusal()


def test_one_day_can_be_backfilled(environment: Set) -> None:
    environment(MODE="backfill", BACKFILL_FROM="2020-01-31", BACKFILL_TO="2020-01-31")
    loaded = settings.load()
    assert loaded.backfill_from is not None
    assert loaded.backfill_to is not None
    assert timestamps.text(loaded.backfill_from) == "2020-01-31T00:00:00.000Z"
    assert timestamps.text(loaded.backfill_to) == "2020-01-31T23:59:59.999Z"


def test_the_settings_of_a_command_are_required_by_name() -> None:
    with pytest.raises(ConfigurationError, match=r"POSTGRES_HOST, POSTGRES_USER.*takes the warehouse's host"):
        settings.load().require("postgres_host", "postgres_port", "postgres_user")
