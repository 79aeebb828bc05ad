"""Documents that cannot be loaded, each spoilt in one way: what the source may serve on its worst day."""

import json
from collections.abc import Callable
from typing import Any

Spoil = Callable[[dict[str, Any]], bytes]


def compact(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def with_field(name: str, value: object) -> Spoil:
    return lambda launch: compact(launch | {name: value})


def lacking(name: str) -> Spoil:
    return lambda launch: compact({key: value for key, value in launch.items() if key != name})


def with_literal(name: str, literal: bytes) -> Spoil:
    """Put bytes, JSON or not, where the value of a field stands; of a new field too."""
    return lambda launch: compact(launch | {name: "@@"}).replace(b'"@@"', literal)


def in_payload(name: str, literal: bytes) -> Spoil:
    def spoil(launch: dict[str, Any]) -> bytes:
        first = dict(launch["payloads"][0]) | {name: "@@"}
        return compact(launch | {"payloads": [first, *launch["payloads"][1:]]}).replace(b'"@@"', literal)

    return spoil


def in_pad(name: str, value: object) -> Spoil:
    return lambda launch: compact(launch | {"launchpad": launch["launchpad"] | {name: value}})


def repeated(name: str) -> Spoil:
    return lambda launch: compact(launch)[:-1] + b',"%b":1}' % name.encode()


DEEP = b"[" * 100_000 + b"]" * 100_000
LARGE = b'"' + b"x" * 20_000_000 + b'"'

# What it is, how a launch is spoilt so, and a word that its reasons must have. The id of each can still be read.
SPOILT: tuple[tuple[str, Spoil, str], ...] = (
    ("a number as text", with_field("flight_number", "7"), "flight_number"),
    ("a fraction for an integer", with_literal("flight_number", b"7.0"), "flight_number"),
    ("a number beyond integer", with_field("flight_number", 2**31), "flight_number"),
    ("a number beyond bigint", with_field("flight_number", 10**30), "flight_number"),
    ("a boolean as number", in_payload("mass_kg", b"true"), "mass_kg"),
    ("text as boolean", with_field("success", "yes"), "success"),
    ("a number as the name", with_field("name", 7), "name"),
    ("an empty name", with_field("name", ""), "name"),
    ("null for a required value", with_field("launchpad", None), "launchpad"),
    ("an id for an object", with_field("rocket", "5e9d0d95eda69973a809d1ec"), "rocket"),
    ("an object for a list", with_field("payloads", {}), "payloads"),
    ("null in a list", with_field("cores", [None]), "cores"),
    ("a missing field that a column needs", lacking("date_precision"), "date_precision"),
    ("a missing field of a payload that a column needs", lacking("payloads"), "payloads"),
    ("no date", with_field("date_utc", "soon"), "date_utc"),
    ("a date that does not exist", with_field("date_utc", "2021-02-30T00:00:00.000Z"), "date_utc"),
    ("a timestamp before 1900", with_field("static_fire_date_utc", "1899-12-31T23:59:59.999Z"), "static_fire_date_utc"),
    ("a timestamp after 2200", with_field("static_fire_date_utc", "2201-01-01T00:00:00.000Z"), "static_fire_date_utc"),
    ("a negative mass", in_payload("mass_kg", b"-1"), "mass_kg"),
    ("a latitude beyond the pole", in_pad("latitude", 91), "latitude"),
    ("NaN in a declared field", in_payload("mass_kg", b"NaN"), "mass_kg"),
    ("NaN in another field", with_literal("window", b"NaN"), ""),
    ("Infinity in another field", with_literal("window", b"-Infinity"), ""),
    ("a number beyond double in a declared field", in_payload("mass_kg", b"1e400"), "mass_kg"),
    ("a number beyond double in another field", with_literal("window", b"1e400"), "out of range"),
    ("an integer beyond double in another field", with_literal("window", b"9" * 400), "beyond double"),
    ("a number beyond numeric", with_literal("window", b"0." + b"0" * 20_000 + b"1"), ""),
    ("a mass so small that it becomes 0", in_payload("mass_kg", b"1e-400"), "too small"),
    ("U+0000 in a declared field", with_literal("name", b'"a\\u0000b"'), "U+0000"),
    ("U+0000 in another field", with_literal("details", b'"\\u0000"'), "U+0000"),
    ("half a surrogate pair", with_literal("details", b'"\\ud800"'), ""),
    ("invalid UTF-8", with_literal("details", b'"\xff\xfe"'), ""),
    ("a control character in a text", with_literal("details", b'"a\x01b"'), ""),
    ("nesting 100,000 deep", with_literal("details", DEEP), ""),
    ("a document of 20 MB", with_literal("details", LARGE), "bytes"),
    ("a key twice", repeated("window"), "used twice"),
    ("a key twice in a nested object", in_payload("norad_ids", b'{"a":1,"a":2}'), "used twice"),
)
