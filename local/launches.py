"""The answer to `POST /v4/launches/query`."""

import json
from bisect import bisect_right
from functools import partial
from operator import itemgetter
from typing import Any

from local.query import COLLECTIONS, Populate, Query
from local.state import Document, State, Stored


def page(state: State, query: Query) -> bytes:
    """Return the page that the query asks for, always in the order of `_id`."""
    # The pages of one cycle differ in `after` alone: a settled state filters and sorts once for all of them.
    found = state.keep(("found", query.first, query.last), lambda: _found(state, query))
    start = bisect_right(found, query.after, key=itemgetter(0)) if query.after else 0
    total = len(found) - start
    limit = total if query.limit is None else query.limit
    offset = 0 if query.limit is None else query.offset
    selected = {each.path: state.keep(each, partial(_selected, state, each)) for each in query.populate}
    docs = (
        state.keep((query.populate, id(launch)), partial(_written, launch, selected))
        for _, launch in found[start + offset : start + offset + limit]
    )
    rest = {"totalDocs": total, "offset": offset, "limit": limit, "hasNextPage": offset + limit < total}
    return b'{"docs":[' + b",".join(docs) + b"]," + dumped(rest)[1:]


def dumped(value: Any) -> bytes:
    """Return JSON as the API writes it: compact, and UTF-8 where that is possible."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:  # half of a surrogate pair: only its escape can be sent
        return json.dumps(value, separators=(",", ":")).encode()


def _found(state: State, query: Query) -> list[Stored]:
    found = [stored for stored in state.stored() if _is_within(stored[1].get("date_utc"), query)]
    return sorted(found, key=itemgetter(0))


def _is_within(date: Any, query: Query) -> bool:
    """Compare dates as the API does: as texts."""
    if query.first is None and query.last is None:
        return True
    return isinstance(date, str) and (query.first or "") <= date and (query.last is None or date <= query.last)


def _selected(state: State, populate: Populate) -> dict[str, Document]:
    """Return the documents that the reference may name, with the fields that are asked for."""
    documents = state.by_id(COLLECTIONS[populate.path])
    return {key: {name: each[name] for name in each if name in populate.fields} for key, each in documents.items()}


def _written(launch: Document, selected: dict[str, dict[str, Document]]) -> bytes:
    for path, documents in selected.items():
        field, _, part = path.partition(".")
        if field in launch:
            value = launch[field]
            populated = _populated_parts(value, part, documents) if part else _populated(value, documents)
            launch = launch | {field: populated}
    return dumped(launch)


def _populated_parts(items: Any, part: str, documents: dict[str, Document]) -> Any:
    """Replace ids in the objects of a list, as for `cores.core`."""
    if not isinstance(items, list):
        return items
    return [
        item | {part: _populated(item[part], documents)} if isinstance(item, dict) and part in item else item
        for item in items
    ]


def _populated(value: Any, documents: dict[str, Document]) -> Any:
    """Replace ids by documents. An unknown id becomes null; in a list it is left out."""
    if isinstance(value, list):
        return [found for item in value if (found := _populated(item, documents)) is not None]
    return documents.get(value) if isinstance(value, str) else value
