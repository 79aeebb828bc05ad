"""What a launch of SpaceX v4 must be to be loaded, and which fields it is known to have."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import StringConstraints

from job.sources import strict_json, types
from job.sources.protocol import Validation
from job.sources.spacex_v4.parts import (
    Core,
    CrewMember,
    Failure,
    Few,
    IfPopulated,
    Landpad,
    Launchpad,
    Links,
    NamedCore,
    Payload,
    Rocket,
)
from job.sources.types import Count, Instant, Model, Text

# Known documents are validated again when this changes. tests/unit/test_spacex_v4_model.py fails where the model
# changed and this did not.
VERSION = "2"
ID = r"[0-9a-f]{24}"
_OTHER_FIELDS = (
    "fairings static_fire_date_unix net window ships capsules date_unix date_local auto_update tbd launch_library_id"
)


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
    crew: Annotated[list[Annotated[CrewMember | None, IfPopulated]] | None, Few] = None
    failures: Annotated[list[Failure] | None, Few] = None
    links: Links | None = None
    details: str | None = None

    def has_zero(self) -> bool:
        """Say whether one of the numbers that become double precision was read as 0."""
        masses, times = [each.mass_kg for each in self.payloads], [each.time for each in self.failures or ()]
        return 0 in (self.launchpad.latitude, self.launchpad.longitude, *masses, *times)

    @classmethod
    def drift(cls, launch: dict[str, Any]) -> set[str]:
        """Return the paths of fields that are missing or unknown, in a valid launch and in what it lists."""
        return types.drift(
            (cls, "", [launch]),
            (Rocket, "rocket.", [launch["rocket"]]),
            (Launchpad, "launchpad.", [launch["launchpad"]]),
            (Payload, "payloads[].", launch["payloads"]),
            (Core, "cores[].", launch["cores"]),
            (NamedCore, "cores[].core.", _objects(each["core"] for each in launch["cores"])),
            (Landpad, "cores[].landpad.", _objects(each["landpad"] for each in launch["cores"])),
            (CrewMember, "crew[].", _objects(launch.get("crew") or ())),
            (Failure, "failures[].", launch.get("failures") or ()),
            (Links, "links.", _objects([launch.get("links")])),
        )


def _objects(references: Iterable[Any]) -> list[Mapping[str, Any]]:
    """Return what was populated; a bare id lacks every field."""
    return [each if isinstance(each, dict) else {} for each in references if each is not None]


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
