"""A record that cannot be loaded is kept byte for byte, with its reasons, and stops nobody else."""

import json
from typing import Any

from local.api import RecordedApi
from local.state import State
from tests.acceptance import edits, expected
from tests.acceptance.reading import Ask, count, documents, last_run, tuples
from tests.support.program import Program

# What is done to a launch, and the word that its reasons must then have.
SPOILT: dict[str, tuple[dict[str, Any], str]] = {
    "CRS-7": ({"name": 17}, "name"),
    "Amos-6": ({"date_utc": "yesterday"}, "date_utc"),
    "FalconSat": ({"cores": None}, "cores"),
    "DemoSat": ({"success": "yes"}, "success"),
    "Trailblazer": ({"launchpad": "5e9e4502f5090995de566f86"}, "launchpad"),
    "RatSat": ({"flight_number": -4}, "flight_number"),
    "RazakSat": ({"static_fire_date_utc": "1899-12-31T23:59:59.000Z"}, "static_fire_date_utc"),
    "CRS-1": ({"payloads": [{"mass_kg": "heavy"}]}, "payloads.0.mass_kg"),
}
MISSING = {"CRS-2": "rocket", "CASSIOPE": "payloads"}
NO_LAUNCHES = [b"17", b"-1.50e+2", b'"a  launch"', b'"\\u00e9\\/"', b"null", b"true", b"[1,  2 ]", b"[]", b"{ }"]


def _spoilt(api: RecordedApi) -> dict[str, bytes]:
    """The documents of SPOILT and MISSING as bytes with odd white space, by id."""
    found = {document["name"]: document for document in expected.served(api).values()}
    for name, (change, _) in SPOILT.items():
        found[name] |= change
    for name, field in MISSING.items():
        del found[name][field]
    return {found[name]["id"]: edits.oddly_spaced(found[name]) for name in (*SPOILT, *MISSING)}


def test_only_what_cannot_be_loaded_is_rejected_and_its_bytes_are_kept_exactly(
    job: Program, ask: Ask, api: RecordedApi
) -> None:
    with_no_id = edits.oddly_spaced({"id": "not hex", "name": "nobody", "date_utc": "2020-01-01T00:00:00.000Z"})
    served: dict[str, bytes] = {}

    def spoil(found: dict[str, bytes]) -> list[bytes]:
        served.update(_spoilt(api))
        return [served.get(each, raw) for each, raw in found.items()] + [*NO_LAUNCHES, with_no_id]

    api.respond = edits.serving(spoil)
    ended = job(MODE="full", MAX_REJECTED_PERCENT="50")
    assert ended.code == 0, ended.stderr
    rejected = len(served) + len(NO_LAUNCHES) + 1
    row = last_run(ask)
    assert (row.rejected, row.inserted, row.upcoming) == (rejected, 187 - len(served), 18)
    assert row.fetched == row.inserted + row.changed + row.unchanged + row.upcoming + row.rejected
    assert documents(ask) == {each: doc for each, doc in expected.served(api).items() if each not in served}

    kept = ask("SELECT *, sha256(raw) AS sha FROM ops.rejected_records")
    assert sorted(bytes(each.raw) for each in kept) == sorted([*served.values(), *NO_LAUNCHES, with_no_id])
    assert {each.record_id for each in kept} == {*served, None}
    for each in kept:
        assert (each.first_cycle_id, each.last_cycle_id, each.times_seen) == (row.cycle_id, row.cycle_id, 1)
        assert each.digest == each.sha
        assert each.resolved_at is None
        assert each.reasons
    reasons = {each.record_id: " ".join(each.reasons) for each in kept if each.record_id}
    words = {name: word for name, (_, word) in SPOILT.items()} | MISSING
    for name, word in words.items():
        assert word in reasons[edits.named(api.state, name)["id"]], name


def test_the_same_bytes_are_kept_once_however_often_they_come(job: Program, ask: Ask, api: RecordedApi) -> None:
    api.respond = edits.with_changes({}, b"17", b'"launch"')
    runs = [job(MODE="full").finished["cycle_id"] for _ in range(2)]
    found = ask("SELECT first_cycle_id, last_cycle_id, times_seen FROM ops.rejected_records")
    assert [tuple(row) for row in found] == [(runs[0], runs[1], 2)] * 2


