"""The plans of the analyses as Trino makes them, without what changes from day to day.

make test/trino                        compares them with tests/trino/plans/
python -m tests.trino.plans            writes them anew, from the Trino at TRINO_HOST; read the difference in git
"""

import os
import re
import sys
from pathlib import Path

from job import settings as job_settings
from job.databases import sqlfiles, trino
from job.settings import Settings
from job.signals import Deadline

FOLDER = Path(__file__).parent / "plans"
NODE = re.compile(r"(?P<branch>[ │├└─]*)(?P<node>[A-Z][A-Za-z]+)(?P<detail>\[.*\])?$")
SECONDS = 120


def analyses() -> list[str]:
    return sqlfiles.names("analyses")


def path(name: str) -> Path:
    return FOLDER / f"{sqlfiles.stem(name)}.txt"


def of(settings: Settings, name: str) -> str:
    """Return the nodes of an analysis's plan, one a line, with what each is told; no layouts and no estimates."""
    statement = f"EXPLAIN (TYPE LOGICAL, FORMAT TEXT) {sqlfiles.read(name)}"
    _, ((text,),) = trino.ask(settings, statement, seconds=SECONDS, deadline=Deadline())
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines() if NODE.match(line.rstrip()))


def nodes(plan: str) -> list[str]:
    """Return the kinds of a plan's nodes, from the answer down to the tables."""
    return [found["node"] for line in plan.splitlines() if (found := NODE.match(line))]


def main() -> int:
    if "TRINO_HOST" not in os.environ:
        sys.exit("TRINO_HOST is not set: the plans are asked of a Trino")
    FOLDER.mkdir(exist_ok=True)
    for stale in FOLDER.glob("*.txt"):
        stale.unlink()
    for name in analyses():
        path(name).write_text(of(job_settings.load(), name), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
