"""Cuts a page of JSON into documents, and reads of a document no more than is needed. The only importer of msgspec."""

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from json import JSONDecoder
from typing import Any

import msgspec

from job.sources import tolerant_json

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode
_REFUSALS = (msgspec.MsgspecError, RecursionError, UnicodeDecodeError)
# An integer with fewer digits is within double precision. Where so many digits stand in a row, every 51st byte of the
# document shows at least six of them: looking for those first is much faster than a pattern.
_LONG_INTEGER = b"0" * 309
_STRIDE = 51
_DIGITS_SEEN = b"0" * (len(_LONG_INTEGER) // _STRIDE)
_DIGITS_AS_ZEROS = bytes.maketrans(b"123456789", b"000000000")
# An odd number of backslashes before the u makes it U+0000, which PostgreSQL cannot store.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def page_reader(listed: str, counted: str) -> Callable[[bytes | bytearray], tuple[Sequence[bytes | memoryview], int]]:
    """Return a function that cuts a page: the bytes of each document in `listed`, and the number in `counted`.

    The documents are views of the page, so that a page of large documents is in memory once. Where a strict reader
    refuses the page, a tolerant one cuts it; the function raises ValueError when that cannot either.
    """
    shape = msgspec.defstruct("Page", [(listed, list[msgspec.Raw]), (counted, int)])
    decode = msgspec.json.Decoder(shape).decode

    def read(body: bytes | bytearray) -> tuple[Sequence[bytes | memoryview], int]:
        try:
            page = decode(body)
        except _REFUSALS:
            documents, count = _scan_page(body, listed, counted)
        else:
            documents, count = [memoryview(document) for document in getattr(page, listed)], getattr(page, counted)
        if 2 * sum(map(len, documents)) < len(body):  # a view keeps all of the page in memory
            return [bytes(document) for document in documents], count
        return documents, count

    return read


def _scan_page(body: bytes | bytearray, listed: str, counted: str) -> tuple[list[memoryview], int]:
    members = dict(tolerant_json.members(body))
    count = tolerant_json.value(members.get(counted, b""))
    if not isinstance(count, int) or isinstance(count, bool):
        raise ValueError(f"the answer has no {counted}")
    if listed not in members:
        raise ValueError(f"the answer has no {listed}")
    return tolerant_json.elements(members[listed]), count


def key_reader(*names: str) -> Callable[[bytes | memoryview], Any]:
    """Return a function that reads these members of a document as attributes, None where it cannot; never raises."""
    shape = msgspec.defstruct("DocumentKey", [(name, Any, None) for name in names])
    decode = msgspec.json.Decoder(shape).decode

    def read(document: bytes | memoryview) -> Any:
        try:
            return decode(document)
        except _REFUSALS:
            return shape(*_scan_key(document, names))

    return read


def _scan_key(document: bytes | memoryview, names: Sequence[str]) -> list[object]:
    try:
        members = dict(tolerant_json.members(document))
    except tolerant_json.UncuttableError:
        members = {}
    return [tolerant_json.value(members.get(name, b"")) for name in names]


def has_single_key(document: bytes | memoryview, name: str) -> bool:
    """Return whether an object that has this key has it only once."""
    content = bytes(document)
    if b"\\" not in content and content.count(b'"%b"' % name.encode()) == 1:  # without escapes a key has one spelling
        return True
    try:
        return sum(key == name for key, _ in tolerant_json.members(content)) == 1
    except tolerant_json.UncuttableError:
        return False


class UnstorableError(ValueError):
    """Why PostgreSQL could not store all of a document, whichever field the reason is in."""


def parse_strict(document: bytes) -> tuple[Any, str | None]:
    """Return the parsed document, and a number in it, if any, that is not 0 and was read as 0.

    Raises UnstorableError where `jsonb` would lose something: the document must be JSON to a strict reader, without
    U+0000, without numbers beyond double precision, and no object in it may use a key twice.
    """
    try:
        objects = _decode(document)
    except _REFUSALS as refused:
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
