"""The dashboard Runbook has every section of docs/runbook.md, and links that lead to one."""

import json
import re

from deploy.dashboards import runbook
from job.errors import ExitCode
from tests.dashboards.choice import DASHBOARDS

PANELS = {panel["id"]: panel for panel in json.loads((DASHBOARDS / "runbook.json").read_text())["panels"]}
TEXTS = {panel["title"]: panel["options"]["content"] for panel in PANELS.values() if panel["type"] == "text"}


def test_every_section_of_the_page_has_a_panel() -> None:
    written = re.findall(r"^#+ (.+)$", runbook.PAGE.read_text(), re.MULTILINE)
    assert [panel["title"] for panel in PANELS.values() if panel["type"] == "row"] == [
        "First look",
        "Replay",
        "Exit codes",
        "Alerts",
    ]
    assert list(TEXTS) == [heading for heading in written if heading != "Replay"]


def test_every_link_of_it_leads_to_the_panel_of_the_section() -> None:
    """All sections were one text, in which Grafana knows no headings: a click did nothing, or left for a missing page."""
    links = re.findall(r"\[([^\]]+)\]\(([^)]+)\)", "".join(TEXTS.values()))
    titles = {}
    for words, target in links:
        found = re.fullmatch(r"/d/spacex-elt-runbook\?viewPanel=panel-(\d+)", target)
        assert found, target
        titles[words] = PANELS[int(found[1])]["title"]
    assert len(links) > 20
    assert titles["exit code 65"] == "Exit code 65"
    assert titles["first look"] == "First look"


def test_the_last_exit_code_leads_to_its_section() -> None:
    board = json.loads((DASHBOARDS / "operations.json").read_text())
    (panel,) = [panel for panel in board["panels"] if panel["title"] == "Last exit code"]
    (link,) = panel["fieldConfig"]["overrides"][0]["properties"][0]["value"]
    for code in ExitCode:
        target = link["url"].replace("${__value.numeric}", str(int(code)))
        assert PANELS[int(target.rpartition("-")[2])]["title"] == f"Exit code {int(code)}"


def test_commands_keep_their_indentation() -> None:
    assert TEXTS["A cycle now"].startswith("    kubectl create job")
