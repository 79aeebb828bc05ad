"""The environment: the process's variables and those of `.env` in the working directory (the only reader of them)."""

import os
from pathlib import Path

_FILE = Path(".env")


def variables() -> dict[str, str]:
    """Return what is set, by its name in lower case; the process wins over the file, and what is empty is not set."""
    return _named(_of_file()) | _named(dict(os.environ))


def _of_file() -> dict[str, str | None]:
    if not _FILE.is_file():
        return {}
    from dotenv import dotenv_values

    return dotenv_values(_FILE, encoding="utf-8-sig")


def _named(found: dict[str, str | None] | dict[str, str]) -> dict[str, str]:
    return {name.lower(): text for name, text in found.items() if text}
