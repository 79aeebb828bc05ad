"""Runs many cycles, one after the other: `python -m bench.soak [CYCLES]` exits 1 if time, catalogs or disk grow.

Every tenth cycle is full. Now and then the source corrects a launch, serves one that is invalid, or is down. The ledger
keeps what the last minute has left, so that it is as long in the end as after the first cycles.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psycopg
from psycopg.rows import class_row

from local.answers import Answer
from local.api import RecordedApi
from local.login import Login
from local.postgres import Postgres
from local.state import State

CYCLES, WINDOW = 2_000, 200
# The last window by the first one may be at most this.
MOST = {"seconds": 1.25, "catalogs": 1.1, "database": 1.1}
MIB = 1024 * 1024
USER, PASSWORD, READER_PASSWORD = "soak_job", "soak-job-password", "soak-reader-password"
CHECKOUT = Path(__file__).parent.parent
SIZES = """
SELECT
    pg_database_size(current_database()) AS database,
    (SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class
     WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r') AS catalogs,
    (SELECT count(*) FROM ops.cycles) AS ledger_rows
"""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the database is, in bytes, and its ledger, in rows."""

    database: int
    catalogs: int
    ledger_rows: int


@dataclass(frozen=True, slots=True)
class Window:
    """The median time of WINDOW cycles, and the sizes after them."""

    seconds: float
    sizes: Sizes


@contextmanager
def database() -> Iterator[tuple[Login, psycopg.Connection[Sizes]]]:
    """An empty database: the job's login, and an administrator's connection."""
    with tempfile.TemporaryDirectory(prefix="spacex-elt-soak-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = Postgres(folder / "postgres")
        server.start()
        try:
            login = server.create_database("launches", USER, PASSWORD, READER_PASSWORD)
            dsn = server.admin("launches").dsn()
            with psycopg.connect(dsn, autocommit=True, row_factory=class_row(Sizes)) as administrator:
                yield login, administrator
        finally:
            server.stop("immediate")


class Source(RecordedApi):
    """The recorded API, which gets some news before a cycle."""

    def __init__(self) -> None:
        super().__init__(State.sample())
        self._invalid, self._name = self.state.launches[0], self.state.launches[0]["name"]

    def prepare(self, number: int) -> None:
        """Be as a cycle of this number shall find it."""
        self.respond = lambda _request, proceed: proceed()
        self._invalid["name"] = self._name
        if number % 50 == 10:
            self.state.launches[number % 100]["details"] = f"corrected before cycle {number}"
        if number % 50 == 20:
            self._invalid["name"] = number
        if number % 100 == 30:
            self.respond = lambda _request, _proceed: Answer(503, {}, b"")


def run(environment: dict[str, str], number: int) -> float:
    """Run one cycle; return how long it took, or raise if it did not end as it should."""
    variables = {"MODE": "full" if number % 10 == 0 else "incremental", **environment}
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "job"], cwd=CHECKOUT, env=variables, capture_output=True, text=True, check=False
    )
    seconds = time.monotonic() - begun
    if done.returncode != (69 if number % 100 == 30 else 0):
        raise RuntimeError(f"cycle {number} ended with {done.returncode}:\n{done.stderr}")
    return seconds


def soak(cycles: int) -> list[Window]:
    windows, seconds = [], []
    with database() as (login, administrator), Source() as api:
        environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            **login.environment(),
            "API_URL": api.launches_url,
            "API_MAX_ATTEMPTS": "1",
            "LEDGER_RETENTION_DAYS": str(60 / 86_400),
        }
        print(f"{'cycles':>7} {'seconds':>8} {'catalogs MiB':>13} {'database MiB':>13} {'ledger rows':>12}")
        for number in range(1, cycles + 1):
            api.prepare(number)
            seconds.append(run(environment, number))
            if number % WINDOW == 0:
                (sizes,) = administrator.execute(SIZES).fetchall()
                windows.append(Window(median(seconds[-WINDOW:]), sizes))
                print(
                    f"{number:7} {windows[-1].seconds:8.3f} {sizes.catalogs / MIB:13.2f} {sizes.database / MIB:13.2f}"
                    f" {sizes.ledger_rows:12}",
                    flush=True,
                )
    return windows


def main(cycles: int) -> int:
    first, *_, last = soak(cycles)
    ratios = {
        "seconds": last.seconds / first.seconds,
        "catalogs": last.sizes.catalogs / first.sizes.catalogs,
        "database": last.sizes.database / first.sizes.database,
    }
    for figure, ratio in ratios.items():
        print(f"{figure}: the last {WINDOW} cycles by the first: {ratio:.2f}, at most {MOST[figure]:.2f}")
    return 1 if any(ratio > MOST[figure] for figure, ratio in ratios.items()) else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else CYCLES))
