"""Cuts a page of JSON into its documents without building them (the only importer of msgspec)."""

import re
from collections.abc import Callable
from json import JSONDecoder
from typing import Any

import msgspec

Struct = msgspec.Struct
Raw = msgspec.Raw


class MalformedError(ValueError):
    """The bytes are no JSON of the expected shape."""


def decoder(shape: Any) -> Callable[[bytes], Any]:
    """Return a function that reads JSON bytes as `shape` (a struct; `Raw` parts stay bytes), strictly.

    It raises MalformedError for what is not that shape, and for what only lenient readers take: NaN, half of a
    surrogate pair, a number beyond double precision in a field that is built.
    """
    decode = msgspec.json.Decoder(shape).decode

    def read(data: bytes) -> Any:
        try:
            return decode(data)
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
            raise MalformedError(str(error)) from None

    return read


_read_anything = decoder(Any)


def problem(document: bytes) -> str | None:
    """Say why a strict reader refuses a document anywhere in it, None when it does not."""
    try:
        _read_anything(document)
    except MalformedError as refused:
        return str(refused)
    return None


def vanishing_number(document: bytes) -> str | None:
    """Return the first number of a sound document that is not 0 but so small that a double makes it 0.

    PostgreSQL refuses to cast such a number, and a cast that fails would take the whole cycle with it. Slow: ask
    only where a 0 was read.
    """
    found: list[str] = []

    def note(literal: str) -> float:
        value = float(literal)
        if value == 0 and re.search("[1-9]", re.split("[eE]", literal)[0]):
            found.append(literal[:40])
        return value

    JSONDecoder(parse_float=note, parse_int=float, strict=False).decode(document.decode())
    return found[0] if found else None
