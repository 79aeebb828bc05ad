"""Cuts JSON by its strings and brackets only, where a strict reader refuses all of it because of one value.

NaN, half a surrogate pair, invalid UTF-8 or too deep nesting in one document would otherwise cost the whole page. The
parts are views of the data: nothing is decoded or copied, so every byte comes back as it came.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from json import JSONDecoder

Data = bytes | bytearray | memoryview

MAX_VALUE_BYTES = 1000
_SHORT = (8 * 1024, 1024 * 1024)  # json builds what it reads, in 40 times its size
_lenient = JSONDecoder(strict=False)
# Possessive, because the engine remembers each position that it may go back to: 2 GB for a string of 20 MB.
_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_SCALAR = rb'(?!0[0-9])[^ \t\n\r\[\]{}:,"]++'  # 01 could be one number or two
_TOKEN = re.compile(rb"[ \t\n\r]*+(" + _STRING + rb"|[\[\]{}:,]|" + _SCALAR + rb")", re.DOTALL)
_UP_TO_BRACKET = re.compile(rb'(?:[^"\[\]{}]++|' + _STRING + rb")*+([\[\]{}])", re.DOTALL)


class UncuttableError(ValueError):
    """The strings and brackets are not balanced, or the data is not of the expected kind."""


class Cutter:
    """Cuts a text from its beginning to its end, each byte once; raises UncuttableError where that is not possible."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._view = memoryview(data)
        self._at = 0

    def members(self) -> Iterator[object]:
        """Yield the keys of the object that comes next; the caller takes the value of each before it takes another."""
        self._take(b"{")
        while (begin := self._next(b"}")) is not None:
            if self._data[begin] in b"[]{:,":
                raise UncuttableError(f"at byte {begin} a key is missing")
            key = value(self._view[begin : self._at])
            self._take(b":")
            yield key
            if not self._has_more(b"}"):
                return

    def elements(self) -> Iterator[memoryview]:
        """Yield the elements of the array that comes next."""
        self._take(b"[")
        while (begin := self._next(b"]")) is not None:
            yield self._value_from(begin)
            if not self._has_more(b"]"):
                return

    def value(self) -> memoryview:
        """Return the value that comes next."""
        return self._value_from(self._token())

    def _value_from(self, begin: int) -> memoryview:
        if self._data[begin] in b"{[":
            self._at = _end(self._data, begin)
        elif self._data[begin] in b"]}:,":
            raise UncuttableError(f"at byte {begin} a value is missing")
        return self._view[begin : self._at]

    def _token(self) -> int:
        """Move behind the next token; return where it begins."""
        token = _TOKEN.match(self._data, self._at)
        if token is None:
            raise UncuttableError(f"it ends, or is not JSON, at byte {self._at}")
        begin, self._at = token.span(1)
        return begin

    def _next(self, closing: bytes) -> int | None:
        begin = self._token()
        return None if self._data[begin] == closing[0] else begin

    def _has_more(self, closing: bytes) -> bool:
        begin = self._token()
        if self._data[begin] not in (closing[0], b","[0]):
            raise UncuttableError(f"at byte {begin} a comma or {closing.decode()} is missing")
        return self._data[begin] != closing[0]

    def _take(self, wanted: bytes) -> None:
        begin = self._token()
        if self._data[begin] != wanted[0]:
            raise UncuttableError(f"at byte {begin} {wanted.decode()} is missing")


def value(data: Data) -> object:
    """Return the value that a few bytes of JSON mean; None where they mean nothing, or are many."""
    if len(data) > MAX_VALUE_BYTES:
        return None
    try:
        return _lenient.decode(bytes(data).decode("utf-8", "surrogateescape"))
    except (ValueError, RecursionError):
        return None


def _end(data: Data, begin: int) -> int:
    """Return the position behind the closing bracket of the array or object that begins here."""
    for size in _SHORT:  # three times as fast, for what is short; Latin-1 keeps the offsets
        with suppress(ValueError, RecursionError):
            return begin + _lenient.raw_decode(str(data[begin : begin + size], "latin-1"))[1]
    depth, at = 0, begin
    while token := _UP_TO_BRACKET.match(data, at):
        at = token.end()
        depth += 1 if data[at - 1] in b"{[" else -1
        if depth == 0:
            return at
    raise UncuttableError(f"the bracket at byte {begin} is not closed")
