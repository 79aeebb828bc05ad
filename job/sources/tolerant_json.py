"""A tolerant scan of strings and brackets: cuts what a strict reader refuses, and gives every byte back as it came.

A page with one NaN, half a surrogate pair, invalid UTF-8 or a document nested too deep is no JSON to a strict reader,
and without this nobody could tell its sound documents from the one that spoils it.
"""

import re
from collections.abc import Iterator
from json import JSONDecoder

_lenient = JSONDecoder(strict=False)
_BLANK = re.compile(r"[ \t\n\r]*")
# Possessive, for what could be given back is remembered: a string of 20 MB took 2 GB.
_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_STRUCTURE = re.compile(_STRING + r"|[\[\]{}]", re.DOTALL)
_SCALAR = re.compile(_STRING + r'|[^\s,\[\]{}":]+', re.DOTALL)
# json builds what it cuts, in some forty times its size: of larger texts only the brackets are counted.
_MOST_BUILT = 8 * 1024 * 1024


class UncuttableError(ValueError):
    """Not even brackets and strings come out even."""


def text(data: bytes) -> str:
    """Return bytes as a text in which each invalid byte stands for itself; `data` gives them back."""
    return data.decode("utf-8", "surrogateescape")


def data(text: str) -> bytes:
    """Return the bytes that `text` was made of."""
    return text.encode("utf-8", "surrogateescape")


def cut(text: str, listed: str) -> tuple[list[str], dict[str, str]]:
    """Cut the JSON object `text`: the elements of its member `listed`, and the other members, each as a text.

    Raises UncuttableError when not even brackets and strings come out even, or `listed` is missing.
    """
    scan = _Scan(text)
    elements: list[str] | None = None
    others = {}
    for key in scan.items("{", "}"):
        if key == listed:
            elements = [scan.take() for _ in scan.items("[", "]")]
        else:
            others[key] = scan.take()
    if elements is None:
        raise UncuttableError(f"the member {listed!r} is missing")
    return elements, others


def members(text: str) -> dict[str, str]:
    """Return the members of the JSON object `text`, each as a text; of a repeated key the last."""
    scan = _Scan(text)
    return {key: scan.take() for key in scan.items("{", "}")}


def keys(text: str) -> list[str]:
    """Return the keys of the JSON object `text`, each as often as it is used."""
    scan, found = _Scan(text), []
    for key in scan.items("{", "}"):
        found.append(key)
        scan.take()
    return found


def value(text: str) -> object:
    """Return what a short text of a value means, None where it means nothing."""
    try:
        return _lenient.decode(text)
    except (ValueError, RecursionError):
        return None


class _Scan:
    """Walks over a text; `items` stops before each value of an object or array, `take` steps over it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def items(self, opening: str, closing: str) -> Iterator[str]:
        """Yield the key of each item (empty in an array); the caller takes the value before it goes on."""
        self._expect(opening)
        if self._meets(closing):
            return
        while True:
            key = ""
            if opening == "{":
                key = str(value(self.take()))
                self._expect(":")
            yield key
            if self._meets(closing):
                return
            self._expect(",")

    def take(self) -> str:
        """Return the text of the value that begins here: cut by json, which is fast, else by counting brackets."""
        self._skip_blanks()
        begin = self.at
        if len(self.text) > _MOST_BUILT:
            self.at = self._end_by_brackets()
            return self.text[begin : self.at]
        try:
            self.at = _lenient.raw_decode(self.text, begin)[1]
        except (ValueError, RecursionError):
            self.at = self._end_by_brackets()
        return self.text[begin : self.at]

    def _end_by_brackets(self) -> int:
        if self.text[self.at : self.at + 1] not in ("{", "["):
            scalar = _SCALAR.match(self.text, self.at)
            if scalar is None:
                raise UncuttableError(f"no value at character {self.at}")
            return scalar.end()
        depth = 0
        for token in _STRUCTURE.finditer(self.text, self.at):
            depth += (token.group() in "{[") - (token.group() in "}]")
            if depth == 0:
                return token.end()
        raise UncuttableError(f"what begins at character {self.at} does not end")

    def _meets(self, sign: str) -> bool:
        self._skip_blanks()
        met = self.text.startswith(sign, self.at)
        self.at += met
        return met

    def _expect(self, sign: str) -> None:
        if not self._meets(sign):
            raise UncuttableError(f"{sign!r} is missing at character {self.at}")

    def _skip_blanks(self) -> None:
        blanks = _BLANK.match(self.text, self.at)
        self.at = blanks.end() if blanks else self.at
