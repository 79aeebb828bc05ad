"""Runbook: docs/runbook.md as a dashboard, so that the other dashboards' links work wherever Grafana runs."""

from pathlib import Path

from grafana_foundation_sdk.builders import dashboard as builders
from grafana_foundation_sdk.builders import text
from grafana_foundation_sdk.models.text import TextMode

from deploy.dashboards import panels

PAGE = Path(__file__).parents[2] / "docs" / "runbook.md"


def board() -> builders.Dashboard:
    """Return the dashboard."""
    return (
        panels.page("spacex-elt-runbook", "spacex-elt: runbook", "docs/runbook.md of the version that is deployed.")
        .link(panels.link("Operations", "/d/spacex-elt-operations", "Freshness and cycles"))
        .with_panel(text.Panel().mode(TextMode.MARKDOWN).content(PAGE.read_text(encoding="utf-8")).height(40).span(24))
    )
