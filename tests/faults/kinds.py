"""The kinds of bad records, as docs/faults.md names them; each is a list of ways to spoil a document."""

from tests.faults.spoils import (
    COUNTS,
    DATES,
    DOUBLES,
    FLAGS_OR_NULL,
    LISTS,
    NEEDED,
    NEVER_NULL,
    OBJECTS,
    PAYLOAD,
    TEXTS,
    TEXTS_OR_NULL,
    TEXTS_SHOWN,
    UNTYPED,
    Spoil,
    at,
    each,
    each_written,
    gone,
    member,
    unreadable,
    written,
)  # fmt: skip
from tests.support.handmade import raw

MASS = (*PAYLOAD, "mass_kg")
NO_DATES = (
    "", "tomorrow", "now", "infinity", "2020-01-01", "2020-01-01T00:00:00", "2020-01-01T00:00:00+00:00",
    "2020-01-01 00:00:00Z", "2020-02-30T00:00:00.000Z", "2020-13-01T00:00:00.000Z", "2020-01-01T25:00:00.000Z",
    "2020-01-01T00:00:60.000Z", "0000-01-01T00:00:00.000Z", "2020-01-01T00:00:00.000Z\n", "٢٠٢٠-01-01T00:00:00.000Z",
)  # fmt: skip
FAR_DATES = (
    "1899-12-31T23:59:59.999Z",
    "2200-01-01T00:00:00.001Z",
    "9999-12-31T23:59:59.999Z",
    "0001-01-01T00:00:00.000Z",
)
ZEROS = b"0." + b"0" * 20_000 + b"1"
SURROGATES = (rb"\ud800", rb"\udfff", rb"\ude80\ud83d", rb"\ud83d x", rb"\ud83d\ud83d\ude80")
NO_UTF8 = (b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe2\x82", b"\xc3(", b"\x80")


def _texts(*contents: bytes) -> list[Spoil]:
    """These bytes inside a string: of a typed column, of an untyped field, of a nested one, of a key."""
    quoted = [b'"a' + content + b'b"' for content in contents]
    keys = [b'"a' + content + b'b":1' for content in contents]
    return [*each_written([("name",), ("details",), (*PAYLOAD, "orbit")], *quoted), *member(*keys)]


def _deep(depth: int) -> list[Spoil]:
    brackets = (
        b"[" * depth + b"]" * depth,
        b'{"a":' * depth + b"1" + b"}" * depth,
        b'[{"":' * depth + b"0" + b"}]" * depth,
    )
    return written(("details",), *brackets) + written(("payloads",), brackets[0])


KINDS: dict[str, list[Spoil]] = {
    "a wrong type in a typed field": [
        *each(TEXTS + TEXTS_OR_NULL + TEXTS_SHOWN, 5, ["text"], {"a": "text"}),
        *each(DATES, 5, ["2020-01-01T00:00:00.000Z"]),
        *each([*FLAGS_OR_NULL, ("upcoming",)], "false", []),
        *each(OBJECTS, "5eb87cd9ffd86e000604b32a", 5, []),
        *each([*LISTS, ("crew",), ("failures",)], "NASA", {}, 5),
        *each([(*PAYLOAD, "customers", 0), (*PAYLOAD, "nationalities", 0)], 5, None, {}),
    ],
    "a boolean for a number": list(each(COUNTS + DOUBLES, True, False)),
    "a number for a boolean": list(each([*FLAGS_OR_NULL, ("upcoming",)], 0, 1)),
    "a number as a string": list(each(COUNTS + DOUBLES, "5")),
    "a fraction for each integer": list(each(COUNTS, 1.5)),
    "a missing field that a key, a typed column or a check needs": [gone(*path) for path in NEEDED],
    "null for each required value": list(each(NEVER_NULL, None)),
    "an empty string for a name or a key": list(each(TEXTS, "")),
    "an empty or malformed id": unreadable(
        *at(("id",), "", "none", "5" * 23, "5" * 25, "5EB87CD9FFD86E000604B32A", f"{'5' * 24}\n", "\uff15" * 24),
        *at(("id",), 5, None, True, ["5" * 24]),
        gone("id"),
        *written(("id",), b'"555555555555555555555555\\u0000"', b'"55555555555555555555555\xff"', b"NaN"),
    ),
    "a document that is a number": unreadable(Spoil("object", lambda launch: b"%d" % int(launch["id"], 16))),
    "a document that is a string": unreadable(Spoil("object", lambda launch: raw(launch["id"]))),
    "a document that is null": unreadable(Spoil("object", lambda _launch: b"null")),
    "a document that is a list": unreadable(Spoil("object", lambda launch: raw([launch]))),
    "a document that is an empty object": unreadable(Spoil("id: Field required", lambda _launch: b"{ }")),
    "a date that is not a date": list(each(DATES, *NO_DATES)),
    "a date out of range": list(each(DATES, *FAR_DATES)),
    "NaN or Infinity": list(each_written([*COUNTS, *DOUBLES, *UNTYPED], b"NaN", b"Infinity", b"-Infinity")),
    "a number beyond double precision": [
        *each_written([MASS, ("launchpad", "latitude"), *UNTYPED], b"1e309", b"-1e400", b"1" + b"0" * 400),
        *written(("flight_number",), b"1e400", b"1" + b"0" * 400),
    ],
    "a number beyond PostgreSQL's numeric": [
        *each_written([MASS, *UNTYPED], b"1e200000", b"9" * 140_000),
        *each_written([MASS, ("launchpad", "longitude"), *UNTYPED], ZEROS, b"1e-20000"),
    ],
    "a number that double precision makes 0": list(each_written(DOUBLES, b"1e-400", b"-1e-400", b"2e-324")),
    "a whole number beyond its column": list(each(COUNTS, 2**31, 2**63, 10**30, -1)),
    "a negative or absurd mass": at(MASS, -0.5, -1, 1e10),
    "a latitude or longitude out of range": [
        *at(("launchpad", "latitude"), 90.5, -91),
        *at(("launchpad", "longitude"), 180.5),
    ],
    "U+0000, escaped": _texts(rb"\u0000", rb"\\\u0000", rb"\\\\\u0000\\"),
    "a lone surrogate": _texts(*SURROGATES),
    "invalid UTF-8 of every kind, in values and keys": _texts(*NO_UTF8),
    "a raw control character in a string": _texts(b"\t", b"\n", b"\0", b"\x1f"),
    "nesting 100,000 deep, of lists and of objects": _deep(100_000),
    "a key twice, at the top": [
        *member(b'"name":"other"', b'"details":1', b'"upcoming":true', b'"date_utc":"1999-01-01T00:00:00.000Z"'),
        *member(rb'"\u006eame":"other"', b'"id":"555555555555555555555555"'),
        Spoil("upcoming", lambda launch: raw(launch)[:-1] + b',"upcoming":true}'),
    ],
    "a key twice, nested": [
        *written(("window",), b'{"a":1,"a":1}', b'[[{"b":{"a":1,"c":2,"a":3}}]]', words="'a'"),
        *written(("rocket",), b'{"id":"r9","name":"Falcon 9","name":"Falcon 1"}', words="'name'"),
    ],
    "not JSON, but with balanced brackets": [
        *written(("details",), b"undefined", b".5", b"+1", b"'text'", b'"\\x41"', b"nan", b"{a:1}", b'{"a":}', b"[1,]"),
        *member(b"name:1"),
        *unreadable(*written(("details",), b"01", b"1 1"), *member(b"", b"/* no comment */")),
    ],
}  # fmt: skip
