"""Cuts a page of JSON into documents, and looks into them no deeper than is asked (the only importer of msgspec)."""

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
# Fewer digits are within double precision. Finding a fixed text is much faster than matching a pattern; and where so
# many digits follow each other, every 51st byte of the document shows at least six of them.
_LONG_INTEGER = b"0" * 309
_STRIDE = 51
_DIGITS_SEEN = b"0" * (len(_LONG_INTEGER) // _STRIDE)
_DIGITS_AS_ZEROS = bytes.maketrans(b"123456789", b"000000000")
# PostgreSQL's texts cannot hold this character; an odd number of backslashes before the u makes it one.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def page_reader(listed: str, counted: str) -> Callable[[bytes | bytearray], tuple[Sequence[bytes | memoryview], int]]:
    """Return a function that cuts a page: the bytes of each document in `listed`, and the number in `counted`.

    They are views of the page and not copies: a page of large documents fits into memory once, not twice.

    Where a strict reader refuses the page, because of one document or all of it, a tolerant scan cuts it; that
    raises ValueError when the bytes are no page at all.
    """
    shape = msgspec.defstruct("Page", [(listed, list[msgspec.Raw]), (counted, int)])
    decode = msgspec.json.Decoder(shape).decode

    def read(body: bytes | bytearray) -> tuple[Sequence[bytes | memoryview], int]:
        try:
            page: Any = decode(body)
        except _REFUSALS:
            return _scan_page(bytes(body), listed, counted)
        documents: Any = [memoryview(document) for document in getattr(page, listed)]
        if 2 * sum(map(len, documents)) < len(body):  # a view keeps all of the page, here mostly what nobody needs
            documents = [bytes(document) for document in documents]
        return documents, getattr(page, counted)

    return read


def _scan_page(body: bytes, listed: str, counted: str) -> tuple[list[bytes], int]:
    documents, others = tolerant_json.cut(tolerant_json.text(body), listed)
    number = tolerant_json.value(others.get(counted, ""))
    if not isinstance(number, int) or isinstance(number, bool):
        raise ValueError(f"the answer has no {counted}")
    return [tolerant_json.data(document) for document in documents], number


def key_reader(*names: str) -> Callable[[bytes | memoryview], Any]:
    """Return a function that reads these members of a document: attributes, None where it cannot; never raises."""
    shape = msgspec.defstruct("DocumentKey", [(name, Any, None) for name in names])
    decode = msgspec.json.Decoder(shape).decode

    def read(document: bytes | memoryview) -> Any:
        try:
            return decode(document)
        except _REFUSALS:
            return shape(*_scan_key(bytes(document), names))

    return read


def _scan_key(document: bytes, names: tuple[str, ...]) -> tuple[Any, ...]:
    try:
        members = tolerant_json.members(tolerant_json.text(document))
    except tolerant_json.UncuttableError:
        members = {}
    return tuple(tolerant_json.value(members.get(name, "")) for name in names)


def has_single_key(document: bytes | memoryview, name: str) -> bool:
    """Say whether an object has this member once, and no more."""
    try:
        return tolerant_json.keys(tolerant_json.text(bytes(document))).count(name) == 1
    except tolerant_json.UncuttableError:
        return False


class UnstorableError(ValueError):
    """Why a document cannot be kept whole, wherever in it the reason stands."""


def parse_strict(document: bytes) -> tuple[Any, str | None]:
    """Return the objects that a document is made of, and a number in it, if any, that is not 0 and was read as 0.

    Raise UnstorableError when it cannot be kept whole: it has to be JSON to a strict reader, no number beyond double
    precision, without U+0000, and no object in it may use a key twice: jsonb would keep one of the two values and
    lose the other without a word.
    """
    try:
        objects = _decode(document)
    except _REFUSALS as refused:
        raise UnstorableError(str(refused)) from refused
    # Most have no backslash at all, and a single byte is found ten times as fast as six.
    if b"\\" in document and b"\\u0000" in document and _NUL.search(document):
        raise UnstorableError("it contains U+0000, which PostgreSQL cannot hold")
    # What comes out as it went in uses no key twice and lost no digit, and so it is with most documents: only the
    # others are looked at closely.
    if _encode(objects) != document or _has_long_integer(document):
        return objects, _look_closely(document)
    return objects, None


def _has_long_integer(document: bytes) -> bool:
    possible = _DIGITS_SEEN in document[::_STRIDE].translate(_DIGITS_AS_ZEROS)
    return possible and _LONG_INTEGER in document.translate(_DIGITS_AS_ZEROS)


def _look_closely(document: bytes) -> str | None:
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
