"""The launches of a state as the API serves them: found, ordered, cut into pages, populated, written."""

import json
from bisect import bisect_right
from typing import Any

from local import casting, ordering, paginate, projection, query
from local.casting import QueryError
from local.ordering import Order
from local.projection import Populate, Selection
from local.state import Document, State, Stored

BY_ID: Order = (("_id", 1),)


def page(state: State, body: Document) -> bytes:
    """The answer to `POST /v4/launches/query` with this body, or `QueryError` in the source's words."""
    asked, options = body.get("query"), body.get("options")
    asked = asked if casting.truthy(asked) else {}
    if not isinstance(asked, dict):
        shown = casting.inspected(asked).strip("'")
        raise QueryError(f'Parameter "filter" to countDocuments() must be an object, got {shown}')
    options = options if isinstance(options, dict) else {}
    window = paginate.window(options)
    order, selection, populates = _asked_for(options) if window.limit else ((), Selection(), ())
    found, first = _found(state, asked, order)
    total = len(found) - first
    written = _writer(state, selection, populates)
    docs = b",".join(written(found[first + place][1]) for place in window.cut(total))
    return b'{"docs":[' + docs + b"]," + dumped(window.envelope(total))[1:]


def listed(state: State, *, upcoming: bool | None = None) -> list[Document]:
    """The launches of a `GET` list, by flight number."""
    found = ordering.ordered(state.stored(), (("flight_number", 1),))
    whole = Selection()
    return [whole.of(launch) for _id, launch in found if upcoming in (None, launch.get("upcoming"))]


def dumped(value: Any) -> bytes:
    """JSON as the API writes it: compact, not escaped beyond need."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:  # half a surrogate pair: only its escape can be sent
        return json.dumps(value, separators=(",", ":")).encode()


def _asked_for(options: Document) -> tuple[Order, Selection, tuple[Populate, ...]]:
    populates = projection.populates(options.get("populate"))
    return ordering.parsed(options.get("sort")), Selection.parsed(options.get("select")), populates


def _found(state: State, asked: Document, order: Order) -> tuple[list[Stored], int]:
    """The matching launches in order, and where among them the answer begins.

    The pages of one read differ in their `_id` bound only: what the rest of the filter matches is found
    once, and the bound is looked up in it.
    """
    above = _bound(asked) if order == BY_ID else None
    rest = {path: value for path, value in asked.items() if path != "_id"} if above else asked
    found = state.keep(("found", json.dumps(rest), order), lambda: _matching(state, rest, order))
    return found, bisect_right(found, above, key=lambda stored: stored[0]) if above else 0


def _bound(asked: Document) -> str | None:
    """The id above which the filter asks, if that is all it asks of the id."""
    match asked.get("_id"):
        case {"$gt": value, **more} if not more and value is not None:
            return str(casting.cast("ObjectId", value, "_id"))
    return None


def _matching(state: State, asked: Document, order: Order) -> list[Stored]:
    matches = query.compiled(asked)
    return ordering.ordered([stored for stored in state.stored() if matches(*stored)], order)


def _writer(state: State, selection: Selection, populates: tuple[Populate, ...]) -> Any:
    """Writes a launch as asked for; in a settled state each launch only once."""
    finders = [(populate, _finder(state, populate)) for populate in populates]
    kept: dict[int, bytes] = state.keep(("written", selection, populates), dict)

    def written(launch: Document) -> bytes:
        if state.settled and id(launch) in kept:
            return kept[id(launch)]
        shaped = selection.of(launch)
        for populate, find in finders:
            shaped = populate.of(shaped, find)
        body = dumped(shaped)
        if state.settled:
            kept[id(launch)] = body
        return body

    return written


def _finder(state: State, populate: Populate) -> Any:
    """Finds the document a reference names, with the selected fields; each only once an answer."""
    documents = state.by_id(populate.collection) if populate.collection else {}
    chosen: dict[str, Document | None] = {}

    def find(reference: str) -> Document | None:
        if reference not in chosen:
            named = documents.get(reference)
            chosen[reference] = None if named is None else populate.selection.of(named)
        return chosen[reference]

    return find
