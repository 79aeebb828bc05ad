"""Runbook: docs/runbook.md as a dashboard, a panel per section, so that its links work wherever Grafana runs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from grafana_foundation_sdk.builders import dashboard as builders
from grafana_foundation_sdk.builders import text
from grafana_foundation_sdk.models.text import TextMode

from deploy.dashboards import panels

PAGE = Path(__file__).parents[2] / "docs" / "runbook.md"
EXIT_CODE = f"{panels.RUNBOOK}?viewPanel=panel-10"  # and the code: the number of the section's panel


@dataclass(frozen=True)
class Section:
    """A heading with the text under it; `level` is the number of its `#`."""

    number: int
    level: int
    heading: str
    body: str

    @property
    def anchor(self) -> str:
        """What a link of the page calls it."""
        return re.sub(r"[^\w -]", "", self.heading.lower()).replace(" ", "-")


def sections() -> list[Section]:
    """Return the sections of the page in their order."""
    found = re.findall(r"^(#+) (.+)\n((?:(?!#+ ).*\n?)*)", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return [
        Section(_number(at, title), len(level), title, body.strip("\n"))
        for at, (level, title, body) in enumerate(found)
    ]


def _number(at: int, heading: str) -> int:
    code = re.fullmatch(r"Exit code (\d+)", heading)
    return int(f"10{code[1]}") if code else 2000 + at


def _linked(body: str, numbers: dict[str, int]) -> str:
    """Let links lead to the panel of a section; pages that Grafana does not have are named only."""

    def target(found: re.Match[str]) -> str:
        words, page, anchor = found.groups()
        return words if page else f"[{words}]({panels.RUNBOOK}?viewPanel=panel-{numbers[anchor]})"

    return re.sub(r"\[([^\]]+)\]\(([^)#]*)#?([^)]*)\)", target, body)


def _parts() -> Iterator[builders.Row | text.Panel]:
    found = sections()
    numbers = {section.anchor: section.number for section in found}
    for section in found:
        if section.level == 2:
            yield builders.Row(section.heading)
        if section.body:
            yield (
                text.Panel()
                .id(section.number)
                .title(section.heading)
                .mode(TextMode.MARKDOWN)
                .content(_linked(section.body, numbers))
                .height(2 + ceil(0.65 * section.body.count("\n")))
                .span(24)
            )


def board() -> builders.Dashboard:
    """Return the dashboard."""
    made = panels.page("spacex-elt-runbook", "spacex-elt: runbook", "docs/runbook.md of the version that is deployed.")
    made.link(panels.link("Operations", "/d/spacex-elt-operations", "Freshness and cycles"))
    for part in _parts():
        if isinstance(part, text.Panel):
            made.with_panel(part)
        else:
            made.with_row(part)
    return made
