"""Every setting: an environment variable, read once and validated."""

import re
from pathlib import Path
from typing import Any, Literal, Self

import pydantic
from pydantic import ConfigDict, Field, SecretStr, ValidationError, model_validator

from job.errors import ConfigurationError
from job.settings import environment, secret_files, urls
from job.settings.types import LogFormat, LogLevel, LowerBound, Mode, Percent, Port, Seconds, UpperBound, Url

SECRETS = ("postgres_password", "pushgateway_password", "trino_password")


class Settings(pydantic.BaseModel):
    """The settings of one process, made by `load()`. A description completes "it takes …" in error messages."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    source: Literal["spacex-v4"] = Field("spacex-v4", description="the API that the launches come from: spacex-v4")
    api_url: Url | None = Field(None, description="the URL that requests are sent to; unset: the source's own")
    api_timeout_seconds: Seconds = Field(30, description="the longest silence during a request, in seconds")
    api_max_attempts: int = Field(7, ge=1, le=100, description="attempts per request, 1 to 100")
    api_max_wait_seconds: float = Field(
        60, ge=0, le=3600, description="the longest wait between two attempts, in seconds, Retry-After included"
    )
    page_size: int = Field(500, ge=1, le=10_000, description="launches per request, 1 to 10000")

    postgres_host: str | None = Field(None, description="the warehouse's host")
    postgres_port: Port = Field(5432, description="the warehouse's port, 1 to 65535")
    postgres_db: str | None = Field(None, description="the warehouse's database")
    postgres_user: str | None = Field(None, description="the role that owns the tables")
    postgres_password: SecretStr | None = Field(None, description="the password of that role")
    postgres_password_file: Path | None = Field(None, description="a file that holds the password instead")

    mode: Mode = Field("auto", description="auto, full, incremental or backfill")
    backfill_from: LowerBound | None = Field(None, description="start of a backfill, ISO 8601 (UTC), inclusive")
    backfill_to: UpperBound | None = Field(
        None, description="end of a backfill, ISO 8601 (UTC), inclusive; a date is the whole day"
    )
    lookback_days: int = Field(
        30, ge=0, le=36_500, description="days before the newest known launch that incremental reads again"
    )
    reconcile_interval_hours: float = Field(
        23, ge=0, le=87_600, description="hours after which auto makes a full cycle again"
    )
    max_rejected_percent: Percent = Field(10, description="guard: rejected records, in percent of the fetched ones")
    max_removed_percent: Percent = Field(10, description="guard: removed launches, in percent of the current ones")
    cycle_timeout_seconds: Seconds = Field(1800, description="the longest duration of a cycle, in seconds")
    lock_wait_seconds: float = Field(
        60, ge=0, le=604_800, description="the longest wait for another cycle to end, in seconds"
    )

    pushgateway_url: Url | None = Field(None, description="the Pushgateway's URL; unset: metrics are not pushed")
    pushgateway_job: str = Field("spacex-elt", description="the job of the grouping key")
    pushgateway_username: str | None = Field(None, description="the Pushgateway's user, where it requires one")
    pushgateway_password: SecretStr | None = Field(None, description="the password of that user")
    pushgateway_password_file: Path | None = Field(None, description="a file that holds the password instead")

    trino_host: str | None = Field(None, description="the host of the Trino coordinator")
    trino_port: Port = Field(8080, description="the port of the Trino coordinator, 1 to 65535")
    trino_user: str = Field("admin", description="the user at Trino")
    trino_password: SecretStr | None = Field(None, description="the password of that user; set: HTTPS")
    trino_password_file: Path | None = Field(None, description="a file that holds the password instead")
    trino_catalog: str = Field("postgresql", description="the Trino catalog of the warehouse")
    trino_schema: str = Field("public", description="the schema that the analyses read")

    log_format: LogFormat | None = Field(None, description="json or console; unset: json, or console on a terminal")
    log_level: LogLevel = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")

    @model_validator(mode="before")
    @classmethod
    def _read_secret_files(cls, variables: dict[str, Any]) -> dict[str, Any]:
        return secret_files.resolve(variables, SECRETS)

    @pydantic.field_validator("*", mode="before")
    @classmethod
    def _check_text(cls, value: object) -> object:
        if isinstance(value, str) and re.search("[\0\ud800-\udfff]", value):
            raise ValueError("should be text in UTF-8, without U+0000")
        return value

    @model_validator(mode="after")
    def _check_backfill(self) -> Self:
        if self.mode == "backfill" and not (self.backfill_from or self.backfill_to):
            raise ValueError("MODE=backfill needs BACKFILL_FROM, BACKFILL_TO or both")
        if self.backfill_from and self.backfill_to and self.backfill_from > self.backfill_to:
            raise ValueError("BACKFILL_FROM lies after BACKFILL_TO")
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
        missing = [name.upper() for name in names if getattr(self, name) is None]
        if missing:
            takes = "; ".join(f"{name} takes {_description(name)}" for name in missing)
            raise ConfigurationError(f"required and not set: {', '.join(missing)} ({takes})")


def load() -> Settings:
    """Read the environment and `.env`; raise ConfigurationError, in one line, when a value is wrong."""
    try:
        return Settings.model_validate(environment.variables())
    except ValidationError as error:
        raise ConfigurationError(_explain(error)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f".env or the environment cannot be read: {error}") from None


def _explain(error: ValidationError) -> str:
    lines = []
    for item in error.errors(include_input=False, include_url=False):
        message = item["msg"].removeprefix("Value error, ").removeprefix("Input ")
        name = str(item["loc"][0]) if item["loc"] else ""
        lines.append(f"{name.upper()} {message} (it takes {_description(name)})" if name else message)
    return "; ".join(lines)


def _description(name: str) -> str:
    field = Settings.model_fields.get(name.lower())
    return (field.description if field else None) or "another value"
