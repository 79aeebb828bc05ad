import hashlib
import json
import tracemalloc
from typing import Any

import pytest

from job.sources.spacex_v4 import model, parts
from job.sources.types import LONG_BYTES
from tests.support.handmade import core, having, launch, links, member, payload, raw, without
from tests.support.recorded import RECORDED as DATA
from tests.support.recorded import needs_recorded_data

Path = tuple[str | int, ...]
# The version of the model, and the checksum of its JSON schema and of the fields that it knows.
RECORDED = ("2", "56ad8466585546955c458fa442929604c849842a9f6660d86f1d8d993502711b")

NULLABLE, REQUIRED = True, False
TEXTS: tuple[Any, ...] = (5, True, [], {})
FLAGS: tuple[Any, ...] = ("true", 1, 0, [])
COUNTS: tuple[Any, ...] = (-1, 2**31, 1.0, 1.5, "1", True, [])
INSTANTS: tuple[Any, ...] = (5, "", "2020", "2020-01-01", "2020-01-01T00:00:00.000+00:00", "2020-01-01 00:00:00Z")

# Every typed field: where it is, whether it may be null, and values that are not valid in it.
FIELDS: dict[Path, tuple[bool, tuple[Any, ...]]] = {
    ("id",): (REQUIRED, (*TEXTS, "", "a" * 23, "a" * 25, "A" * 24, "g" * 24, "a" * 24 + "\n")),
    ("name",): (REQUIRED, (*TEXTS, "")),
    ("flight_number",): (REQUIRED, COUNTS),
    ("date_utc",): (REQUIRED, INSTANTS),
    ("date_precision",): (REQUIRED, (*TEXTS, "")),
    ("static_fire_date_utc",): (NULLABLE, INSTANTS),
    ("success",): (NULLABLE, FLAGS),
    ("upcoming",): (REQUIRED, FLAGS),
    ("rocket",): (REQUIRED, ("5e9d0d95eda69973a809d1ec", [], 1)),
    ("rocket", "id"): (REQUIRED, (*TEXTS, "")),
    ("rocket", "name"): (REQUIRED, (*TEXTS, "")),
    ("launchpad",): (REQUIRED, ("5e9e4502f509094188566f88", [], 1)),
    ("launchpad", "id"): (REQUIRED, (*TEXTS, "")),
    ("launchpad", "name"): (REQUIRED, (*TEXTS, "")),
    ("launchpad", "latitude"): (NULLABLE, ("1", -90.01, 90.01, True, 1e300)),
    ("launchpad", "longitude"): (NULLABLE, ("1", -180.01, 180.01, [], 1e300)),
    ("payloads",): (REQUIRED, ({}, "x", ["5eb0e4b5b6c3bb0006eeb1e1"], [None])),
    ("payloads", 0, "id"): (REQUIRED, (*TEXTS, "")),
    ("payloads", 0, "name"): (NULLABLE, TEXTS),
    ("payloads", 0, "type"): (NULLABLE, TEXTS),
    ("payloads", 0, "orbit"): (NULLABLE, TEXTS),
    ("payloads", 0, "regime"): (NULLABLE, TEXTS),
    ("payloads", 0, "mass_kg"): (NULLABLE, ("100", -0.1, 1e9 + 1, True, [])),
    ("payloads", 0, "customers"): (REQUIRED, ({}, "NASA", [1], [None])),
    ("payloads", 0, "nationalities"): (REQUIRED, ({}, "US", [1], [None])),
    ("payloads", 0, "reused"): (NULLABLE, FLAGS),
    ("cores",): (REQUIRED, ({}, "x", ["5e9e289df35918033d3b2623"], [None])),
    ("cores", 0, "core"): (NULLABLE, TEXTS),
    ("cores", 0, "core", "id"): (REQUIRED, (*TEXTS, "")),
    ("cores", 0, "core", "serial"): (NULLABLE, TEXTS),
    ("cores", 0, "flight"): (NULLABLE, COUNTS),
    ("cores", 0, "gridfins"): (NULLABLE, FLAGS),
    ("cores", 0, "legs"): (NULLABLE, FLAGS),
    ("cores", 0, "reused"): (NULLABLE, FLAGS),
    ("cores", 0, "landing_attempt"): (NULLABLE, FLAGS),
    ("cores", 0, "landing_success"): (NULLABLE, FLAGS),
    ("cores", 0, "landing_type"): (NULLABLE, TEXTS),
    ("cores", 0, "landpad"): (NULLABLE, TEXTS),
    ("cores", 0, "landpad", "id"): (REQUIRED, (*TEXTS, "")),
    ("cores", 0, "landpad", "name"): (NULLABLE, TEXTS),
}
# Those that are shown and not needed: they may be null or missing.
SHOWN: dict[Path, tuple[Any, ...]] = {
    ("crew",): ({}, "x", [1], [[]]),
    ("crew", 0, "id"): TEXTS,
    ("crew", 0, "name"): TEXTS,
    ("crew", 0, "agency"): TEXTS,
    ("failures",): ({}, "x", ["engine"], [None]),
    ("failures", 0, "time"): ("33", True, [], 1e300),
    ("failures", 0, "reason"): TEXTS,
    ("links",): ([], "x", 1),
    ("links", "webcast"): TEXTS,
    ("links", "article"): TEXTS,
    ("links", "wikipedia"): TEXTS,
    ("details",): TEXTS,
}
FAILED: dict[str, Any] = {
    "crew": [member()],
    "failures": [{"time": 33, "altitude": None, "reason": "engine fire"}],
    "links": links(),
}


