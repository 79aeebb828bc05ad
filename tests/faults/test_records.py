"""Records: only the bad one is quarantined, byte for byte and with its reasons; the rest loads."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from local.answers import Answer, Request, of_json
from local.api import RecordedApi
from tests.acceptance.reading import last_run
from tests.faults.catalogue import Test, fault
from tests.faults.conftest import Ask
from tests.faults.shelf import Shelf
from tests.faults.spoilt import SPOILT, Spoil, compact, lacking, with_field, with_literal
from tests.support.handmade import launch, record_id
from tests.support.program import Ended, Program

VICTIM = 100
REST = "quarantined byte for byte with its reasons; the rest is loaded"


def serve(api: RecordedApi, edit: Callable[[list[dict[str, Any]]], list[bytes]]) -> list[bytes]:
    """Let the source serve what `edit` makes of its flown launches, in one page; return that."""
    served: list[bytes] = []

    def respond(_request: Request, proceed: Callable[[], Answer]) -> Answer:
        flown = [launch for launch in json.loads(proceed().body)["docs"] if not launch["upcoming"]]
        served[:] = edit(flown)
        return of_json(b'{"docs":[%b],"totalDocs":%d}' % (b",".join(served), len(served)))

    api.respond = respond
    return served


def spoiling(spoil: Spoil) -> Callable[[list[dict[str, Any]]], list[bytes]]:
    return lambda flown: [spoil(launch) if number == VICTIM else compact(launch) for number, launch in enumerate(flown)]


def row(what: str, *, log: str = "records_rejected", tables: str = REST) -> pytest.MarkDecorator:
    mark: pytest.MarkDecorator = fault("Records", what, code=0, log=log, tables=tables)
    return mark


def rows(*whats: str) -> Callable[[Test], Test]:
    """Mark a test as the proof of several rows."""

    def mark(test: Test) -> Test:
        for what in whats:
            test = row(what)(test)
        return test

    return mark


@rows(*(what for what, _, _ in SPOILT))
def test_a_spoilt_record_is_quarantined_and_the_others_on_its_page_are_loaded(
    job: Program, api: RecordedApi, ask: Ask, holds: Callable[[Ended], None]
) -> None:
    """Each has a page of its own, between two sound ones: what is done with a page hangs on what spoils it."""
    served = {number: compact(launch(number)) for number in range(3 * len(SPOILT))}
    spoilt = {3 * page + 1: case for page, case in enumerate(SPOILT)}
    served |= {number: spoil(launch(number)) for number, (_, spoil, _) in spoilt.items()}
    api.respond = Shelf(served)
    holds(job(MODE="full", PAGE_SIZE="3", MAX_REJECTED_PERCENT="50"))
    kept = {row.record_id: row for row in ask("SELECT * FROM ops.rejected_records")}
    for number, (what, _, reason) in spoilt.items():
        row = kept[record_id(number)]
        assert (bytes(row.raw), bytes(row.digest)) == (served[number], hashlib.sha256(served[number]).digest()), what
        assert reason in " ".join(row.reasons), what
    good = {record_id(number) for number in served.keys() - spoilt.keys()}
    assert {row.id for row in ask("SELECT id FROM raw_launches")} == good
    assert last_run(ask).rejected == len(kept) == len(spoilt)


UNREADABLE = {
    "a number": b"7", "a text": b'"launch"', "null": b"null", "a list": b"[]", "true": b"true",
    "an object without an id": b'{"name":"x"}', "an id of the wrong form": b'{"id":"XYZ"}', "an empty id": b'{"id":""}',
    "an id that is a number": b'{"id":5}', "invalid JSON": b'{"id":"5eb87d47ffd86e000604b38a" 1}',
}  # fmt: skip


@rows(*(f"as a document {what}" for what in UNREADABLE))
def test_records_whose_id_cannot_be_read_are_kept_and_nothing_is_removed_in_that_cycle(
    job: Program, api: RecordedApi, ask: Ask, holds: Callable[[Ended], None]
) -> None:
    assert job().code == 0
    serve(api, lambda flown: [*map(compact, flown[2:]), *UNREADABLE.values()])
    holds(job(MODE="full"))
    kept = {bytes(row.raw): row.record_id for row in ask("SELECT raw, record_id FROM ops.rejected_records")}
    assert kept == dict.fromkeys(UNREADABLE.values())
    assert ask("SELECT count(*) FROM raw_launches") == [(187,)]


@row("one id in two different documents")
def test_of_two_documents_under_one_id_neither_is_loaded_and_the_stored_one_stays(
    job: Program, api: RecordedApi, ask: Ask, holds: Callable[[Ended], None]
) -> None:
    assert job().code == 0
    before = ask("SELECT * FROM raw_launches ORDER BY id")
    served = serve(
        api, lambda flown: [*map(compact, flown[:9]), compact(flown[9] | {"name": "Twin"}), *map(compact, flown[9:])]
    )
    holds(job(MODE="full"))
    assert {bytes(row.raw) for row in ask("SELECT raw FROM ops.rejected_records")} == set(served[9:11])
    assert ask("SELECT * FROM raw_launches ORDER BY id") == before


@pytest.mark.parametrize(
    ("spoil", "name"),
    [
        pytest.param(
            spoil, name, id=what, marks=row(what, log="schema_drift", tables="loaded; `schema_drift` names the field")
        )
        for what, spoil, name in (
            ("a missing field that is not needed", lacking("links"), "links"),
            ("an unknown field", with_field("launch_weather", "fine"), "launch_weather"),
        )
    ],
)
def test_a_field_more_or_less_that_nothing_needs_is_drift_and_no_reason_to_reject(
    job: Program, api: RecordedApi, ask: Ask, holds: Callable[[Ended], None], spoil: Spoil, name: str
) -> None:
    serve(api, spoiling(spoil))
    ended = job(MODE="full")
    holds(ended)
    assert ended.events("schema_drift")[0]["fields"] == [name]
    assert ended.finished["schema_drift_fields"] == 1
    assert ask("SELECT count(*) FROM raw_launches") == [(187,)]


@row("the six characters of an escaped backslash and u0000", log="cycle_finished", tables="loaded: it is harmless")
def test_a_backslash_before_u0000_is_no_nul(
    job: Program, api: RecordedApi, ask: Ask, holds: Callable[[Ended], None]
) -> None:
    serve(api, spoiling(with_literal("details", b'"\\\\u0000"')))
    holds(job(MODE="full"))
    assert ask("SELECT count(*) FROM raw_launches WHERE launch_data ->> 'details' = E'\\\\u0000'") == [(1,)]


@row("all of these in one page")
def test_a_page_full_of_spoilt_records_loses_none_of_the_others(
    job: Program, api: RecordedApi, ask: Ask, holds: Callable[[Ended], None]
) -> None:
    spoils = [spoil for _, spoil, _ in SPOILT]
    served = serve(
        api,
        lambda flown: [
            spoils[number](launch) if number < len(spoils) else compact(launch) for number, launch in enumerate(flown)
        ],
    )
    holds(job(MODE="full", MAX_REJECTED_PERCENT="50"))
    kept = {bytes(row.raw) for row in ask("SELECT raw FROM ops.rejected_records")}
    assert kept == set(served[: len(spoils)])
    assert ask("SELECT count(*) FROM raw_launches") == [(187 - len(spoils),)]
