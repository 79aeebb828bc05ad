"""Query: runs one of the analyses and prints its rows."""

import re
from typing import Any

from job.databases import postgres, sqlfiles, trino
from job.errors import ExitCode, UsageError
from job.observe import output
from job.settings import Settings
from job.signals import Deadline

_FOLDER = "analyses"
TRINO_SECONDS = 300.0


def run(settings: Settings, deadline: Deadline, name: str | None, engine: str, form: str) -> ExitCode:
    """Run an analysis, given by number, name or both, on `trino` or `postgres`; print its rows in one of FORMATS."""
    analysis = find(name or "")
    if engine == "trino":
        columns, rows = trino.ask(settings, sqlfiles.read(analysis), seconds=TRINO_SECONDS, deadline=deadline)
    else:
        columns, rows = _ask_postgres(settings, analysis)
    output.show(output.render(columns, rows, form))
    return ExitCode.OK


def _ask_postgres(settings: Settings, analysis: str) -> tuple[list[str], list[Any]]:
    with postgres.connect(settings) as warehouse:
        return warehouse.table(analysis)


def show_list(form: str) -> None:
    """Print every analysis and the question that it answers."""
    rows = [[sqlfiles.stem(name), sqlfiles.purpose(name).partition(": ")[2]] for name in sqlfiles.names(_FOLDER)]
    output.show(output.render(["analysis", "question"], rows, form))


def find(name: str) -> str:
    """Return the analysis whose number, name or stem is `name`; raise UsageError, with the list, where none is."""
    stems = [sqlfiles.stem(each) for each in sqlfiles.names(_FOLDER)]
    found = [stem for stem in stems if name in (stem, *re.split("_", stem, maxsplit=1))]
    if len(found) != 1:
        raise UsageError(f"{name!r} is not one of the analyses: {', '.join(stems)}")
    return f"{_FOLDER}/{found[0]}"
