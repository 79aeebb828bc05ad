"""A source in a process of its own: many launches, some of them spoilt; prints its address.

python -m tests.faults.spoilt_source LAUNCHES SPOILT
"""

import json
import sys
import threading
from collections.abc import Callable

from local.answers import Answer, Request, of_json
from local.api import RecordedApi
from local.multiply import multiply
from local.state import State
from tests.faults.spoilt import LARGE, SPOILT, compact, with_literal


def ways(count: int) -> list[Callable[..., bytes]]:
    """Return `count` ways to spoil a launch, all that there are in turn; of the 20 MB only one."""
    small = [spoil for what, spoil, _ in SPOILT if what != "a document of 20 MB"]
    return [with_literal("details", LARGE), *(small[number % len(small)] for number in range(count - 1))][:count]


def serve(launches: int, spoilt: int) -> None:
    state = multiply(State.sample(), launches)
    every = launches // spoilt if spoilt else 0
    spoils = {launch["id"]: spoil for launch, spoil in zip(state.launches[:: every or 1], ways(spoilt), strict=False)}

    def respond(_request: Request, proceed: Callable[[], Answer]) -> Answer:
        page = json.loads(proceed().body)
        documents = [spoils.get(launch["id"], compact)(launch) for launch in page["docs"]]
        return of_json(b'{"docs":[%b],"totalDocs":%d}' % (b",".join(documents), page["totalDocs"]))

    with RecordedApi(state, respond=respond) as api:
        sys.stdout.write(api.launches_url + "\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
