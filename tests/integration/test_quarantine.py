import hashlib
import random
from collections.abc import Callable
from typing import Any

import pytest

from job.steps import quarantine
from tests.support.handmade import launch, raw, record_id
from tests.support.steps import Steps

Ask = Callable[..., list[Any]]
BAD = launch(1, name=None)
NOBODY = b'{"id": "\xff"}'


def records(ask: Ask) -> list[Any]:
    return ask("SELECT * FROM ops.rejected_records ORDER BY record_id, digest")


def test_a_rejected_text_is_kept_byte_for_byte_with_its_reasons(steps: Steps, ask: Ask) -> None:
    steps.cycle(BAD, launch(2), NOBODY)
    known, nobody = records(ask)
    assert (known.record_id, known.raw, known.digest) == (record_id(1), raw(BAD), hashlib.sha256(raw(BAD)).digest())
    assert known.reasons == ["name: Input should be a valid string"]
    assert (known.first_cycle_id, known.last_cycle_id, known.times_seen) == (steps.cycle_id, steps.cycle_id, 1)
    assert known.resolved_at is None
    assert (nobody.record_id, nobody.raw) == (None, NOBODY)


def test_the_same_text_again_is_counted_and_not_kept_twice(steps: Steps, ask: Ask) -> None:
    steps.cycle(BAD, launch(2))
    (first,) = records(ask)
    steps.cycle(BAD, launch(2))
    steps.cycle(BAD, launch(2), full=False)
    (row,) = records(ask)
    assert (row.times_seen, row.first_cycle_id, row.last_cycle_id) == (3, first.first_cycle_id, steps.cycle_id)
    assert (row.rejected_at, row.resolved_at) == (first.rejected_at, None)


def test_the_same_text_twice_in_one_cycle_is_seen_once(steps: Steps, ask: Ask) -> None:
    steps.cycle(NOBODY, NOBODY, launch(2))
    (row,) = records(ask)
    assert row.times_seen == 1


def test_two_different_texts_of_one_launch_are_two_records(steps: Steps, ask: Ask) -> None:
    steps.cycle(launch(1), launch(1, name="other"), launch(2))
    assert [row.record_id for row in records(ask)] == [record_id(1)] * 2


@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize("good", [launch(1), launch(1, upcoming=True)], ids=["flown", "upcoming"])
def test_a_good_version_of_the_launch_closes_its_records_in_every_mode(
    steps: Steps, ask: Ask, good: dict[str, Any], full: bool
) -> None:
    steps.cycle(BAD, launch(2))
    steps.cycle(good, launch(2), full=full)
    (row,) = records(ask)
    (run,) = ask("SELECT data_as_of FROM ops.cycles WHERE cycle_id = %s", steps.cycle_id)
    assert row.resolved_at == run.data_as_of
    assert row.times_seen == 1


def test_a_full_in_which_the_text_no_longer_comes_closes_it_and_another_mode_does_not(steps: Steps, ask: Ask) -> None:
    steps.cycle(NOBODY, BAD, launch(2))
    steps.cycle(launch(2), full=False)
    assert [row.resolved_at for row in records(ask)] == [None, None]
    steps.cycle(launch(2))
    assert None not in [row.resolved_at for row in records(ask)]


def test_a_closed_record_that_comes_again_is_open_again(steps: Steps, ask: Ask) -> None:
    steps.cycle(BAD, launch(2))
    (first,) = records(ask)
    steps.cycle(launch(1), launch(2))
    steps.cycle(BAD, launch(2))
    (row,) = records(ask)
    assert (row.resolved_at, row.times_seen, row.first_cycle_id) == (None, 2, first.first_cycle_id)
    assert row.rejected_at > first.rejected_at


def test_a_record_closed_once_is_not_closed_again(steps: Steps, ask: Ask) -> None:
    steps.cycle(BAD, launch(2))
    steps.cycle(launch(1), launch(2))
    before = records(ask)
    steps.cycle(launch(1), launch(2))
    assert records(ask) == before


def test_what_was_rejected_can_be_recorded_after_the_rollback_of_its_cycle(steps: Steps, ask: Ask) -> None:
    steps.receive(BAD, launch(2))
    with steps.rolled_back():
        steps.write()
    assert records(ask) == []
    assert list(quarantine.keep(steps.warehouse, steps.cycle_id)) == [1]
    assert [row.raw for row in records(ask)] == [raw(BAD)]
    assert ask("SELECT open_rejected FROM freshness") == [(1,)]


def test_many_records_are_kept_in_parts_and_what_is_in_several_parts_is_seen_once(steps: Steps, ask: Ask) -> None:
    """All of them were one statement: when its time was over, none was kept."""
    fill = random.Random(1)
    many = [b"%d %s" % (number, fill.randbytes(900).hex().encode()) for number in range(3000)]
    steps.receive(NOBODY, *many, NOBODY)
    parts = quarantine.keep(steps.warehouse, steps.cycle_id)
    first = next(parts)
    assert len(records(ask)) == first < 3000
    assert first + sum(parts) == 3002
    assert len(records(ask)) == 3001
    assert {row.times_seen for row in records(ask)} == {1}


def test_large_records_are_stored_out_of_line_and_are_several_parts_too(steps: Steps, ask: Ask) -> None:
    fill = random.Random(1)
    steps.receive(launch(2), *(b"%d %s" % (number, fill.randbytes(20_000).hex().encode()) for number in range(300)))
    parts = list(quarantine.keep(steps.warehouse, steps.cycle_id))
    assert (len(parts) > 1, sum(parts), len(records(ask))) == (True, 300, 300)
