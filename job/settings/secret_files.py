"""Secrets in files, as containers mount them: a variable NAME_FILE names the file that holds NAME."""

from pathlib import Path


def read(name: str, path: Path) -> str:
    """Return the secret `name` from its file, without the line end; ValueError says what is wrong with the file."""
    try:
        secret = path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{name}_FILE cannot be read: {type(error).__name__}") from None
    if not secret:
        raise ValueError(f"{name}_FILE names an empty file")
    if "\0" in secret:  # libpq would take what stands before it for all of it
        raise ValueError(f"{name}_FILE names a file with U+0000 in it")
    return secret
