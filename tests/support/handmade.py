"""Launches made by hand, as the source serves them: every field that the API has, and nothing drifts."""

import copy
import json
from typing import Any

Json = dict[str, Any]


def record_id(number: int) -> str:
    """Return the well-formed id of this number; a greater number sorts later."""
    return f"{number:024x}"


def payload(**changes: Any) -> Json:
    """Return a payload as it is populated."""
    return {
        "id": "5eb0e4b5b6c3bb0006eeb1e1", "name": "Dragon", "type": "Satellite", "mass_kg": 100.5, "mass_lbs": 221.6,
        "orbit": "LEO", "regime": "low-earth", "customers": ["NASA"], "nationalities": ["United States"],
        "manufacturers": ["SpaceX"], "norad_ids": [25544], "reused": False,
    } | changes  # fmt: skip


def core(**changes: Any) -> Json:
    """Return a core as it is listed."""
    return {
        "core": {"id": "5e9e28a6f35918c0803b265c", "serial": "B1051", "block": 5},
        "flight": 1, "gridfins": True, "legs": True, "reused": False,
        "landing_attempt": True, "landing_success": True, "landing_type": "RTLS",
        "landpad": {
            "id": "5e9e3032383ecb267a34e7c7", "name": "LZ-1", "full_name": "Landing Zone 1", "type": "RTLS",
            "region": "Florida",
        },
    } | changes  # fmt: skip


def member(**changes: Any) -> Json:
    """Return a member of a crew as it is populated."""
    return {"id": "5ebf1a6e23a9a60006e03a7a", "name": "Robert Behnken", "agency": "NASA"} | changes


def links(**changes: Any) -> Json:
    """Return the links of a launch; none is known but `changes`."""
    names = ("patch", "reddit", "flickr", "presskit", "webcast", "youtube_id", "article", "wikipedia")
    return dict.fromkeys(names) | changes


def launch(number: int = 1, **changes: Any) -> Json:
    """Return a flown launch with one payload and one core; `changes` replace top-level fields."""
    document = {
        "fairings": None, "links": links(), "static_fire_date_utc": "2020-01-01T12:00:00.000Z",
        "static_fire_date_unix": 1577880000, "net": False, "window": 0, "rocket": {"id": "r9", "name": "Falcon 9"},
        "success": True, "failures": [], "details": None, "crew": [], "ships": [], "capsules": [],
        "payloads": [payload()],
        "launchpad": {
            "id": "p1", "name": "KSC LC 39A", "full_name": "Kennedy", "locality": "Cape Canaveral", "region": "Florida",
            "latitude": 28.6, "longitude": -80.6,
        },
        "flight_number": number, "name": f"Flight {number}", "date_utc": "2020-01-02T12:00:00.000Z",
        "date_unix": 1577966400, "date_local": "2020-01-02T07:00:00-05:00", "date_precision": "hour",
        "upcoming": False, "cores": [core()], "auto_update": True, "tbd": False, "launch_library_id": None,
        "id": record_id(number),
    }  # fmt: skip
    return copy.deepcopy(document | changes)


def raw(document: Any) -> bytes:
    """Return a document as the API writes it."""
    return json.dumps(document, separators=(",", ":")).encode()


def without(document: Json, *path: str | int) -> Json:
    """Return a copy that lacks the field at `path`."""
    changed = copy.deepcopy(document)
    del _parent(changed, path)[path[-1]]
    return changed


def having(document: Json, value: Any, *path: str | int) -> Json:
    """Return a copy with `value` at `path`."""
    changed = copy.deepcopy(document)
    _parent(changed, path)[path[-1]] = value
    return changed


def _parent(document: Json, path: tuple[str | int, ...]) -> Any:
    parent: Any = document
    for part in path[:-1]:
        parent = parent[part]
    return parent


# What the model lets pass and jsonb cannot hold: PostgreSQL's numeric ends at 16383 digits behind the point.
REFUSED = raw(launch(2, extra=7)).replace(b'"extra":7', b'"extra": 1e-20000')
