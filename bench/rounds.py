"""Rounds: everybody does everything once in each, so that what is compared was measured side by side."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from bench import contenders, measure
from bench.contenders import SCENARIOS, Contender, Place
from bench.measure import Server
from local.postgres import Postgres

SECONDS_LIMIT = 3600.0


@contextmanager
def postgres(folder: Path) -> Iterator[Server]:
    """A server of the benchmark's own, as its package sets it up: fsync on, 128 MB of shared buffers."""
    server = Postgres(folder / "postgres")
    server.start()
    try:
        yield Server(server)
    finally:
        server.stop("immediate")


@contextmanager
def api(count: int) -> Iterator[str]:
    """The stand-in API in a process of its own."""
    command = [sys.executable, "-m", "bench.api", str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=contenders.CHECKOUT) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def ask(url: str, method: str = "GET") -> str:
    with urlopen(Request(url, method=method)) as answer:  # noqa: S310 - our own server
        return str(answer.read().decode())


def attempt(contender: Contender, server: Server, url: str, folder: Path, limit: float) -> dict[str, Any]:
    """Let one contender do all that it can, one thing after the other, in a database of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    name = "bench"
    server.postgres.psql("postgres", "-c", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    login = server.postgres.create_database(name, "bench", "bench", "bench")
    if contender.prepare:
        server.postgres.psql(name, "-c", f"SET ROLE bench; {contender.prepare}")
    place = Place(url, login, server.postgres.bin / "psql", folder)
    measured: dict[str, Any] = {}
    for scenario in SCENARIOS:
        if scenario.name not in contender.scenarios:
            continue
        ask(f"{url}/step/{scenario.step}", "POST")
        ask(f"{url}/requests")
        environment = place.environment(MODE=scenario.mode, **contender.variables)
        cost = measure.run(server, contender.command(), environment, folder, limit)
        measured[scenario.name] = asdict(cost) | {"requests": int(ask(f"{url}/requests")), "steps": steps(folder)}
        print(f"  {contender.name:14} {scenario.name:26} {cost.seconds:8.3f} s {cost.failed}", file=sys.stderr)
        if cost.failed:
            print((folder / "output.txt").read_text()[-2000:], file=sys.stderr)
            break
    return measured


def steps(folder: Path) -> dict[str, float]:
    """What this program's own log says of its steps; of the others nothing is known."""
    for line in reversed((folder / "output.txt").read_text(errors="replace").splitlines()):
        if line.startswith("{") and "step_duration_seconds" in line:
            return dict(json.loads(line)["step_duration_seconds"])
    return {}


def run(
    count: int, times: int, who: Sequence[Contender], limit: float = SECONDS_LIMIT
) -> tuple[list[dict[str, Any]], str]:
    """Return `times` rounds, and the server's version; in a round all take their turn, each time another one first."""
    rounds = []
    with tempfile.TemporaryDirectory(prefix="spacex-elt-bench-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with postgres(folder) as server, api(count) as url:
            version = server.postgres.psql("postgres", "-Atc", "SHOW server_version").strip()
            for number in range(times):
                print(f"N = {count}, round {number + 1} of {times}", file=sys.stderr)
                turn = [*who[number % len(who) :], *who[: number % len(who)]]
                rounds.append({each.name: attempt(each, server, url, folder / "work", limit) for each in turn})
    return rounds, version
