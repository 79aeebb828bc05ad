"""Hours in a moment: what real cycles pushed, laid out minute by minute for promtool, which says what fires when."""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from tests.support import monitoring

INTERVAL = 60  # minutes: spacex_elt:interval_seconds of the rules file
INSTANTS = ("last_success_timestamp_seconds", "last_full_timestamp_seconds", "last_cycle_timestamp_seconds")
Values = dict[str, float]


def values_of(text: str) -> Values:
    """Return our series of an exposition, by name and labels; instants relative to now."""
    return {
        _series(sample.name, sample.labels): sample.value - time.time() * sample.name.endswith("timestamp_seconds")
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name.startswith("spacex_elt_")
    }


def _series(name: str, labels: dict[str, str]) -> str:
    told = (f'{label}="{value}"' for label, value in sorted(labels.items()) if value)
    return f"{name}{{{', '.join(told)}}}"


@dataclass(frozen=True, slots=True)
class Timeline:
    """A cycle went well at minute 0; from the next interval on every cycle goes as `broken` did.

    `broken` is what such a cycle pushed: None where it pushed nothing. `lost`: the Pushgateway is unreachable from then on.
    """

    healthy: Values
    broken: Values | None
    lost: bool = False

    def series(self, intervals: int) -> Iterable[tuple[str, str]]:
        """Yield each series with its values in promtool's notation, a value a minute."""
        for name in sorted({*self.healthy, *(self.broken or {})}):
            before = self.healthy.get(name)
            told = [f"_x{INTERVAL}" if before is None else _minutes(_at(name, before, 0))]
            for number in range(1, intervals + 1):
                pushed = (self.broken or {}).get(name)
                if pushed is not None:
                    told.append(_minutes(_at(name, pushed, number)))
                elif before is not None and not self.lost:
                    told.append(_minutes(_at(name, before, 0)))
            yield name, " ".join(told + ["stale"] * (before is not None and self.lost))

    def expect(self, folder: Path, firing: dict[str, int], intervals: int) -> str:
        """Ask promtool whether nothing fires before, each alert by its interval, and these alone at the end.

        Returns its complaint, or an empty text.
        """
        tests = [_question(INTERVAL - 1, ())]
        tests += [_question(INTERVAL * (1 + within), (alert,), alert) for alert, within in firing.items()]
        tests += [_question(INTERVAL * (1 + intervals), firing)]
        series = [{"series": name, "values": values} for name, values in self.series(intervals + 1)]
        case = {"interval": "1m", "input_series": series, "promql_expr_test": tests}
        (folder / "timeline.yaml").write_text(
            json.dumps({"rule_files": [str(monitoring.ALERTS)], "evaluation_interval": "1m", "tests": [case]})
        )
        done = monitoring.promtool("test", "rules", "timeline.yaml", folder=folder)
        return "" if done.returncode == 0 else done.stdout


def _question(minute: int, firing: Iterable[str], alert: str = ".+") -> dict[str, object]:
    return {
        "expr": f'count by (alertname) (ALERTS{{alertstate="firing", alertname=~"{alert}"}})',
        "eval_time": f"{minute}m",
        "exp_samples": [{"labels": f'{{alertname="{name}"}}', "value": 1} for name in firing],
    }


def _at(name: str, value: float, number: int) -> float:
    instant = name.partition("{")[0].removeprefix("spacex_elt_") in INSTANTS
    return number * INTERVAL * 60.0 if instant else value


def _minutes(value: float) -> str:
    return f"{value:.6f}x{INTERVAL - 1}"
