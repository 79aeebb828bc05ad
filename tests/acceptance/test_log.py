"""The log hides what is secret, and on a terminal it is for people."""

import json
import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from local.answers import Answer, Request, of_text
from local.api import RecordedApi
from local.login import Login
from tests.acceptance import edits
from tests.acceptance.reading import Ask, count
from tests.support.program import SECONDS, Program
from tests.unit.test_logs import known_fields

COLOURS = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def test_no_line_of_the_log_holds_a_password(job: Program, login: Login) -> None:
    gateway = "http://127.0.0.1:9"
    secret = "pushgateway secret/ü"
    runs = [
        job(LOG_LEVEL="DEBUG", PUSHGATEWAY_URL=gateway, PUSHGATEWAY_USERNAME="u", PUSHGATEWAY_PASSWORD=secret),
        job(POSTGRES_PASSWORD=(wrong := "wrong-one"), LOG_LEVEL="DEBUG"),
        job(POSTGRES_USER=login.password, LOG_LEVEL="DEBUG"),  # which the server's answer repeats
        job("status", LOG_LEVEL="DEBUG"),
    ]
    assert [ended.code for ended in runs] == [0, 78, 78, 0]
    assert runs[0].events("metrics_not_pushed")
    for ended in runs:
        for text in (login.password, wrong, secret):
            assert text not in ended.stderr + ended.stdout


def test_no_document_is_in_the_log_also_when_it_is_rejected(job: Program, api: RecordedApi) -> None:
    body = edits.compact({"id": edits.named(api.state, "CRS-7")["id"], "name": 7, "details": "a body of a document"})
    api.respond = edits.with_changes({}, body, b'"another body"')
    ended = job(MODE="full")
    assert ended.finished["rejected"] == 3  # CRS-7 came twice
    assert "a body of a document" not in ended.stderr
    assert "another body" not in ended.stderr


def test_log_format_and_level_are_those_asked_for(job: Program) -> None:
    ended = job(LOG_FORMAT="console", LOG_LEVEL="WARNING")
    assert (ended.code, ended.stdout, ended.stderr) == (0, "", "")
    ended = job(LOG_FORMAT="console")
    assert ended.code == 0
    assert "cycle_finished" in ended.stderr.splitlines()[-1]
    assert "\x1b" not in ended.stderr  # no colours for a file
    assert not any(line.startswith("{") for line in ended.stderr.splitlines())


def test_on_a_terminal_there_is_a_progress_bar_and_lines_for_people(job: Program, ask: Ask) -> None:
    code, shown = _on_a_terminal(job)
    assert code == 0, shown
    assert count(ask, "launches") == 187
    assert "\x1b[" in shown
    plain = COLOURS.sub("", shown)
    assert re.search(r"launches .*205/205", plain)
    lines = [line for line in re.split(r"[\r\n]+", plain) if line]
    assert not any(_is_json(line) for line in lines)
    said = "cycle_finished: 187 launches loaded, 18 upcoming left out, newest Crew-5 of 5 October 2022, in "
    assert re.fullmatch(rf"\S+ \[info     \] {re.escape(said)}\d+\.\d s", lines[-1])


def test_on_a_terminal_a_failure_ends_with_its_error_and_what_to_do(job: Program) -> None:
    """Both were among the gauges of the closing line."""
    code, shown = _on_a_terminal(job, API_URL="http://127.0.0.1:9/", API_MAX_ATTEMPTS="1")
    assert code == 69
    *_, error, what_to_do = COLOURS.sub("", shown).splitlines()
    assert re.search(
        r"cycle_finished: failed with exit code 69 after \S+ s: ConnectError: .*Connection refused$", error
    )
    assert what_to_do.startswith("    What to do: Nothing was changed. Run again later")


def test_on_a_terminal_json_is_written_where_it_is_asked_for(job: Program) -> None:
    code, shown = _on_a_terminal(job, LOG_FORMAT="json")
    assert code == 0, shown
    events = [json.loads(line)["event"] for line in re.split(r"[\r\n]+", COLOURS.sub("", shown)) if _is_json(line)]
    assert events[-1] == "cycle_finished"


def _is_json(line: str) -> bool:
    with suppress(ValueError):
        return isinstance(json.loads(line), dict)
    return False


def _on_a_terminal(job: Program, **variables: str) -> tuple[int, str]:
    """Run the program with a terminal as its stderr; return its exit code and what the terminal showed."""
    ours, theirs = pty.openpty()
    environment = job._environment({"TERM": "xterm", "COLUMNS": "100", **variables})
    process = subprocess.Popen(
        [sys.executable, "-m", "job"], cwd=job.folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # what Linux says when the other side of a terminal is closed
        while part := os.read(ours, 65_536):
            shown += part
    os.close(ours)
    return process.wait(SECONDS), shown.decode()


def test_every_line_is_on_the_page_of_logs_with_all_its_fields(job: Program, api: RecordedApi, ask: Ask) -> None:
    nowhere = "http://127.0.0.1:9/"
    stumbling = iter([of_text(503, "down")])
    api.respond = lambda _request, proceed: next(stumbling, None) or proceed()
    runs = [job(MODE="full", PUSHGATEWAY_URL=nowhere, TRINO_HOST="127.0.0.1", TRINO_PORT="9")]
    launch = edits.named(api.state, "CRS-7")
    launch["a_new_field"] = 1
    api.respond = edits.with_changes({}, b"17")
    ask("INSERT INTO ops.cycles (cycle_id, requested_mode, mode, job_version) VALUES ('gone', 'auto', 'full', '0')")
    runs += [job(MODE="full"), job("run", "--dry-run"), job(API_URL=nowhere, API_MAX_ATTEMPTS="1")]
    runs += [job("status", "--max-age-hours", "0"), job("query", "nothing"), job(PAGE_SIZE="0"), job("no-command")]
    lines = [line for ended in runs for line in ended.log]
    for line in lines:
        assert set(line) <= known_fields(line["event"]), line
    assert {line["event"] for line in lines} >= {
        "cycle_started", "dry_run_started", "migrated", "extract_started", "extracted", "loaded", "cycle_finished",
        "api_retry", "records_rejected", "schema_drift", "cycles_closed_as_interrupted", "trino_not_asked",
        "metrics_not_pushed", "stale", "failed",
    }  # fmt: skip


@pytest.mark.slow
def test_a_long_read_says_how_far_it_is_where_no_terminal_is(job: Program, api: RecordedApi) -> None:
    def slowly(_request: Request, proceed: Callable[[], Answer]) -> Answer:
        time.sleep(3)
        return proceed()

    api.respond = slowly
    ended = job(PAGE_SIZE="50")
    assert ended.code == 0
    seen = [(line["what"], line["total"], line["done"] % 50) for line in ended.events("progress")]
    assert seen == [("launches", 205, 0)] * 2
