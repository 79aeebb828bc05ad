"""Cuts a page of JSON into documents, and reads of a document no more than is needed."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgspec

from job.sources import tolerant_json
from job.sources.strict_json import REFUSALS


class CutPage(NamedTuple):
    """A page: the bytes of each document, the number that was asked for, and other members; None where one is not."""

    documents: Sequence[bytes | memoryview]
    total: int
    others: tuple[object, ...]


def page_reader(listed: str, counted: str, others: Sequence[str] = ()) -> Callable[[bytes | bytearray], CutPage]:
    """Return a function that cuts a page: the documents in `listed`, the number in `counted`, and `others`.

    The documents are views of the page, so that a page of large documents is in memory once. Where a strict reader
    refuses the page, a tolerant one cuts it; the function raises ValueError when that cannot either.
    """
    shape = msgspec.defstruct(
        "Page", [(listed, list[msgspec.Raw]), (counted, int), *((name, Any, None) for name in others)]
    )
    decode = msgspec.json.Decoder(shape).decode

    def read(body: bytes | bytearray) -> CutPage:
        try:
            page = decode(body)
        except REFUSALS:
            cut = _scan_page(body, listed, counted, others)
        else:
            documents = [memoryview(document) for document in getattr(page, listed)]
            cut = CutPage(documents, getattr(page, counted), tuple(getattr(page, name) for name in others))
        if 2 * sum(map(len, cut.documents)) < len(body):  # a view keeps all of the page in memory
            return cut._replace(documents=[bytes(document) for document in cut.documents])
        return cut

    return read


def _scan_page(body: bytes | bytearray, listed: str, counted: str, others: Sequence[str]) -> CutPage:
    members = dict(tolerant_json.members(body))
    count = tolerant_json.value(members.get(counted, b""))
    if not isinstance(count, int) or isinstance(count, bool):
        raise ValueError(f"the answer has no {counted}")
    if listed not in members:
        raise ValueError(f"the answer has no {listed}")
    found = tuple(tolerant_json.value(members.get(name, b"")) for name in others)
    return CutPage(tolerant_json.elements(members[listed]), count, found)


def key_reader(*names: str) -> Callable[[bytes | memoryview], Any]:
    """Return a function that reads these members of a document as attributes, None where it cannot; never raises."""
    shape = msgspec.defstruct("DocumentKey", [(name, Any, None) for name in names])
    decode = msgspec.json.Decoder(shape).decode

    def read(document: bytes | memoryview) -> Any:
        try:
            return decode(document)
        except REFUSALS:
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