def reasons(document: Any) -> list[str]:
    return list(model.validate(document if isinstance(document, bytes) else raw(document)).reasons)


def dotted(path: Path) -> str:
    return ".".join(str(part) for part in path)


def by_name(value: object) -> str | None:
    return dotted(value) if isinstance(value, tuple) else None


def test_a_launch_as_the_source_serves_it_is_valid_and_does_not_drift() -> None:
    validation = model.validate(raw(launch()))
    assert (validation.reasons, validation.drift) == ([], frozenset())


WRONG = {path: wrong for path, (_, wrong) in FIELDS.items()} | SHOWN


@pytest.mark.parametrize(
    ("path", "value"), [(path, value) for path, wrong in WRONG.items() for value in wrong], ids=by_name
)
def test_a_wrong_value_is_rejected_with_a_reason_that_names_the_field(path: Path, value: Any) -> None:
    found = reasons(having(launch(**FAILED), value, *path))
    assert found
    assert all(reason.startswith(dotted(path)) for reason in found)


@pytest.mark.parametrize("path", FIELDS, ids=dotted)
def test_a_missing_field_is_rejected_with_a_reason_that_names_it(path: Path) -> None:
    assert reasons(without(launch(), *path)) == [f"{dotted(path)}: Field required"]


@pytest.mark.parametrize("path", SHOWN, ids=dotted)
def test_a_field_that_is_only_shown_may_be_null_or_missing_which_is_drift(path: Path) -> None:
    """Crew, failures, links and details were not read; a launch loads without them."""
    assert model.validate(raw(having(launch(**FAILED), None, *path))) == ([], frozenset())
    field = dotted(path).replace(".0", "[]")
    assert model.validate(raw(without(launch(**FAILED), *path))) == ([], {field})


def test_a_bare_id_instead_of_a_named_core_landpad_or_member_is_valid_and_drift() -> None:
    bare = launch(cores=[core(core="5e9e28a6f35918c0803b265c", landpad="5e9e3032383ecb267a34e7c7")], crew=["5ebf1a6e"])
    assert model.validate(raw(bare)).reasons == []
    assert model.validate(raw(bare)).drift == {
        "cores[].core.id", "cores[].core.serial", "cores[].core.block",
        "cores[].landpad.id", "cores[].landpad.name", "cores[].landpad.full_name", "cores[].landpad.type",
        "cores[].landpad.region",
        "crew[].id", "crew[].name", "crew[].agency",
    }  # fmt: skip


