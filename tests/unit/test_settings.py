import re
from collections.abc import Callable
from pathlib import Path

import pytest

from job import settings, timestamps
from job.errors import ConfigurationError
from job.settings import Settings, misspelt
from tests.support.program import CHECKOUT

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
    assert loaded.ledger_retention_days == 90
    assert (loaded.max_rejected_percent, loaded.max_removed_percent) == (10, 10)
    assert (loaded.postgres_port, loaded.pushgateway_url, loaded.pushgateway_job) == (5432, None, "spacex-elt")
    assert (loaded.trino_host, loaded.trino_port, loaded.trino_user) == (None, 8080, "admin")
    assert (loaded.trino_catalog, loaded.trino_schema) == ("postgresql", "public")
    assert (loaded.log_format, loaded.log_level) == (None, "INFO")


WRONG = {
    "SOURCE": ("spacex_v4", "SPACEX-V4", "launch-library"),
    "LAUNCH_PROVIDERS": ("SpaceX", "121;44", "121,", "-1", "1e3"),
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
    "LEDGER_RETENTION_DAYS": ("0", "-1", "36501", "nan", "inf", "x"),
    "PUSHGATEWAY_URL": ("pushgateway:9091", "file:///x"),
    "TRINO_PORT": ("0", "65536", "x"),
    "LOG_FORMAT": ("xml", "JSON!"),
    "LOG_LEVEL": ("LOUD", "5"),
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_value_is_told_in_one_line_with_its_name_what_it_should_be_and_what_it_is_for(
    environment: Set, name: str, value: str
) -> None:
    """The value was not shown, and the description was glued to it: "it takes the warehouse's port"."""
    environment(**{name: value})
    message = refusal()
    assert message.startswith(f"{name}={value!r} should be ")
    assert message.endswith(f" ({Settings.model_fields[name.lower()].description})")
    assert "\n" not in message


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("ftp://me:s3cret@host/x", "ftp://***@host/x"),
        ("me:s3cret@host", "***@host"),
        ("http://me:s3/cr@et?@host:port/", "http://***@host:port/"),
        ("ftp://host/x?key=s3cret", "ftp://host/x?***"),
        ("x" * 100, "x" * 60 + "…"),
    ],
)
def test_of_a_wrong_url_no_login_is_shown(environment: Set, value: str, shown: str) -> None:
    environment(API_URL=value)
    assert refusal().startswith(f"API_URL={shown!r} should be a URL ")


def test_a_wrong_value_that_contains_a_secret_is_not_shown(environment: Set) -> None:
    environment(POSTGRES_PASSWORD="s3cret", PAGE_SIZE="s3cret", MODE="s3cret 2", LOOKBACK_DAYS="x")
    message = refusal()
    assert "s3cret" not in message
    assert "PAGE_SIZE should be" in message
    assert "LOOKBACK_DAYS='x' should be" in message


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("PAGESIZE", "PAGE_SIZE"),
        ("APIURL", "API_URL"),
        ("MAX_REMOVED_PERCNT", "MAX_REMOVED_PERCENT"),
        ("MAX_REMOVED_PERCENTS", "MAX_REMOVED_PERCENT"),
        ("POSTGRES_HSOT", "POSTGRES_HOST"),
        ("TRINO_USEE", "TRINO_USER"),
        ("LOCKWAIT_SECONDS", "LOCK_WAIT_SECONDS"),
        ("pushgateway_urls", "PUSHGATEWAY_URL"),
    ],
)
def test_a_misspelt_variable_is_told_with_what_was_meant(
    environment: Set, tmp_path: Path, name: str, meant: str
) -> None:
    """It was ignored: the guard, or the bound, had its default."""
    environment(**{name: "5"})
    assert refusal() == f"{name} in the environment is not a setting: did you mean {meant}?"
    environment(**{name: ""})
    (tmp_path / ".env").write_text(f"{name}=5\n")
    assert refusal() == f"{name} in .env is not a setting: did you mean {meant}?"


