"""Grafana's dashboards: `python -m deploy.dashboards` writes the JSON that compose and the chart provision."""
