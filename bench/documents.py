"""Launches of 3 KB as the API serves them, any number of them: the sample's, multiplied and filled up."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import msgspec

from job.sources.protocol import TimeRange
from job.sources.spacex_v4 import requests
from local.answers import Request, answer
from local.multiply import multiply
from local.state import State

BYTES = 3000
STEP = 10
_PROSE = (
    "the first stage came back to land on a ship far out at sea after it had put its second stage on the way"
    " some of what it carried will stay for years in an orbit that only few have reached until now"
)
_PICTURES = 8


class Documents:
    """`count` launches, each the bytes of its document, in the order of their ids; and what becomes of them.

    In each `step` after the first, ten of the newest launches are corrected and ten more have flown.
    """

    def __init__(self, count: int, size: int = BYTES, steps: int = 3) -> None:
        made = [*_launches(count + STEP * (steps - 1), size)]
        self.dates = [launch["date_utc"] for launch in made]
        self.ids = [launch["id"] for launch in made]
        encoded = [msgspec.json.encode(launch) for launch in made]
        self.steps = [encoded[:count]]
        for step in range(1, steps):
            now = [*self.steps[-1], *encoded[count + STEP * (step - 1) : count + STEP * step]]
            for place in range(count - STEP, count):
                now[place] = msgspec.json.encode(made[place] | {"details": f"Corrected {step} times."})
            self.steps.append(now)


def _launches(count: int, size: int) -> Iterator[dict[str, Any]]:
    state = State.sample()
    asked = Request(
        "POST",
        "/v4/launches/query",
        {"content-type": "application/json"},
        json.dumps(requests.page_request(TimeRange(), None, 0, 500).json).encode(),
    )
    served = [_filled(launch, size) for launch in json.loads(answer(asked, state).body)["docs"]]
    yield from multiply(replace(state, launches=served), count).launches


def _filled(launch: dict[str, Any], size: int) -> dict[str, Any]:
    """Replace links and details, so that the document has this size."""
    name = launch["name"]
    pictures = [f"https://live.example.com/65535/{_hex(name, place)}_o.jpg" for place in range(_PICTURES)]
    links = launch["links"] | {
        "patch": {size: f"https://images.example.com/{_hex(name, size)}.png" for size in ("small", "large")},
        "flickr": {"small": [], "original": pictures},
        "webcast": f"https://video.example.com/{_hex(name, 'webcast')}",
        "article": f"https://news.example.com/{_hex(name, 'article')}",
    }
    filled: dict[str, Any] = launch | {"links": links, "details": ""}
    lacking = size - len(msgspec.json.encode(filled))
    return filled | {"details": _prose(name, max(lacking, 0))}


def _prose(seed: str, length: int) -> str:
    known = _PROSE.split()
    words = (known[int(_hex(seed, place), 16) % len(known)] for place in range(length))
    text = ""
    while len(text) < length:
        text += next(words) + " "
    return text[:length]


def _hex(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]
