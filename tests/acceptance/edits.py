"""What may happen to a source between two cycles, and what it may send."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from local.answers import Answer, Request, of_json
from local.api import Respond
from local.state import Document, State

Served = list[bytes]


def named(state: State, name: str) -> Document:
    """The launch of that name, to be edited in place."""
    (found,) = [launch for launch in state.launches if launch["name"] == name]
    return found


def by_date(state: State, *, upcoming: bool = False) -> list[Document]:
    """The launches from the oldest to the newest."""
    return sorted(
        (launch for launch in state.launches if launch["upcoming"] is upcoming), key=lambda launch: launch["date_utc"]
    )


def without(state: State, *ids: str) -> State:
    """A copy of the state in which these launches have vanished."""
    left = deepcopy(state)
    left.launches = [launch for launch in left.launches if launch["id"] not in ids]
    return left


def compact(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def oddly_spaced(document: object) -> bytes:
    """The same document as nobody writes it: white space of all kinds, and escapes that need not be."""
    return json.dumps(document, indent="\t ", separators=(" \n,", " :\r\n")).replace("/", "\\/").encode()


def serving(edit: Callable[[dict[str, bytes]], Served]) -> Respond:
    """Answer with the bytes that `edit` makes of the documents, by id, that the API would have sent."""

    def respond(_request: Request, proceed: Callable[[], Answer]) -> Answer:
        found = {document["id"]: compact(document) for document in json.loads(proceed().body)["docs"]}
        documents = edit(found)
        return of_json(b'{ "docs" : [ ' + b" ,\n ".join(documents) + b' ], "totalDocs" : %d }' % len(documents))

    return respond


def with_changes(replaced: dict[str, bytes], *added: bytes) -> Respond:
    """Answer with some documents replaced, where they are asked for, and others added."""
    return serving(lambda found: [replaced.get(each, found[each]) for each in found] + list(added))


def formatted_otherwise(_request: Request, proceed: Callable[[], Answer]) -> Answer:
    """Answer with the same documents in other bytes: keys in another order, odd white space."""
    page = json.loads(proceed().body)
    return of_json(oddly_spaced(_reordered(page)))


def _reordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _reordered(value[key]) for key in sorted(value, reverse=True)}
    return [_reordered(item) for item in value] if isinstance(value, list) else value
