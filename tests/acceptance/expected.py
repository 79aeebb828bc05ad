"""What must be in the database, computed in Python from what the source holds, and from nothing of ours."""

import json
from collections import Counter, defaultdict
from datetime import datetime
from fractions import Fraction
from statistics import median
from typing import Any

from local.answers import Request, answer
from local.api import RecordedApi
from local.state import Document, State

Row = dict[str, Any]


def flown(state: State) -> list[Document]:
    return [launch for launch in state.launches if not launch["upcoming"]]


def served(api: RecordedApi) -> dict[str, Document]:
    """The flown launches by id, as the API would now answer to what the program asked last."""
    asked = api.requests[-1].parsed["options"]["populate"]
    body = json.dumps({"options": {"pagination": False, "populate": asked}}).encode()
    found = answer(Request("POST", "/v4/launches/query", {"content-type": "application/json"}, body), api.state)
    return {launch["id"]: launch for launch in json.loads(found.body)["docs"] if not launch["upcoming"]}


def masses(state: State) -> dict[str, float]:
    """The known mass of each flown launch that has one."""
    payloads = state.by_id("payloads")
    known = {
        launch["id"]: [mass for each in launch["payloads"] if (mass := payloads[each]["mass_kg"]) is not None]
        for launch in flown(state)
    }
    return {launch: float(sum(map(Fraction, found))) for launch, found in known.items() if found}


def delays(state: State) -> dict[str, float]:
    """Seconds from static fire to launch, of each flown launch that had one."""
    return {
        launch["id"]: (_instant(launch["date_utc"]) - _instant(launch["static_fire_date_utc"])).total_seconds()
        for launch in flown(state)
        if launch["static_fire_date_utc"] is not None
    }


def possible_delays(state: State) -> dict[str, float]:
    """The same, without the static fires that are not dated before their launch."""
    return {launch: seconds for launch, seconds in delays(state).items() if seconds > 0}


def mean(numbers: list[float]) -> float:
    return float(sum(map(Fraction, numbers)) / len(numbers))


def aggregates(state: State) -> Row:
    return {
        "total_launches": len(flown(state)),
        "successful_launches": sum(launch["success"] is True for launch in flown(state)),
        "average_payload_mass_kg": mean(list(masses(state).values())),
        "average_launch_delay_seconds": mean(list(delays(state).values())),
        "static_fires": len(possible_delays(state)),
        "impossible_static_fires": len(delays(state)) - len(possible_delays(state)),
        "average_static_fire_to_launch_seconds": mean(list(possible_delays(state).values())),
        "median_static_fire_to_launch_seconds": median(possible_delays(state).values()),
    }


def sites(state: State) -> Counter[str]:
    """How many launches flew from which site."""
    pads = state.by_id("launchpads")
    return Counter(pads[launch["launchpad"]]["name"] for launch in flown(state))


def performance_over_time(state: State) -> list[Row]:
    years = defaultdict(list)
    for launch in flown(state):
        years[_instant(launch["date_utc"]).year].append(launch["success"] is True)
    return [
        {"launch_year": year, "launches": len(won), "successful": sum(won), "success_rate": sum(won) / len(won)}
        for year, won in sorted(years.items())
    ]


def top_payload_mass(state: State) -> list[Row]:
    mass = masses(state)
    ranked = sorted(
        (launch for launch in flown(state) if launch["id"] in mass),
        key=lambda launch: (-mass[launch["id"]], launch["date_utc"], launch["id"]),
    )
    return [
        {
            "name": launch["name"],
            "launched_at": _instant(launch["date_utc"]).isoformat(),
            "payload_mass_kg": mass[launch["id"]],
        }
        for launch in ranked[:5]
    ]


def average_launch_delay(state: State) -> list[Row]:
    delay = delays(state)
    years = defaultdict(list)
    for launch in flown(state):
        years[_instant(launch["date_utc"]).year].append(delay.get(launch["id"]))
    return [_static_fires(year, found) for year, found in sorted(years.items())]


def _static_fires(year: int, found: list[float | None]) -> Row:
    hours = [seconds / 3600 for seconds in found if seconds is not None and seconds > 0]
    return {
        "launch_year": year,
        "static_fires": len(hours),
        "median_hours": median(hours) if hours else None,
        "average_hours": mean(hours) if hours else None,
        "maximum_hours": max(hours, default=None),
        "impossible": sum(seconds is not None and seconds <= 0 for seconds in found),
        "without_static_fire": found.count(None),
    }


def launch_site_utilization(state: State) -> list[Row]:
    mass, pads = masses(state), state.by_id("launchpads")
    known = defaultdict(list)
    for launch in flown(state):
        if launch["id"] in mass:
            known[pads[launch["launchpad"]]["name"]].append(mass[launch["id"]])
    return [
        {
            "launchpad_name": site,
            "launches": launches,
            "average_payload_mass_kg": mean(known[site]) if known[site] else None,
            "known_masses": len(known[site]),
        }
        for site, launches in sorted(sites(state).items(), key=lambda counted: (-counted[1], counted[0]))
    ]


ANALYSES = {
    "01": performance_over_time,
    "02": top_payload_mass,
    "03": average_launch_delay,
    "04": launch_site_utilization,
}


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
