"""A source of which one record in a hundred is bad costs no record and little time; one of only bad ones none either."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.acceptance.reading import count, forget_everything
from tests.faults.catalogue import fault
from tests.faults.conftest import Ask
from tests.faults.spoilt_source import ways
from tests.support.program import CHECKOUT, Ended, Program

LAUNCHES, SPOILT, ROUNDS = 20_000, 200, 3
MANY, BYTES, MIB = 100_000, 3000, 2**20


@contextmanager
def source(spoilt: int, launches: int = LAUNCHES, size: int = 0) -> Iterator[str]:
    command = [sys.executable, "-m", "tests.faults.spoilt_source", str(launches), str(spoilt), str(size)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def test_there_are_as_many_ways_to_spoil_as_are_asked_for() -> None:
    assert len(ways(SPOILT)) == SPOILT


@pytest.mark.slow
@fault(
    "Records", "200 of 20,000 are invalid in all these ways, MAX_REJECTED_PERCENT=50", code=0, log="records_rejected",
    tables="19,800 are loaded, 200 kept byte for byte, in at most twice the time of a clean load",
)  # fmt: skip
def test_many_bad_records_cost_no_record_and_little_time(
    job: Program, ask: Ask, holds: Callable[[Ended], None]
) -> None:
    seconds: dict[str, list[float]] = {"clean": [], "bad": []}
    with source(0) as clean, source(SPOILT) as bad:
        job(API_URL=clean)  # both sources have made their documents once when the clock starts
        job(API_URL=bad)
        for _ in range(ROUNDS):
            for kind, url, loaded in (("clean", clean, LAUNCHES), ("bad", bad, LAUNCHES - SPOILT)):
                forget_everything(ask)
                ended = job(MODE="full", API_URL=url, MAX_REJECTED_PERCENT="50", LOG_LEVEL="INFO")
                seconds[kind].append(ended.seconds)
                assert ended.code == 0, ended.stderr
                assert count(ask, "raw_launches") == count(ask, "launches") == loaded
                assert count(ask, "ops.rejected_records") == LAUNCHES - loaded
        holds(ended)
    ratio = min(seconds["bad"]) / min(seconds["clean"])  # the least disturbed of each
    print(f"seconds: {seconds}; ratio {ratio:.2f}")
    assert ratio <= 2


@pytest.mark.slow
@fault(
    "Records", "all 100,000 are invalid, each of 3 KB", code=65, log="more than MAX_REJECTED_PERCENT=10",
    tables="nothing changed; the ledger row is `failed`, the quarantine has all of them, within 256 MiB",
)  # fmt: skip
def test_a_refused_cycle_keeps_every_rejected_record_however_many_there_are(
    job: Program, ask: Ask, holds: Callable[[Ended], None]
) -> None:
    """Five seconds of cleanup ended first: 50,000 left neither a row of the quarantine nor a closed ledger row."""
    with source(MANY, MANY, BYTES) as url, job.started(MODE="full", API_URL=url) as process:
        ended = job.end(process, 900)
    holds(ended)
    assert ask("SELECT status, exit_code, rejected FROM ops.cycles") == [("failed", 65, MANY)]
    assert ask(
        "SELECT count(*), bool_and(sha256(raw) = digest AND length(raw) >= %s) FROM ops.rejected_records", BYTES
    ) == [(MANY, True)]
    assert ended.finished["rejected_open"] == MANY
    peak, extract = ended.finished["peak_memory_bytes"], ended.finished["step_duration_seconds"]["extract"]
    print(f"peak {peak / MIB:.0f} MiB, {ended.seconds:.1f} s, of which {extract:.1f} s extract")
    assert peak < 256 * MIB