@needs_recorded_data
def test_cores_as_the_real_source_populated_them_are_valid() -> None:
    assert DATA is not None
    answer = DATA / "spacex-v4" / "query-samples" / "launches-query-falcon9-past-populated.json"
    validations = [model.validate(raw(launch(cores=each["cores"]))) for each in json.loads(answer.read_text())]
    assert {reason for validation in validations for reason in validation.reasons} == set()
    # What that request did not ask for.
    missing = {"cores[].landpad.full_name", "cores[].landpad.type", "cores[].landpad.region"}
    assert {field for validation in validations for field in validation.drift} == missing


def test_a_failure_at_a_time_too_small_for_double_precision_is_rejected() -> None:
    document = raw(launch(**FAILED)).replace(b'"time":33', b'"time":1e-400')
    assert reasons(document) == ["the number 1e-400 is too small for double precision"]


def test_lists_whose_elements_may_be_empty_end_at_a_thousand() -> None:
    # {} is valid in them: a million of it in 3 MB would be a million objects.
    empty: Any = [{}]
    assert reasons(launch(crew=empty * 1000, failures=empty * 1000)) == []
    assert len(reasons(launch(crew=empty * 1001, failures=empty * 1001))) == 2


@pytest.mark.parametrize("path", FIELDS, ids=dotted)
def test_null_is_valid_only_where_the_source_means_unknown(path: Path) -> None:
    nullable, _ = FIELDS[path]
    assert [reason.split(":")[0] for reason in reasons(having(launch(), None, *path))] == (
        [] if nullable else [dotted(path)]
    )


def test_all_errors_are_reported_at_once_and_beyond_a_hundred_only_their_number() -> None:
    assert len(reasons(launch(name=None, rocket={}, payloads=[]))) == 3
    many = reasons(launch(payloads=[payload(mass_kg=-1, name=5, reused=5)] * 50))
    assert (len(many), many[-1]) == (101, "and 50 more")


@pytest.mark.parametrize("listed", ["payloads", "cores"])
def test_of_a_long_document_only_the_first_error_of_a_list_is_reported(listed: str) -> None:
    # 300 KB took 800 MB of reasons, and every cycle with such a document ended at the container's limit.
    empty: dict[str, Any] = {listed: [{}] * 100_000}
    reported = reasons(launch(**empty))
    assert 0 < len(reported) < 20
    assert all(reason.startswith(f"{listed}.0.") for reason in reported)
    unkeepable = raw(launch(**empty, window=float("nan")))
    assert 0 < len(reasons(unkeepable)) < 20
    assert len(reasons(launch(payloads=[payload(customers=[1] * 100_000)]))) == 1


@pytest.mark.parametrize("listed", ["payloads", "cores"])
def test_the_errors_of_a_document_that_is_just_not_long_take_bounded_memory(listed: str) -> None:
    """At 48 KB they took 160 MB."""
    room = (LONG_BYTES - len(raw(launch())) - 10) // len(b"{},")
    document = raw(launch(**{listed: [{}] * room}))
    tracemalloc.start()
    try:
        assert len(model.validate(document).reasons) == 101
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


def test_a_long_document_that_is_no_json_is_not_parsed_a_second_time() -> None:
    """What pydantic makes of an empty list takes 300 bytes: 4 MB took 400 MB."""
    (reason,) = reasons(launch(name=float("nan"), more=[[]] * 10_000))
    assert reason.startswith("JSON is malformed")
    assert reasons(launch(name=float("nan"))) == ["name: Input should be a valid string"]


def test_drift_is_named_within_measure() -> None:
    """The names of 500 documents with 3,500 unknown fields each took 307 MiB."""
    document = launch() | {f"{number:04}{'x' * 1000}": 1 for number in range(1000)}
    assert model.validate(raw(document)).drift == {f"{number:04}{'x' * 96}" for number in range(100)}


def test_a_reason_does_not_carry_the_document() -> None:
    assert "5f0c" not in str(reasons(launch(name=["5f0c"])))


@pytest.mark.parametrize("document", [b"", b"null", b"[]", b"1", b'"x"', b"{", b"\xff", b"[" * 5_000 + b"]" * 5_000])
def test_a_document_that_is_not_an_object_is_rejected(document: bytes) -> None:
    assert reasons(document)


