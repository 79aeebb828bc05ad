"""Cuts JSON by its strings and brackets only, where a strict reader refuses all of it because of one value.

NaN, half a surrogate pair, invalid UTF-8 or too deep nesting in one document would otherwise cost the whole page. The
parts are views of the data: nothing is decoded or copied, so every byte comes back as it came.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from json import JSONDecoder

Data = bytes | bytearray | memoryview

_COMMA, _COLON = b",:"
_SHORT = 32 * 1024  # json builds what it reads, in 40 times its size
_lenient = JSONDecoder(strict=False)
# Possessive, because the engine remembers each position that it may go back to: 2 GB for a string of 20 MB.
_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_SCALAR = rb'(?!0[0-9])[^ \t\n\r\[\]{}:,"]++'  # 01 could be one number or two
_TOKEN = re.compile(rb"[ \t\n\r]*+(" + _STRING + rb"|[\[\]{}:,]|" + _SCALAR + rb")", re.DOTALL)
_UP_TO_BRACKET = re.compile(rb'(?:[^"\[\]{}]++|' + _STRING + rb")*+([\[\]{}])", re.DOTALL)


class UncuttableError(ValueError):
    """The strings and brackets are not balanced, or the data is not of the expected kind."""


def members(data: Data) -> Iterator[tuple[str, memoryview]]:
    """Yield the key and the value of each member of a JSON object; raise UncuttableError where it is not one."""
    for parts in _split(data, b"{}"):
        if len(parts) != 3 or parts[1][0] != _COLON:
            raise UncuttableError("a member is not a key, a colon and a value")
        yield str(value(parts[0])), parts[2]


def elements(data: Data) -> list[memoryview]:
    """Return the elements of a JSON array; raise UncuttableError where it is not one."""
    found = []
    for parts in _split(data, b"[]"):
        if len(parts) != 1:
            raise UncuttableError("an element is not one value")
        found += parts
    return found


def value(data: Data) -> object:
    """Return the value that a few bytes of JSON mean; None where they mean nothing."""
    try:
        return _lenient.decode(bytes(data).decode("utf-8", "surrogateescape"))
    except (ValueError, RecursionError):
        return None


def _split(data: Data, brackets: bytes) -> Iterator[list[memoryview]]:
    """Yield what stands between the commas of an object or array: scalars, colons and bracketed values."""
    opening, closing = brackets
    token = _TOKEN.match(data)
    if token is None or data[token.start(1)] != opening:
        raise UncuttableError(f"it does not begin with {chr(opening)}")
    view, at = memoryview(data), token.end()
    parts: list[memoryview] = []
    while token := _TOKEN.match(data, at):
        begin, at = token.span(1)
        if data[begin] == _COMMA:
            yield parts
            parts = []
        elif data[begin] == closing:
            if parts:
                yield parts
            return
        else:
            at = _end(data, begin) if data[begin] in b"{[" else at
            parts.append(view[begin:at])
    raise UncuttableError(f"it does not end with {chr(closing)}")


def _end(data: Data, begin: int) -> int:
    with suppress(ValueError, RecursionError):  # three times as fast, for what is short; Latin-1 keeps the offsets
        short = bytes(data[begin : begin + _SHORT]).decode("latin-1")
        return begin + _lenient.raw_decode(short)[1]
    depth, at = 0, begin
    while token := _UP_TO_BRACKET.match(data, at):
        at = token.end()
        depth += 1 if data[at - 1] in b"{[" else -1
        if depth == 0:
            return at
    raise UncuttableError(f"the bracket at byte {begin} is not closed")
