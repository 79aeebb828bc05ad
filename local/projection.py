"""Which fields an answer carries: `select`, and `populate` with its own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from local import casting, schema
from local.casting import QueryError

Document = dict[str, Any]

COLLECTIONS = {
    "rocket": "rockets",
    "launchpad": "launchpads",
    "payloads": "payloads",
    "crew": "crew",
    "ships": "ships",
    "fairings.ships": "ships",
    "capsules": "capsules",
    "cores.core": "cores",
    "cores.landpad": "landpads",
}


@dataclass(frozen=True)
class Selection:
    """Either only these paths, or all but these; the id unless it is told away."""

    paths: frozenset[str] = frozenset()
    including: bool = False
    with_id: bool = True

    @classmethod
    def parsed(cls, select: Any) -> "Selection":
        """`"name date_utc"`, `"-links"`, `{"name": 1}` or a list of names."""
        asked = {path: flag for path, flag in _flags(select).items() if path not in ("id", "_id")}
        if len({bool(flag) for flag in asked.values()}) > 1:
            raise QueryError("Projection cannot have a mix of inclusion and exclusion.")
        own = _flags(select).get("_id")
        including = any(asked.values()) or (not asked and bool(own or _flags(select).get("id")))
        return cls(frozenset(asked), including, own is None or bool(own))

    def of(self, document: Document) -> Document:
        hidden = {"_id"} if self.with_id else {"_id", "id"}
        cut, paths = (_included, self.paths | {"id"}) if self.including else (_excluded, self.paths)
        chosen: Document = cut(document, paths)
        return {key: value for key, value in chosen.items() if key not in hidden}


@dataclass(frozen=True)
class Populate:
    """A reference to be replaced by the document it names."""

    path: str
    selection: Selection = field(default_factory=Selection)

    @property
    def collection(self) -> str | None:
        return COLLECTIONS.get(self.path)

    def of(self, document: Document, find: Callable[[str], Document | None]) -> Document:
        """A dangling reference becomes null; in an array of references it is left out."""
        populated: Document = _replaced(document, self.path.split("."), find)
        return populated


def populates(asked: Any) -> tuple[Populate, ...]:
    """`"rocket launchpad"`, `{"path": "rocket", "select": "name"}`, or a list of either."""
    if not casting.truthy(asked):
        return ()
    if isinstance(asked, list):
        return tuple(populate for item in asked for populate in populates(item))
    path = asked.get("path") if isinstance(asked, dict) else asked
    if not isinstance(path, str):
        named = {int: "number", float: "number", bool: "boolean"}.get(type(asked), "object")
        raise QueryError(f"utils.populate: invalid path. Expected string. Got typeof `{named}`")
    selection = Selection.parsed(asked.get("select") if isinstance(asked, dict) else None)
    for one in path.split():
        if schema.kind_of(one) is None:
            raise QueryError(
                f"Cannot populate path `{one}` because it is not in your schema. "
                "Set the `strictPopulate` option to false to override."
            )
    return tuple(Populate(one, selection) for one in path.split())


def _flags(select: Any) -> dict[str, Any]:
    if not select:
        return {}
    if isinstance(select, dict):
        return select
    if isinstance(select, list):
        select = " ".join(map(str, select))
    if not isinstance(select, str):
        raise QueryError("Invalid select() argument. Must be string or object.")
    return {path.removeprefix("-"): not path.startswith("-") for path in select.split()}


def _below(paths: frozenset[str], key: str) -> frozenset[str]:
    return frozenset(path[len(key) + 1 :] for path in paths if path.startswith(f"{key}."))


def _included(value: Any, paths: frozenset[str]) -> Any:
    if isinstance(value, list):
        return [_included(item, paths) for item in value if isinstance(item, dict)]
    if not isinstance(value, dict):
        return value
    roots = {path.partition(".")[0] for path in paths}
    return {
        key: item if key in paths else _included(item, _below(paths, key))
        for key, item in value.items()
        if key in roots
    }


def _excluded(value: Any, paths: frozenset[str]) -> Any:
    if isinstance(value, list):
        return [_excluded(item, paths) for item in value]
    if not isinstance(value, dict) or not paths:
        return value
    return {key: _excluded(item, _below(paths, key)) for key, item in value.items() if key not in paths}


def _replaced(value: Any, steps: list[str], find: Callable[[str], Document | None]) -> Any:
    if not steps:
        if isinstance(value, list):
            return [found for item in value if (found := _replaced(item, [], find)) is not None]
        return find(value) if isinstance(value, str) else value
    if isinstance(value, list):
        return [_replaced(item, steps, find) for item in value]
    if not isinstance(value, dict) or steps[0] not in value:
        return value
    return {**value, steps[0]: _replaced(value[steps[0]], steps[1:], find)}
