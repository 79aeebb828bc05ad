"""The main job: one command loads every flown launch, and what is in the database is right."""

import json
from collections.abc import Callable

import pytest
from prometheus_client.parser import text_string_to_metric_families

from local.answers import Answer, Request
from local.api import RecordedApi
from tests.acceptance import expected
from tests.acceptance.reading import Ask, count, documents, last_run
from tests.support.program import Program

# As docs/reference.md promises them, without `spacex_elt_`.
METRICS = {
    "last_success_timestamp_seconds",
    "last_full_timestamp_seconds",
    "last_cycle_timestamp_seconds",
    "last_cycle_exit_code",
    "last_cycle_duration_seconds",
    "step_duration_seconds",
    "rejected_open",
    "launches",
    "upcoming_launches",
    "newest_launch_timestamp_seconds",
    "api_requests",
    "api_retries",
    "peak_memory_bytes",
    "schema_drift_fields",
    "trino_matches",
    "build_info",
}
OUTCOMES = {"fetched", "inserted", "changed", "unchanged", "removed", "upcoming", "rejected"}

of_both_states = pytest.mark.usefixtures("last_state")


@of_both_states
def test_the_numbers_of_the_last_state_come_out(job: Program, ask: Ask) -> None:
    assert job().code == 0
    for relation in ("raw_launches", "launches"):
        assert count(ask, relation) == 187
    (found,) = ask("SELECT * FROM launch_aggregates")
    assert (found.id, found.total_launches, found.successful_launches) == (1, 187, 181)
    assert found.average_payload_mass_kg == pytest.approx(7937.213271604938, rel=1e-9)
    assert found.average_launch_delay_seconds == pytest.approx(194056.69421487604, rel=1e-9)
    sites = ask("SELECT launchpad_name, count(*) FROM launches GROUP BY 1 ORDER BY 2 DESC")
    assert sites == [("CCSFS SLC 40", 99), ("KSC LC 39A", 55), ("VAFB SLC 4E", 28), ("Kwajalein Atoll", 5)]


@of_both_states
def test_every_flown_launch_is_stored_whole_and_no_other(job: Program, ask: Ask, api: RecordedApi) -> None:
    assert job().code == 0
    assert documents(ask) == expected.served(api)
    assert count(ask, "launch_payloads") == sum(len(launch["payloads"]) for launch in expected.flown(api.state))
    assert count(ask, "launch_cores") == sum(len(launch["cores"]) for launch in expected.flown(api.state))
    masses = dict(ask("SELECT launch_id, payload_mass_kg FROM launches WHERE payload_mass_kg IS NOT NULL"))
    assert masses == expected.masses(api.state)
    delays = dict(ask("SELECT launch_id, launch_delay_seconds FROM launches WHERE static_fire_at IS NOT NULL"))
    assert delays == expected.delays(api.state)


@of_both_states
def test_the_ledger_says_what_the_cycle_did(job: Program, ask: Ask) -> None:
    ended = job()
    (row,) = ask("SELECT * FROM ops.cycles")
    assert (row.cycle_id, row.status, row.exit_code, row.error) == (ended.finished["cycle_id"], "succeeded", 0, None)
    assert (row.requested_mode, row.mode, row.range_from, row.range_to) == ("auto", "full", None, None)
    assert row.started_at <= row.data_as_of <= row.finished_at
    assert (row.fetched, row.inserted, row.upcoming) == (205, 187, 18)
    assert (row.changed, row.unchanged, row.removed, row.rejected) == (0, 0, 0, 0)
    assert row.fetched == row.inserted + row.changed + row.unchanged + row.upcoming + row.rejected
    assert ask("SELECT DISTINCT updated_at, ingested_at FROM raw_launches") == [(row.data_as_of, row.data_as_of)]
    assert ask("SELECT DISTINCT updated_at FROM launches") == [(row.data_as_of,)]


@of_both_states
def test_the_four_analyses_say_what_python_computes(job: Program, api: RecordedApi) -> None:
    assert job().code == 0
    for number, compute in expected.ANALYSES.items():
        ended = job("query", number, "--engine", "postgres", "--format", "json")
        assert ended.code == 0, ended.stderr
        assert json.loads(ended.stdout) == [_nearly(row) for row in compute(api.state)]


def _nearly(row: expected.Row) -> expected.Row:
    return {key: pytest.approx(value, rel=1e-12) if isinstance(value, float) else value for key, value in row.items()}


def test_the_closing_line_carries_every_number_of_the_metrics(job: Program, ask: Ask, api: RecordedApi) -> None:
    pushed: list[bytes] = []

    def respond(request: Request, proceed: Callable[[], Answer]) -> Answer:
        if request.path.startswith("/metrics/"):
            pushed.append(request.body)
            return Answer(200, {}, b"")
        return proceed()

    api.respond = respond
    line = job(PUSHGATEWAY_URL=api.url).finished
    assert line.keys() >= METRICS | OUTCOMES
    row = last_run(ask)
    assert {name: line[name] for name in OUTCOMES} == {name: getattr(row, name) for name in OUTCOMES}
    (body,) = pushed
    samples = [each for family in text_string_to_metric_families(body.decode()) for each in family.samples]
    assert {each.name.removeprefix("spacex_elt_") for each in samples} == METRICS | {"records"}
    for each in samples:
        name, labels = each.name.removeprefix("spacex_elt_"), list(each.labels.values())
        if name == "records":
            assert each.value == line[labels[0]]
        else:
            assert each.value == (line[name][labels[0]] if labels else line[name]), name


def test_the_log_is_json_with_the_promised_fields_and_nothing_is_printed(job: Program, ask: Ask) -> None:
    ended = job()
    assert ended.code == 0
    assert ended.stdout == ""
    assert len(ended.log) > 2
    for line in ended.log:
        assert line.keys() >= {"timestamp", "level", "event", "cycle_id"}
        assert line["timestamp"].endswith(("Z", "+00:00"))
        assert line["event"].replace("_", "").isalnum()
        assert line["event"] == line["event"].lower()
    assert {line["cycle_id"] for line in ended.log} == {last_run(ask).cycle_id}
    assert [line["event"] for line in ended.log].count("cycle_finished") == 1
    assert ended.finished["level"] == "info"
