"""A source in a process of its own: many launches, some of them spoilt; prints its address.

python -m tests.faults.spoilt_source LAUNCHES SPOILT [BYTES]

With BYTES all are spoilt in the same way, and padded to that length.
"""

import json
import sys
import threading
from collections.abc import Callable
from typing import Any

from local.answers import Answer, Request, of_json
from local.api import RecordedApi
from local.multiply import multiply
from local.state import State
from tests.faults.spoilt import LARGE, SPOILT, compact, with_literal


def ways(count: int) -> list[Callable[..., bytes]]:
    """Return `count` ways to spoil a launch, all that there are in turn; of the 20 MB only one."""
    small = [spoil for what, spoil, _ in SPOILT if what != "a document of 20 MB"]
    return [with_literal("details", LARGE), *(small[number % len(small)] for number in range(count - 1))][:count]


def padded(size: int) -> Callable[..., bytes]:
    """Spoil a launch by a number for its name, and pad it with another field."""

    def spoil(launch: dict[str, Any]) -> bytes:
        document = launch | {"name": 7, "padding": ""}
        return compact(document | {"padding": "x" * (size - len(compact(document)))})

    return spoil


def serve(launches: int, spoilt: int, size: int) -> None:
    state = multiply(State.sample(), launches)
    every = launches // spoilt if spoilt else 0
    found = [padded(size)] * spoilt if size else ways(spoilt)
    spoils = {launch["id"]: spoil for launch, spoil in zip(state.launches[:: every or 1], found, strict=False)}

    def respond(_request: Request, proceed: Callable[[], Answer]) -> Answer:
        page = json.loads(proceed().body)
        documents = [spoils.get(launch["id"], compact)(launch) for launch in page["docs"]]
        return of_json(b'{"docs":[%b],"totalDocs":%d}' % (b",".join(documents), page["totalDocs"]))

    with RecordedApi(state, respond=respond) as api:
        sys.stdout.write(api.launches_url + "\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    serve(*(int(argument) for argument in (*sys.argv[1:], 0)[:3]))
