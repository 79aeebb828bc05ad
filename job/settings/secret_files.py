"""Secrets in files, as containers mount them: the variable NAME_FILE names the file that holds NAME."""

import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

_MOST_BYTES = 65_536


def resolve(variables: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return the variables, by lower-case name, with every secret of `names` that a file holds read from there.

    Raises ValueError when a secret and its file are both set, or when a file does not hold a secret.
    """
    secrets = {}
    for name in names:
        path = variables.get(f"{name}_file")
        if path is None:
            continue
        if variables.get(name) is not None:
            raise ValueError(f"{name.upper()} and {name.upper()}_FILE are both set: unset one")
        secrets[name] = _read(f"{name.upper()}_FILE", path)
    return {**variables, **secrets}


def _read(variable: str, path: str | Path) -> str:
    if str(path).startswith("/"):  # what is not a path may be the secret itself
        variable = f"{variable}={path}"
    try:
        secret = _text(Path(path)).rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{variable} cannot be read: {type(error).__name__}") from None
    except ValueError as error:
        raise ValueError(f"{variable} {error}") from None
    if not secret:
        raise ValueError(f"{variable} names an empty file")
    if "\0" in secret:  # libpq would silently use only the text before it
        raise ValueError(f"{variable} names a file that contains U+0000")
    return secret


def _text(path: Path) -> str:
    # A pipe without a writer, or a terminal, would block before there is a deadline; a device may never end.
    if not stat.S_ISREG(path.stat().st_mode):
        raise ValueError("should name a regular file, not a folder, pipe or device")
    with path.open("rb") as file:
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise ValueError(f"names a file of more than {_MOST_BYTES} bytes, which is no secret")
    return content.decode("utf-8")
