"""Strategies for launches that are hardly ones: whatever JSON can say, mostly in places where the model looks."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hypothesis import strategies as st

from tests.support.handmade import core, launch, links, member, payload


@dataclass(frozen=True)
class Literal:
    """JSON text that is written as it stands: a number's digits, a string's escapes, nonsense."""

    text: str


@dataclass(frozen=True)
class Pairs:
    """An object whose keys may repeat."""

    pairs: list[tuple[str, Any]]


def written(value: Any) -> str:
    """Return a value as JSON, literals as they stand."""
    if isinstance(value, Literal):
        return value.text
    if isinstance(value, dict | Pairs):
        pairs = value.pairs if isinstance(value, Pairs) else value.items()
        return "{" + ",".join(f"{json.dumps(key)}:{written(item)}" for key, item in pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    return json.dumps(value)


ODD_NUMBERS = (
    "0", "-0", "0.0", "-0.0", "0e9", "-0E-9", "1e-400", "5e-324", "4.9e-324", "2.5e-324", "1e-320", "1e-312", "1e-309",
    "2.2250738585072014e-308", "1e-300", "1e-20", "0.1", "0.30000000000000004", "1e9", "1000000000",
    "999999999.9999999", "1000000000.0000001", "123456789.12345678901234567890", "1E+5", "1.7976931348623157e308",
    "1e400", "-1e-400", "9" * 400, "1" + "0" * 309, "1." + "7" * 20_000,
    "9" * 5000, "0." + "0" * 400 + "1", "0." + "3" * 3000, "1e-20000", "1e-16383", "90",
    "-90", "180", "-180", "90.00000000000000000001", "2147483647", "2147483648", "9223372036854775808", "NaN",
)  # fmt: skip
ODD_STRINGS = (
    '"\\u0000"', '"a\\u0000b"', '"\\\\u0000"', '"\\ud800"', '"\\udc00\\ud800"', '"\\ud83d\\ude80"', '"\\/"', '""', '" "',
    '"\\u001f"', '"\\u2028\\ufeff"', '"\\uffff"', '"\\n\\t\\r\\b\\f"', '"\'; DROP TABLE launches; --"', '"%s %(x)s {}"',
)  # fmt: skip
ODD_DATES = (
    "1900-01-01T00:00:00Z", "1900-01-01T00:00:00.000000Z", "2200-01-01T00:00:00.000Z", "2199-12-31T23:59:59.999999Z",
    "1899-12-31T23:59:59.999999Z", "2200-01-01T00:00:00.000001Z", "2016-12-31T23:59:60.000Z", "2020-02-29T24:00:00Z",
    "2020-02-29T00:00:00.1Z", "1970-01-01T00:00:00.000Z", "0000-01-01T00:00:00Z", "2020-02-30T00:00:00Z", "2020",
)  # fmt: skip

numbers = st.sampled_from(ODD_NUMBERS).map(Literal) | st.floats(0, 1e9) | st.integers(-1, 2**31)
masses = st.none() | st.floats(0, 1e9) | st.sampled_from(ODD_NUMBERS).map(Literal)
degrees = st.none() | st.floats(-90, 90) | st.sampled_from(ODD_NUMBERS).map(Literal)
counts = st.integers(0, 2**31 - 1) | st.sampled_from(ODD_NUMBERS).map(Literal)
texts = (
    st.text(min_size=1) | st.text(st.characters(), min_size=1, max_size=5) | st.sampled_from(ODD_STRINGS).map(Literal)
)
flags = st.none() | st.booleans()


def _instant(at: datetime, digits: int) -> str:
    fraction = f".{at.microsecond:06}"[: digits + 1] if digits else ""
    return at.isoformat(timespec="seconds") + fraction + "Z"


_ever = st.datetimes(datetime.fromisoformat("1900-01-01"), datetime.fromisoformat("2200-01-01"))
dates = st.sampled_from(ODD_DATES) | st.builds(_instant, _ever, st.integers(0, 6))
anything = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.lists(st.tuples(st.text(max_size=3), inner), max_size=3).map(Pairs),
    max_leaves=8,
)


@st.composite
def changed(draw: st.DrawFn, whole: dict[str, Any], values: dict[str, st.SearchStrategy[Any]]) -> Any:
    """An object with some of its fields odd, and now and then one missing, anything, repeated or beyond the known."""
    found: dict[str, Any] = dict(whole)
    for name in draw(st.lists(st.sampled_from(sorted(values)), unique=True, max_size=4)):
        found[name] = draw(values[name])
    harm = draw(st.sampled_from(["none"] * 12 + ["missing", "anything", "repeated", "beyond"]))
    name = draw(st.sampled_from(sorted(found)))
    if harm == "missing":
        del found[name]
    elif harm == "anything":
        found[name] = draw(anything)
    elif harm == "beyond":
        found[draw(st.text(max_size=4))] = draw(anything)
    return Pairs([*found.items(), (name, draw(anything))]) if harm == "repeated" else found


payloads = changed(
    payload(),
    {
        "id": texts, "name": st.none() | texts, "type": st.none() | texts, "orbit": st.none() | texts, "mass_kg": masses,
        "regime": st.none() | texts, "customers": st.lists(texts, max_size=3), "reused": flags,
        "nationalities": st.lists(texts, max_size=3), "norad_ids": anything,
    },
)  # fmt: skip
named_cores = changed(core()["core"], {"id": texts, "serial": st.none() | texts, "block": anything})
landpads = changed(core()["landpad"], {"id": texts, "name": st.none() | texts})
cores = changed(
    core(),
    {
        "core": st.none() | texts | named_cores, "flight": st.none() | counts, "gridfins": flags, "legs": flags, "reused": flags,
        "landing_attempt": flags, "landing_success": flags, "landing_type": st.none() | texts,
        "landpad": st.none() | texts | landpads,
    },
)  # fmt: skip
unknown_or_texts = st.none() | texts
members = unknown_or_texts | changed(member(), dict.fromkeys(("id", "name", "agency"), unknown_or_texts))
failures = changed(
    {"time": 33, "altitude": None, "reason": "engine fire"},
    {"time": degrees, "altitude": anything, "reason": unknown_or_texts},
)
PAD = launch()["launchpad"]
FIELDS = {
    "name": texts, "flight_number": counts, "date_utc": dates, "static_fire_date_utc": st.none() | dates,
    "date_precision": texts, "success": flags, "upcoming": st.booleans(), "details": unknown_or_texts | anything,
    "links": anything | changed(links(), dict.fromkeys(("webcast", "article", "wikipedia"), unknown_or_texts)),
    "crew": st.none() | st.lists(members, max_size=3), "failures": st.none() | st.lists(failures, max_size=3),
    "rocket": changed({"id": "r", "name": "R"}, {"id": texts, "name": texts}),
    "launchpad": changed(PAD, {"id": texts, "name": texts, "latitude": degrees, "longitude": degrees}),
    "payloads": st.lists(payloads, max_size=5) | payloads.map(lambda one: [one] * 40),
    "cores": st.lists(cores, max_size=3),
}  # fmt: skip


@st.composite
def pages(draw: st.DrawFn) -> list[bytes]:
    """Some launches, each with an id of its own."""
    count = draw(st.integers(1, 4))
    return [written(draw(changed(launch(number), FIELDS))).encode("utf-8", "surrogatepass") for number in range(count)]
