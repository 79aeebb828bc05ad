"""Stored: which documents the warehouse holds already, so that they need neither be judged nor sent again."""

import sys
from array import array
from bisect import bisect_left

from job.databases import sqlfiles
from job.databases.postgres import Warehouse
from job.sources.protocol import TimeRange

_BYTES = 8


class Digests:
    """A set of digests that remembers eight bytes of each: a million of them have to fit into the memory of a cycle.

    By chance it takes a new document for a stored one once in 10¹³ cycles of a million; load refuses such a cycle.
    """

    def __init__(self, prefixes: bytes = b"") -> None:
        """Take the first bytes of the digests, one behind the other, in ascending order."""
        self._prefixes = array("Q", prefixes)
        if sys.byteorder == "little":
            self._prefixes.byteswap()

    def __contains__(self, digest: object) -> bool:
        if not isinstance(digest, bytes):
            return False
        wanted = int.from_bytes(digest[:_BYTES], "big")
        place = bisect_left(self._prefixes, wanted)
        return place < len(self._prefixes) and self._prefixes[place] == wanted


def run(warehouse: Warehouse, asked: TimeRange, model: str) -> Digests:
    """Return the digests of the documents within what is asked for that this `model` has judged, and found whole."""
    known = warehouse.scalar(
        "steps/stored/digests", range_from=asked.from_, range_to=asked.to, model=sqlfiles.checksum(model)
    )
    return Digests(known or b"")