OTHERS = {
    # Kubernetes, for Services named postgres, postgresql, postgre, trino, pushgateway, api
    "POSTGRES_PORT_5432_TCP": "tcp://10.0.0.1:5432",
    "POSTGRES_PORT_5432_TCP_ADDR": "10.0.0.1",
    "POSTGRES_SERVICE_HOST": "10.0.0.1",
    "POSTGRES_SERVICE_PORT": "5432",
    "POSTGRESQL_PORT": "tcp://10.0.0.1:5432",
    "POSTGRESQL_SERVICE_HOST": "10.0.0.1",
    "POSTGRE_PORT": "tcp://10.0.0.1:5432",
    "TRINO_PORT_8080_TCP_PORT": "8080",
    "TRINO_SERVICE_PORT_HTTP": "8080",
    "PUSHGATEWAY_PORT": "tcp://10.0.0.1:9091",
    "PUSHGATEWAY_SERVICE_HOST": "10.0.0.1",
    "API_PORT": "tcp://10.0.0.1:80",
    # images of PostgreSQL
    "POSTGRES_INITDB_ARGS": "x",
    "POSTGRES_HOST_AUTH_METHOD": "trust",
    "POSTGRES_DB_FILE": "/x",
    "POSTGRES_USER_FILE": "/x",
    "POSTGRESQL_PASSWORD": "x",
    "POSTGRESQL_USERNAME": "x",
    "POSTGRESQL_DATABASE": "x",
    # other programs of a developer's machine, of CI and of a shell
    **dict.fromkeys(
        (
            "NODE",
            "CODE",
            "MODEL",
            "MODES",
            "APP_URL",
            "API_URI",
            "API_URLS",
            "BASE_URL",
            "RESOURCE",
            "SOURCES",
        ),
        "x",
    ),
    **dict.fromkeys(("PAGER", "MANPAGER", "LOGLEVEL", "LOG_FILE", "LOGNAME", "PGHOST", "PGUSER", "PGPASSWORD"), "x"),
    **dict.fromkeys(("DATABASE_URL", "DB_HOST", "POSTGRES_URL", "POSTGRES_DSN", "POSTGRES_VERSION", "HOSTNAME"), "x"),
    **dict.fromkeys(("TRINO_CONFIG", "TRINO_REQUIRED", "JOB_NAME", "BUILD_URL", "CI_API_V4_URL", "JAVA_HOME"), "x"),
}


def test_variables_of_other_programs_are_none_of_ours(environment: Set) -> None:
    before = settings.load()
    environment(**OTHERS)
    assert settings.load() == before


def test_a_variable_that_resembles_a_setting_is_ignored_where_that_is_set_too(environment: Set) -> None:
    environment(PAGESIZE="4096", PAGE_SIZE="7")
    assert settings.load().page_size == 7


def test_what_is_unknown_in_env_is_told_also_if_it_resembles_nothing(tmp_path: Path) -> None:
    """It was ignored. A name that is not one may be a line of a secret, and is not shown."""
    (tmp_path / ".env").write_text("RETENTION=5\nZm9vYmFy=x\nPAGE_SIZE=7\n")
    assert refusal() == "RETENTION in .env is not a setting; a name in .env is not a setting"


def test_names_and_values_that_are_wrong_are_told_together(environment: Set) -> None:
    environment(PAGESIZE="5", MODE="x")
    assert "PAGE_SIZE" in refusal()
    assert "MODE='x'" in refusal()


def test_what_compose_and_libpq_read_from_env_is_known(tmp_path: Path) -> None:
    example = (CHECKOUT / ".env.example").read_text()
    lines = [line.removeprefix("#") for line in example.splitlines() if re.match(r"#?[A-Z_]+=", line)]
    values = {name: value or "x" for name, _, value in (line.partition("=") for line in lines)}
    kept = {
        name: value
        for name, value in values.items()
        if not name.endswith("_FILE") and name not in ("API_URL", "API_KEY", "LAUNCH_PROVIDERS")
    }
    text = "".join(f"{name}={value}\n" for name, value in kept.items())
    (tmp_path / ".env").write_text(f"{text}PGSSLMODE=require\nCOMPOSE_PROJECT_NAME=x\nSPACEX_ELT_USER=x\n")
    assert settings.load().postgres_db == "launches"


def test_every_variable_of_compose_is_known_in_env() -> None:
    compose = (CHECKOUT / "docker-compose.yml").read_text()
    read = set(re.findall(r"\$\{([A-Z_]+)", compose)) - {name.upper() for name in Settings.model_fields}
    assert read == {name for name in misspelt.IN_ENV_FILE if not name.startswith("SPACEX_ELT_")}