@pytest.mark.parametrize(
    "value",
    ["1900-01-01T00:00:00Z", "2200-01-01T00:00:00.000Z", "2020-02-29T23:59:59.999999Z", "2020-01-01T00:00:00.1Z"],
)
def test_dates_up_to_the_bounds_are_valid(value: str) -> None:
    assert reasons(launch(date_utc=value, static_fire_date_utc=value)) == []


@pytest.mark.parametrize(
    "value",
    [
        "1899-12-31T23:59:59.999Z",
        "2200-01-01T00:00:00.001Z",
        "2021-02-29T00:00:00.000Z",
        "2020-13-01T00:00:00.000Z",
        "2020-01-01T24:00:00.000Z",
        "2016-12-31T23:59:60.000Z",
        "2020-01-01T00:00:00.0000001Z",
        "2020-01-01T00:00:00.Z",
        "٢٠٢٠-01-01T00:00:00.000Z",
        "2020-01-01T00:00:00.000Z\n",
        "infinity",
    ],
)
def test_a_date_that_is_not_in_the_calendar_or_out_of_bounds_is_rejected(value: str) -> None:
    assert [reason.split(":")[0] for reason in reasons(launch(date_utc=value))] == ["date_utc"]
    assert [reason.split(":")[0] for reason in reasons(launch(static_fire_date_utc=value))] == ["static_fire_date_utc"]


@pytest.mark.parametrize("mass", ["0", "-0", "0.0", "0e9", "1e9", "1000000000", "1e-9", "0.1E+1"])
def test_a_number_that_postgresql_casts_is_valid(mass: str) -> None:
    assert (
        reasons(raw(launch(payloads=[payload(mass_kg=7)])).replace(b'"mass_kg":7', b'"mass_kg":' + mass.encode())) == []
    )


@pytest.mark.parametrize("mass", ["5e-324", "1e-300", "9.99e-10"])
def test_a_mass_so_small_that_its_mean_may_become_zero_is_rejected(mass: str) -> None:
    document = raw(launch(payloads=[payload(mass_kg=7)])).replace(b'"mass_kg":7', b'"mass_kg":' + mass.encode())
    assert [reason.split(":")[0] for reason in reasons(document)] == ["payloads.0.mass_kg"]


@pytest.mark.parametrize("number", ["1e-400", "-1e-400", "1e400", "NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize("field", ["mass_kg", "latitude", "longitude"])
def test_a_number_beyond_double_precision_is_rejected_at_either_end(field: str, number: str) -> None:
    document = launch(payloads=[payload(mass_kg=7)])
    document["launchpad"] |= {"latitude": 7, "longitude": 7}
    assert reasons(raw(document).replace(f'"{field}":7'.encode(), f'"{field}":{number}'.encode()))


@pytest.mark.parametrize(
    "text", ['{"a":NaN}', '"\\ud800"', '"\\u0000"', '{"a":1,"a":1}', "1e999", "[" * 3_000 + "]" * 3_000]
)
def test_an_unknown_field_can_make_a_document_invalid_too(text: str) -> None:
    assert reasons(raw(launch(extra=7)).replace(b'"extra":7', b'"extra":' + text.encode()))


def test_unknown_and_missing_fields_are_drift_and_not_a_reason() -> None:
    document = without(launch(cores=[core(mood="good")], payloads=[payload(), payload(x=1)], zest=1), "details")
    validation = model.validate(raw(without(having(document, 1, "rocket", "y"), "launchpad", "region")))
    assert validation.reasons == []
    assert validation.drift == {"cores[].mood", "payloads[].x", "zest", "details", "rocket.y", "launchpad.region"}


def test_the_version_of_the_model_changes_with_the_model() -> None:
    models = (
        model.Launch, parts.Rocket, parts.Launchpad, parts.Payload, parts.Core, parts.NamedCore, parts.Landpad,
        parts.CrewMember, parts.Failure, parts.Links,
    )  # fmt: skip
    names = {each.__name__: sorted(each.names) for each in models}
    shape = json.dumps([model.Launch.model_json_schema(), names], sort_keys=True)
    assert (model.VERSION, hashlib.sha256(shape.encode()).hexdigest()) == RECORDED, (
        "raise VERSION in job/sources/spacex_v4/model.py and record the new checksum here"
    )
