import hashlib
import json
from typing import Any

import pytest

from job.sources.launch_library_2 import model, rocket
from tests.support.handmade import having, raw, without
from tests.support.space_devs import launch, payload_flight, spacecraft_stage

Path = tuple[str | int, ...]
# The version of the model, and the checksum of its JSON schema and of the fields that it knows.
RECORDED = ("1", "ea4cb348283d962879c57fe35435b15ab480e5ad4ca7c9d52200159cbea0cb0c")

NULLABLE, REQUIRED = True, False
TEXTS: tuple[Any, ...] = (5, True, [], {})
FLAGS: tuple[Any, ...] = ("true", 1, 0, [])
COUNTS: tuple[Any, ...] = (-1, 2**31, 1.5, "1", True, [])
INSTANTS: tuple[Any, ...] = (5, "", "2020", "2020-01-01", "2020-01-01T00:00:00+00:00", "2020-02-30T00:00:00Z")
OBJECTS: tuple[Any, ...] = ("text", [], 1)
WHOLE = launch()
WHOLE["rocket"] |= {"spacecraft_stage": [spacecraft_stage(1, "Jessica")], "payloads": [payload_flight()]}
STAGE, CREW = ("rocket", "launcher_stage", 0), ("rocket", "spacecraft_stage", 0, "launch_crew", 0)
FLIGHT = ("rocket", "payloads", 0)

# Every typed field: where it is, whether it may be null, and values that are not valid in it.
FIELDS: dict[Path, tuple[bool, tuple[Any, ...]]] = {
    ("id",): (REQUIRED, (*TEXTS, "", "18441371-8b2e-457c-afb5-1ec1b11ab63", "18441371-8B2E-457C-AFB5-1EC1B11AB630")),
    ("name",): (REQUIRED, (*TEXTS, "")),
    ("status",): (REQUIRED, OBJECTS),
    ("status", "id"): (REQUIRED, COUNTS),
    ("status", "abbrev"): (REQUIRED, (*TEXTS, "")),
    ("last_updated",): (REQUIRED, INSTANTS),
    ("net",): (REQUIRED, INSTANTS),
    ("net_precision",): (NULLABLE, OBJECTS),
    ("net_precision", "id"): (REQUIRED, COUNTS),
    ("window_start",): (NULLABLE, INSTANTS),
    ("window_end",): (NULLABLE, INSTANTS),
    ("probability",): (NULLABLE, ("40", 101, -2, 1.5, [])),
    ("weather_concerns",): (NULLABLE, TEXTS),
    ("failreason",): (NULLABLE, TEXTS),
    ("launch_designator",): (NULLABLE, TEXTS),
    ("launch_service_provider",): (REQUIRED, OBJECTS),
    ("launch_service_provider", "id"): (REQUIRED, COUNTS),
    ("launch_service_provider", "name"): (REQUIRED, (*TEXTS, "")),
    ("rocket",): (REQUIRED, OBJECTS),
    ("rocket", "configuration"): (REQUIRED, OBJECTS),
    ("rocket", "configuration", "id"): (REQUIRED, COUNTS),
    ("rocket", "configuration", "full_name"): (REQUIRED, (*TEXTS, "")),
    ("rocket", "launcher_stage"): (REQUIRED, ({}, "x", ["B1063"], [None])),
    (*STAGE, "id"): (REQUIRED, COUNTS),
    (*STAGE, "reused"): (NULLABLE, FLAGS),
    (*STAGE, "launcher_flight_number"): (NULLABLE, COUNTS),
    (*STAGE, "launcher"): (NULLABLE, OBJECTS),
    (*STAGE, "launcher", "id"): (REQUIRED, COUNTS),
    (*STAGE, "launcher", "serial_number"): (NULLABLE, TEXTS),
    (*STAGE, "landing"): (NULLABLE, OBJECTS),
    (*STAGE, "landing", "attempt"): (NULLABLE, FLAGS),
    (*STAGE, "landing", "success"): (NULLABLE, FLAGS),
    (*STAGE, "landing", "type"): (NULLABLE, OBJECTS),
    (*STAGE, "landing", "landing_location"): (NULLABLE, OBJECTS),
    ("rocket", "spacecraft_stage"): (REQUIRED, ({}, "x", ["Dragon"], [None])),
    ("rocket", "spacecraft_stage", 0, "id"): (REQUIRED, COUNTS),
    ("rocket", "spacecraft_stage", 0, "spacecraft"): (NULLABLE, OBJECTS),
    ("rocket", "spacecraft_stage", 0, "spacecraft", "id"): (REQUIRED, COUNTS),
    ("rocket", "spacecraft_stage", 0, "spacecraft", "name"): (NULLABLE, TEXTS),
    (*CREW, "id"): (REQUIRED, COUNTS),
    (*CREW, "role"): (NULLABLE, OBJECTS),
    (*CREW, "astronaut"): (REQUIRED, OBJECTS),
    (*CREW, "astronaut", "id"): (REQUIRED, COUNTS),
    (*CREW, "astronaut", "name"): (REQUIRED, (*TEXTS, "")),
    ("rocket", "payloads"): (REQUIRED, ({}, "x", ["Dragon"], [None])),
    (*FLIGHT, "id"): (REQUIRED, COUNTS),
    (*FLIGHT, "amount"): (NULLABLE, COUNTS),
    (*FLIGHT, "payload"): (REQUIRED, OBJECTS),
    (*FLIGHT, "payload", "id"): (REQUIRED, COUNTS),
    (*FLIGHT, "payload", "name"): (NULLABLE, TEXTS),
    (*FLIGHT, "payload", "type"): (NULLABLE, OBJECTS),
    (*FLIGHT, "payload", "mass"): (NULLABLE, ("84", -0.1, 1e9 + 1, True, [])),
    (*FLIGHT, "payload", "operator"): (NULLABLE, OBJECTS),
    ("mission",): (NULLABLE, OBJECTS),
    ("mission", "name"): (REQUIRED, (*TEXTS, "")),
    ("mission", "type"): (NULLABLE, TEXTS),
    ("mission", "description"): (NULLABLE, TEXTS),
    ("mission", "orbit"): (NULLABLE, OBJECTS),
    ("mission", "orbit", "abbrev"): (NULLABLE, TEXTS),
    ("pad",): (NULLABLE, OBJECTS),
    ("pad", "id"): (REQUIRED, COUNTS),
    ("pad", "name"): (REQUIRED, (*TEXTS, "")),
    ("pad", "latitude"): (NULLABLE, ("28.5", -90.01, 90.01, True)),
    ("pad", "longitude"): (NULLABLE, ("-80.5", -180.01, 180.01, [])),
}


