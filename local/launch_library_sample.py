"""Launches in the shape of Launch Library 2.3.0, made from the facts of the sample, in its two states."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "sample" / "launch_library_2"
SITE = "https://ll.thespacedevs.com/2.3.0"
Document = dict[str, Any]

_STATUSES = {
    "Go": (1, "Go for Launch"), "TBD": (2, "To Be Determined"), "Success": (3, "Launch Successful"),
    "Failure": (4, "Launch Failure"), "TBC": (8, "To Be Confirmed"),
}  # fmt: skip
_PRECISIONS = {
    "SEC": (0, "Second"), "MIN": (1, "Minute"), "HR": (2, "Hour"), "DAY": (5, "Day"), "M": (7, "Month"),
    "Q1": (8, "Quarter 1"), "Q2": (9, "Quarter 2"), "Q3": (10, "Quarter 3"), "Q4": (11, "Quarter 4"),
    "H1": (12, "Year Half 1"), "H2": (13, "Year Half 2"), "Y": (14, "Year"), "FY": (15, "Fiscal Year"),
    "DEC": (16, "Decade"),
}  # fmt: skip
_LANDINGS = {
    "ASOG": "A Shortfall of Gravitas", "JRTI": "Just Read the Instructions", "OCISLY": "Of Course I Still Love You",
    "LZ-1": "Landing Zone 1", "LZ-2": "Landing Zone 2", "LZ-4": "Landing Zone 4", "LZ-40": "Landing Zone 40",
    "ATL": "Atlantic Ocean", "N/A": "Unknown",
}  # fmt: skip
_AMERICA = {"id": 2, "name": "United States of America", "alpha_2_code": "US"}


def launches(*, ten_days_later: bool = False) -> list[Document]:
    """Return the launches of the first state or of the second.

    As in the real API, the counters of the agency are in every document, so after a flight all documents have other
    bytes, and few of them another content.
    """
    facts = {fact["id"]: fact for fact in _read("launches")}
    if ten_days_later:
        facts |= {fact["id"]: fact for fact in _read("ten_days_later")}
    flown = sum(fact["status"] in ("Success", "Failure") for fact in facts.values())
    rockets, pads = ({each["id"]: each for each in _read(name)} for name in ("rockets", "pads"))
    return [_document(fact, rockets[fact["rocket"]], pads[fact["pad"]], flown) for fact in facts.values()]


def _read(name: str) -> list[Document]:
    facts: list[Document] = json.loads((FOLDER / f"{name}.json").read_bytes())
    return facts


def _document(fact: Document, rocket: Document, pad: Document, flown: int) -> Document:
    agency = _agency(121, "SpaceX", flown)
    window_start, window_end = fact["window"]
    return {
        "id": fact["id"], "url": f"{SITE}/launches/{fact['id']}/", "name": fact["name"], "slug": fact["id"],
        "response_mode": "detailed", "launch_designator": None, "status": _named(_STATUSES, fact["status"]),
        "last_updated": fact["updated"], "net": fact["net"],
        "net_precision": _named(_PRECISIONS, fact["precision"]) if fact["precision"] else None,
        "window_start": window_start, "window_end": window_end, "image": None, "infographic": None,
        "probability": fact["probability"], "weather_concerns": None, "failreason": "", "hashtag": None,
        "launch_service_provider": agency,
        "rocket": {
            "id": int(fact["id"][:6], 16),
            "configuration": {**rocket, "manufacturer": agency, "families": []},
            "launcher_stage": [_stage(stage) for stage in fact["stages"]],
            "spacecraft_stage": [_spacecraft_stage(craft) for craft in fact["spacecraft"]],
            "payloads": [_payload_flight(payload) for payload in fact["payloads"]],
        },
        "mission": _mission(fact, agency) if fact["mission"] else None,
        "pad": {
            **pad, "location": {"id": pad["id"], "name": pad["location"]}, "country": _AMERICA,
            "total_launch_count": flown,
        },
        "webcast_live": False, "program": [], "flightclub_url": None, "updates": [], "info_urls": [], "vid_urls": [],
        "timeline": [], "pad_turnaround": None, "mission_patches": [],
        **{f"{of}_launch_attempt_count{ending}": flown for of in _COUNTED for ending in ("", "_year")},
    }  # fmt: skip


_COUNTED = ("orbital", "location", "pad", "agency")


def _agency(number: int, name: str, flown: int | None = None) -> Document:
    return {
        "response_mode": "normal", "id": number, "url": f"{SITE}/agencies/{number}/", "name": name,
        "country": [_AMERICA], "total_launch_count": flown, "successful_launches": flown, "image": None,
    }  # fmt: skip


def _named(kinds: dict[str, tuple[int, str]], abbrev: str) -> Document:
    number, name = kinds[abbrev]
    return {"id": number, "name": name, "abbrev": abbrev}


def _mission(fact: Document, agency: Document) -> Document:
    mission, orbit = fact["mission"], fact["mission"]["orbit"]
    return {
        "id": int(fact["id"][:6], 16), "name": mission["name"], "type": mission["type"], "description": None,
        "image": None, "orbit": {"id": 1, "name": orbit, "abbrev": orbit} if orbit else None, "agencies": [agency],
        "info_urls": [], "vid_urls": [],
    }  # fmt: skip


def _stage(stage: Document) -> Document:
    serial, flight = stage["serial"], stage["flight"]
    return {
        "id": stage["id"], "type": "Core", "reused": stage["reused"], "launcher_flight_number": flight,
        "launcher": {
            "id": stage["id"], "serial_number": serial, "is_placeholder": serial.startswith("Unknown"),
            "flights": flight,
        },
        "landing": _landing(stage["id"], stage["landing"]) if stage["landing"] else None,
        "previous_flight_date": None, "turn_around_time": None,
    }  # fmt: skip


def _landing(number: int, landing: Document) -> Document:
    place = landing["at"]
    return {
        "id": number, "attempt": landing["attempt"], "success": landing["success"],
        "type": {"id": 1, "abbrev": landing["type"]},
        "landing_location": {"id": 1, "name": _LANDINGS[place], "abbrev": place} if place else None,
    }  # fmt: skip


def _spacecraft_stage(craft: Document) -> Document:
    return {
        "id": craft["id"], "destination": None, "launch_crew": [], "landing": None,
        "spacecraft": {
            "id": craft["id"], "name": craft["name"], "serial_number": craft["serial"],
            "spacecraft_config": {"id": 6, "name": "Dragon 2", "type": {"id": 2, "name": "Capsule"}},
        },
    }  # fmt: skip


def _payload_flight(payload: Document) -> Document:
    operator = payload["operator"]
    country = [{"id": 1, "name": payload["country"]}] if payload["country"] else []
    return {
        "id": payload["id"], "amount": 1, "destination": None, "landing": None, "docking_events": [],
        "payload": {
            "id": payload["id"], "name": payload["name"], "type": {"id": 4, "name": payload["type"]},
            "mass": payload["mass"], "manufacturer": None, "program": [],
            "operator": {"id": payload["id"], "name": operator, "country": country} if operator else None,
        },
    }  # fmt: skip
