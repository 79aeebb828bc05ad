"""How the source casts a value of a filter to its path's type, and its words where it cannot."""

import re
from typing import Any

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|0[xX][0-9a-fA-F]+")
HEX = re.compile(r"[0-9a-fA-F]{24}")
TRUE, FALSE = ("true", "1", "yes"), ("false", "0", "no")


class QueryError(ValueError):
    """What the source answers with status 400 and these words."""


def cast(kind: str, value: Any, path: str) -> Any:
    """The value as the schema's type, or `QueryError` in the source's words."""
    if value is None or kind == "Mixed":
        return value
    try:
        return CASTS[kind](value)
    except ValueError:
        raise refusal("string" if kind == "String" else kind, value, path) from None


def refusal(kind: str, value: Any, path: str) -> QueryError:
    at = path.rpartition(".")[2] if path.startswith(("cores.", "failures.")) else path
    found = f"{_quoted(value)} (type {_type(value)})"
    return QueryError(f'Cast to {kind} failed for value {found} at path "{at}" for model "Launch"')


def truthy(value: Any) -> bool:
    """As JavaScript sees it: an empty list or object is something."""
    return isinstance(value, dict | list) or bool(value)


def _number(value: Any) -> int | float | None:
    if value == "":
        return None
    if isinstance(value, bool | int | float):
        return value + 0
    if not isinstance(value, str):
        raise ValueError
    digits = value.strip()
    if digits and not NUMBER.fullmatch(digits):
        raise ValueError
    return int(digits, 16) if digits[:2].lower() == "0x" else float(digits or 0)


def _string(value: Any) -> str:
    if isinstance(value, dict | list):
        raise ValueError
    return value if isinstance(value, str) else inspected(value)


def _boolean(value: Any) -> bool:
    word = value if isinstance(value, str) else inspected(value)
    if word not in TRUE + FALSE:
        raise ValueError
    return word in TRUE


def _object_id(value: Any) -> str:
    if isinstance(value, str) and len(value.encode()) == 12:
        return value.encode().hex()
    if not isinstance(value, str) or not HEX.fullmatch(value):
        raise ValueError
    return value.lower()


CASTS = {"Number": _number, "String": _string, "Boolean": _boolean, "ObjectId": _object_id}


def inspected(value: Any) -> str:
    """The value as Node prints it in an error."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, list):
        return f"[ {', '.join(map(inspected, value))} ]" if value else "[]"
    if isinstance(value, dict):
        fields = ", ".join(f"{key}: {inspected(item)}" for key, item in value.items())
        return f"{{ {fields} }}" if fields else "{}"
    return f"'{value}'" if isinstance(value, str) else str(value)


def _quoted(value: Any) -> str:
    return f'"{value if isinstance(value, str) else inspected(value)}"'


def _type(value: Any) -> str:
    names: dict[type, str] = {bool: "boolean", int: "number", float: "number", str: "string", list: "Array"}
    return names.get(type(value), "Object")
