"""Records whose id cannot be read, at the borders of pages: they neither repeat nor stop the read."""

import json

import pytest

from tests.acceptance.reading import Ask, count
from tests.faults.catalogue import fault
from tests.faults.records import Records
from tests.faults.spoils import Spoil, at, unreadable
from tests.support.handmade import launch, raw

(NO_ID,) = unreadable(*at(("id",), None))
NO_NAME = at(("name",), None)[0]
# Where the unreadable ones are, at first, in between and at the end: b is bad, o is good, x is bad with a known id.
ROWS = ("bo", "ob", "bbo", "oobb", "bbbb", "obobobob", "bbooobbbo", "obbbbbbo", "ooobxbxxbooxb", "xbbxxo")


@fault(
    "Records", "unreadable ids at the borders of pages of 1, 2 and 3", code=0, log="records_rejected",
    tables="each is quarantined once; the rest is loaded; nothing is removed",
)  # fmt: skip
@pytest.mark.parametrize(
    "size", ["2", pytest.param("1", marks=pytest.mark.slow), pytest.param("3", marks=pytest.mark.slow)]
)
@pytest.mark.parametrize("row_of_records", ROWS)
def test_unreadable_ids_at_the_borders_of_pages(records: Records, size: str, row_of_records: str) -> None:
    numbers = dict(enumerate(row_of_records, 1))
    vanishing = 90
    records.load(vanishing)
    del records.shelf.documents[vanishing]
    new = [number for number, sign in numbers.items() if sign == "o"]
    records.serve(*new)
    spoils: dict[int, Spoil] = {
        number: {"b": NO_ID, "x": NO_NAME}[sign] for number, sign in numbers.items() if sign != "o"
    }
    bad = {records.spoil(number, spoil): spoil.words for number, spoil in spoils.items()}
    records.api.requests.clear()
    ended = records.cycle(bad, new, PAGE_SIZE=size)
    assert ended.finished["fetched"] == len(numbers)
    assert len(records.api.requests) <= len(numbers)


@fault(
    "Records", "one id in two different documents, at the border of two pages", code=0, log="two different documents",
    tables="both are quarantined; the rest is loaded; the stored one stays",
)  # fmt: skip
@pytest.mark.parametrize("place", [1.5, 3], ids=["ordered by their ids", "ordered by another id"])
def test_two_documents_under_one_id_at_the_border_of_two_pages(records: Records, ask: Ask, place: int) -> None:
    """Such a source was 69 in every cycle; the two were quarantined only where they came in one page."""
    records.load(1, 2)
    records.serve(4, 5)
    records.shelf.documents[place] = raw(launch(2, name="Twin"))
    ended = records.trial.succeeds(PAGE_SIZE="2", MAX_REJECTED_PERCENT="100")
    assert (ended.finished["fetched"], ended.finished["rejected"], ended.finished["inserted"]) == (5, 2, 2)
    kept = [json.loads(bytes(row.raw)) for row in ask("SELECT raw FROM ops.rejected_records ORDER BY raw")]
    assert {document["name"] for document in kept} == {"Flight 2", "Twin"}
    assert {row.name for row in ask("SELECT name FROM launches")} == {f"Flight {number}" for number in (1, 2, 4, 5)}


@fault(
    "Records", "two records with equal bytes and no id, in one page", code=0, log="records_rejected",
    tables="both are counted, the bytes are kept once; the rest is loaded",
)  # fmt: skip
def test_equal_bytes_without_an_id_are_counted_twice_and_kept_once(records: Records, ask: Ask) -> None:
    records.load(1)
    records.shelf.documents.update({2: b"null", 3: b"null"})
    records.serve(4)
    ended = records.trial.succeeds()
    assert (ended.finished["rejected"], ended.finished["inserted"], ended.finished["rejected_open"]) == (2, 1, 1)
    assert [(row.raw, row.times_seen) for row in ask("SELECT raw, times_seen FROM ops.rejected_records")] == [
        (b"null", 1)
    ]


@fault(
    "Records", "all reasons of a record with many faults", code=0, log="records_rejected",
    tables="quarantined with each of them; 100 of them and the number of the others, if there are more",
)  # fmt: skip
def test_all_reasons_are_kept(records: Records, ask: Ask) -> None:
    records.load(1)
    wrong = launch(2, name=5, flight_number="x", date_utc="soon", success="yes", rocket={"id": ""})
    many = launch(3, payloads=[5] * 120)
    records.shelf.documents.update({2: raw(wrong), 3: raw(many)})
    records.trial.succeeds()
    few, more = (row.reasons for row in ask("SELECT reasons FROM ops.rejected_records ORDER BY record_id"))
    fields = [reason.partition(":")[0] for reason in few]
    assert fields == ["name", "flight_number", "date_utc", "success", "rocket.id", "rocket.name"]
    assert [reason.partition(":")[0] for reason in more[:100]] == [f"payloads.{number}" for number in range(100)]
    assert more[100:] == ["and 20 more"]
    assert count(ask, "launches") == 1
