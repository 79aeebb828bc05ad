"""A warehouse and a source in which single records go bad: what must hold of them, and of all the others."""

import hashlib
import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from local.api import RecordedApi
from tests.acceptance.reading import documents, tuples
from tests.faults.shelf import Shelf
from tests.faults.spoils import Spoil
from tests.faults.trial import Trial
from tests.support.handmade import launch, raw, record_id
from tests.support.program import Ended

LENIENT = {"MAX_REJECTED_PERCENT": "100", "API_TIMEOUT_SECONDS": "20"}


@dataclass(frozen=True)
class Kept:
    """A row of the quarantine, or what it ought to be."""

    raw: bytes
    digest: bytes
    record_id: str | None


def kept(record: bytes, known_id: str | None) -> Kept:
    return Kept(record, hashlib.sha256(record).digest(), known_id)


@dataclass
class Records:
    """Launches by number; a cycle of theirs is checked against what was served."""

    trial: Trial
    api: RecordedApi
    shelf: Shelf = field(default_factory=lambda: Shelf({}))

    def load(self, *numbers: int) -> None:
        """Serve these launches and load them."""
        self.api.respond = self.shelf
        self.serve(*numbers)
        assert self.trial.job(MODE="full").code == 0

    def serve(self, *numbers: int) -> None:
        """Serve these launches, sound ones, beside what is served already."""
        self.shelf.documents.update({number: raw(launch(number)) for number in numbers})

    def spoil(self, number: int, spoil: Spoil) -> Kept:
        """Serve a spoilt document in place of this launch; return the row that the quarantine should have."""
        record = spoil.make(launch(number))
        self.shelf.documents[number] = record
        return kept(record, record_id(number) if spoil.readable else None)

    def cycle(self, bad: Mapping[Kept, str], new: list[int], **variables: str) -> Ended:
        """Run a cycle: it keeps `bad`, each with these words among its reasons, loads `new`, touches nothing else."""
        before = tuples(self.trial.ask, "public")
        ended = self.trial.succeeds(**{**LENIENT, **variables})
        found = self.trial.ask(
            "SELECT digest, record_id, raw, reasons, first_cycle_id, last_cycle_id, times_seen FROM ops.rejected_records"
            " WHERE resolved_at IS NULL"
        )
        reasons = {Kept(row.raw, row.digest, row.record_id): row.reasons for row in found}
        assert reasons.keys() == bad.keys(), (_shown(bad.keys() - reasons.keys()), _shown(reasons.keys() - bad.keys()))
        for record, words in bad.items():
            assert any(words in reason for reason in reasons[record]), (record.raw[:3000], words, reasons[record])
        cycle_id = ended.finished["cycle_id"]
        assert {(row.first_cycle_id, row.last_cycle_id, row.times_seen) for row in found} == {(cycle_id, cycle_id, 1)}
        self._nothing_else(before, new)
        return ended

    def _nothing_else(self, before: dict[str, set[tuple[str, str, str, str]]], new: list[int]) -> None:
        after = tuples(self.trial.ask, "public")
        for name, rows in before.items():
            assert name == "public.launch_aggregates" or rows <= after[name], name
        assert len(after["public.launches"]) == len(before["public.launches"]) + len(new)
        stored = documents(self.trial.ask)
        assert {number: stored[record_id(number)] for number in new} == {
            number: json.loads(self.shelf.documents[number]) for number in new
        }
        assert len(stored) == len(after["public.launches"])


def _shown(records: AbstractSet[Kept]) -> list[tuple[str | None, bytes]]:
    """Of what differs as much as a person can read."""
    return [(record.record_id, record.raw[:3000]) for record in records][:5]
