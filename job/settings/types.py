"""The types of settings: what a variable takes, and how it is parsed."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from job import timestamps
from job.settings import urls

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
