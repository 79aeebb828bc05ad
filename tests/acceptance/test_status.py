"""`status` says how the data stand: before the first cycle, after it, and when they are too old."""

import json
from typing import Any

from local.api import RecordedApi
from tests.acceptance import edits
from tests.acceptance.reading import Ask, last_run, tables
from tests.support.program import Ended, Program


def _sections(ended: Ended) -> dict[tuple[str, str], Any]:
    return {(row["section"], row["item"]): row["value"] for row in json.loads(ended.stdout)}


def test_before_the_first_cycle_status_ends_with_0_says_so_and_creates_nothing(job: Program, ask: Ask) -> None:
    ended = job("status")
    assert (ended.code, ended.stderr) == (0, "")
    assert "no cycle" in ended.stdout
    assert tables(ask, "public", "ops") == []
    assert job("status", "--max-age-hours", "1000").code == 1


def test_status_shows_the_last_cycle_the_last_success_counts_quarantine_and_corrections(
    job: Program, ask: Ask, api: RecordedApi
) -> None:
    job(MODE="full")
    launch = edits.named(api.state, "CRS-7")
    launch["name"] = "corrected"
    api.respond = edits.with_changes({}, b"17")
    job(MODE="full")
    succeeded = last_run(ask)
    assert job(MODE="full", API_URL="http://127.0.0.1:9/", API_MAX_ATTEMPTS="1").code == 69
    ended = job("status", "--format", "json")
    assert (ended.code, ended.stderr) == (0, "")
    found = _sections(ended)
    failed = last_run(ask)
    assert failed.cycle_id != succeeded.cycle_id
    assert (found["last_cycle", "cycle_id"], found["last_cycle", "status"]) == (failed.cycle_id, "failed")
    assert (found["last_cycle", "exit_code"], found["last_cycle", "error"]) == (69, failed.error)
    assert (found["last_success", "cycle_id"], found["last_success", "changed"]) == (succeeded.cycle_id, 1)
    assert 0 <= found["last_success", "age_hours"] < 1
    assert found["rows", "raw_launches"] == found["rows", "launches"] == 187
    assert found["rows", "raw_launches_history"] == 1
    assert found["rows", "open_rejected"] == 1
    assert found["rejected", "no readable id"] == "Input should be an object"
    assert found["last_full", "finished_at"] == succeeded.finished_at.isoformat()
    assert found["newest_launch", "launched_at"] == "2022-10-05T16:00:00+00:00"
    assert found["last_cycle", "what_to_do"] == "docs/runbook.md#exit-code-69"
    assert ("last_success", "what_to_do") not in found
    assert found["correction", f"{launch['id']} name"] == "CRS-7 -> corrected"
    table = job("status").stdout
    assert failed.cycle_id in table
    assert succeeded.cycle_id in table


def test_a_correction_of_a_long_text_is_cut(job: Program, api: RecordedApi) -> None:
    """Two texts of 3 MB made `status` print 9 MB, in 19 s."""
    job(MODE="full")
    launch = edits.named(api.state, "CRS-7")
    launch["details"] = "x" * 300_000
    job(MODE="full")
    ended = job("status")
    assert (ended.code, ended.stderr) == (0, "")
    assert "x" * 200 + "…" in ended.stdout
    assert len(ended.stdout) < 100_000


def test_status_says_beside_the_age_that_the_source_has_stopped(job: Program) -> None:
    """An age of seconds and 187 launches said nothing of a source whose last launch is years old."""
    job(MODE="full")
    items = list(_sections(job("status", "--format", "json")))
    start = items.index(("last_success", "age_hours"))
    assert items[start + 1 : start + 4] == [("newest_launch", "launched_at"), ("source", "name"), ("source", "note")]
    assert "has not changed since October 2022" in job("status").stdout


def test_status_names_the_launches_that_came_changed_left_and_returned(
    job: Program, ask: Ask, api: RecordedApi
) -> None:
    """It showed corrections alone: a launch that left was a number of the last cycle."""
    instants = []
    job(MODE="full")
    instants.append(last_run(ask).data_as_of.isoformat())
    gone = edits.named(api.state, "Amos-6")
    api.state.launches.remove(gone)
    edits.named(api.state, "CRS-7").update(name="CRS-7b", details="corrected")
    job(MODE="full")
    instants.append(last_run(ask).data_as_of.isoformat())
    api.state.launches.append(gone)
    job(MODE="full")
    instants.append(last_run(ask).data_as_of.isoformat())
    first, second, third = instants
    found = _sections(job("status", "--format", "json"))
    assert {item: value for (section, item), value in found.items() if section == "event"} == {
        f"{third} returned": "1: Amos-6",
        f"{second} changed": "1: CRS-7b (details, name)",
        f"{second} removed": "1: Amos-6",
        f"{first} inserted": "187: FalconSat, DemoSat, Trailblazer, RatSat, RazakSat, ...",
    }


def test_status_ends_with_1_when_the_last_success_is_too_old_and_a_backfill_is_none(job: Program, ask: Ask) -> None:
    job(MODE="backfill", BACKFILL_FROM="2022-01-01")
    assert job("status").code == 0
    ended = job("status", "--max-age-hours", "1")
    assert ended.code == 1
    (line,) = ended.log
    assert (line["event"], line["level"], line["age_hours"], line["max_age_hours"]) == ("stale", "warning", None, 1)
    job(MODE="incremental")
    assert job("status", "--max-age-hours", "1").code == 0
    ask("UPDATE ops.cycles SET finished_at = finished_at - interval '90 minutes'")
    job(MODE="backfill", BACKFILL_FROM="2022-01-01")
    ended = job("status", "--max-age-hours", "1", "--format", "json")
    assert ended.code == 1
    assert 1.4 < _sections(ended)["last_success", "age_hours"] < 1.6
    assert job("status", "--max-age-hours", "1.7").code == 0


def test_after_a_cycle_under_a_clock_that_was_ahead_the_age_is_unknown_until_the_next_success(
    job: Program, ask: Ask
) -> None:
    """`status` never said stale until the clock had caught up, and `auto` was always `full`."""
    job(MODE="full")
    ask(
        "UPDATE ops.cycles SET started_at = started_at + interval '1 year', finished_at = finished_at + interval '1 year'"
    )
    ended = job("status", "--max-age-hours", "26", "--format", "json")
    assert (ended.code, _sections(ended)["last_success", "age_hours"]) == (1, None)
    assert [job().finished["mode"] for _ in range(2)] == ["full", "incremental"]
    ended = job("status", "--max-age-hours", "26", "--format", "json")
    assert ended.code == 0
    assert _sections(ended)["last_cycle", "cycle_id"] == last_run(ask).cycle_id
