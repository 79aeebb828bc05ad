"""The environment: variables of the process, and of `.env` in the working directory. The only reader of them."""

import os
from pathlib import Path

_FILE = Path(".env")
_LOCAL_STACK = Path(".local/env")


def process() -> dict[str, str]:
    """Return the variables of the process; an empty one counts as unset."""
    return {name: value for name, value in os.environ.items() if value}


def file() -> dict[str, str]:
    """Return likewise the variables of `.env`."""
    if not _FILE.is_file():
        return {}
    from dotenv import dotenv_values  # only where there is a file

    # Not interpolated: the library would replace ${NAME} also within single quotes, where the shell and compose do not.
    found = dotenv_values(_FILE, encoding="utf-8-sig", interpolate=False)
    return {name: value for name, value in found.items() if value}


def how_to_set() -> str:
    """Return how variables can be set here."""
    local = f" Those of the local stack (make run): . {_LOCAL_STACK}" if _LOCAL_STACK.is_file() else ""
    return f"They are set in the environment or in .env; docs/reference.md describes them.{local}"
