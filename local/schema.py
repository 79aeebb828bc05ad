"""The launch's schema as the source declares it, path by path."""

import re

LAUNCH = {
    "_id": "ObjectId",
    "flight_number": "Number",
    "name": "String",
    "date_utc": "String",
    "date_unix": "Number",
    "date_local": "String",
    "date_precision": "String",
    "static_fire_date_utc": "String",
    "static_fire_date_unix": "Number",
    "tbd": "Boolean",
    "net": "Boolean",
    "window": "Number",
    "rocket": "ObjectId",
    "success": "Boolean",
    "failures.time": "Number",
    "failures.altitude": "Number",
    "failures.reason": "String",
    "upcoming": "Boolean",
    "details": "String",
    "fairings.reused": "Boolean",
    "fairings.recovery_attempt": "Boolean",
    "fairings.recovered": "Boolean",
    "fairings.ships": "ObjectId",
    "crew": "ObjectId",
    "ships": "ObjectId",
    "capsules": "ObjectId",
    "payloads": "ObjectId",
    "launchpad": "ObjectId",
    "cores.core": "ObjectId",
    "cores.flight": "Number",
    "cores.gridfins": "Boolean",
    "cores.legs": "Boolean",
    "cores.reused": "Boolean",
    "cores.landing_attempt": "Boolean",
    "cores.landing_success": "Boolean",
    "cores.landing_type": "String",
    "cores.landpad": "ObjectId",
    "links.patch.small": "String",
    "links.patch.large": "String",
    "links.reddit.campaign": "String",
    "links.reddit.launch": "String",
    "links.reddit.media": "String",
    "links.reddit.recovery": "String",
    "links.flickr.small": "String",
    "links.flickr.original": "String",
    "links.presskit": "String",
    "links.webcast": "String",
    "links.youtube_id": "String",
    "links.article": "String",
    "links.wikipedia": "String",
    "auto_update": "Boolean",
    "launch_library_id": "String",
}
FLICKR = {"links.flickr.small", "links.flickr.original"}
ARRAYS = {"fairings.ships", "crew", "ships", "capsules", "payloads", *FLICKR}
NESTED = {path[: dot.start()] for path in LAUNCH for dot in re.finditer(r"\.", path)}


def kind_of(path: str) -> str | None:
    """The type of a path (`Mixed` for a whole sub-document), or None: the source drops filters on it."""
    plain = re.sub(r"\.\d+(?=\.|$)", "", path)
    return LAUNCH.get(plain) or ("Mixed" if plain in NESTED else None)
