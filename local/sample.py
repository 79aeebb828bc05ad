"""The bundled sample: all 205 launches of the API's last state as v4 documents, without prose and links.

The facts are in the tables of `local/sample/`; what they do not hold is null or an empty list.
"""

from functools import cache
from typing import Any

from local import tables
from local.hardware import launchpads, payloads, rockets
from local.tables import Row

__all__ = ["launches", "launchpads", "payloads", "rockets"]

Document = dict[str, Any]

FAIRING = ("reused", "recovery_attempt", "recovered")
CORE_FLAGS = ("gridfins", "legs", "reused", "landing_attempt", "landing_success")


def launches() -> list[Document]:
    """205 documents as `GET /v4/launches` serves them, with `details` and every link null."""
    return [_launch(row) for row in tables.rows("launches")]


def _launch(row: Row) -> Document:
    return {
        "fairings": _fairings(row),
        "links": _no_links(),
        **_static_fire(row),
        "net": False,
        "window": tables.number(row["window"]),
        "rocket": tables.ids("rockets")[row["rocket"]],
        "success": tables.truth(row["success"]),
        "failures": _failures(row["failure"]),
        "details": None,
        "crew": tables.items(row["crew"]),
        "ships": tables.named(row["ships"], "names"),
        "capsules": tables.items(row["capsules"]),
        "payloads": tables.named(row["payloads"], "payloads"),
        "launchpad": tables.ids("launchpads")[row["launchpad"]],
        "flight_number": tables.number(row["flight_number"]),
        "name": row["name"],
        **_dates(row),
        "upcoming": tables.truth(row["upcoming"]),
        "cores": [_core(core) for core in _cores()[row["name"]]],
        "auto_update": tables.truth(row["auto_update"]),
        "tbd": False,
        "launch_library_id": tables.text(row["launch_library_id"]),
        "id": row["id"],
    }


def _static_fire(row: Row) -> Document:
    at = tables.date(row["static_fire"])
    return {"static_fire_date_utc": at, "static_fire_date_unix": tables.unix(row["static_fire_unix"], at)}


def _dates(row: Row) -> Document:
    at = tables.date(row["date_utc"]) or ""
    return {
        "date_utc": at,
        "date_unix": tables.unix(row["date_unix"], at),
        "date_local": tables.local(row["date_local"], at),
        "date_precision": row["date_precision"],
    }


def _fairings(row: Row) -> Document | None:
    if row["fairings"] == tables.NULL:
        return None
    flags = map(tables.truth, row["fairings"].split())
    return dict(zip(FAIRING, flags, strict=True)) | {"ships": tables.named(row["fairing_ships"], "names")}


def _no_links() -> Document:
    reddit = dict.fromkeys(("campaign", "launch", "media", "recovery"))
    pictures: Document = {"patch": {"small": None, "large": None}, "reddit": reddit}
    pictures["flickr"] = {"small": [], "original": []}
    return pictures | dict.fromkeys(("presskit", "webcast", "youtube_id", "article", "wikipedia"))


def _failures(cell: str) -> list[Document]:
    if cell == tables.NULL:
        return []
    time, altitude, reason = tables.items(cell)
    return [{"time": tables.number(time), "altitude": tables.number(altitude), "reason": reason}]


@cache
def _cores() -> dict[str, list[Row]]:
    """The rows of the launches' cores, by the launch's name."""
    cores: dict[str, list[Row]] = {row["name"]: [] for row in tables.rows("launches")}
    for row in tables.rows("cores"):
        cores[row["launch"]].append(row)
    return cores


def _core(row: Row) -> Document:
    return (
        {"core": tables.text(row["core"]), "flight": tables.number(row["flight"])}
        | {flag: tables.truth(row[flag]) for flag in CORE_FLAGS}
        | {"landing_type": tables.text(row["landing_type"])}
        | {"landpad": tables.ids("names").get(row["landpad"])}
    )
