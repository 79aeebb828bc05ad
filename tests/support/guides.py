"""The pages of docs/ that guide analysts: their statements, their tables, their diagrams."""

import re
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


@dataclass(frozen=True)
class Snippet:
    """A statement that a page shows, under the heading that it answers."""

    page: str
    heading: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}: {self.heading}: {self.text[:30]}"

    @property
    def only(self) -> str:
        """Whom its first line names, where it is not for both: `Trino`, `PostgreSQL`, or nothing."""
        found = re.match(r"-- (Trino|PostgreSQL)\b", self.text)
        return found[1] if found else ""

    @property
    def of_the_past(self) -> bool:
        """Whether it asks for what was corrected, left or planned: in tests nothing was."""
        return any(word in self.text for word in ("history", "corrections", "schedule_", "slips"))


def text(page: str) -> str:
    return (DOCS / f"{page}.md").read_text(encoding="utf-8")


def blocks(page: str, kind: str) -> list[tuple[str, str]]:
    """Return each fenced block of a kind, with the heading above it."""
    found = re.finditer(
        rf"^#+ (?P<heading>[^\n]+)$|^```{kind}\n(?P<text>.*?)^```$", text(page), re.MULTILINE | re.DOTALL
    )
    heading, listed = "", []
    for match in found:
        if match["heading"]:
            heading = match["heading"]
        else:
            listed.append((heading, match["text"]))
    return listed


def snippets() -> list[Snippet]:
    return [
        Snippet(page, heading, block)
        for page in ("data-model", "trino", "from-the-seed")
        for heading, block in blocks(page, "sql")
    ]


def rows(page: str, *header: str) -> list[list[str]]:
    """Return the rows of the one table of a page with this header."""
    line = "| " + " | ".join(header) + " |\n"
    (_, _, rest) = text(page).partition(line)
    assert rest, f"no table {header} in {page}"
    body = rest.partition("\n\n")[0].splitlines()[1:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row.strip("|"))] for row in body]
