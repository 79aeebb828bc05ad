"""The environment: variables of the process, and of `.env` in the working directory. The only reader of them."""

import os
from pathlib import Path

_FILE = Path(".env")


def variables() -> dict[str, str]:
    """Return the variables by lower-case name. The process overrides the file; an empty variable counts as unset."""
    return _set(_file_variables()) | _set(dict(os.environ))


def _file_variables() -> dict[str, str | None]:
    if not _FILE.is_file():
        return {}
    from dotenv import dotenv_values  # only where there is a file

    # Not interpolated: the library would replace ${NAME} also within single quotes, where the shell and compose do not.
    return dotenv_values(_FILE, encoding="utf-8-sig", interpolate=False)


def _set(variables: dict[str, str | None] | dict[str, str]) -> dict[str, str]:
    return {name.lower(): text for name, text in variables.items() if text}
