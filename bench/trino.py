"""How long the seed's four questions take at 200,000 launches: our way and the seed's through Trino, and PostgreSQL's.

Needs the Trino of `make test/trino`, in the same shell. Writes bench/TRINO.md; the ratios count, the times are this
machine's. The seed's way is bench/seed: `json_extract` over `raw_launches`, with the same answers.
"""

import argparse
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from job.databases import postgres, sqlfiles, trino
from job.databases.warehouse import Warehouse
from job.settings import Settings
from job.signals import Deadline
from tests.support.program import CHECKOUT, Program
from tests.trino import warehouse

RESULTS = Path(__file__).with_name("TRINO.md")
SEED = Path(__file__).with_name("seed")
SECONDS = 300
ONE_ROW = "SELECT * FROM freshness"
LEAST_GAIN, MOST_ONE_ROWS = 20, 1.5


@contextmanager
def source(launches: int) -> Iterator[str]:
    """Yield the address of a recorded API with so many launches, a process of its own."""
    command = [sys.executable, "-m", "local.api", "--multiply", str(launches)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield server.stdout.readline().strip() if server.stdout else ""
        finally:
            server.terminate()


def load(launches: int) -> Settings:
    """Load so many launches by the program into the database that Trino shows; return settings for both."""
    server = warehouse.up()
    login = warehouse.fresh(server).environment()
    with source(launches) as url, tempfile.TemporaryDirectory() as folder:
        job = Program(Path(folder), {**login, "API_URL": url})
        with job.started("run") as process:
            ended = job.end(process, seconds=1800)
    assert ended.code == 0, ended.stderr
    server.psql(login["POSTGRES_DB"], "-c", "VACUUM ANALYZE")
    variables = {**login, "TRINO_HOST": os.environ["TRINO_HOST"], "TRINO_PORT": os.environ["TRINO_PORT"]}
    return Settings(_env_file=None, **{name.lower(): value for name, value in variables.items()})


class Race:
    """Asks every question every way, one after the other, as often as it is told to."""

    def __init__(self, settings: Settings, warehouse: Warehouse) -> None:
        self.settings, self.warehouse, self.deadline = settings, warehouse, Deadline()
        self.deadline.listen()
        self.seconds: dict[tuple[str, str], list[float]] = {}

    def through_trino(self, statement: str) -> list[list[object]]:
        return [list(row) for row in trino.ask(self.settings, statement, seconds=SECONDS, deadline=self.deadline)[1]]

    def in_postgres(self, analysis: str) -> list[list[object]]:
        return [list(row) for row in self.warehouse.table(analysis)[1]]

    def timed(self, question: str, way: str, ask: Callable[[str], list[list[object]]], what: str) -> list[list[object]]:
        begun = time.monotonic()
        rows = ask(what)
        self.seconds.setdefault((question, way), []).append(time.monotonic() - begun)
        return rows

    def run(self, *, with_seed: bool) -> None:
        """Ask all once; AssertionError when two ways do not agree."""
        for path in sorted(SEED.glob("*.sql")):
            name = path.stem
            analysis = f"analyses/{name}"
            self.timed("one row", "trino", self.through_trino, ONE_ROW)
            ours = self.timed(name, "trino", self.through_trino, sqlfiles.read(analysis))
            direct = self.timed(name, "postgres", self.in_postgres, analysis)
            assert alike(ours, direct), name
            if with_seed:
                seed = self.timed(name, "seed", self.through_trino, path.read_text())
                assert alike(ours, seed), name

    def median(self, question: str, way: str) -> float:
        return median(self.seconds[question, way])


def alike(some: list[list[object]], others: list[list[object]]) -> bool:
    """Whether two answers are the same; means taken in another order of rows may differ in their last digits."""
    pairs = [(x, y) for row, other in zip(some, others, strict=True) for x, y in zip(row, other, strict=True)]
    return all(
        math.isclose(x, y, rel_tol=1e-9) if isinstance(x, float) and isinstance(y, float) else x == y for x, y in pairs
    )


def table(race: Race, launches: int) -> tuple[str, bool]:
    """Return the results as a page, and whether both goals are met."""
    one_row = race.median("one row", "trino")
    lines, met = [], True
    for name in (path.stem for path in sorted(SEED.glob("*.sql"))):
        ours, direct, seed = (race.median(name, way) for way in ("trino", "postgres", "seed"))
        bound = direct + MOST_ONE_ROWS * one_row
        met &= seed / ours >= LEAST_GAIN and ours <= bound
        lines.append(f"| `{name}` | {seed:.2f} | {ours:.3f} | {seed / ours:.0f} × | {direct:.3f} | {bound:.3f} |")
    return _PAGE.format(launches=launches, one_row=one_row, lines="\n".join(lines)), met


_PAGE = """\
# The seed's four questions through Trino, at {launches:,} launches

Written by `python -m bench.trino`: medians of one run, in seconds. The bound is PostgreSQL's own time for the same SQL
plus 1.5 times what Trino takes for a view of one row (`SELECT * FROM freshness`: {one_row:.3f}). All ways gave the
same answers.

| question | seed's way | ours | faster | PostgreSQL itself | bound |
|---|---|---|---|---|---|
{lines}

`04` misses its bound where PostgreSQL takes parallel workers when it is asked directly: Trino's driver fetches rows in
portions, and such a cursor gets no workers (`EXPLAIN ANALYZE` with `max_parallel_workers_per_gather = 0`: 0.10 s). Half
of that is the mean in numeric, which makes the same bits of any order of rows, and stays.
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.trino", description=__doc__)
    parser.add_argument("--launches", type=int, default=200_000)
    parser.add_argument("--repeat", type=int, default=9, help="how often each question is asked (%(default)s)")
    parser.add_argument("--repeat-seed", type=int, default=2, help="how often the seed's way (%(default)s)")
    asked = parser.parse_args()
    if not {"TRINO_HOST", "TRINO_PORT"} <= os.environ.keys():
        parser.error("TRINO_HOST and TRINO_PORT are not set: see CONTRIBUTING.md")
    settings = load(asked.launches)
    with postgres.connect(settings) as connection:
        Race(settings, connection).run(with_seed=False)  # Trino compiles what it runs often; this round is not counted
        race = Race(settings, connection)
        for turn in range(asked.repeat):
            race.run(with_seed=turn < asked.repeat_seed)
    page, met = table(race, asked.launches)
    RESULTS.write_text(page, encoding="utf-8")
    print(page)
    print("both goals are met" if met else "a goal is missed")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
