"""Runs the benchmark: `python -m bench 205 20000` measures, writes bench/results/ and bench/RESULTS.md."""

import argparse

from bench import report, rounds
from bench.contenders import CONTENDERS, PEERS


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("counts", type=int, nargs="+", metavar="N", help="how many launches")
    parser.add_argument("--times", type=int, default=5, help="rounds; what is told is the median of their ratios")
    parser.add_argument("--only", nargs="*", help="the names of those who take part; default: all")
    parser.add_argument("--limit", type=float, default=rounds.SECONDS_LIMIT, help="seconds after which one is stopped")
    asked = parser.parse_args()
    who = [each for each in (*CONTENDERS, *PEERS) if not asked.only or each.name in asked.only]
    for count in asked.counts:
        measured, server = rounds.run(count, asked.times, who, asked.limit)
        report.keep(count, measured, f"PostgreSQL {server}")
    report.write()


if __name__ == "__main__":
    main()
