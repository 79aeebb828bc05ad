"""Each way to spoil a record, in every field where it can happen: it is quarantined, and nothing else is affected."""

import pytest

from tests.faults.catalogue import fault
from tests.faults.kinds import KINDS
from tests.faults.records import Records
from tests.faults.spoils import Spoil

TABLES = "quarantined byte for byte; the current version stays; the rest is loaded"


@pytest.mark.slow
@pytest.mark.parametrize(
    "spoils",
    [
        pytest.param(spoils, id=what, marks=fault("Records", what, code=0, log="records_rejected", tables=TABLES))
        for what, spoils in KINDS.items()
    ],
)
def test_a_bad_record_is_quarantined_and_nothing_else_is(records: Records, spoils: list[Spoil]) -> None:
    """Each way to spoil befalls a stored launch; one in front of each is unchanged, one behind each is new."""
    spoilt = {15 * place: spoil for place, spoil in enumerate(spoils, 1)}
    unchanged = [number - 5 for number in spoilt]
    new = [number + 5 for number in spoilt]
    records.load(*spoilt, *unchanged)
    bad = {records.spoil(number, spoil): spoil.words for number, spoil in spoilt.items()}
    records.serve(*new)
    ended = records.cycle(bad, new, PAGE_SIZE="20")
    assert (ended.finished["rejected"], ended.finished["inserted"]) == (len(spoilt), len(new))
    assert (ended.finished["unchanged"], ended.finished["removed"]) == (len(unchanged), 0)
    assert ended.finished["rejected_open"] == len(spoilt)
