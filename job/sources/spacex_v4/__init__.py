"""SpaceX v4: how launches are asked for, how a page is cut, and what a launch must be to be loaded."""

import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import StringConstraints

from job import timestamps
from job.sources import parsing, types
from job.sources.protocol import DocumentKey, Page, TimeRange, Validation
from job.sources.types import Count, Document, Instant, Latitude, Longitude, Mass, Text, Texts

_ID = re.compile(r"[0-9a-f]{24}")
_POPULATE = [
    {
        "path": "payloads",
        "select": "name type mass_kg mass_lbs orbit regime customers nationalities manufacturers norad_ids reused",
    },
    {"path": "rocket", "select": "name"},
    {"path": "launchpad", "select": "name full_name locality region latitude longitude"},
]
_OTHER_FIELDS = (
    "fairings links static_fire_date_unix net window failures details crew ships capsules date_unix date_local"
    " auto_update tbd launch_library_id"
)
# The words of a 400 that is our fault; a database that is down behind the API has others.
_OUR_FAULT = ("Cast to ", "Invalid sort value", "Unexpected token", "in JSON at position", "must be a")


class Payload(Document):
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


class Core(Document):
    core: str | None
    flight: Count | None
    gridfins: bool | None
    legs: bool | None
    reused: bool | None
    landing_attempt: bool | None
    landing_success: bool | None
    landing_type: str | None
    landpad: str | None


class Rocket(Document):
    id: Text
    name: Text


class Launchpad(Document):
    known = frozenset({"full_name", "locality", "region"})
    id: Text
    name: Text
    latitude: Latitude | None
    longitude: Longitude | None


class Launch(Document):
    known = frozenset(_OTHER_FIELDS.split())
    id: Annotated[str, StringConstraints(pattern=f"^{_ID.pattern}$")]
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


_LongLaunch = types.telling_less(Launch, "payloads", "cores")
_read_page = parsing.page_reader(listed="docs", counted="totalDocs")
_read_head = parsing.head_reader("id", "date_utc", "upcoming")


class SpaceXv4:
    """`POST /v4/launches/query` of the SpaceX API; the methods are those of `Source`."""

    def request(self, asked: TimeRange, after: str | None, offset: int, limit: int) -> dict[str, Any]:
        query: dict[str, Any] = {}  # sorted by `_id` and asked by `_id`, pages cannot shift under the reader
        bounds = {"$gte": asked.from_, "$lte": asked.to}
        if asked.from_ or asked.to:
            query["date_utc"] = {key: timestamps.text(at) for key, at in bounds.items() if at}
        if after is not None:
            query["_id"] = {"$gt": after}
        options = {"limit": limit, "sort": {"_id": 1}, "populate": _POPULATE}
        return {"query": query, "options": options | ({"offset": offset} if offset else {})}

    def read(self, body: bytes | bytearray) -> Page:
        return Page(*_read_page(body))

    def head(self, document: bytes | memoryview) -> DocumentKey:
        read = _read_head(document)
        record_id = read.id if isinstance(read.id, str) and _ID.fullmatch(read.id) else None
        upcoming = read.upcoming is True and parsing.says_once(document, "upcoming")  # for an upcoming launch leaves
        return DocumentKey(record_id, read.date_utc if isinstance(read.date_utc, str) else None, upcoming)

    def outside(self, heads: list[DocumentKey], asked: TimeRange) -> DocumentKey | None:
        first, last = (timestamps.text(at) if at else None for at in (asked.from_, asked.to))
        for head in heads:
            date = head.date if head.record_id is not None else None
            if date is not None and ((first and date < first) or (last and date > last)):  # as the API compares: texts
                return head
        return None

    def validate(self, document: bytes) -> Validation:
        model = _LongLaunch if len(document) > types.LONG_BYTES else Launch
        try:
            launch, vanished = parsing.built(document)
            valid = model.model_validate(launch)
            if vanished and valid.has_zero():
                raise parsing.UnkeepableError(f"the number {vanished} is too small for double precision")
        except (ValueError, RecursionError) as error:
            return Validation(model.reasons(document, error), frozenset())
        return Validation([], Launch.drift(launch))

    def blames_us(self, status: int, text: str) -> bool:
        return status in (405, 413, 414, 415) or (status == 400 and any(w in text for w in _OUR_FAULT))

    def fingerprint(self) -> str:
        judges = (__file__, types.__file__, parsing.__file__)
        return "".join(Path(file).read_text(encoding="utf-8") for file in judges)
