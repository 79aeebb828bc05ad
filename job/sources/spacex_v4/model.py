"""What a launch of SpaceX v4 must be to be loaded, and which fields it is known to have."""

from typing import Annotated, Any

from pydantic import StringConstraints

from job.sources import strict_json, types
from job.sources.protocol import Validation
from job.sources.types import Count, Instant, Latitude, Longitude, Mass, Model, Text, Texts

# Known documents are validated again when this changes. tests/unit/test_spacex_v4_model.py fails where the model
# changed and this did not.
VERSION = "1"
ID = r"[0-9a-f]{24}"
_OTHER_FIELDS = (
    "fairings links static_fire_date_unix net window failures details crew ships capsules date_unix date_local"
    " auto_update tbd launch_library_id"
)


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


class Core(Model):
    core: str | None
    flight: Count | None
    gridfins: bool | None
    legs: bool | None
    reused: bool | None
    landing_attempt: bool | None
    landing_success: bool | None
    landing_type: str | None
    landpad: str | None


class Rocket(Model):
    id: Text
    name: Text


class Launchpad(Model):
    known = frozenset({"full_name", "locality", "region"})
    id: Text
    name: Text
    latitude: Latitude | None
    longitude: Longitude | None


class Launch(Model):
    known = frozenset(_OTHER_FIELDS.split())
    id: Annotated[str, StringConstraints(pattern=f"^{ID}$")]
    name: Text
    flight_number: Count
    date_utc: Instant
    date_precision: Text
    static_fire_date_utc: Instant | None
    success: bool | None
    upcoming: bool
    rocket: Rocket
    launchpad: Launchpad
    payloads: list[Payload]
    cores: list[Core]

    def has_zero(self) -> bool:
        """Say whether one of the numbers that become double precision was read as 0."""
        return 0 in (self.launchpad.latitude, self.launchpad.longitude, *(each.mass_kg for each in self.payloads))

    @classmethod
    def drift(cls, launch: dict[str, Any]) -> set[str]:
        """Return the paths of fields that are missing or unknown, in a valid launch and in what it lists."""
        return types.drift(
            (cls, "", [launch]),
            (Rocket, "rocket.", [launch["rocket"]]),
            (Launchpad, "launchpad.", [launch["launchpad"]]),
            (Payload, "payloads[].", launch["payloads"]),
            (Core, "cores[].", launch["cores"]),
        )


_LongLaunch = types.fail_fast_variant(Launch, "payloads", "cores")


def validate(document: bytes) -> Validation:
    """Return whether a document can be loaded; never raises."""
    model = _LongLaunch if len(document) > types.LONG_BYTES else Launch
    try:
        launch, vanished = strict_json.parse(document)
        valid = model.model_validate(launch)
        if vanished and valid.has_zero():
            raise strict_json.UnstorableError(f"the number {vanished} is too small for double precision")
    except (ValueError, RecursionError) as error:
        return Validation(model.reasons(document, error), frozenset())
    return Validation([], Launch.drift(launch))
