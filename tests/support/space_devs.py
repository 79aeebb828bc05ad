"""Launches of Launch Library 2 made by hand, in the shape of 2.3.0, and a client that asks an emulated one."""

import copy
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from job.errors import SourceError
from job.sources.client import Answer, ErrorAnswer, Request
from local.answers import Answer as Sent
from local.answers import Request as Received
from local.launch_library import LAUNCHES, THROTTLE, LaunchLibrary

Json = dict[str, Any]
FLOWN, UPCOMING = (
    {"id": 3, "name": "Launch Successful", "abbrev": "Success", "description": "It flew."},
    {"id": 8, "name": "To Be Confirmed", "abbrev": "TBC", "description": "It will fly."},
)
AMERICA = {"id": 2, "name": "United States of America", "alpha_2_code": "US", "nationality_name": "American"}


def record_id(number: int) -> str:
    """Return the well-formed id of this number; a greater number sorts later."""
    return f"{number:08x}-0000-4000-8000-000000000000"


def agency(number: int = 121, name: str = "SpaceX", **changes: Any) -> Json:
    """Return an agency with some of its counters."""
    return {
        "response_mode": "normal", "id": number, "name": name, "abbrev": "SpX", "country": [AMERICA],
        "description": "An agency.", "total_launch_count": 700, "successful_launches": 690, "image": None,
    } | changes  # fmt: skip


def stage(number: int = 1, **changes: Any) -> Json:
    """Return a first stage that landed."""
    return {
        "id": number, "type": "Core", "reused": True, "launcher_flight_number": 5,
        "launcher": {"id": 84, "serial_number": "B1063", "is_placeholder": False, "flights": 32},
        "previous_flight_date": "2026-02-21T09:04:19Z", "turn_around_time": "P48DT20H",
        "landing": {
            "id": 9, "attempt": True, "success": True, "type": {"id": 1, "abbrev": "ASDS"},
            "landing_location": {"id": 1, "name": "Of Course I Still Love You", "abbrev": "OCISLY"},
        },
    } | changes  # fmt: skip


def payload_flight(number: int = 1, **changes: Any) -> Json:
    """Return a payload on its flight."""
    return {
        "id": number, "amount": 1, "destination": "Orbit", "landing": None, "docking_events": [],
        "payload": {
            "id": 500 + number, "name": f"Payload {number}", "type": {"id": 4, "name": "Communications"}, "mass": 84.5,
            "operator": agency(44, "NASA"), "manufacturer": agency(), "program": [],
        },
    } | changes  # fmt: skip


def spacecraft_stage(number: int = 1, *crew: str) -> Json:
    """Return a Dragon with its crew."""
    members = [
        {"id": 10 * number + place, "role": {"id": 1, "role": "Commander", "priority": 0},
         "astronaut": {"id": 1000 + place, "name": name, "agency": agency(44, "NASA"), "time_in_space": "P1D"}}
        for place, name in enumerate(crew)
    ]  # fmt: skip
    return {
        "id": number, "destination": "ISS", "launch_crew": members, "landing": None,
        "spacecraft": {
            "id": 70 + number, "name": "Endurance", "serial_number": "C210",
            "spacecraft_config": {"id": 6, "name": "Dragon 2", "type": {"id": 2, "name": "Capsule"}},
        },
    }  # fmt: skip


def launch(number: int = 1, **changes: Any) -> Json:
    """Return a flown launch; `changes` replace top-level fields."""
    counters = {
        f"{of}_launch_attempt_count{ending}": number
        for of in ("orbital", "location", "pad", "agency")
        for ending in ("", "_year")
    }
    document = {
        "id": record_id(number), "url": f"https://ll.thespacedevs.com/2.3.0/launches/{record_id(number)}/",
        "name": f"Falcon 9 Block 5 | Mission {number}", "slug": f"mission-{number}", "response_mode": "detailed",
        "launch_designator": None, "status": FLOWN, "last_updated": "2026-03-02T07:03:02Z",
        "net": "2026-03-01T05:04:19Z", "net_precision": {"id": 0, "name": "Second", "abbrev": "SEC"},
        "window_start": "2026-03-01T05:00:00Z", "window_end": "2026-03-01T06:00:00Z", "image": None, "infographic": None,
        "probability": None, "weather_concerns": None, "failreason": "", "hashtag": None,
        "launch_service_provider": agency(),
        "rocket": {
            "id": 7000 + number, "configuration": {"id": 164, "name": "Falcon 9", "full_name": "Falcon 9 Block 5"},
            "launcher_stage": [stage()], "spacecraft_stage": [], "payloads": [],
        },
        "mission": {
            "id": 100 + number, "name": f"Mission {number}", "type": "Communications", "description": "It communicates.",
            "image": None, "orbit": {"id": 8, "name": "Low Earth Orbit", "abbrev": "LEO"}, "agencies": [agency()],
            "info_urls": [], "vid_urls": [],
        },
        "pad": {
            "id": 80, "name": "Space Launch Complex 40", "latitude": 28.5, "longitude": -80.5,
            "location": {"id": 12, "name": "Cape Canaveral SFS, FL, USA"}, "total_launch_count": 400,
        },
        "webcast_live": False, "program": [], "flightclub_url": None, "updates": [], "info_urls": [], "vid_urls": [],
        "timeline": [], "pad_turnaround": "P3D", "mission_patches": [], **counters,
    }  # fmt: skip
    return copy.deepcopy(document | changes)


class LibraryClient:
    """A client of an emulated Launch Library. `before` is called with the number of each request, from 1."""

    def __init__(self, library: LaunchLibrary, before: Callable[[int], object] = lambda _number: None) -> None:
        self.library = library
        self.before = before
        self.asked: list[dict[str, str]] = []
        self.waits: list[float] = []
        self.calls_left: int | None = None
        self.longest_wait = 0.0

    @property
    def requests(self) -> int:
        return len(self.asked)

    def fetch(self, request: Request[Answer]) -> Answer:
        path = THROTTLE if request.path else LAUNCHES
        self.asked.append(dict(request.parameters))
        self.before(self.requests)
        sent: Sent = self.library.answer(Received(request.method, f"{path}?{urlencode(request.parameters)}"))
        if sent.status == 200:
            return request.read(bytearray(sent.body))
        after = sent.headers.get("Retry-After")
        error = ErrorAnswer(sent.status, sent.body.decode(), float(after) if after else None, f"{sent.status}")
        raise request.refusal(error) or SourceError(error.message)

    def wait(self, seconds: float, reason: str) -> None:
        self.waits.append(seconds)
        if seconds > self.longest_wait:
            raise SourceError(reason)

    def note_calls_left(self, calls: int) -> None:
        self.calls_left = calls
