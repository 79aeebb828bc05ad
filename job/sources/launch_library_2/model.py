"""What a launch of Launch Library 2 must be to be loaded. What the models name is what counts as a change of it."""

from typing import Annotated, Any

from pydantic import FailFast, Field, StringConstraints

from job.sources import strict_json, types
from job.sources.launch_library_2.rocket import Abbreviated, Named, Rocket
from job.sources.protocol import Validation
from job.sources.types import Count, Instant, Latitude, Longitude, Model, Text

# Known documents are validated again when this changes. tests/unit/test_launch_library_2_model.py fails where a model
# changed and this did not.
VERSION = "1"
ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_OTHER_FIELDS = (
    "url slug response_mode image infographic hashtag webcast_live program flightclub_url updates info_urls vid_urls"
    " timeline pad_turnaround mission_patches"
    " orbital_launch_attempt_count location_launch_attempt_count pad_launch_attempt_count agency_launch_attempt_count"
    " orbital_launch_attempt_count_year location_launch_attempt_count_year pad_launch_attempt_count_year"
    " agency_launch_attempt_count_year"
)
Percent = Annotated[int, Field(ge=-1, le=100)]  # -1 is how older records say unknown


class Status(Model):
    id: Count
    abbrev: Text


class Precision(Model):
    id: Annotated[Count, Field(le=1000)]  # SQL counts with it


class Mission(Model):
    known = frozenset({"id", "image", "info_urls", "vid_urls"})
    name: Text
    type: str | None
    description: str | None
    orbit: Abbreviated | None
    agencies: Annotated[list[Named], FailFast()] = Field(default_factory=list)


class Pad(Model):
    id: Count
    name: Text
    latitude: Latitude | None
    longitude: Longitude | None


class Launch(Model):
    known = frozenset(_OTHER_FIELDS.split())
    id: Annotated[str, StringConstraints(pattern=f"^{ID}$")]
    name: Text
    status: Status
    last_updated: Instant
    net: Instant
    net_precision: Precision | None
    window_start: Instant | None
    window_end: Instant | None
    probability: Percent | None
    weather_concerns: str | None
    failreason: str | None
    launch_designator: str | None
    launch_service_provider: Named
    rocket: Rocket
    mission: Mission | None
    pad: Pad | None

    def has_zero(self) -> bool:
        """Say whether one of the numbers that become double precision was read as 0."""
        places = (self.pad.latitude, self.pad.longitude) if self.pad else ()
        return 0 in (*places, *(each.payload.mass for each in self.rocket.payloads))

    @classmethod
    def drift(cls, launch: dict[str, Any]) -> set[str]:
        """Return the paths of fields that are missing or unknown, where all fields of the API are known."""
        return types.drift(
            (cls, "", [launch]),
            (Rocket, "rocket.", [launch["rocket"]]),
            (Mission, "mission.", [launch["mission"]] if launch["mission"] else []),
        )


def validate(document: bytes) -> Validation:
    """Return whether a document can be loaded; never raises."""
    try:
        launch, vanished = strict_json.parse(document)
        valid = Launch.model_validate(launch)
        if vanished and valid.has_zero():
            raise strict_json.UnstorableError(f"the number {vanished} is too small for double precision")
    except (ValueError, RecursionError) as error:
        return Validation(Launch.reasons(document, error), frozenset())
    return Validation([], Launch.drift(launch))
