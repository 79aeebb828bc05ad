"""The sample's payloads, rockets and launchpads. What the tables do not hold is null or an empty list."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from local import tables
from local.tables import Row

Document = dict[str, Any]

ORBITAL = ("semi_major_axis_km", "eccentricity", "periapsis_km", "apoapsis_km", "inclination_deg")
TRACKED = ("epoch", "mean_motion", "raan", "arg_of_pericenter", "mean_anomaly")
DRAGON = ("capsule", "mass_returned_kg", "mass_returned_lbs", "flight_time_sec", "manifest")
LANDING = ("water_landing", "land_landing")


def payloads() -> list[Document]:
    """225 documents, five of them of no launch; dragons and orbital elements are null."""
    return [_payload(row) for row in tables.rows("payloads")]


def rockets() -> list[Document]:
    """Four documents; sizes, stages and engines are null."""
    unknown = ("height", "diameter", "mass", "first_stage", "second_stage", "engines", "landing_legs")
    return [
        dict.fromkeys(unknown)
        | {"payload_weights": [], "flickr_images": []}
        | {"name": row["name"], "type": row["type"], "active": tables.truth(row["active"])}
        | _numbers(row, ("stages", "boosters", "cost_per_launch", "success_rate_pct"))
        | {key: row[key] for key in ("first_flight", "country", "company")}
        | {"wikipedia": None, "description": None, "id": row["id"]}
        for row in tables.rows("rockets")
    ]


def launchpads() -> list[Document]:
    """Six documents; the counters stop in April 2022, the lists of launches are empty."""
    return [
        {"images": {"large": []}}
        | {key: row[key] for key in ("name", "full_name", "locality", "region")}
        | _numbers(row, ("latitude", "longitude", "launch_attempts", "launch_successes"))
        | {"rockets": tables.named(row["rockets"], "rockets"), "timezone": row["timezone"]}
        | {"launches": [], "status": row["status"], "details": None, "id": row["id"]}
        for row in tables.rows("launchpads")
    ]


def _payload(row: Row) -> Document:
    return (
        {"dragon": dict.fromkeys((*DRAGON, *LANDING)), "name": row["name"], "type": row["type"]}
        | {"reused": tables.truth(row["reused"]), "launch": _carrier(row)}
        | {"customers": tables.items(row["customers"]), "norad_ids": tables.runs(row["norad_ids"])}
        | {key: tables.items(row[key]) for key in ("nationalities", "manufacturers")}
        | _numbers(row, ("mass_kg",))
        | {"mass_lbs": None}
        | {key: tables.text(row[key]) for key in ("orbit", "reference_system", "regime")}
        | dict.fromkeys(("longitude", *ORBITAL, "period_min", "lifespan_years", *TRACKED))
        | {"id": row["id"]}
    )


def _carrier(row: Row) -> str | None:
    """The payload's back reference: as told, else the first launch that carries it."""
    if row["launch"] != tables.NULL:
        return tables.ids("launches").get(row["launch"], row["launch"])
    return _carriers().get(row["name"])


@cache
def _carriers() -> dict[str, str]:
    carriers: dict[str, str] = {}
    for row in tables.rows("launches"):
        for payload in tables.items(row["payloads"]):
            carriers.setdefault(payload, row["id"])
    return carriers


def _numbers(row: Row, columns: Iterable[str]) -> Document:
    return {column: tables.number(row[column]) for column in columns}
