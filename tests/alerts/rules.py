"""The rules file as the tests read it."""

from typing import Any

import yaml

from tests.support import monitoring


def _all() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(monitoring.ALERTS.read_text())["groups"] for rule in group["rules"]]


def alerts() -> dict[str, dict[str, Any]]:
    """Return each alert by its name, in the order of the file."""
    return {rule["alert"]: rule for rule in _all() if "alert" in rule}


def thresholds() -> dict[str, float]:
    """Return the number of each threshold by its name."""
    found = {rule["record"]: rule["expr"] for rule in _all() if rule.get("expr", "").startswith("vector(")}
    return {name: float(expression[len("vector(") : -1]) for name, expression in found.items()}