def reasons(document: Any) -> list[str]:
    return list(model.validate(document if isinstance(document, bytes) else raw(document)).reasons)


def dotted(path: Path) -> str:
    return ".".join(str(part) for part in path)


def by_name(value: object) -> str | None:
    return dotted(value) if isinstance(value, tuple) else None


def test_a_launch_as_the_source_serves_it_is_valid_and_does_not_drift() -> None:
    validation = model.validate(raw(WHOLE))
    assert (validation.reasons, validation.drift) == ([], frozenset())


@pytest.mark.parametrize(
    ("path", "value"), [(path, value) for path, (_, wrong) in FIELDS.items() for value in wrong], ids=by_name
)
def test_a_wrong_value_is_rejected_with_a_reason_that_names_the_field(path: Path, value: Any) -> None:
    found = reasons(having(WHOLE, value, *path))
    assert found
    assert all(reason.startswith(dotted(path)) for reason in found)


@pytest.mark.parametrize("path", FIELDS, ids=dotted)
def test_a_missing_field_is_rejected_with_a_reason_that_names_it(path: Path) -> None:
    assert reasons(without(WHOLE, *path)) == [f"{dotted(path)}: Field required"]


@pytest.mark.parametrize("path", FIELDS, ids=dotted)
def test_null_is_valid_only_where_the_source_means_unknown(path: Path) -> None:
    nullable, _ = FIELDS[path]
    assert [reason.split(":")[0] for reason in reasons(having(WHOLE, None, *path))] == (
        [] if nullable else [dotted(path)]
    )


@pytest.mark.parametrize("listed", ["launcher_stage", "spacecraft_stage", "payloads"])
def test_of_a_list_only_the_first_error_is_reported(listed: str) -> None:
    """An error takes a kilobyte of memory, and an empty object has one for each of its fields."""
    assert 0 < len(reasons(having(WHOLE, [{}] * 100_000, "rocket", listed))) < 20


def test_unknown_and_missing_fields_are_drift_where_all_fields_of_the_api_are_known() -> None:
    document = without(having(WHOLE, 1, "zest"), "hashtag")
    document["rocket"]["engine"] = document["mission"]["length"] = document["pad"]["colour"] = 1
    validation = model.validate(raw(document))
    assert (validation.reasons, validation.drift) == ([], {"zest", "hashtag", "rocket.engine", "mission.length"})


@pytest.mark.parametrize("number", ["1e-400", "1e400", "NaN"])
def test_a_number_beyond_double_precision_is_rejected(number: str) -> None:
    document = raw(having(WHOLE, 7, "pad", "latitude"))
    assert reasons(document.replace(b'"latitude":7', b'"latitude":' + number.encode()))


def test_a_launch_that_is_not_flown_needs_neither_mission_nor_pad_nor_precision() -> None:
    assert reasons(launch(mission=None, pad=None, net_precision=None)) == []


def test_a_document_of_300_kilobytes_is_valid() -> None:
    assert reasons(launch(updates=[{"comment": "x" * 1000}] * 300)) == []


def test_the_version_of_the_model_changes_with_the_model() -> None:
    models = {each.__name__: sorted(each.names) for each in (model.Launch, model.Mission, rocket.Rocket)}
    shape = json.dumps([model.Launch.model_json_schema(), models], sort_keys=True)
    assert (model.VERSION, hashlib.sha256(shape.encode()).hexdigest()) == RECORDED, (
        "raise VERSION in job/sources/launch_library_2/model.py and record the new checksum here"
    )
