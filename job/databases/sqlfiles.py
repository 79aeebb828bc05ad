"""Finds and reads the files of sql/: beside the package in a checkout, inside it in an installed wheel."""

import hashlib
import re
from functools import cache
from pathlib import Path

_INSIDE = Path(__file__).parents[1] / "sql"
FOLDER = _INSIDE if _INSIDE.is_dir() else Path(__file__).parents[2] / "sql"


@cache
def read(name: str) -> str:
    """Return the text of `sql/<name>.sql`, for instance `read("steps/load/insert")`."""
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def names(folder: str) -> list[str]:
    """Return the names (`folder/stem`) of all files of a folder of sql/, sorted."""
    return sorted(f"{folder}/{path.stem}" for path in (FOLDER / folder).glob("*.sql"))


def stem(name: str) -> str:
    """Return the name without its folder: `launches` for `transforms/launches`."""
    return name.rpartition("/")[2]


def checksum(text: str) -> str:
    """Return the SHA-256 of a text in hex: how the ledger of migrations and transforms tells an edit."""
    return hashlib.sha256(text.encode()).hexdigest()


def header(name: str, key: str) -> str | None:
    """Return the value of a `-- key: value` line of the file's opening comment, None without one."""
    for line in read(name).splitlines():
        if not line.startswith("--"):
            return None
        if line.startswith(f"-- {key}:"):
            return line.partition(":")[2].strip()
    return None


def purpose(name: str) -> str:
    """Return what the first line of the file says it is, without the `--`."""
    return read(name).partition("\n")[0].removeprefix("--").strip()


def paragraph(name: str, key: str) -> str:
    """Return what the opening comment says after `-- Key:`, over all its lines; an empty text without one."""
    comment = " ".join(line[2:].strip() or "\n" for line in read(name).splitlines() if line.startswith("--"))
    found = re.search(rf"\b{key}: (.*?)(?=\n|$| [A-Z][a-z]+: )", comment)
    return found[1].strip() if found else ""
