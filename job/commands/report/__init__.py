"""Report: writes one HTML page of charts and tables, which loads nothing else; see docs/decisions.md, 31."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from job.databases import postgres, sqlfiles
from job.databases.warehouse import Warehouse
from job.errors import ConfigurationError, ExitCode
from job.observe import output
from job.settings import Settings

_EXTRA = "pip install 'spacex-elt[report]'; of the container image, take the tag that ends in -report."
# The part of sources that say when launches are planned for; it has what 13 and 14 say, and countdowns.
_SCHEDULE = (
    "commands/report/next_launches",
    "commands/report/changes_of_the_week",
    "commands/report/slips_by_week",
    "analyses/15_slips_by_rocket",
    "commands/report/slips_by_site",
)
_IN_SCHEDULE = {"analyses/13_next_launches", "analyses/14_schedule_changes", *_SCHEDULE}
_PATH = "--out takes the path of a file in an existing, writable folder, or - for stdout."


def run(settings: Settings, out: str) -> ExitCode:
    """Write the page to the file `out`, atomically, and print its path; or print the page, if `out` is `-`.

    Raises ConfigurationError when the extra `report` is not installed, or `out` cannot be written.
    """
    try:
        from job.commands.report import page
    except ModuleNotFoundError as missing:
        raise ConfigurationError(f"`report` needs {missing.name}, which is not installed", hint=_EXTRA) from None
    path = None if out == "-" else _writable(Path(out))
    with postgres.connect(settings) as warehouse, warehouse.transaction(rollback=True):
        content = _read(warehouse)
    html = page.render(**content)
    if path:
        _write(html, path)
    output.show(f"{path}\n" if path else html)
    return ExitCode.OK


def _read(warehouse: Warehouse) -> dict[str, Any]:
    """Return what the page shows, all from one snapshot of the database."""
    if not warehouse.scalar("steps/migrate/ledger"):
        return {"cycles": [], "freshness": [], "figures": [], "gaps": None, "schedule": [], "answers": []}
    has_schedule = warehouse.scalar("commands/report/has_schedule")
    schedule = _SCHEDULE if has_schedule else ()
    names = ["commands/report/every_launch", *sqlfiles.names("analyses")]
    answers = [name for name in names if not (has_schedule and name in _IN_SCHEDULE)]
    return {
        "cycles": warehouse.table("commands/status/cycles").mappings(),
        "freshness": warehouse.table("commands/status/freshness").mappings(),
        "figures": warehouse.table("commands/report/figures").mappings(),
        "gaps": warehouse.table("commands/report/gaps"),
        "schedule": [(name, *warehouse.table(name)) for name in schedule],
        "answers": [(name, *warehouse.table(name)) for name in answers],
    }


def _writable(out: Path) -> Path:
    """Return the resolved path; raise ConfigurationError when it cannot be that of a file."""
    path = out.resolve()
    if not path.parent.is_dir() or (path.exists() and not path.is_file()):
        raise ConfigurationError(f"{out} cannot be a file", hint=_PATH)
    return path


def _write(text: str, path: Path) -> None:
    """Write a file so that a reader sees the old text or the new one, never a part."""
    # In the same folder: a rename is atomic only within one file system.
    draft = path.with_name(f".{path.name[:200]}.{uuid4().hex}")
    try:
        with draft.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise ConfigurationError(f"cannot write {path}: {error.strerror}", hint=_PATH) from error
    finally:
        with suppress(OSError):
            draft.unlink()
