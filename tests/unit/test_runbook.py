"""docs/runbook.md has a section for every exit code and every alert, and none that is about nothing."""

import re
from pathlib import Path

import yaml

from job.errors import ExitCode

CHECKOUT = Path(__file__).parents[2]
TEXT = (CHECKOUT / "docs" / "runbook.md").read_text()
RULES = yaml.safe_load((CHECKOUT / "deploy" / "helm" / "spacex-elt" / "files" / "alerts.yaml").read_text())
ALERTS = [rule["alert"] for group in RULES["groups"] for rule in group["rules"] if "alert" in rule]
SECTIONS = dict(re.findall(r"^### ([^\n]+)\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL))
SQL = re.findall(r"^```sql\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def anchor(heading: str) -> str:
    """Return a heading's anchor as GitHub makes it."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def under(heading: str) -> list[str]:
    """Return the third-level headings under a second-level one."""
    (part,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    return re.findall(r"^### (.+)$", part, re.MULTILINE)


def test_every_exit_code_has_a_section() -> None:
    assert under("Exit codes") == [f"Exit code {int(code)}" for code in sorted(ExitCode)]


def test_every_alert_has_a_section() -> None:
    assert under("Alerts") == ALERTS


def test_a_section_says_what_it_means_how_to_see_it_and_how_to_fix_it() -> None:
    for name in [*under("Exit codes")[1:], *under("Alerts")]:
        for word in ("Means", "Fix"):
            assert re.search(rf"\*\*{word}\*\*", SECTIONS[name], re.IGNORECASE), (name, word)
    unseen = [name for name, text in SECTIONS.items() if name in ALERTS and "**See**" not in text]
    assert unseen == []


def test_every_link_leads_to_a_section_of_it_or_to_a_page_beside_it() -> None:
    anchors = {anchor(heading) for heading in re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)}
    for page, fragment in re.findall(r"\]\(([^)#]*)(?:#([^)]*))?\)", TEXT):
        if page:
            assert (CHECKOUT / "docs" / page).exists(), page
        else:
            assert fragment in anchors, fragment


def test_every_link_of_an_alert_leads_to_its_section() -> None:
    anchors = {anchor(heading) for heading in SECTIONS}
    links = [
        rule["annotations"]["runbook_url"] for group in RULES["groups"] for rule in group["rules"] if "alert" in rule
    ]
    assert {link.partition("#")[0] for link in links} == {"{{ $externalURL }}/user/docs/runbook.md"}
    assert {link.partition("#")[2] for link in links} <= anchors


def test_its_cronjobs_are_those_of_the_release() -> None:
    assert set(re.findall(r"cronjob/([\w-]+)", TEXT)) == {"spacex-elt", "spacex-elt-backfill", "spacex-elt-manual"}
