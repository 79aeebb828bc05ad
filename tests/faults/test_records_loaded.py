"""What looks odd and is sound: it is loaded as served, and drift is reported."""

import json

import pytest

from tests.acceptance.reading import Ask
from tests.faults.catalogue import Test, fault
from tests.faults.kinds import MASS
from tests.faults.records import Records
from tests.faults.spoils import PAYLOAD, UNTYPED, Spoil, each_written, member, written
from tests.support.handmade import launch, raw, record_id, without

LOADED = "loaded as served"


ODD: dict[str, list[Spoil]] = {
    "a whole number beyond bigint in an untyped field": each_written(UNTYPED, b"1" + b"0" * 300, b"-1e308"),
    "a number in an untyped field that double precision would make 0": each_written(UNTYPED, b"1e-400"),
    "a number of 15,000 places in an untyped field": written(("window",), b"0." + b"0" * 15_000 + b"1"),
    "a mass of many digits": written(MASS, b"0.1000000000000000055511151231257827021181583404541015625"),
    "two backslashes before u0000": each_written([("name",), ("details",)], rb'"\\u0000"', rb'"\\\\u0000"'),
    "U+007F, U+FFFF and a whole surrogate pair": written(("name",), b'"\x7f\\uffff\\ud83d\\ude80\xf4\x8f\xbf\xbf"'),
    "nesting 100 deep in an untyped field": written(("window",), b"[" * 100 + b"]" * 100),
    "a text of 1 MB": written(("details",), b'"' + b"\\u00e9" * 170_000 + b'"'),
    "one key in two objects": written(("window",), b'{"name":{"name":1},"id":{"id":2}}'),
    "keys with special meaning in SQL or JSON paths": member(b'"\'; DROP TABLE launches; --":1,"$.a[*]":2'),
}


def rows(test: Test) -> Test:
    for what in ODD:
        test = fault("Records", what, code=0, log='"rejected": 0', tables=LOADED)(test)
    return test


@rows
def test_what_is_sound_is_loaded_however_odd(records: Records, ask: Ask) -> None:
    records.load(1)
    odd = [(what, spoil) for what, spoils in ODD.items() for spoil in spoils]
    made = {number: spoil.make(launch(number)) for number, (_, spoil) in enumerate(odd, 2)}
    records.shelf.documents.update(made)
    ended = records.trial.succeeds(API_TIMEOUT_SECONDS="5")
    assert ended.finished["inserted"] == len(odd)
    for number, (what, _) in enumerate(odd, 2):
        served = made[number].decode()
        (same,) = ask("SELECT launch_data = %s::jsonb FROM raw_launches WHERE id = %s", served, record_id(number))
        assert same[0], what


NOT_NEEDED = sorted(
    launch().keys()
    - {"id", "name", "flight_number", "date_utc", "date_precision", "static_fire_date_utc", "success", "upcoming"}
    - {"rocket", "launchpad", "payloads", "cores"}
)
DRIFTED: list[tuple[str, tuple[str | int, ...]]] = [
    *((name, (name,)) for name in NOT_NEEDED),
    ("launchpad.region", ("launchpad", "region")),
    ("payloads[].mass_lbs", (*PAYLOAD, "mass_lbs")),
    ("payloads[].norad_ids", (*PAYLOAD, "norad_ids")),
]


@fault(
    "Records", "any missing field that is not needed, any additional field", code=0, log="schema_drift",
    tables="loaded; `schema_drift` names each, `schema_drift_fields` counts them",
)  # fmt: skip
def test_every_field_more_or_less_is_drift(records: Records, ask: Ask) -> None:
    records.load(1)
    assert "fairings" in NOT_NEEDED
    lacking = {number: without(launch(number), *path) for number, (_, path) in enumerate(DRIFTED, 2)}
    more = launch(99, mood="good", rocket={"id": "r9", "name": "Falcon 9", "height": 70}, cores=[])
    records.shelf.documents.update({number: raw(document) for number, document in {**lacking, 99: more}.items()})
    ended = records.trial.succeeds()
    names = sorted(["mood", "rocket.height", *(name for name, _ in DRIFTED)])
    (event,) = ended.events("schema_drift")
    assert (event["fields"], ended.finished["schema_drift_fields"]) == (names, len(names))
    assert (ended.finished["inserted"], ended.finished["rejected"]) == (len(lacking) + 1, 0)
    stored = dict(ask("SELECT id, launch_data FROM raw_launches"))
    assert {number: stored[record_id(number)] for number in lacking} == lacking
    assert stored[record_id(99)] == json.loads(raw(more))


@fault(
    "Records", "1,000 additional fields with long names", code=0, log="schema_drift",
    tables="loaded; `schema_drift` names 100 of them, none longer than 100 characters",
)  # fmt: skip
def test_what_drifts_without_measure_is_named_within_measure(records: Records) -> None:
    records.load(1)
    records.shelf.documents[2] = raw(launch(2) | {f"{number:04}{'x' * 1000}": 1 for number in range(1000)})
    ended = records.trial.succeeds()
    (event,) = ended.events("schema_drift")
    assert len(event["fields"]) == ended.finished["schema_drift_fields"] == 100
    assert max(map(len, event["fields"])) == 100


LARGE = 20_000_000


@pytest.mark.slow
@fault(
    "Records", "documents of 20 MB: a long text, many numbers, invalid JSON behind a long text", code=0, log="more than 1048576",
    tables="quarantined byte for byte; the rest is loaded; memory stays within 256 MiB",
)  # fmt: skip
def test_large_documents_cost_bounded_memory(records: Records) -> None:
    spoils = [
        *written(("details",), b'"' + b"x" * LARGE + b'"'),
        *written(("details",), b"[" + b"0," * (LARGE // 2) + b"0]"),
        *written(("details",), b'["' + b"x" * LARGE + b'",undefined]'),
    ]
    records.load(10, 20, 30, 40)
    bad = {records.spoil(10 * place, spoil): "bytes, more than" for place, spoil in enumerate(spoils, 1)}
    records.serve(50)
    ended = records.cycle(bad, [50], PAGE_SIZE="3")
    peak = ended.finished["peak_memory_bytes"]
    print(f"peak memory: {peak / (1 << 20):.0f} MiB")
    assert peak < 256 << 20
