import time
from dataclasses import asdict

import pytest

from job import facts
from job.facts import Facts, Tally


def counted(fetched: int, upcoming: int, rejected: int) -> Facts:
    found = Facts("run")
    found.count(fetched=fetched, upcoming=upcoming, rejected=rejected, drift=[])
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
    found.count(fetched=5, upcoming=0, rejected=3, drift=[])
    assert (found.fetched, found.upcoming, found.rejected) == (15, 2, 4)


def test_without_a_commit_nothing_is_inserted_changed_unchanged_or_removed() -> None:
    found = counted(10, 2, 1)
    assert found.tally() == Tally(fetched=10, upcoming=2, rejected=1)
    found.write(inserted=3, changed=0, removed=1)
    found.written = False
    assert found.tally() == Tally(fetched=10, upcoming=2, rejected=1)


def test_a_step_is_measured_also_when_it_fails_and_its_times_add_up() -> None:
    found = Facts("run")

    def fail() -> None:
        with found.step("load"):
            time.sleep(0.01)
            raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            fail()
    assert 0.02 <= found.seconds["load"] < 2
    assert found.seconds["check"] == 0


def test_of_drifted_fields_not_more_are_kept_than_a_person_reads() -> None:
    found = Facts("run")
    found.count(fetched=1, upcoming=0, rejected=0, drift=["x" * 5000, *(f"field{n}" for n in range(500))])
    assert len(found.drift) == 100
    assert max(map(len, found.drift)) == 100


@pytest.mark.parametrize(
    ("mode", "exit_code", "success", "full"),
    [
        ("full", 0, True, True),
        ("incremental", 0, True, False),
        ("backfill", 0, True, False),
        ("full", 65, False, False),
    ],
)
def test_the_instants_of_success_are_set_only_by_one(mode: str, exit_code: int, success: bool, full: bool) -> None:
    numbers = Facts("run", mode=mode).numbers(exit_code)
    assert ("last_success_timestamp_seconds" in numbers) is success
    assert ("last_full_timestamp_seconds" in numbers) is full
    assert numbers["last_cycle_exit_code"] == exit_code


def test_what_the_cycle_could_not_learn_is_left_out_and_the_rest_is_a_number() -> None:
    numbers = Facts("run").numbers(74)
    assert not {"launches", "rejected_open", "newest_launch_timestamp_seconds"} & set(numbers)
    assert numbers["trino_matches"] == -1
    assert numbers["peak_memory_bytes"] > 1_000_000
    assert numbers["records"] == asdict(Tally())
    assert list(numbers["step_duration_seconds"]) == list(facts.STEPS)
    assert Facts("run", standing={"launches": 5}).numbers(0)["launches"] == 5
