"""Every way to spoil one document: what no reader may let pass, and by which words the quarantine says so."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.support.handmade import Json, having, raw, without

Path = tuple[str | int, ...]
PAYLOAD: Path = ("payloads", 0)
CORE: Path = ("cores", 0)


@dataclass(frozen=True)
class Spoil:
    """A way to spoil a launch; `words` stand among its reasons, `readable` is whether its id can still be read."""

    words: str
    make: Callable[[Json], bytes]
    readable: bool = True


def at(path: Path, *values: Any, words: str | None = None) -> list[Spoil]:
    """The launch with each of these values at `path`; the reason names the field."""
    named = ".".join(map(str, path)) + ":" if words is None else words
    return [Spoil(named, lambda launch, value=value: raw(having(launch, value, *path))) for value in values]


def gone(*path: str | int) -> Spoil:
    return Spoil(".".join(map(str, path)) + ": Field required", lambda launch: raw(without(launch, *path)))


def written(path: Path, *tokens: bytes, words: str = "") -> list[Spoil]:
    """The launch with each of these bytes, JSON or not, where the value at `path` stood."""

    def make(launch: Json, token: bytes) -> bytes:
        return raw(having(launch, "@ HERE @", *path)).replace(b'"@ HERE @"', token)

    return [Spoil(words, lambda launch, token=token: make(launch, token)) for token in tokens]


def member(*members: bytes, words: str = "") -> list[Spoil]:
    """The launch with one more member in front, as these bytes."""
    return [Spoil(words, lambda launch, more=more: b"{" + more + b"," + raw(launch)[1:]) for more in members]


def unreadable(*spoils: Spoil) -> list[Spoil]:
    return [Spoil(spoil.words, spoil.make, readable=False) for spoil in spoils]


TEXTS: list[Path] = [
    ("name",), ("date_precision",), ("rocket", "id"), ("rocket", "name"), ("launchpad", "id"), ("launchpad", "name"),
    (*PAYLOAD, "id"), (*CORE, "core", "id"), (*CORE, "landpad", "id"),
]  # fmt: skip
TEXTS_OR_NULL: list[Path] = [
    *((*PAYLOAD, name) for name in ("name", "type", "orbit", "regime")),
    (*CORE, "landing_type"),
    (*CORE, "core", "serial"),
    (*CORE, "landpad", "name"),
]
# Shown and not needed: they may be missing.
TEXTS_SHOWN: list[Path] = [("details",), *(("links", name) for name in ("webcast", "article", "wikipedia"))]
FLAGS_OR_NULL: list[Path] = [
    ("success",), (*PAYLOAD, "reused"),
    *((*CORE, name) for name in ("gridfins", "legs", "reused", "landing_attempt", "landing_success")),
]  # fmt: skip
COUNTS: list[Path] = [("flight_number",), (*CORE, "flight")]
DOUBLES: list[Path] = [(*PAYLOAD, "mass_kg"), ("launchpad", "latitude"), ("launchpad", "longitude")]
DATES: list[Path] = [("date_utc",), ("static_fire_date_utc",)]
OBJECTS: list[Path] = [("rocket",), ("launchpad",), PAYLOAD, CORE]
LISTS: list[Path] = [("payloads",), ("cores",), (*PAYLOAD, "customers"), (*PAYLOAD, "nationalities")]
NEVER_NULL: list[Path] = [*TEXTS, ("flight_number",), ("date_utc",), ("upcoming",), *OBJECTS, *LISTS]
NEEDED: list[Path] = [
    *TEXTS, *TEXTS_OR_NULL, *FLAGS_OR_NULL, *COUNTS, *DOUBLES, *DATES, *LISTS, ("upcoming",), ("rocket",), ("launchpad",),
    (*CORE, "core"), (*CORE, "landpad"),
]  # fmt: skip
# Fields that the model does not declare: what a cast never sees, jsonb does.
UNTYPED: list[Path] = [("window",), ("capsules",), (*PAYLOAD, "mass_lbs"), ("links", "presskit")]


def each(paths: list[Path], *values: Any, words: str | None = None) -> Iterator[Spoil]:
    for path in paths:
        yield from at(path, *values, words=words)


def each_written(paths: list[Path], *tokens: bytes, words: str = "") -> Iterator[Spoil]:
    for path in paths:
        yield from written(path, *tokens, words=words)
