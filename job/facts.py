"""Facts: what is known about one cycle so far; the source of its ledger row, its metrics and its closing log line."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import IntEnum
from typing import Any, Protocol

from job import __version__, memory
from job.traffic import Traffic

STEPS = ("lock", "migrate", "extract", "load", "transform", "check")


class Phase(IntEnum):
    """How far a cycle has come, so how much there is to record when it fails."""

    STARTED = 0  # the ledger does not have this cycle
    OPENED = 1  # the ledger has a row that must be closed
    LANDING = 2  # the temporary tables exist, with the records that were rejected so far
    WRITTEN = 3  # the transaction is complete; whether it was committed is not known


class PageCounts(Protocol):
    """The records of one page by outcome."""

    @property
    def fetched(self) -> int: ...
    @property
    def upcoming(self) -> int: ...
    @property
    def rejected(self) -> int: ...
    @property
    def validated(self) -> int: ...
    @property
    def changes_until(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Tally:
    """A cycle's records by outcome; after a success `fetched` is the sum of all others except `removed`."""

    fetched: int = 0
    inserted: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    upcoming: int = 0
    rejected: int = 0


@dataclass(slots=True)
class Facts:
    """The facts of one cycle; zero for every step that was not reached."""

    cycle_id: str
    mode: str | None = None
    phase: Phase = Phase.STARTED
    started: float = field(default_factory=time.time)
    fetched: int = 0
    upcoming: int = 0
    rejected: int = 0
    validated: int = 0
    inserted: int = 0
    changed: int = 0
    removed: int = 0
    drift: set[str] = field(default_factory=set)
    changes_until: datetime | None = None
    traffic: Traffic = field(default_factory=Traffic)
    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(STEPS, 0.0))
    totals: dict[str, float] = field(default_factory=dict)
    newest_launch: str | None = None
    trino_matches: int = -1

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Add the time that a step takes, also when it fails."""
        started = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] += time.monotonic() - started

    def elapsed(self) -> float:
        """Return the seconds since the cycle began."""
        return time.time() - self.started

    def count(self, page: PageCounts) -> None:
        """Add one page."""
        self.fetched += page.fetched
        self.upcoming += page.upcoming
        self.rejected += page.rejected
        self.validated += page.validated
        if page.changes_until is not None:
            self.changes_until = max(page.changes_until, self.changes_until or page.changes_until)

    def write(self, *, inserted: int, changed: int, removed: int) -> None:
        """Note what the transaction wrote, right before its COMMIT."""
        self.inserted, self.changed, self.removed = inserted, changed, removed
        self.phase = Phase.WRITTEN

    def roll_back(self) -> None:
        """Note that the transaction was not committed."""
        self.phase = min(self.phase, Phase.LANDING)

    def tally(self) -> Tally:
        """Return the records by outcome; without a commit nothing is inserted, changed or removed."""
        received = Tally(fetched=self.fetched, upcoming=self.upcoming, rejected=self.rejected)
        if self.phase is not Phase.WRITTEN:
            return received
        unchanged = self.fetched - self.upcoming - self.rejected - self.inserted - self.changed
        return replace(
            received, inserted=self.inserted, changed=self.changed, unchanged=unchanged, removed=self.removed
        )

    def numbers(self, exit_code: int) -> dict[str, Any]:
        """Return the value of every metric by its name; `last_success_*` and `last_full_*` only after a success."""
        now = time.time()
        success = {"last_success_timestamp_seconds": now} if exit_code == 0 else {}
        if exit_code == 0 and self.mode == "full":
            success["last_full_timestamp_seconds"] = now
        limit = {} if self.traffic.calls_left is None else {"api_calls_left": self.traffic.calls_left}
        return (
            success
            | limit
            | {
                "last_cycle_timestamp_seconds": now,
                "last_cycle_exit_code": int(exit_code),
                "last_cycle_duration_seconds": round(now - self.started, 3),
                "step_duration_seconds": {step: round(seconds, 6) for step, seconds in self.seconds.items()},
                "records": asdict(self.tally()),
                "api_requests": self.traffic.requests,
                "api_retries": self.traffic.retries,
                "peak_memory_bytes": memory.peak_bytes(),
                "schema_drift_fields": len(self.drift),
                "trino_matches": self.trino_matches,
                "build_info": {__version__: 1},
                **self.totals,
            }
        )