def test_every_variable_that_can_be_wrong_has_its_wrong_values_here() -> None:
    texts = {name for name, field in Settings.model_fields.items() if field.annotation in (str, str | None)}
    texts -= {"api_url", "pushgateway_url"}
    secrets = {name for name in Settings.model_fields if "password" in name or "api_key" in name}
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
    (tmp_path / ".env").write_text("PAGE_SIZE=7\nLOOKBACK_DAYS=8\nMODE=\n# PAGE_SIZE=9\n")
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
    assert refusal() == "BACKFILL_FROM=2020-02-01T00:00:00.000Z lies after BACKFILL_TO=2020-01-31T23:59:59.999Z"


def test_one_day_can_be_backfilled(environment: Set) -> None:
    environment(MODE="backfill", BACKFILL_FROM="2020-01-31", BACKFILL_TO="2020-01-31")
    loaded = settings.load()
    assert loaded.backfill_from is not None
    assert loaded.backfill_to is not None
    assert timestamps.text(loaded.backfill_from) == "2020-01-31T00:00:00.000Z"
    assert timestamps.text(loaded.backfill_to) == "2020-01-31T23:59:59.999Z"


def test_the_settings_of_a_command_are_required_by_name() -> None:
    with pytest.raises(ConfigurationError) as caught:
        settings.load().require("postgres_host", "postgres_port", "postgres_user")
    assert str(caught.value) == (
        "not set: POSTGRES_HOST (the warehouse's host), POSTGRES_USER (the role that owns the tables)"
    )
    assert "make run" not in caught.value.hint


def test_where_a_local_stack_is_what_is_missing_points_to_its_variables(tmp_path: Path) -> None:
    """After `make run`, `job status` only named what was missing."""
    (tmp_path / ".local").mkdir()
    (tmp_path / ".local" / "env").touch()
    with pytest.raises(ConfigurationError) as caught:
        settings.load().require("postgres_host")
    assert caught.value.hint.endswith("Those of the local stack (make run): . .local/env")


LIBRARY = {"SOURCE": "launch-library-2"}


def test_a_source_has_defaults_of_its_own_and_what_is_set_takes_precedence(environment: Set) -> None:
    environment(**LIBRARY)
    loaded = settings.load()
    assert (loaded.page_size, loaded.api_timeout_seconds, loaded.api_max_attempts) == (100, 60, 2)
    assert (loaded.launch_providers, loaded.api_key) == ({121}, None)
    environment(**LIBRARY, PAGE_SIZE="50", API_TIMEOUT_SECONDS="5", API_MAX_ATTEMPTS="1", LAUNCH_PROVIDERS="44, 121")
    loaded = settings.load()
    assert (loaded.page_size, loaded.api_timeout_seconds, loaded.api_max_attempts) == (50, 5, 1)
    assert loaded.launch_providers == {44, 121}
    environment(**LIBRARY, LAUNCH_PROVIDERS="all")
    assert settings.load().launch_providers == frozenset()


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({**LIBRARY, "PAGE_SIZE": "101"}, "PAGE_SIZE should be 10 to 100 with SOURCE=launch-library-2"),
        ({**LIBRARY, "PAGE_SIZE": "9"}, "PAGE_SIZE should be 10 to 100 with SOURCE=launch-library-2"),
        ({"API_KEY": "k"}, "API_KEY has no meaning with SOURCE=spacex-v4: unset it"),
        ({"LAUNCH_PROVIDERS": "121"}, "LAUNCH_PROVIDERS has no meaning with SOURCE=spacex-v4: unset it"),
    ],
)
def test_a_setting_that_does_not_fit_the_source_is_refused(
    environment: Set, variables: dict[str, str], reason: str
) -> None:
    environment(**variables)
    assert refusal() == reason


@pytest.mark.parametrize("key", ["two words", "line\nbreak", "clé"])
def test_a_key_that_no_header_can_hold_is_refused_and_not_shown(environment: Set, key: str) -> None:
    environment(**LIBRARY, API_KEY=key)
    assert refusal().startswith("API_KEY should be printable ASCII")


def test_the_key_is_a_secret_and_may_come_from_a_file(environment: Set, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("a-secret-key\n")
    environment(**LIBRARY, API_KEY_FILE=str(tmp_path / "key"))
    assert "a-secret-key" in settings.load().secrets()
