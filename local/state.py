"""What a recorded API holds: lists of documents, to be changed between two requests as a test likes."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, TypeVar

from local import sample
from local.casting import HEX

Document = dict[str, Any]
COLLECTIONS = ("launches", "payloads", "rockets", "launchpads", "cores", "landpads")

Kept = TypeVar("Kept")
Stored = tuple[str, Document]


@dataclass
class State:
    """The collections, each in its natural order.

    A launch is stored under its `id`. A document with a hidden `_id` is stored under that (it is never
    served); one without a well-formed id is stored right after its neighbour, so that the source can page
    past what its reader cannot read. `settled` promises that nothing in it changes any more: orders and
    serialised documents are then kept.
    """

    launches: list[Document] = field(default_factory=list)
    payloads: list[Document] = field(default_factory=list)
    rockets: list[Document] = field(default_factory=list)
    launchpads: list[Document] = field(default_factory=list)
    cores: list[Document] = field(default_factory=list)
    landpads: list[Document] = field(default_factory=list)
    settled: bool = False
    kept: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def sample(cls) -> Self:
        """The bundled last state."""
        return cls(sample.launches(), sample.payloads(), sample.rockets(), sample.launchpads())

    @classmethod
    def of(cls, **collections: list[Document]) -> Self:
        """The sample with some collections replaced: `State.of(launches=[…])`."""
        state = cls.sample()
        for name, documents in collections.items():
            setattr(state, name, documents)
        return state

    @classmethod
    def recorded(cls, folder: Path) -> Self:
        """From a folder of recorded lists (`launches.json` …); a list that is not there is empty."""
        state = cls()
        for collection in COLLECTIONS:
            setattr(state, collection, _recorded(folder, collection))
        return state

    def stored(self) -> list[Stored]:
        """The launches in natural order, each with the `_id` it is stored under."""
        return self.keep("stored", lambda: _stored(self.launches))

    def by_id(self, collection: str) -> dict[str, Document]:
        """A collection's documents by id; empty where the state does not hold that collection."""
        documents: list[Document] = getattr(self, collection, [])
        return self.keep(("by id", collection), lambda: {str(doc.get("id")): doc for doc in documents})

    def keep(self, key: object, make: Callable[[], Kept]) -> Kept:
        """What `make` makes; in a settled state only once."""
        if not self.settled:
            return make()
        if key not in self.kept:
            self.kept[key] = make()
        kept: Kept = self.kept[key]
        return kept


def _recorded(folder: Path, name: str) -> list[Document]:
    for path in (folder / f"{name}.json", folder / "partial" / f"{name}.json"):
        if path.exists():
            documents: list[Document] = json.loads(path.read_text(encoding="utf-8"))
            return documents
    return []


def _stored(launches: list[Document]) -> list[Stored]:
    stored, neighbour = [], ""
    for position, launch in enumerate(launches):
        own = launch.get("_id", launch.get("id"))
        if isinstance(own, str) and HEX.fullmatch(own):
            neighbour = own.lower()
            stored.append((neighbour, launch))
        else:
            stored.append((f"{neighbour}/{position:09}", launch))
    return stored
