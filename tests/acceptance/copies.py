"""Copies of the program in which one file is another: a version before, a version after, one that somebody edited."""

import shutil
from pathlib import Path

from tests.support.program import CHECKOUT, Program


class Copy:
    """The program's files in a folder of their own, to be edited; `program` runs them."""

    def __init__(self, folder: Path, program: Program) -> None:
        for part in ("job", "sql"):
            shutil.copytree(CHECKOUT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        self.folder = folder
        self.program = Program(program.folder, {**program.environment, "PYTHONPATH": str(folder)})

    def replace(self, path: str, old: str, new: str) -> None:
        """Replace a text that must be in a file of the copy."""
        text = (self.folder / path).read_text()
        if old not in text:
            raise ValueError(f"{old!r} is not in {path}")
        (self.folder / path).write_text(text.replace(old, new))

    def write(self, path: str, text: str) -> None:
        (self.folder / path).write_text(text)
