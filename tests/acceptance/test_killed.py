"""A cycle that is killed while documents arrive leaves nothing behind once the next one has run."""

import threading
from typing import Any

import pytest

from local.answers import Answer
from local.api import RecordedApi
from tests.acceptance import edits
from tests.acceptance.reading import Ask, count, state_of_public
from tests.support.program import Program

ORPHANS = "ops.documents WHERE document_id NOT IN (SELECT document_id FROM ops.launch_versions)"


@pytest.fixture
def kill(job: Program, api: RecordedApi) -> Any:
    """A function that runs a cycle which receives every document anew, and kills it at its fourth page."""

    def run() -> None:
        arrived, answered = threading.Event(), len(api.requests)

        def respond(request: Any, proceed: Any) -> Answer | None:
            if len(api.requests) == answered + 4:
                arrived.set()
                return None
            return edits.formatted_otherwise(request, proceed)

        api.respond = respond
        with job.started(MODE="full", PAGE_SIZE="30", API_MAX_WAIT_SECONDS="0") as process:
            assert arrived.wait(30)
            process.kill()
        api.respond = lambda _request, proceed: proceed()

    return run


def test_documents_of_a_killed_cycle_are_gone_after_the_next_one(job: Program, ask: Ask, kill: Any) -> None:
    assert job(MODE="full").code == 0
    before = state_of_public(ask)
    kill()
    assert count(ask, ORPHANS) >= 50, "the cycle was killed too early to tell"
    assert state_of_public(ask)["launches"] == before["launches"]
    ended = job(MODE="full")
    assert (ended.code, ended.finished["unchanged"]) == (0, 187)
    assert count(ask, ORPHANS) == 0
    assert state_of_public(ask)["launches"] == before["launches"]


@pytest.mark.slow
def test_a_hundred_killed_cycles_take_no_more_space_than_a_few(job: Program, ask: Ask, kill: Any) -> None:
    assert job(MODE="full").code == 0
    sizes = []
    for _ in range(100):
        kill()
        ((size,),) = ask("SELECT pg_total_relation_size('ops.documents')")
        sizes.append(size)
    assert max(sizes[5:]) <= max(sizes[:5])
    assert job(MODE="full").code == 0
    assert count(ask, ORPHANS) == 0
