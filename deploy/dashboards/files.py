"""The JSON files of the dashboards, as compose and the chart find them."""

import json
from pathlib import Path

from grafana_foundation_sdk.cog import plugins
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.dashboards import launches, operations, runbook, schedule

CHECKOUT = Path(__file__).parents[2]
FOLDER = CHECKOUT / "deploy" / "helm" / "spacex-elt" / "files" / "dashboards"


def made() -> dict[Path, str]:
    """Return the text of each file."""
    plugins.register_default_plugins()
    boards = {
        "operations": operations.board(),
        "launches": launches.board(),
        "schedule": schedule.board(),
        "runbook": runbook.board(),
    }
    return {FOLDER / f"{name}.json": _text(board.build()) for name, board in boards.items()}


def _text(board: Dashboard) -> str:
    for number, panel in enumerate(board.panels or [], start=1):
        panel.id_val = panel.id_val or number
    # Read back once by Grafana's types, which add defaults that they would write the next time.
    read = Dashboard.from_json(json.loads(JSONEncoder().encode(board)))
    return JSONEncoder(sort_keys=True, indent=2).encode(read) + "\n"
