"""What a recorded API serves: lists of documents, which a test may change between two requests."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self, TypeVar

Document = dict[str, Any]
T = TypeVar("T")
Stored = tuple[str, Document]

COLLECTIONS = ("launches", "payloads", "rockets", "launchpads", "cores", "landpads", "crew", "capsules")
OF_THE_SAMPLE = ("cores", "landpads", "crew", "capsules")  # no recorded state has all of these
SAMPLE = Path(__file__).parent / "sample"
_ID = re.compile(r"[0-9a-f]{24}")


@dataclass
class State:
    """The collections. `settled` promises that nothing in them changes: orders and written documents are then kept."""

    launches: list[Document] = field(default_factory=list)
    payloads: list[Document] = field(default_factory=list)
    rockets: list[Document] = field(default_factory=list)
    launchpads: list[Document] = field(default_factory=list)
    cores: list[Document] = field(default_factory=list)
    landpads: list[Document] = field(default_factory=list)
    crew: list[Document] = field(default_factory=list)
    capsules: list[Document] = field(default_factory=list)
    settled: bool = False
    _kept: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def sample(cls) -> Self:
        """Return the bundled sample: the last state of the API, with texts and links of our own."""
        return cls.recorded(SAMPLE)

    @classmethod
    def of(cls, **collections: list[Document]) -> Self:
        """Return the sample with some collections replaced: `State.of(launches=[...])`."""
        return replace(cls.sample(), **collections)  # type: ignore[arg-type]

    @classmethod
    def recorded(cls, folder: Path) -> Self:
        """Read `launches.json` and so on from a folder; a file that is missing is an empty collection.

        Cores, landpads, crew and capsules are those of the sample.
        """
        paths = {name: (SAMPLE if name in OF_THE_SAMPLE else folder) / f"{name}.json" for name in COLLECTIONS}
        return cls(**{name: json.loads(path.read_bytes()) for name, path in paths.items() if path.exists()})

    def collection(self, name: str) -> list[Document]:
        documents: list[Document] = getattr(self, name)
        return documents

    def by_id(self, name: str) -> dict[str, Document]:
        """Return the documents of a collection by their ids."""
        return self.keep(("by id", name), lambda: {str(each.get("id")): each for each in self.collection(name)})

    def stored(self) -> list[Stored]:
        """Return the launches, each with the `_id` that it is sorted by.

        A launch without a valid id comes right after the one before it, so that a page can end behind it.
        """
        return self.keep("stored", lambda: _stored(self.launches))

    def keep(self, key: object, make: Callable[[], T]) -> T:
        """Return what `make` returns; a settled state calls it once for each key."""
        if not self.settled:
            return make()
        if key not in self._kept:
            self._kept[key] = make()
        kept: T = self._kept[key]
        return kept


def _stored(launches: list[Document]) -> list[Stored]:
    stored, last = [], ""
    for position, launch in enumerate(launches):
        own = launch.get("id")
        valid = isinstance(own, str) and _ID.fullmatch(own)
        last = str(own) if valid else last
        stored.append((last if valid else f"{last}/{position:09}", launch))
    return stored
