"""Holds this program to its own speed: `python -m bench.check` exits 1 when it has become 1.5 × as slow (2 minutes).

Only ratios are held, of two figures of the same round. CPU, WAL and memory are steady on a busy machine, the clock is
not: of CPU the median of the rounds counts, of the clock the best round. A bound is about 1.4 × what was measured when
it was set; who makes the program faster sets it anew, who makes it slower says in the commit why.
"""

import sys
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench import rounds
from bench.contenders import CONTENDERS, OURS

MIB = 1024 * 1024
ROUNDS = {205: 7, 20_000: 3}


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure of this program in a scenario, by that of another contender, may be `most`."""

    count: int
    scenario: str
    figure: str
    other: str
    other_scenario: str
    most: float

    def found(self, measured: list[dict[str, Any]]) -> float:
        ratios: list[float] = [
            each[OURS][self.scenario][self.figure] / (each[self.other][self.other_scenario][self.figure] or 0.01)
            for each in measured
        ]
        return min(ratios) if self.figure == "seconds" else median(ratios)


BOUNDS = (
    Bound(205, "full", "cpu", "the floor", "full", 1.4),
    Bound(205, "nothing new", "cpu", "the floor", "nothing new", 1.4),
    Bound(205, "nothing new", "seconds", "the floor", "nothing new", 1.4),
    Bound(20_000, "full", "cpu", "the floor", "full", 2.1),
    Bound(20_000, "full", "server_cpu", "the limit", "full", 1.75),
    Bound(20_000, "full", "seconds", "the limit", "full", 2.4),
    Bound(20_000, "full", "wal", "the limit", "full", 2.2),
    Bound(20_000, "full", "memory", "the floor", "full", 1.05),
    Bound(20_000, "nothing new", "cpu", "the floor", "nothing new", 1.8),
    Bound(20_000, "nothing new", "server_cpu", "the limit", "full", 0.22),
    Bound(20_000, "nothing new", "seconds", "the limit", "full", 0.8),
    Bound(20_000, "nothing new, incremental", "seconds", "the floor", "nothing new", 0.7),
)


def main() -> int:
    measured = {count: rounds.run(count, times, CONTENDERS)[0] for count, times in ROUNDS.items()}
    slower = 0
    print(f"{'N':>7} {'scenario':26} {'figure':11} {'by that of':24} {'found':>6} {'most':>6}")
    for bound in BOUNDS:
        found = bound.found(measured[bound.count])
        other = f"{bound.other}, {bound.other_scenario}"
        mark = "" if found <= bound.most else "  <- slower than it was"
        print(f"{bound.count:7} {bound.scenario:26} {bound.figure:11} {other:24} {found:6.2f} {bound.most:6.2f}{mark}")
        slower += found > bound.most
    return 1 if slower else 0


if __name__ == "__main__":
    sys.exit(main())
