"""Prints the demonstration: at most 100 columns wide, in colours only on a terminal."""

import os
import sys
import textwrap

WIDTH = 100
_STYLES = {"title": "1", "command": "36", "good": "32", "bad": "33", "source": "35"}


class Printer:
    """Writes to stdout, in UTF-8."""

    def __init__(self) -> None:
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")
        self._colours = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"

    def title(self, text: str) -> None:
        self._print("")
        self._print(text, "title")

    def paragraph(self, text: str, style: str = "", first: str = "    ", indent: str = "    ") -> None:
        """Print words, wrapped."""
        wrapped = textwrap.fill(" ".join(text.split()), WIDTH, initial_indent=first, subsequent_indent=indent)
        self._print(wrapped, style)

    def command(self, text: str) -> None:
        first, *more = text.splitlines()
        self._print("\n".join([f"    $ {first}", *(f"      {line}" for line in more)]), "command")

    def output(self, text: str, style: str = "") -> None:
        """Print lines of a command, wrapped where they are too long."""
        for line in map(str.rstrip, text.rstrip().splitlines()):
            fits = textwrap.fill(line, WIDTH - 6, subsequent_indent="    ", break_on_hyphens=False) if line else ""
            self._print(fits, style, indent="      ")

    def exit_code(self, code: int) -> None:
        self._print(f"exit code {code}", "bad" if code else "good", indent="      ")

    def proven(self, text: str) -> None:
        self.paragraph(text, "good", first="    ✔ ", indent="      ")

    def failed(self, text: str) -> None:
        self._print(f"\n    ✘ {text}", "bad")

    def _print(self, text: str, style: str = "", indent: str = "") -> None:
        text = textwrap.indent(text, indent)
        print(f"\033[{_STYLES[style]}m{text}\033[0m" if self._colours and style else text, flush=True)
