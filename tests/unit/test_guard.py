from collections.abc import Callable
from functools import partial

import pytest

from job.errors import DataRefusedError
from job.steps import guard


@pytest.mark.parametrize(
    ("records", "of", "percent", "refused"),
    [
        (0, 0, 10, False),
        (3, 3, 10, False),  # not more than 3 records, whatever their share
        (3, 3, 0, False),
        (4, 4, 100, False),
        (4, 4, 99.9, True),
        (4, 40, 10, False),  # exactly the percentage is not more than it
        (4, 39, 10, True),
        (4, 1000, 0, True),
        (20, 205, 10, False),
        (21, 205, 10, True),
    ],
)
def test_a_guard_acts_on_more_than_3_records_and_more_than_the_percentage(
    records: int, of: int, percent: float, refused: bool
) -> None:
    both: list[Callable[[], None]] = [
        partial(guard.rejected, records, fetched=of, max_percent=percent),
        partial(guard.removed, records, current=of, max_percent=percent),
    ]
    for refuse in both:
        if refused:
            with pytest.raises(DataRefusedError, match=f"{records} of {of}"):
                refuse()
        else:
            refuse()


def test_a_refusal_names_the_setting_that_was_passed() -> None:
    with pytest.raises(DataRefusedError, match="MAX_REJECTED_PERCENT=10"):
        guard.rejected(5, fetched=5, max_percent=10)
    with pytest.raises(DataRefusedError, match=r"MAX_REMOVED_PERCENT=12\.5"):
        guard.removed(5, current=5, max_percent=12.5)


def test_a_full_read_of_nothing_is_refused_and_a_partial_one_is_not() -> None:
    with pytest.raises(DataRefusedError):
        guard.empty(0, full=True)
    guard.empty(0, full=False)
    guard.empty(1, full=True)
