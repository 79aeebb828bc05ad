from typing import Any

import pytest

from job.facts import Facts, Phase
from job.observe import summary

CREW_5 = 1664985600.0
SAID = [
    (
        {"fetched": 205, "upcoming": 18, "inserted": 187},
        "187 launches loaded, 18 upcoming left out, newest Crew-5 of 5 October 2022, in 0.2 s",
    ),
    (
        {"fetched": 22, "upcoming": 18},
        "nothing new, 4 launches unchanged, 18 upcoming left out, newest Crew-5 of 5 October 2022, in 0.2 s",
    ),
    ({}, "nothing new, newest Crew-5 of 5 October 2022, in 0.2 s"),
    (
        {"fetched": 12_000, "inserted": 1, "changed": 2, "removed": 3, "rejected": 4},
        "1 launch loaded, 2 changed, 3 removed, 11,993 unchanged, 4 rejected, newest Crew-5 of 5 October 2022, in 0.2 s",
    ),
    ({"fetched": 1, "rejected": 1}, "nothing new, 1 launch rejected, newest Crew-5 of 5 October 2022, in 0.2 s"),
]


def facts(**counts: int) -> Facts:
    totals = {"newest_launch_timestamp_seconds": CREW_5}
    return Facts("cycle", phase=Phase.WRITTEN, newest_launch="Crew-5", totals=totals, **counts)


@pytest.mark.parametrize(("counts", "said"), SAID)
def test_a_success_is_one_sentence(counts: dict[str, Any], said: str) -> None:
    """The end of a run was 867 characters of gauges."""
    assert summary.of_success(facts(**counts), 0.184) == said


def test_in_an_empty_warehouse_there_is_no_newest_launch() -> None:
    assert summary.of_success(Facts("cycle", phase=Phase.WRITTEN), 0.1) == "nothing new, in 0.1 s"


def test_a_long_name_is_cut() -> None:
    named = facts()
    named.newest_launch = "x" * 5000
    assert len(summary.of_success(named, 0.1)) < 160


def test_a_failure_says_its_code_and_its_time() -> None:
    assert summary.of_failure(69, 2.1) == "failed with exit code 69 after 2.1 s"
