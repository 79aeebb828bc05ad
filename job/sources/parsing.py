"""Cuts a page of JSON into documents, and reads of a document no more than is needed."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any, NamedTuple

import msgspec

from job.errors import SourceError
from job.sources import tolerant_json
from job.sources.strict_json import REFUSALS
from job.sources.tolerant_json import Cutter

_ALLOWANCE = 100  # how many documents more than were asked for are taken
# What msgspec makes of an element takes 60 bytes: the 32 million numbers that 64 MiB can hold would take 2 GB.
_MANY_ELEMENTS = 1_500_000
_LARGE = 64 * 1024
_NULL = msgspec.Raw(b"null")
_decode_value = msgspec.json.Decoder().decode


class CutPage(NamedTuple):
    """A page: the bytes of each document, how many there are in all, and which other members are there and not null."""

    documents: Sequence[bytes | memoryview]
    total: int
    others: tuple[bool, ...]


def page_reader(listed: str, counted: str, others: Sequence[str] = ()) -> Callable[[bytes | bytearray, int], CutPage]:
    """Return a function that cuts a page: the documents in `listed`, the number in `counted`, and `others`.

    The documents are views of the page, so that a page of large documents is in memory once. Where a strict reader
    refuses the page, a tolerant one cuts it; the function raises ValueError when that cannot either, and SourceError
    when there are more documents than were asked for.
    """
    shape = msgspec.defstruct(
        "Page", [(listed, list[msgspec.Raw]), (counted, int), *((name, msgspec.Raw, _NULL) for name in others)]
    )
    decode = msgspec.json.Decoder(shape).decode

    def cut(body: bytes | bytearray, most: int) -> CutPage:
        if len(body) < 2 * _MANY_ELEMENTS or body.count(b",") < _MANY_ELEMENTS:
            with suppress(*REFUSALS):
                page = decode(body)
                documents = _first(map(memoryview, getattr(page, listed)), most)
                return CutPage(
                    documents, getattr(page, counted), tuple(getattr(page, name) != _NULL for name in others)
                )
        return _cut_page(body, listed, counted, others, most)

    def read(body: bytes | bytearray, limit: int) -> CutPage:
        page = cut(body, limit + _ALLOWANCE)
        if 2 * sum(map(len, page.documents)) < len(body):  # a view keeps all of the page in memory
            return page._replace(documents=[bytes(document) for document in page.documents])
        return page

    return read


def _cut_page(body: bytes | bytearray, listed: str, counted: str, others: Sequence[str], most: int) -> CutPage:
    cutter = Cutter(body)
    documents: list[memoryview] | None = None
    count: object = None
    present = dict.fromkeys(others, False)
    for key in cutter.members():
        if key == listed:
            documents = _first(cutter.elements(), most)
            continue
        part = cutter.value()
        if key == counted:
            count = tolerant_json.value(part)
        elif key in present:
            present[str(key)] = part != bytes(_NULL)
    if not isinstance(count, int) or isinstance(count, bool):
        raise ValueError(f"the answer has no {counted}")
    if documents is None:
        raise ValueError(f"the answer has no {listed}")
    return CutPage(documents, count, tuple(present.values()))


def _first(documents: Iterable[memoryview], most: int) -> list[memoryview]:
    found = list(islice(documents, most + 1))
    if len(found) > most:
        raise SourceError(
            f"the source sent more than {most} documents in one page, {_ALLOWANCE} more than were asked for",
            hint="The source ignores the limit of a request. Set PAGE_SIZE to the number that it sends.",
        )
    return found


def key_reader(*names: str) -> Callable[[bytes | memoryview], Any]:
    """Return a function that reads these members of a document as attributes, None where it cannot; never raises.

    Of a large document a member with more than a few bytes is None.
    """
    key = msgspec.defstruct("DocumentKey", [(name, Any, None) for name in names])
    parts = msgspec.defstruct("KeyParts", [(name, msgspec.Raw, _NULL) for name in names])
    decode, decode_parts = msgspec.json.Decoder(key).decode, msgspec.json.Decoder(parts).decode

    def read(document: bytes | memoryview) -> Any:
        try:
            if len(document) < _LARGE:
                return decode(document)
            return key(*map(_value, msgspec.structs.astuple(decode_parts(document))))
        except REFUSALS:
            return key(*_cut_key(document, names))

    return read


def _value(part: msgspec.Raw) -> object:
    return _decode_value(part) if len(part) <= tolerant_json.MAX_VALUE_BYTES else None


def _cut_key(document: bytes | memoryview, names: Sequence[str]) -> list[object]:
    found: dict[object, object] = dict.fromkeys(names)
    cutter = Cutter(document)
    try:
        for key in cutter.members():
            part = cutter.value()
            if key in found:
                found[key] = tolerant_json.value(part)
    except tolerant_json.UncuttableError:
        return [None] * len(names)
    return [*found.values()]


def has_single_key(document: bytes | memoryview, name: str) -> bool:
    """Return whether an object that has this key has it only once."""
    content = bytes(document)
    if b"\\" not in content and content.count(b'"%b"' % name.encode()) == 1:  # without escapes a key has one spelling
        return True
    cutter, times = Cutter(content), 0
    try:
        for key in cutter.members():
            cutter.value()
            times += key == name
    except tolerant_json.UncuttableError:
        return False
    return times == 1