def test_a_stored_launch_whose_new_document_is_rejected_stays_and_a_mended_one_closes_the_record(
    job: Program, ask: Ask, api: RecordedApi
) -> None:
    job(MODE="full")
    before = tuples(ask, "public")
    launch = edits.named(api.state, "Crew-5")["id"]
    broken = edits.compact(expected.served(api)[launch] | {"cores": "none"})
    api.respond = edits.with_changes({launch: broken})
    ended = job(MODE="full").finished
    assert (ended["rejected"], ended["removed"], ended["unchanged"], ended["rejected_open"]) == (1, 0, 186, 1)
    assert tuples(ask, "public") == before

    api.respond = edits.with_changes({}, b"17")
    ended = job(MODE="incremental").finished
    assert (ended["changed"], ended["rejected"], ended["rejected_open"]) == (0, 1, 1)
    closed = ask("SELECT record_id, resolved_at FROM ops.rejected_records WHERE resolved_at IS NOT NULL")
    assert closed == [(launch, last_run(ask).data_as_of)]

    api.respond = edits.with_changes({})
    assert job(MODE="incremental").finished["rejected_open"] == 1  # it did not ask for everything
    ended = job(MODE="full").finished
    assert ended["rejected_open"] == 0
    assert ask("SELECT raw, resolved_at FROM ops.rejected_records WHERE record_id IS NULL") == [
        (b"17", last_run(ask).data_as_of)
    ]
    assert ask("SELECT open_rejected FROM freshness") == [(0,)]

    api.respond = edits.with_changes({}, b"17")
    assert job(MODE="full").finished["rejected_open"] == 1
    assert tuples(ask, "public") == before


def test_while_a_record_has_no_readable_id_no_launch_leaves(job: Program, ask: Ask, api: RecordedApi) -> None:
    whole = api.state
    job(MODE="full")
    api.state = edits.without(whole, edits.named(whole, "CRS-7")["id"])
    edits.named(api.state, "Amos-6")["upcoming"] = True
    edits.named(api.state, "Crew-5")["details"] = "corrected"
    api.respond = edits.with_changes({}, edits.compact({"id": 7, "name": "CRS-7"}))
    ended = job(MODE="full").finished
    assert (ended["removed"], ended["changed"], ended["rejected"]) == (0, 1, 1)
    assert count(ask, "raw_launches") == count(ask, "launches") == 187
    api.respond = edits.with_changes({})
    assert job(MODE="full").finished["removed"] == 2
    assert count(ask, "raw_launches") == count(ask, "launches") == 185


def test_records_without_a_readable_id_neither_repeat_nor_stop_the_read_over_many_pages(
    job: Program, ask: Ask, api: RecordedApi
) -> None:
    nobodies = [{"id": each, "name": "nobody"} for each in ("nonsense", 17, None, "0" * 25)]
    for place, document in zip((0, 50, 51, 204), nobodies, strict=True):
        api.state.launches.insert(place, document)
    ended = job(MODE="full", PAGE_SIZE="7").finished
    assert (ended["fetched"], ended["inserted"], ended["upcoming"], ended["rejected"]) == (209, 187, 18, 4)
    assert len(api.requests) > 209 // 7
    kept = [json.loads(bytes(row.raw)) for row in ask("SELECT raw FROM ops.rejected_records")]
    assert sorted(map(str, (each["id"] for each in kept))) == sorted(str(each["id"]) for each in nobodies)


def test_two_documents_under_one_id_are_both_rejected_and_the_stored_one_stays(
    job: Program, ask: Ask, api: RecordedApi
) -> None:
    job(MODE="full")
    before = tuples(ask, "public")
    launch = edits.named(State.sample(), "CRS-7")["id"]
    one = edits.compact(expected.served(api)[launch] | {"details": "one"})
    two = edits.compact(expected.served(api)[launch] | {"details": "two"})
    api.respond = edits.serving(
        lambda found: [each for at, raw in found.items() for each in ((one, two) if at == launch else (raw,))]
    )
    ended = job(MODE="full").finished
    assert (ended["rejected"], ended["changed"], ended["removed"], ended["unchanged"]) == (2, 0, 0, 186)
    assert sorted(bytes(row.raw) for row in ask("SELECT raw FROM ops.rejected_records")) == sorted([one, two])
    assert tuples(ask, "public") == before
