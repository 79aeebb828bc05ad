"""How MongoDB reads a path of a document and compares what it finds: only values of one type compare."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from local.casting import QueryError

Document = dict[str, Any]
Holds = Callable[[list[Any]], bool]
Compare = Callable[[Any, Any], bool]

RANKS: dict[type, int] = {type(None): 0, int: 1, float: 1, str: 2, dict: 3, list: 4, bool: 5}


def rank(value: Any) -> int:
    """The place of the value's type in MongoDB's order of types."""
    return RANKS[type(value)]


def equals(wanted: Any) -> Holds:
    if wanted is None:
        return lambda values: not values or None in values
    of_type = rank(wanted)
    return lambda values: any(value == wanted and rank(value) == of_type for value in values)


def compares(compare: Compare, *, null: bool) -> Callable[[Any], Holds]:
    def condition(bound: Any) -> Holds:
        if bound is None:
            return lambda values: null and None in values
        of_type = rank(bound)
        return lambda values: any(rank(value) == of_type and compare(value, bound) for value in values)

    return condition


OPERATORS: dict[str, Callable[[Any], Holds]] = {
    "$eq": equals,
    "$ne": lambda wanted: lambda values: not equals(wanted)(values),
    "$gt": compares(lambda value, bound: bool(value > bound), null=False),
    "$gte": compares(lambda value, bound: bool(value >= bound), null=True),
    "$lt": compares(lambda value, bound: bool(value < bound), null=False),
    "$lte": compares(lambda value, bound: bool(value <= bound), null=True),
}


def matches(pattern: str, options: str) -> Holds:
    flags = re.IGNORECASE if "i" in options else re.NOFLAG
    try:
        found = re.compile(pattern, flags).search
    except re.error as error:
        raise QueryError(f"Regular expression is invalid: {error}") from None
    return lambda values: any(isinstance(value, str) and found(value) is not None for value in values)


def reader(path: str) -> Callable[[str, Document], list[Any]]:
    """Every value a document holds at the path: none, one, or an array's items and the array itself."""
    if path == "_id":
        return lambda _id, _doc: [_id]
    steps = path.split(".")
    return lambda _id, doc: list(_walk(doc, steps))


def _walk(value: Any, steps: list[str]) -> Iterator[Any]:
    if isinstance(value, list):
        if steps and steps[0].isdecimal():
            yield from _walk(dict(enumerate(value)).get(int(steps[0])), steps[1:])
            return
        for item in value:
            yield from _walk(item, steps)
    if not steps:
        yield value
    elif isinstance(value, dict) and steps[0] in value:
        yield from _walk(value[steps[0]], steps[1:])
