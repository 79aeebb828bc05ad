"""Every setting: an environment variable, read once and validated."""

import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, Self

import pydantic
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, model_validator

from job import timestamps
from job.errors import ConfigurationError
from job.settings import environment, secret_files, urls

Mode = Literal["auto", "full", "incremental", "backfill"]
Seconds = Annotated[float, Field(gt=0, le=604_800, allow_inf_nan=False)]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Port = Annotated[int, Field(ge=1, le=65_535)]
SECRETS = ("postgres_password", "pushgateway_password", "trino_password")
Url = Annotated[str, AfterValidator(urls.checked)]
LowerBound = Annotated[datetime, BeforeValidator(timestamps.first_of)]
UpperBound = Annotated[datetime, BeforeValidator(timestamps.last_of)]
Upper = BeforeValidator(lambda text: text.upper() if isinstance(text, str) else text)


class Settings(pydantic.BaseModel):
    """The settings of one process; `load()` makes them. A description says what the variable takes."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    source: str = Field("spacex-v4", description="which API the launches come from")
    api_url: Url | None = Field(None, description="where the launches are; unset: at the source's own address")
    api_timeout_seconds: Seconds = Field(30, description="the longest silence of one answer, in seconds")
    api_max_attempts: int = Field(5, ge=1, le=100, description="tries of one request, 1 to 100")
    api_max_wait_seconds: float = Field(
        60, ge=0, le=3600, description="longest wait between two tries, in seconds, Retry-After included"
    )
    page_size: int = Field(500, ge=1, le=10_000, description="launches asked for at once, 1 to 10000")

    postgres_host: str | None = Field(None, description="the warehouse's host")
    postgres_port: Port = Field(5432, description="its port, 1 to 65535")
    postgres_db: str | None = Field(None, description="its database")
    postgres_user: str | None = Field(None, description="the role that owns the tables")
    postgres_password: SecretStr | None = Field(None, description="its password")
    postgres_password_file: Path | None = Field(None, description="a file that holds the password instead")

    mode: Mode = Field("auto", description="auto, full, incremental or backfill")
    backfill_from: LowerBound | None = Field(None, description="start of a backfill, ISO 8601 (UTC), inclusive")
    backfill_to: UpperBound | None = Field(
        None, description="end of a backfill, ISO 8601 (UTC), inclusive; a date is the whole day"
    )
    lookback_days: int = Field(
        30, ge=0, le=36_500, description="days behind the newest stored launch that incremental asks again"
    )
    reconcile_interval_hours: float = Field(
        23, ge=0, le=87_600, description="hours after which auto makes a full again"
    )
    max_rejected_percent: Percent = Field(10, description="guard: rejected records in percent of fetched ones")
    max_removed_percent: Percent = Field(10, description="guard: launches leaving in percent of stored ones")
    cycle_timeout_seconds: Seconds = Field(1800, description="the longest time of a whole cycle, in seconds")
    lock_wait_seconds: float = Field(60, ge=0, le=604_800, description="how long to wait for another cycle, in seconds")

    pushgateway_url: Url | None = Field(None, description="where metrics go; unset: nowhere")
    pushgateway_job: str = Field("spacex-elt", description="the grouping key's job")
    pushgateway_username: str | None = Field(None, description="its user, where it asks for one")
    pushgateway_password: SecretStr | None = Field(None, description="that user's password")
    pushgateway_password_file: Path | None = Field(None, description="a file that holds it instead")

    trino_host: str | None = Field(None, description="the Trino coordinator's host")
    trino_port: Port = Field(8080, description="its port, 1 to 65535")
    trino_user: str = Field("admin", description="who asks")
    trino_password: SecretStr | None = Field(None, description="that user's password; set: HTTPS")
    trino_password_file: Path | None = Field(None, description="a file that holds it instead")
    trino_catalog: str = Field("postgresql", description="the catalog that shows the warehouse")
    trino_schema: str = Field("public", description="the schema of the analyses")

    log_format: Literal["json", "console"] | None = Field(
        None, description="json or console; unset: json, or console on a terminal"
    )
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], Upper] = Field(
        "INFO", description="DEBUG, INFO, WARNING or ERROR"
    )

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

    @model_validator(mode="after")
    def _read_secret_files(self) -> Self:
        for name in SECRETS:
            path: Path | None = getattr(self, f"{name}_file")
            if path is None:
                continue
            if getattr(self, name) is not None:
                raise ValueError(f"{name.upper()} and {name.upper()}_FILE are both set: unset one")
            object.__setattr__(self, name, SecretStr(secret_files.read(name.upper(), path)))
        return self

    def secrets(self) -> list[str]:
        """Return the texts that no log line may carry."""
        found = [getattr(self, name) for name in SECRETS]
        texts = [secret.get_secret_value() for secret in found if secret is not None]
        for url in (self.api_url, self.pushgateway_url):
            texts += urls.passwords(url) if url else []
        return texts

    def require(self, *names: str) -> None:
        """Raise ConfigurationError that names those of the variables that are unset."""
        missing = [name.upper() for name in names if getattr(self, name) is None]
        if missing:
            takes = "; ".join(f"{name} takes {_takes(name)}" for name in missing)
            raise ConfigurationError(f"required and not set: {', '.join(missing)} ({takes})")


def _takes(name: str) -> str:
    field = Settings.model_fields.get(name.lower())
    return (field.description if field else None) or "another value"


def _explain(error: ValidationError) -> str:
    lines = []
    for item in error.errors(include_input=False, include_url=False):
        message = item["msg"].removeprefix("Value error, ").removeprefix("Input ")
        name = str(item["loc"][0]) if item["loc"] else ""
        lines.append(f"{name.upper()} {message} (it takes {_takes(name)})" if name else message)
    return "; ".join(lines)


def load() -> Settings:
    """Read the environment and `.env`; raise ConfigurationError, in one line, for what is wrong."""
    try:
        return Settings.model_validate(environment.variables())
    except ValidationError as error:
        raise ConfigurationError(_explain(error)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f".env or the environment cannot be read: {error}") from None
