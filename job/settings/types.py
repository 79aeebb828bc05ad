"""The types of settings: what a variable takes, and how it is parsed."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from job import timestamps
from job.settings import urls


def _providers(text: object) -> object:
    if not isinstance(text, str):
        return text
    ids = [] if text.strip().lower() == "all" else text.split(",")
    if not all(number.strip().isascii() and number.strip().isdecimal() and len(number) < 10 for number in ids):
        raise ValueError("should be ids such as 121 or 121,44, or all")
    return frozenset(map(int, ids))


def _token(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value()
    if not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("should be printable ASCII without spaces, for it is sent in a header")
    return secret


Source = Literal["spacex-v4", "launch-library-2"]
Mode = Literal["auto", "full", "incremental", "backfill"]
LogFormat = Literal["json", "console"]
Upper = BeforeValidator(lambda text: text.upper() if isinstance(text, str) else text)
LogLevel = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], Upper]
Seconds = Annotated[float, Field(gt=0, le=604_800, allow_inf_nan=False)]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Port = Annotated[int, Field(ge=1, le=65_535)]
Url = Annotated[str, AfterValidator(urls.check)]
LowerBound = Annotated[datetime, BeforeValidator(timestamps.first_of)]
UpperBound = Annotated[datetime, BeforeValidator(timestamps.last_of)]
Providers = Annotated[frozenset[int], BeforeValidator(_providers)]
Token = Annotated[SecretStr, AfterValidator(_token)]
