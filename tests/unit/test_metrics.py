import socket
from collections.abc import Callable

import pytest
from prometheus_client.exposition import generate_latest

from job import facts, settings
from job.facts import Facts
from job.observe import metrics
from job.signals import Deadline
from job.traffic import Traffic

Set = Callable[..., None]


def exposed(numbers: metrics.Samples) -> list[str]:
    lines = generate_latest(metrics.registry(numbers)).decode().splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_a_number_and_numbers_by_label_are_gauges_with_the_prefix() -> None:
    assert exposed({"launches": 187, "records": {"fetched": 3, "inserted": 0}, "trino_matches": -1}) == [
        "spacex_elt_launches 187.0",
        'spacex_elt_records{outcome="fetched"} 3.0',
        'spacex_elt_records{outcome="inserted"} 0.0',
        "spacex_elt_trino_matches -1.0",
    ]


def test_only_gauges_are_declared_and_each_says_what_it_means() -> None:
    every = {name: {"x": 1.0} if label else 1.0 for name, (_, label) in metrics.DECLARED.items()}
    text = generate_latest(metrics.registry(every)).decode()
    assert text.count(" gauge\n") == text.count("# TYPE ") == len(metrics.DECLARED)
    assert all(meaning.endswith(".") for meaning, _ in metrics.DECLARED.values())


def test_the_metrics_of_the_contract_are_declared() -> None:
    assert {name: label for name, (_, label) in metrics.DECLARED.items()} == {
        "last_success_timestamp_seconds": None, "last_full_timestamp_seconds": None,
        "last_cycle_timestamp_seconds": None, "last_cycle_exit_code": None, "last_cycle_duration_seconds": None,
        "step_duration_seconds": "step", "records": "outcome", "rejected_open": None, "launches": None,
        "newest_launch_timestamp_seconds": None, "api_requests": None, "api_retries": None,
        "peak_memory_bytes": None, "schema_drift_fields": None, "trino_matches": None, "build_info": "version",
        "upcoming_launches": None, "api_calls_left": None,
    }  # fmt: skip


def test_a_metric_that_is_not_declared_cannot_be_exposed() -> None:
    with pytest.raises(KeyError, match="invented"):
        metrics.registry({"invented": 1})


@pytest.mark.parametrize("exit_code", [0, 74])
def test_every_number_of_a_cycle_is_declared_and_exposed(exit_code: int) -> None:
    totals = {"launches": 1, "upcoming_launches": 1, "rejected_open": 0, "newest_launch_timestamp_seconds": 2.0}
    cycle = Facts("r", mode="full", totals=totals, traffic=Traffic(calls_left=3))
    names = {line.partition("{")[0].partition(" ")[0] for line in exposed(cycle.numbers(exit_code))}
    erased = set() if exit_code == 0 else {"last_success_timestamp_seconds", "last_full_timestamp_seconds"}
    assert names == {f"spacex_elt_{name}" for name in set(metrics.DECLARED) - erased}


def test_every_step_and_every_outcome_is_exposed_also_when_nothing_was_reached() -> None:
    lines = exposed(Facts("r").numbers(74))
    assert {line for line in lines if "step=" in line} == {
        f'spacex_elt_step_duration_seconds{{step="{step}"}} 0.0' for step in facts.STEPS
    }
    outcomes = ("fetched", "inserted", "changed", "unchanged", "removed", "upcoming", "rejected")
    assert [line for line in lines if "outcome=" in line] == [
        f'spacex_elt_records{{outcome="{outcome}"}} 0.0' for outcome in outcomes
    ]


def test_without_a_url_nothing_is_pushed(environment: Set, monkeypatch: pytest.MonkeyPatch) -> None:
    environment(PUSHGATEWAY_JOB="x")
    loaded = settings.load()
    monkeypatch.setattr(socket, "create_connection", lambda *_args, **_more: pytest.fail("something was connected to"))
    metrics.push(loaded, {"launches": 1}, Deadline())
