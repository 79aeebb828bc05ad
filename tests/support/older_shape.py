"""Recorded documents of Launch Library 2.2.0 in the shape of 2.3.0, for tests of the source only."""

from typing import Any

Json = dict[str, Any]


def of_2_3_0(old: Json) -> Json:
    """Return a detailed launch of 2.2.0 as 2.3.0 would serve it; what only one of them has is left out or null."""
    gone = {"type", "holdreason", "r_spacex_api_id", "infoURLs", "vidURLs"}
    new = {name: value for name, value in old.items() if name not in gone}
    rocket, spacecraft = old["rocket"], old["rocket"].get("spacecraft_stage")
    new["response_mode"], new["launch_designator"] = "detailed", old.get("launch_designator")
    new["image"], new["infographic"] = {"image_url": old.get("image")}, None
    new["info_urls"], new["vid_urls"] = old.get("infoURLs", []), old.get("vidURLs", [])
    new.setdefault("timeline", [])
    new.setdefault("mission_patches", [])
    new.setdefault("pad_turnaround", None)
    new["rocket"] = {
        "id": rocket["id"],
        "configuration": rocket["configuration"],
        "launcher_stage": [_stage(stage) for stage in rocket.get("launcher_stage") or []],
        "spacecraft_stage": [_spacecraft(spacecraft)] if spacecraft else [],
        "payloads": [],
    }
    new["mission"] = _mission(old["mission"]) if old["mission"] else None
    new["pad"] = (
        old["pad"] | {name: float(old["pad"][name]) for name in ("latitude", "longitude")} if old["pad"] else None
    )
    return new


def _stage(stage: Json) -> Json:
    launcher, landing = stage.get("launcher"), stage.get("landing")
    serial = (launcher or {}).get("serial_number")
    return {
        "id": stage["id"],
        "type": stage.get("type"),
        "reused": stage.get("reused"),
        "launcher_flight_number": stage.get("launcher_flight_number"),
        "launcher": launcher and {**launcher, "is_placeholder": str(serial).startswith("Unknown")},
        "landing": landing
        and {
            "id": landing["id"],
            "attempt": landing.get("attempt"),
            "success": landing.get("success"),
            "type": landing.get("type"),
            "landing_location": landing.get("location"),
        },
    }


def _spacecraft(stage: Json) -> Json:
    return {**stage, "launch_crew": stage.get("launch_crew") or []}


def _mission(mission: Json) -> Json:
    kept = {name: value for name, value in mission.items() if name != "launch_designator"}
    return {"image": None, "info_urls": [], "vid_urls": [], "agencies": [], **kept}


def of_reduced(old: Json) -> Json:
    """Return a launch of a reduced list of 2.2.0 as a detailed one of 2.3.0, in which all that it lacks is empty."""
    outcomes = {3: "Success", 4: "Failure", 7: "Partial Failure"}
    mission = old["mission"] and {"orbit": None, **old["mission"]}
    return of_2_3_0(
        {
            "last_updated": old["net"], "net_precision": None, "window_start": None, "window_end": None,
            "probability": None, "weather_concerns": None, "failreason": "",
            **old,
            "status": {**old["status"], "abbrev": outcomes[old["status"]["id"]]},
            "rocket": {"id": 0, "configuration": old["rocket"]["configuration"]},
            "mission": mission,
            "pad": {"latitude": 0, "longitude": 0, **old["pad"]},
        }
    )  # fmt: skip
