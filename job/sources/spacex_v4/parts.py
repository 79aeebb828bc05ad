"""What a launch of SpaceX v4 lists and refers to: each object, as far as it is read."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from job.sources.types import Count, Latitude, Longitude, Mass, Model, Seconds, Text, Texts

# A reference that the source did not populate is a bare id: nothing more is known of it.
IfPopulated = BeforeValidator(lambda reference: None if isinstance(reference, str) else reference)
# Crew, failures and links are shown and not needed: a launch loads without them. {} is valid there, hence the limit.
Few = Field(max_length=1000, fail_fast=True)


class Payload(Model):
    known = frozenset({"manufacturers", "mass_lbs", "norad_ids"})
    id: Text
    name: str | None
    type: str | None
    mass_kg: Mass | None
    orbit: str | None
    regime: str | None
    customers: Texts
    nationalities: Texts
    reused: bool | None


class NamedCore(Model):
    known = frozenset({"block"})
    id: Text
    serial: str | None


class Landpad(Model):
    known = frozenset({"full_name", "type", "region"})
    id: Text
    name: str | None


class Core(Model):
    core: Annotated[NamedCore | None, IfPopulated]
    flight: Count | None
    gridfins: bool | None
    legs: bool | None
    reused: bool | None
    landing_attempt: bool | None
    landing_success: bool | None
    landing_type: str | None
    landpad: Annotated[Landpad | None, IfPopulated]


class Rocket(Model):
    id: Text
    name: Text


class Launchpad(Model):
    known = frozenset({"full_name", "locality", "region"})
    id: Text
    name: Text
    latitude: Latitude | None
    longitude: Longitude | None


class CrewMember(Model):
    id: str | None = None
    name: str | None = None
    agency: str | None = None


class Failure(Model):
    known = frozenset({"altitude"})
    time: Seconds | None = None
    reason: str | None = None


class Links(Model):
    known = frozenset({"patch", "reddit", "flickr", "presskit", "youtube_id"})
    webcast: str | None = None
    article: str | None = None
    wikipedia: str | None = None
