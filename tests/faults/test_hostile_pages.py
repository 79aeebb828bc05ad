"""Hostile pages: whatever 64 MiB contain, a cycle stays within the memory of its container."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest

from local.answers import Answer, of_json
from local.api import RecordedApi
from tests.acceptance.reading import count
from tests.faults import hostile
from tests.faults.catalogue import fault
from tests.faults.conftest import Ask
from tests.faults.hostile import MIB
from tests.support.program import Ended, Program

MOST_MEMORY = 256 * MIB
PATIENT = {"API_TIMEOUT_SECONDS": "60", "API_MAX_WAIT_SECONDS": "0.1", "MAX_REJECTED_PERCENT": "100"}
SECONDS = 400
pytestmark = [pytest.mark.slow, pytest.mark.timeout(SECONDS + 60)]


def hostile_page(what: str, *values: Any, code: int, log: str, tables: str) -> Any:
    marks = fault("Hostile pages", what, code=code, log=log, tables=tables)
    return pytest.param(*values, marks=marks, id=what)


@pytest.fixture
def run(job: Program, api: RecordedApi, holds: Callable[[Ended], None]) -> Callable[..., Ended]:
    """Run a cycle that gets this answer to each request, and hold it to its row and to its memory."""

    def cycle(answer: Answer, **variables: str) -> Ended:
        assert len(answer.body) <= 64 * MIB
        api.respond = lambda _request, _proceed: answer
        with job.started(MODE="full", **PATIENT, **variables) as process:
            ended = job.end(process, SECONDS)
        holds(ended)
        peak = ended.finished["peak_memory_bytes"]
        print(f"{len(answer.body) / MIB:.1f} MiB, {ended.seconds:.1f} s: peak {peak / MIB:.0f} MiB")
        assert peak < MOST_MEMORY
        return ended

    return cycle


@pytest.mark.parametrize(
    "make",
    [
        hostile_page(what, make, code=69, log=log, tables="nothing changed; memory stays within 256 MiB")
        for what, (make, log) in hostile.REFUSED.items()
    ],
)
def test_what_is_not_the_page_that_was_asked_for_is_refused(
    run: Callable[..., Ended], make: Callable[[], bytes]
) -> None:
    run(of_json(make()), API_MAX_ATTEMPTS="3")


@fault(
    "Hostile pages", "3,000,000 empty objects, packed into 9 KB", code=69, log="more than 601 documents",
    tables="nothing changed; memory stays within 256 MiB",
)  # fmt: skip
def test_a_small_answer_may_contain_a_large_page(run: Callable[..., Ended]) -> None:
    """It took 5.2 GB, and ended with 74 after a minute."""
    make, _ = hostile.REFUSED["3,000,000 empty objects"]
    packed = gzip.compress(make())
    assert len(packed) < 20_000
    run(Answer(200, {"Content-Encoding": "gzip"}, packed))


@pytest.mark.parametrize(
    ("make", "size"),
    [
        hostile_page(
            what, make, size, code=0, log="records_rejected", tables="quarantined; memory stays within 256 MiB"
        )
        for what, (make, size) in hostile.REJECTED.items()
    ],
)
def test_documents_that_cannot_be_loaded_are_quarantined(
    run: Callable[..., Ended], ask: Ask, make: Callable[[], bytes], size: int
) -> None:
    ended = run(of_json(make()), PAGE_SIZE=str(size))
    assert ended.finished["rejected"] == ended.finished["fetched"] == count(ask, "ops.rejected_records")


@pytest.mark.parametrize(
    ("make", "size"),
    [
        hostile_page(what, make, size, code=0, log="schema_drift", tables="loaded; memory stays within 256 MiB")
        for what, (make, size) in hostile.LOADED.items()
    ],
)
def test_documents_that_can_be_loaded_are_loaded(
    run: Callable[..., Ended], ask: Ask, make: Callable[[], bytes], size: int
) -> None:
    ended = run(of_json(make()), PAGE_SIZE=str(size))
    assert ended.finished["inserted"] == ended.finished["fetched"] == count(ask, "raw_launches")
