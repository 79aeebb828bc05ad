"""Every setting: an environment variable, read once and validated."""

from pathlib import Path
from typing import Any, Self

import pydantic
from pydantic import ConfigDict, Field, SecretStr, ValidationError, model_validator

from job import timestamps
from job.errors import ConfigurationError
from job.settings import environment, explain, misspelt, secret_files, sources, types, urls

SECRETS = ("api_key", "postgres_password", "pushgateway_password", "trino_password")


class Settings(pydantic.BaseModel):
    """The settings of one process, made by `load()`. Errors show the description in parentheses."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    source: types.Source = Field("spacex-v4", description="the API that the launches come from")
    launch_providers: types.Providers | None = Field(
        None, description="the ids of the launch providers, comma-separated, or all; with launch-library-2 only"
    )
    api_url: types.Url | None = Field(None, description="the URL that requests are sent to; unset: the source's own")
    api_key: types.Token | None = Field(None, description="the key of the API; with launch-library-2 only")
    api_key_file: Path | None = Field(None, description="a file that holds API_KEY")
    api_timeout_seconds: types.Seconds = Field(30, description="the longest silence during a request, in seconds")
    api_max_attempts: int = Field(7, ge=1, le=100, description="attempts per request, 1 to 100")
    api_max_wait_seconds: float = Field(
        60, ge=0, le=3600, description="the longest wait between two attempts, in seconds, Retry-After included"
    )
    page_size: int = Field(500, ge=1, le=10_000, description="launches per request, 1 to 10000")

    postgres_host: str | None = Field(None, description="the warehouse's host")
    postgres_port: types.Port = Field(5432, description="the warehouse's port, 1 to 65535")
    postgres_db: str | None = Field(None, description="the warehouse's database")
    postgres_user: str | None = Field(None, description="the role that owns the tables")
    postgres_password: SecretStr | None = Field(None, description="the role's password")
    postgres_password_file: Path | None = Field(None, description="a file that holds POSTGRES_PASSWORD")

    mode: types.Mode = Field("auto", description="which launches a cycle reads")
    backfill_from: types.LowerBound | None = Field(None, description="start of a backfill, ISO 8601 (UTC), inclusive")
    backfill_to: types.UpperBound | None = Field(
        None, description="end of a backfill, ISO 8601 (UTC), inclusive; a date is the whole day"
    )
    lookback_days: int = Field(
        30, ge=0, le=36_500, description="days before the newest known launch that incremental reads again"
    )
    reconcile_interval_hours: float = Field(
        23, ge=0, le=87_600, description="hours after which auto makes a full cycle again"
    )
    max_rejected_percent: types.Percent = Field(10, description="guard: rejected records, in percent of fetched ones")
    max_removed_percent: types.Percent = Field(10, description="guard: removed launches, in percent of current ones")
    cycle_timeout_seconds: types.Seconds = Field(1800, description="the longest duration of a cycle, in seconds")
    lock_wait_seconds: float = Field(
        60, ge=0, le=604_800, description="the longest wait for another cycle to end, in seconds"
    )
    ledger_retention_days: float = Field(
        90,
        gt=0,
        le=36_500,
        description="days after which the ledger row of a cycle that changed nothing is deleted, above 0",
    )

    pushgateway_url: types.Url | None = Field(None, description="the Pushgateway's URL; unset: metrics are not pushed")
    pushgateway_job: str = Field("spacex-elt", description="the job of the grouping key")
    pushgateway_username: str | None = Field(None, description="the Pushgateway's user, where it requires one")
    pushgateway_password: SecretStr | None = Field(None, description="the password of PUSHGATEWAY_USERNAME")
    pushgateway_password_file: Path | None = Field(None, description="a file that holds PUSHGATEWAY_PASSWORD")

    trino_host: str | None = Field(None, description="the host of the Trino coordinator")
    trino_port: types.Port = Field(8080, description="the port of the Trino coordinator, 1 to 65535")
    trino_user: str = Field("admin", description="the user at Trino")
    trino_password: SecretStr | None = Field(None, description="the password of TRINO_USER; set: HTTPS")
    trino_password_file: Path | None = Field(None, description="a file that holds TRINO_PASSWORD")
    trino_catalog: str = Field("postgresql", description="the Trino catalog of the warehouse")
    trino_schema: str = Field("public", description="the schema that the analyses read")

    log_format: types.LogFormat | None = Field(None, description="the log's form; unset: console on a terminal or json")
    log_level: types.LogLevel = Field("INFO", description="the lowest level that is logged")

    @model_validator(mode="before")
    @classmethod
    def _read_secret_files(cls, variables: dict[str, Any]) -> dict[str, Any]:
        return sources.defaults(secret_files.resolve(variables, SECRETS))

    @pydantic.field_validator("*", mode="before")
    @classmethod
    def _check_text(cls, value: object) -> object:
        if isinstance(value, str) and explain.NOT_TEXT.search(value):
            raise ValueError("should be text in UTF-8, without U+0000")
        return value

    @model_validator(mode="after")
    def _check_source(self) -> Self:
        sources.check(self.source, dict(self))
        return self

    @model_validator(mode="after")
    def _check_backfill(self) -> Self:
        if self.mode == "backfill" and not (self.backfill_from or self.backfill_to):
            raise ValueError("MODE=backfill needs BACKFILL_FROM, BACKFILL_TO or both")
        if self.backfill_from and self.backfill_to and self.backfill_from > self.backfill_to:
            first, last = timestamps.text(self.backfill_from), timestamps.text(self.backfill_to)
            raise ValueError(f"BACKFILL_FROM={first} lies after BACKFILL_TO={last}")
        return self

    def secrets(self) -> list[str]:
        """Return the texts that must not appear in the log."""
        values = [getattr(self, name) for name in SECRETS]
        texts = [secret.get_secret_value() for secret in values if secret is not None]
        for url in (self.api_url, self.pushgateway_url):
            texts += urls.secrets(url) if url else []
        for user, password in (
            (self.pushgateway_username, self.pushgateway_password),
            (self.trino_user, self.trino_password),
        ):
            texts += urls.basic(user or "", password.get_secret_value()) if password else []
        return texts

    def require(self, *names: str) -> None:
        """Raise ConfigurationError, naming all that are unset, unless the settings of these names are set."""
        missing = [f"{name.upper()} ({_FIELDS[name].description})" for name in names if getattr(self, name) is None]
        if missing:
            raise ConfigurationError(f"not set: {', '.join(missing)}", hint=environment.how_to_set())


_FIELDS = Settings.model_fields


def load() -> Settings:
    """Read the environment and `.env`; raise ConfigurationError, in one line, when a name or a value is wrong."""
    try:
        process, file = environment.process(), environment.file()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f".env or the environment cannot be read: {error}") from None
    variables = {name.lower(): value for name, value in (file | process).items()}
    unknown = misspelt.find({name.upper() for name in _FIELDS}, process, file)
    try:
        settings = Settings.model_validate(variables)
    except ValidationError as error:
        wrong = explain.errors(error, variables, _FIELDS, SECRETS)
        raise ConfigurationError("; ".join(unknown + wrong)) from None
    if unknown:
        raise ConfigurationError("; ".join(unknown), hint=misspelt.HINT)
    return settings
