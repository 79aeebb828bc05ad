"""Parses a document strictly: what PostgreSQL's `jsonb` would refuse or silently change is an error."""

import math
import re
from collections import Counter
from json import JSONDecoder
from typing import Any

import msgspec

REFUSALS = (msgspec.MsgspecError, RecursionError, UnicodeDecodeError)

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode
# An integer with fewer digits is within double precision. Where so many digits stand in a row, every 51st byte of the
# document shows at least six of them: looking for those first is much faster than a pattern.
_LONG_INTEGER = b"0" * 309
_STRIDE = 51
_DIGITS_SEEN = b"0" * (len(_LONG_INTEGER) // _STRIDE)
_DIGITS_AS_ZEROS = bytes.maketrans(b"123456789", b"000000000")
# An odd number of backslashes before the u makes it U+0000, which PostgreSQL cannot store.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class UnstorableError(ValueError):
    """Why PostgreSQL could not store all of a document, whichever field the reason is in."""


def parse(document: bytes) -> tuple[Any, str | None]:
    """Return the parsed document, and a number in it, if any, that is not 0 and was read as 0.

    Raises UnstorableError where `jsonb` would lose something: the document must be JSON to a strict reader, without
    U+0000, without numbers beyond double precision, and no object in it may use a key twice.
    """
    try:
        objects = _decode(document)
    except REFUSALS as refused:
        raise UnstorableError(str(refused)) from refused
    # Most documents have no backslash, and one byte is found ten times as fast as six.
    if b"\\" in document and b"\\u0000" in document and _NUL.search(document):
        raise UnstorableError("it contains U+0000, which PostgreSQL cannot hold")
    # A document that is encoded as it came uses no key twice and lost no digit. Only the others, which are few, are
    # parsed again by a slower reader.
    if _encode(objects) != document or _has_long_integer(document):
        return objects, _inspect(document)
    return objects, None


def _has_long_integer(document: bytes) -> bool:
    possible = _DIGITS_SEEN in document[::_STRIDE].translate(_DIGITS_AS_ZEROS)
    return possible and _LONG_INTEGER in document.translate(_DIGITS_AS_ZEROS)


def _inspect(document: bytes) -> str | None:
    found: list[str] = []
    vanished: str | None = None

    def note_keys(pairs: list[tuple[str, Any]]) -> None:
        if len(dict(pairs)) == len(pairs):
            return
        times = Counter(key for key, _ in pairs)
        found.extend(f"the key {key[:100]!r} is used twice in one object" for key in times if times[key] > 1)

    def note_integer(literal: str) -> float:
        number = float(literal)
        if math.isinf(number):
            found.append(f"the number {literal[:40]} is beyond double precision")
        return number

    def note_fraction(literal: str) -> float:
        nonlocal vanished
        number = float(literal)
        if number == 0 and not vanished and re.search("[1-9]", re.split("[eE]", literal)[0]):
            vanished = literal[:40]
        return number

    decoder = JSONDecoder(object_pairs_hook=note_keys, parse_int=note_integer, parse_float=note_fraction)
    decoder.decode(document.decode())
    if found:
        raise UnstorableError(found[0])
    return vanished
