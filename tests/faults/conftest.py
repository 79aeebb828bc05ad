"""What the tests of faults share: their row, and the state that a fault must leave as it was."""

from collections.abc import Callable
from typing import Any

import pytest

from local.api import RecordedApi
from tests.faults.catalogue import Row
from tests.faults.records import Records
from tests.faults.trial import Trial
from tests.support.program import Ended, Program

# Whatever a cycle may change for analysts; of a refused or failed cycle nothing of it may be seen.
TABLES = (
    "ops.launch_versions", "ops.fingerprints", "launches", "launch_payloads", "launch_cores", "launch_crew",
    "launch_aggregates",
)  # fmt: skip
Ask = Callable[..., list[Any]]


@pytest.fixture
def row(request: pytest.FixtureRequest) -> Row:
    """The row of docs/faults.md that this test proves."""
    mark = request.node.get_closest_marker("fault")
    assert mark is not None, "a test of this folder bears its row: @fault(...)"
    found: Row = mark.args[0]
    return found


@pytest.fixture
def holds(row: Row) -> Callable[[Ended], None]:
    """Hold an ended process to the row: its exit code, its words, one JSON object a line, and its ledger row."""

    def check(ended: Ended) -> None:
        assert ended.code == row.code, ended.stderr
        assert row.log in ended.stderr, ended.stderr
        assert all(isinstance(line, dict) for line in ended.log)
        assert "Traceback" not in ended.stderr or row.code == 70

    return check


@pytest.fixture
def trial(job: Program, ask: Ask, holds: Callable[[Ended], None]) -> Trial:
    return Trial(job, ask, holds)


@pytest.fixture
def records(trial: Trial, api: RecordedApi) -> Records:
    return Records(trial, api)


@pytest.fixture
def contents(ask: Ask) -> Callable[[], dict[str, list[Any]]]:
    """Take a picture of all of `public`, to compare with a later one; tuples' own addresses included."""

    def picture() -> dict[str, list[Any]]:
        return {name: ask(f"SELECT ctid, xmin, * FROM {name} ORDER BY ctid") for name in TABLES}

    return picture
