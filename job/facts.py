"""Facts: what one cycle has learnt so far; the ledger, the metrics and the closing log line are made of them."""

import resource
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from job import __version__

STEPS = ("lock", "migrate", "extract", "load", "transform", "check")
_MOST_DRIFT = 100


@dataclass(frozen=True, slots=True)
class Tally:
    """A cycle's records by outcome; in a succeeded one `fetched` is the sum of the others but `removed`."""

    fetched: int = 0
    inserted: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    upcoming: int = 0
    rejected: int = 0


@dataclass(slots=True)
class Traffic:
    """What was sent to the source: every try is a request, every try but the first of a page a retry."""

    requests: int = 0
    retries: int = 0


@dataclass(slots=True)
class Facts:
    """The facts of one cycle; of a step that was not reached, the zeros stand."""

    cycle_id: str
    mode: str | None = None
    opened: bool = False
    staging: bool = False
    started: float = field(default_factory=time.time)
    fetched: int = 0
    upcoming: int = 0
    rejected: int = 0
    validated: int = 0
    inserted: int = 0
    changed: int = 0
    removed: int = 0
    written: bool = False
    drift: set[str] = field(default_factory=set)
    traffic: Traffic = field(default_factory=Traffic)
    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(STEPS, 0.0))
    standing: dict[str, float] = field(default_factory=dict)
    trino_matches: int = -1

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure a step, also when it fails."""
        begun = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] += time.monotonic() - begun

    def count(self, *, fetched: int, upcoming: int, rejected: int, drift: Iterable[str], validated: int = 0) -> None:
        """Add one page; of drifted fields not more names, nor longer ones, than a person would read."""
        self.validated += validated
        self.fetched += fetched
        self.upcoming += upcoming
        self.rejected += rejected
        for name in drift:
            if len(self.drift) < _MOST_DRIFT:
                self.drift.add(name[:100])

    def write(self, *, inserted: int, changed: int, removed: int) -> None:
        """Note what was written, in a transaction that may yet be rolled back."""
        self.inserted, self.changed, self.removed = inserted, changed, removed
        self.written = True

    def tally(self) -> Tally:
        """Return the records by outcome; without a commit nothing is inserted, changed or removed."""
        if not self.written:
            return Tally(fetched=self.fetched, upcoming=self.upcoming, rejected=self.rejected)
        stored = self.inserted + self.changed
        return Tally(
            fetched=self.fetched,
            inserted=self.inserted,
            changed=self.changed,
            unchanged=self.fetched - self.upcoming - self.rejected - stored,
            removed=self.removed,
            upcoming=self.upcoming,
            rejected=self.rejected,
        )

    def numbers(self, exit_code: int) -> dict[str, Any]:
        """Return every metric's fact by the metric's name; those of a success only after one."""
        now = time.time()
        success = {"last_success_timestamp_seconds": now} if exit_code == 0 else {}
        if exit_code == 0 and self.mode == "full":
            success["last_full_timestamp_seconds"] = now
        return success | {
            "last_cycle_timestamp_seconds": now,
            "last_cycle_exit_code": int(exit_code),
            "last_cycle_duration_seconds": round(now - self.started, 3),
            "step_duration_seconds": {step: round(seconds, 6) for step, seconds in self.seconds.items()},
            "records": asdict(self.tally()),
            "api_requests": self.traffic.requests,
            "api_retries": self.traffic.retries,
            "peak_memory_bytes": _peak_memory_bytes(),
            "schema_drift_fields": len(self.drift),
            "trino_matches": self.trino_matches,
            "build_info": {__version__: 1},
            **self.standing,
        }


def _peak_memory_bytes() -> int:
    # getrusage remembers the peak of whatever started this process; Linux tells that of this program alone.
    with suppress(OSError, StopIteration):
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
