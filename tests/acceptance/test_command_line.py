"""What the command line takes, prints and refuses."""

import csv
import io
import json
import socket

from job import __version__
from local.api import RecordedApi
from tests.acceptance.reading import Ask, count
from tests.support.program import Program

ANALYSES = [
    "01_launch_performance_over_time",
    "02_top_payload_mass",
    "03_average_launch_delay",
    "04_launch_site_utilization",
]


UNKNOWN = [
    "walk",
    "--dry-run",
    "run --wet-run",
    "run twice",
    "query 02 --format xml",
    "query 02 --engine sqlite",
    "status --max-age-hours soon",
]
NO_ANALYSIS = ["query", "query 99", "query launch", "query 2"]


def test_what_the_command_line_does_not_know_ends_with_64_and_nobody_is_asked(
    job: Program, ask: Ask, api: RecordedApi
) -> None:
    for arguments in UNKNOWN + NO_ANALYSIS:
        ended = job(*arguments.split())
        assert (ended.code, ended.stdout) == (64, ""), arguments
        (line,) = ended.log
        assert line["exit_code"] == 64
        assert line["what_to_do"]
        if arguments in NO_ANALYSIS:
            assert all(name in line["error"] for name in ANALYSES), arguments
    assert not api.requests
    assert ask("SELECT to_regclass('ops.cycles')") == [(None,)]


def test_help_and_version_need_no_settings(job: Program) -> None:
    bare = Program(job.folder, {})
    for arguments in (["--help"], ["run", "--help"], ["query", "--help"], ["status", "--help"]):
        ended = bare(*arguments)
        assert (ended.code, ended.stderr) == (0, "")
        assert "usage: spacex-elt" in ended.stdout
    ended = bare("--help")
    assert all(command in ended.stdout for command in ("run", "query", "status"))
    ended = bare("--version")
    assert (ended.code, ended.stdout, ended.stderr) == (0, f"spacex-elt {__version__}\n", "")


def test_run_and_no_command_are_the_same(job: Program, ask: Ask) -> None:
    assert job().finished["inserted"] == 187
    ended = job("run").finished
    assert (ended["mode"], ended["inserted"]) == ("incremental", 0)
    assert count(ask, "ops.cycles") == 2


def test_an_analysis_is_found_by_its_number_its_name_and_its_stem(job: Program) -> None:
    job()
    for name in ("02", "top_payload_mass", "02_top_payload_mass"):
        ended = job("query", name, "--engine", "postgres", "--format", "json")
        assert (ended.code, ended.stderr) == (0, "")
        assert [row["payload_mass_kg"] for row in json.loads(ended.stdout)] == [15712, 15600, 15600, 15600, 15600]


def test_the_three_formats_hold_the_same_rows(job: Program) -> None:
    job()
    answers = {form: job("query", "04", "--engine", "postgres", "--format", form) for form in ("json", "csv", "table")}
    assert {ended.code for ended in answers.values()} == {0}
    rows = json.loads(answers["json"].stdout)
    assert [(row["launchpad_name"], row["launches"]) for row in rows] == [
        ("CCSFS SLC 40", 99),
        ("KSC LC 39A", 55),
        ("VAFB SLC 4E", 28),
        ("Kwajalein Atoll", 5),
    ]
    assert list(csv.DictReader(io.StringIO(answers["csv"].stdout))) == [
        {key: str(value) for key, value in row.items()} for row in rows
    ]
    head, *lines = answers["table"].stdout.splitlines()
    assert head.split() == list(rows[0])
    for row in rows:
        assert [line for line in lines if row["launchpad_name"] in line and f" {row['launches']} " in line]


def test_the_list_names_every_analysis_and_needs_no_database(job: Program) -> None:
    ended = Program(job.folder, {})("query", "--list", "--format", "json")
    assert (ended.code, ended.stderr) == (0, "")
    found = json.loads(ended.stdout)
    assert [row["analysis"] for row in found][:4] == ANALYSES  # later versions know more
    assert all(row["question"].endswith("?") for row in found)


def test_a_query_without_a_trino_ends_with_69_and_says_what_to_do(job: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    for variables in ({"TRINO_HOST": "127.0.0.1", "TRINO_PORT": port}, {}):
        ended = job("query", "02", **variables)
        assert (ended.code, ended.stdout) == (69, ""), variables
        line = ended.log[-1]
        assert line["exit_code"] == 69
        assert "TRINO_HOST" in line["error"] + line["what_to_do"]
