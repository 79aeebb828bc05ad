"""However many launches there are, the process holds one page of them."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from local.multiply import multiply
from local.state import State
from tests.acceptance import expected
from tests.acceptance.reading import Ask, count
from tests.support.program import CHECKOUT, Ended, Program
from tests.support.recorded import RECORDED

LAUNCHES = 20_000
# Less than Python itself and its libraries need cannot be true.
LEAST_BYTES, MOST_BYTES = 32 * 1024 * 1024, 128 * 1024 * 1024
# The recorded launches, if they are on this machine: their texts vary more than those of the sample.
RECORDED_STATE = RECORDED / "spacex-v4" if RECORDED else None


@pytest.fixture
def source() -> Iterator[str]:
    """The address of an API with so many launches: a process of its own, so that its memory is not ours."""
    data = ["--data", str(RECORDED_STATE)] if RECORDED_STATE else []
    with subprocess.Popen(
        [sys.executable, "-m", "local.api", "--multiply", str(LAUNCHES), *data],
        cwd=CHECKOUT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


@pytest.mark.slow
def test_20_000_launches_are_loaded_and_found_unchanged_within_128_mib(job: Program, ask: Ask, source: str) -> None:
    state = multiply(State.recorded(RECORDED_STATE) if RECORDED_STATE else State.sample(), LAUNCHES)

    ended = job(MODE="full", API_URL=source)
    assert ended.code == 0, ended.stderr
    _tell("first load", ended)
    line = ended.finished
    assert (line["fetched"], line["inserted"], line["changed"]) == (LAUNCHES, LAUNCHES, 0)
    assert LEAST_BYTES < line["peak_memory_bytes"] < MOST_BYTES
    assert count(ask, "raw_launches") == count(ask, "launches") == LAUNCHES
    assert count(ask, "launch_payloads") == sum(len(launch["payloads"]) for launch in state.launches)
    assert count(ask, "launch_cores") == sum(len(launch["cores"]) for launch in state.launches)
    (found,) = ask("SELECT * FROM launch_aggregates")
    wanted = expected.aggregates(state)
    assert {name: getattr(found, name) for name in wanted} == pytest.approx(wanted, rel=1e-12)
    assert {row.year: row.launches for row in ask(_PER_YEAR)} == {
        row["launch_year"]: row["launches"] for row in expected.performance_over_time(state)
    }

    ended = job(MODE="full", API_URL=source)
    assert ended.code == 0, ended.stderr
    _tell("nothing new", ended)
    line = ended.finished
    assert (line["unchanged"], line["inserted"], line["changed"], line["removed"]) == (LAUNCHES, 0, 0, 0)
    assert LEAST_BYTES < line["peak_memory_bytes"] < MOST_BYTES
    assert count(ask, "raw_launches_history") == 0


_PER_YEAR = "SELECT launch_year AS year, count(*) AS launches FROM launches GROUP BY 1"


def _tell(what: str, ended: Ended) -> None:
    line = ended.finished
    print(
        f"{LAUNCHES} launches, {what}: {ended.seconds:.2f} s, peak {line['peak_memory_bytes'] / 2**20:.1f} MiB,"
        f" steps {line['step_duration_seconds']}"
    )
