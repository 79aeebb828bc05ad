"""Which launches a filter matches, as mongoose casts it and MongoDB understands it."""

from collections.abc import Callable, Iterator
from typing import Any

from local import casting, comparison, schema
from local.casting import QueryError
from local.comparison import Holds

Document = dict[str, Any]
Test = Callable[[str, Document], bool]

LOGICAL = ("$and", "$or", "$nor")
UNSERVED = ("$where", "$text", "$expr", "$elemMatch", "$all", "$size", "$type", "$mod")


def compiled(query: Document) -> Test:
    """The filter as a test of (stored `_id`, document). A path unknown to the schema is dropped."""
    # The source casts from the last key to the first, so the last wrong value is the one it names.
    tests = [test for key, value in reversed(query.items()) for test in _tests(key, value)]
    return tests[0] if len(tests) == 1 else lambda _id, doc: all(test(_id, doc) for test in tests)


def _tests(key: str, value: Any) -> Iterator[Test]:
    if key in LOGICAL:
        yield _logical(key, value)
    elif key in UNSERVED:
        raise QueryError(f"the recorded API does not serve {key}")
    elif kind := schema.kind_of(key):
        values = comparison.reader(key)
        for holds in _conditions(kind, key, value):
            yield lambda _id, doc, holds=holds: holds(values(_id, doc))  # type: ignore[misc]


def _logical(key: str, branches: Any) -> Test:
    if not isinstance(branches, list):
        raise casting.refusal("Array", branches, key)
    if not branches:
        raise QueryError("$and/$or/$nor must be a nonempty array")
    for position, branch in enumerate(branches):
        if not isinstance(branch, dict):
            raise casting.refusal("Object", branch, f"{key}.{position}")
    tests = [compiled(branch) for branch in branches]
    if key == "$and":
        return lambda _id, doc: all(test(_id, doc) for test in tests)
    return lambda _id, doc: any(test(_id, doc) for test in tests) != (key == "$nor")


def _conditions(kind: str, path: str, value: Any) -> list[Holds]:
    if isinstance(value, dict) and any(key.startswith("$") for key in value):
        operators = [operator for operator in reversed(value) if operator != "$options"]
        return [_condition(kind, path, operator, value) for operator in operators]
    if isinstance(value, list) and path not in schema.ARRAYS and kind != "Mixed":
        return [_condition(kind, path, "$in", {"$in": value})]
    if isinstance(value, list):
        return [comparison.equals([casting.cast(kind, item, path) for item in value])]
    return [comparison.equals(casting.cast(kind, value, path))]


def _condition(kind: str, path: str, operator: str, asked: Document) -> Holds:
    operand = asked[operator]
    if operator in comparison.OPERATORS:
        return comparison.OPERATORS[operator](casting.cast(kind, operand, path))
    if operator in ("$in", "$nin"):
        wanted = operand if isinstance(operand, list) else [operand]
        choices = [comparison.equals(casting.cast(kind, item, path)) for item in wanted]
        return lambda values: any(equals(values) for equals in choices) == (operator == "$in")
    if operator == "$exists":
        expected = casting.cast("Boolean", operand, path)
        return lambda values: bool(values) == expected
    if operator == "$not" and isinstance(operand, dict):
        negated = _conditions(kind, path, operand)
        return lambda values: not all(holds(values) for holds in negated)
    if operator == "$regex" and kind == "String":
        return comparison.matches(str(operand), str(asked.get("$options", "")))
    raise _unusable(kind, path, operator, operand)


def _unusable(kind: str, path: str, operator: str, operand: Any) -> QueryError:
    if operator in UNSERVED:
        return QueryError(f"the recorded API does not serve {operator}")
    if kind == "Number":
        return casting.refusal("number", operand, path)
    if kind == "Boolean":
        return QueryError(f"unknown operator: {operator}")
    return QueryError(f"Can't use {operator}{' with String.' if kind == 'String' else ''}")
