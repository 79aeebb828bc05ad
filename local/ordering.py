"""The order of an answer: `sort` as mongoose takes it, values of different types as MongoDB ranks them."""

from collections.abc import Sequence
from typing import Any

from local import casting
from local.casting import QueryError
from local.comparison import rank
from local.state import Stored

Order = tuple[tuple[str, int], ...]

DIRECTIONS = {"1": 1, "asc": 1, "ascending": 1, "-1": -1, "desc": -1, "descending": -1}


def parsed(sort: Any) -> Order:
    """`"-flight_number name"`, `{"name": "asc"}` or `[["name", 1]]` as paths with directions."""
    if not casting.truthy(sort):
        return ()
    if isinstance(sort, str):
        return tuple((path.removeprefix("-"), -1 if path.startswith("-") else 1) for path in sort.split())
    if isinstance(sort, dict):
        pairs = sort.items()
        return tuple((path, _direction(value, f"{{ {path}: {_shown(value)} }}")) for path, value in pairs)
    if not isinstance(sort, list):
        raise QueryError("Invalid sort() argument. Must be a string, object, or array.")
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in sort):
        raise QueryError("Invalid sort() argument, must be array of arrays")
    return tuple((path, _direction(value, f"[ {path}, {_shown(value)} ]")) for path, value in sort)


def ordered(stored: Sequence[Stored], order: Order) -> list[Stored]:
    """Ties, and everything where there is no order, stay in natural order."""
    result = list(stored)
    for path, direction in reversed(order):
        result.sort(key=lambda one: _key(one, path, direction), reverse=direction < 0)
    return result


def _direction(value: Any, shown: str) -> int:
    direction = DIRECTIONS.get(_shown(value if casting.truthy(value) else 1).lower())
    if direction is None:
        raise QueryError(f"Invalid sort value: {shown}")
    return direction


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "[object Object]"
    return value if isinstance(value, str) else casting.inspected(value)


def _key(stored: Stored, path: str, direction: int) -> tuple[int, Any]:
    """An array sorts by its least value upwards, by its greatest downwards."""
    if path == "_id":
        return (2, stored[0])
    value: Any = stored[1] if path != "id" else None
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    if isinstance(value, list):
        keys = [_ranked(item) for item in value] or [(-1, 0)]
        return min(keys) if direction > 0 else max(keys)
    return _ranked(value)


def _ranked(value: Any) -> tuple[int, Any]:
    return (rank(value), value if isinstance(value, str | int | float) else 0)
