import time
from dataclasses import asdict

import pytest

from job import facts
from job.facts import Facts, Phase, Tally
from job.steps.land.counts import LandedPage


def landed(fetched: int, upcoming: int, rejected: int) -> LandedPage:
    return LandedPage(fetched, upcoming, rejected, validated=fetched, expected=fetched)


def counted(fetched: int, upcoming: int, rejected: int) -> Facts:
    found = Facts("cycle")
    found.count(landed(fetched, upcoming, rejected))
    return found


@pytest.mark.parametrize(
    ("fetched", "upcoming", "rejected", "inserted", "changed", "removed"),
    [(0, 0, 0, 0, 0, 0), (205, 18, 0, 187, 0, 0), (205, 18, 2, 0, 3, 7), (10, 0, 10, 0, 0, 0), (5, 1, 1, 1, 1, 100)],
)
def test_fetched_is_the_sum_of_what_became_of_it(
    fetched: int, upcoming: int, rejected: int, inserted: int, changed: int, removed: int
) -> None:
    found = counted(fetched, upcoming, rejected)
    found.write(inserted=inserted, changed=changed, removed=removed)
    tally = found.tally()
    parts = (tally.inserted, tally.changed, tally.unchanged, tally.upcoming, tally.rejected)
    assert tally.fetched == fetched == sum(parts)
    assert tally.removed == removed


def test_pages_add_up() -> None:
    found = counted(10, 2, 1)
    found.count(landed(5, 0, 3))
    assert (found.fetched, found.upcoming, found.rejected, found.validated) == (15, 2, 4, 15)


def test_without_a_commit_nothing_is_inserted_changed_unchanged_or_removed() -> None:
    found = counted(10, 2, 1)
    assert found.tally() == Tally(fetched=10, upcoming=2, rejected=1)
    found.write(inserted=3, changed=0, removed=1)
    assert found.tally() != Tally(fetched=10, upcoming=2, rejected=1)
    found.roll_back()
    assert found.tally() == Tally(fetched=10, upcoming=2, rejected=1)


def test_a_rollback_changes_nothing_of_a_cycle_that_had_not_come_so_far() -> None:
    """A cycle that failed before its ledger row was written has no row to close."""
    for phase in Phase:
        found = Facts("cycle", phase=phase)
        found.roll_back()
        assert found.phase is (Phase.LANDING if phase is Phase.WRITTEN else phase)


def test_a_step_is_measured_also_when_it_fails_and_its_times_add_up() -> None:
    found = Facts("cycle")

    def fail() -> None:
        with found.step("load"):
            time.sleep(0.01)
            raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            fail()
    assert 0.02 <= found.seconds["load"] < 2
    assert found.seconds["check"] == 0


@pytest.mark.parametrize(
    ("mode", "exit_code", "success", "full"),
    [
        ("full", 0, True, True),
        ("incremental", 0, True, False),
        ("backfill", 0, True, False),
        ("full", 65, False, False),
    ],
)
def test_only_a_success_sets_the_timestamps_of_success(mode: str, exit_code: int, success: bool, full: bool) -> None:
    numbers = Facts("cycle", mode=mode).numbers(exit_code)
    assert ("last_success_timestamp_seconds" in numbers) is success
    assert ("last_full_timestamp_seconds" in numbers) is full
    assert numbers["last_cycle_exit_code"] == exit_code


def test_what_is_not_known_is_left_out_and_the_rest_is_a_number() -> None:
    numbers = Facts("cycle").numbers(74)
    assert not {"launches", "rejected_open", "newest_launch_timestamp_seconds"} & set(numbers)
    assert numbers["trino_matches"] == -1
    assert numbers["peak_memory_bytes"] > 1_000_000
    assert numbers["records"] == asdict(Tally())
    assert list(numbers["step_duration_seconds"]) == list(facts.STEPS)
    assert Facts("cycle", totals={"launches": 5}).numbers(0)["launches"] == 5
