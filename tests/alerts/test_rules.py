"""The rules file: what promtool says of it, and what every alert has for the person that it wakes."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from job.errors import ExitCode
from job.observe import metrics
from job.settings import Settings
from tests.alerts import rules
from tests.support import monitoring

FOLDER = Path(__file__).parent
ALERTS = rules.alerts()

each_alert = pytest.mark.parametrize("name", ALERTS)


def test_promtool_finds_nothing_to_mend_in_the_rules() -> None:
    done = monitoring.promtool("check", "rules", "--lint=all", "--lint-fatal", str(monitoring.ALERTS))
    assert done.returncode == 0, done.stdout


@each_alert
def test_the_alert_does_what_its_own_file_of_promtool_says(name: str) -> None:
    done = monitoring.promtool("test", "rules", f"{name}.yaml", folder=FOLDER)
    assert done.returncode == 0, done.stdout


@each_alert
def test_its_file_says_when_it_fires_when_it_does_not_and_when_it_ends(name: str) -> None:
    found = [_firing(case, name) for case in yaml.safe_load((FOLDER / f"{name}.yaml").read_text())["tests"]]
    assert all(found), "a case that looks at another alert"
    assert any(_ends(case) for case in found)


def _firing(case: dict[str, Any], name: str) -> list[bool]:
    return [bool(asked["exp_alerts"]) for asked in case["alert_rule_test"] if asked["alertname"] == name]


def _ends(fires: list[bool]) -> bool:
    """Whether it is quiet first, then fires, then is quiet again."""
    return True in fires and not fires[0] and not fires[-1]


@each_alert
def test_it_has_a_severity_and_words_that_a_human_can_act_on(name: str) -> None:
    assert ALERTS[name]["labels"]["severity"] in ("critical", "warning")
    annotations = ALERTS[name]["annotations"]
    assert set(annotations) == {"summary", "description", "runbook_url"}
    assert annotations["description"].endswith((".", "{{ end }}"))
    assert annotations["runbook_url"] == f"{{{{ $externalURL }}}}/user/docs/runbook.md#{name.lower()}"


def test_the_alert_of_a_failed_cycle_knows_every_code_that_a_cycle_may_push() -> None:
    pushed = set(ExitCode) - {ExitCode.OK, ExitCode.STALE, ExitCode.USAGE, ExitCode.DATA_REFUSED}
    for words in ("summary", "description"):
        codes = re.findall(r"eq \$value (\d+)\.0", ALERTS["SpacexEltCycleFailed"]["annotations"][words])
        assert [int(code) for code in codes] == sorted(pushed)


def test_every_metric_of_the_rules_is_declared() -> None:
    used = set(re.findall(r"spacex_elt_(\w+)", monitoring.ALERTS.read_text()))
    assert used <= set(metrics.DECLARED)


def test_thresholds_are_those_of_the_settings_defaults() -> None:
    defaults = Settings.model_fields
    thresholds = rules.thresholds()
    assert thresholds["spacex_elt:full_interval_seconds"] == defaults["reconcile_interval_hours"].default * 3600
    assert thresholds["spacex_elt:cycle_timeout_seconds"] == defaults["cycle_timeout_seconds"].default
    assert thresholds["spacex_elt:newest_launch_days"] == 0, "this source is frozen: off unless it is asked for"


def test_every_alert_of_metrics_is_about_the_job_that_the_thresholds_name() -> None:
    loose = [name for name, rule in ALERTS.items() if "spacex_elt:" not in rule["expr"]]
    assert loose == []
