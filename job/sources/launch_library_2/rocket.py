"""What the model names of a rocket: its stages, its spacecraft with their crews, its payloads.

A list reports only its first error: an error takes a kilobyte of memory, and an empty object has one for each field.
The bounds of amount and mass keep every sum far within the columns' types.
"""

from typing import Annotated

from pydantic import FailFast, Field

from job.sources.types import Count, Mass, Model, Text


class Named(Model):
    id: Count
    name: Text


class Name(Model):
    name: str | None


class Abbreviated(Model):
    abbrev: str | None


class Configuration(Model):
    id: Count
    full_name: Text


class Place(Model):
    abbrev: str | None
    name: str | None


class Launcher(Model):
    id: Count
    serial_number: str | None
    is_placeholder: bool | None = None


class Landing(Model):
    attempt: bool | None
    success: bool | None
    type: Abbreviated | None
    landing_location: Place | None


class Stage(Model):
    id: Count
    reused: bool | None
    launcher_flight_number: Count | None
    launcher: Launcher | None
    landing: Landing | None


class Role(Model):
    role: str | None


class Astronaut(Model):
    id: Count
    name: Text
    agency: Name | None = None


class CrewMember(Model):
    id: Count
    role: Role | None
    astronaut: Astronaut


class SpacecraftConfiguration(Model):
    type: Name | None


class Spacecraft(Model):
    id: Count
    name: str | None
    spacecraft_config: SpacecraftConfiguration | None


class SpacecraftStage(Model):
    id: Count
    spacecraft: Spacecraft | None
    launch_crew: Annotated[list[CrewMember], FailFast()] = Field(default_factory=list)


class Operator(Model):
    id: Count
    name: Text
    country: Annotated[list[Named], FailFast()] = Field(default_factory=list)


class Payload(Model):
    id: Count
    name: str | None
    type: Name | None
    mass: Annotated[Mass, Field(le=1e7)] | None
    operator: Operator | None


class PayloadFlight(Model):
    id: Count
    amount: Annotated[Count, Field(le=1000)] | None
    payload: Payload


class Rocket(Model):
    known = frozenset({"id"})
    configuration: Configuration
    launcher_stage: Annotated[list[Stage], FailFast()]
    spacecraft_stage: Annotated[list[SpacecraftStage], FailFast()]
    payloads: Annotated[list[PayloadFlight], FailFast()]
