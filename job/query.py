"""Query: asks one of the analyses and prints its answer."""

import re
import sys

from job import database, present, sqlfiles
from job.errors import ExitCode, SourceError, UsageError
from job.settings import Settings

_FOLDER = "analyses"


def run(settings: Settings, name: str | None, engine: str, form: str) -> ExitCode:
    """Ask the engine the analysis that `name` names (number, name or both) and print the rows to stdout."""
    analysis = find(name or "")
    if engine == "trino":
        raise SourceError("this version asks no Trino yet", hint="Use --engine postgres.")
    with database.connect(settings) as warehouse:
        columns, rows = warehouse.table(analysis)
    sys.stdout.write(present.rows(columns, rows, form))
    return ExitCode.OK


def show_list(form: str) -> None:
    """Print every analysis with the question it answers."""
    rows = [[sqlfiles.stem(name), sqlfiles.purpose(name).partition(": ")[2]] for name in sqlfiles.names(_FOLDER)]
    sys.stdout.write(present.rows(["analysis", "question"], rows, form))


def find(name: str) -> str:
    """Return the one analysis whose number, name or stem is `name`; UsageError with the list otherwise."""
    stems = [sqlfiles.stem(each) for each in sqlfiles.names(_FOLDER)]
    found = [stem for stem in stems if name in (stem, *re.split("_", stem, maxsplit=1))]
    if len(found) != 1:
        raise UsageError(f"{name!r} names {len(found)} of the analyses: {', '.join(stems)}")
    return f"{_FOLDER}/{found[0]}"
