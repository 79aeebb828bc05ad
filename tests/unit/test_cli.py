from collections.abc import Callable
from typing import Any

import pytest

from job import __version__, cli
from job.errors import ExitCode
from job.signals import Deadline

Lines = Callable[[], list[dict[str, Any]]]
pytestmark = pytest.mark.usefixtures("environment")

WRONG = [
    ["fly"],
    ["--fly"],
    ["run", "--fly"],
    ["run", "now"],
    ["--dry-run"],
    ["query", "--engine", "sqlite", "01"],
    ["query", "01", "02"],
    ["query", "01", "--format", "xml"],
    ["query"],
    ["query", "nothing_of_the_kind"],
    ["query", "0"],
    ["query", ""],
    ["status", "--max-age-hours", "old"],
    ["status", "--format", "xml"],
    ["status", "--dry-run"],
]


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_an_unknown_command_or_option_ends_with_64_and_says_why(arguments: list[str], log_lines: Lines) -> None:
    assert cli.run(arguments, Deadline()) == 64
    last = log_lines()[-1]
    assert (last["event"], last["exit_code"], last["level"]) == ("failed", 64, "error")
    assert last["error"]
    assert "invalid _" not in last["error"], "the name of a function of this program"
    assert last["what_to_do"]


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["stauts"], "; did you mean `status`?"),
        (["--dry-run"], "; did you mean `--dry-run` of `run`?"),
        (["run", "--dryrun"], "; did you mean `--dry-run` of `run`?"),
        (["query", "02", "--fromat", "csv"], "; did you mean `--format` of `query`, `status`?"),
        (["walk"], ")"),
        (["--fly"], "--fly"),
    ],
)
def test_a_misspelt_command_or_option_is_told_with_what_was_meant(
    arguments: list[str], meant: str, log_lines: Lines
) -> None:
    cli.run(arguments, Deadline())
    assert log_lines()[-1]["error"].endswith(meant)


def test_an_unknown_analysis_gets_the_list(log_lines: Lines) -> None:
    cli.run(["query", "nothing_of_the_kind"], Deadline())
    error = log_lines()[-1]["error"]
    assert "01_launch_performance_over_time" in error
    assert "04_launch_site_utilization" in error


def test_a_wrong_setting_ends_with_78_before_anything_is_connected_to(
    environment: Callable[..., None], log_lines: Lines
) -> None:
    environment(PAGE_SIZE="0")
    assert cli.run([], Deadline()) == 78
    (line,) = log_lines()
    assert line["error"].startswith("PAGE_SIZE='0' ")


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["query", "--help"], ["status", "--help"]])
def test_help_ends_with_0(arguments: list[str], capsys: pytest.CaptureFixture[str], log_lines: Lines) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.run(arguments, Deadline())
    assert ended.value.code == 0
    assert "usage: spacex-elt" in capsys.readouterr().out
    assert not log_lines()


def test_help_names_every_exit_code_and_every_command() -> None:
    text = cli.parser().format_help()
    words = text.replace(",", " ").replace(".", " ").replace(")", " ").split()
    assert {str(int(code)) for code in ExitCode} <= set(words)
    assert {"run", "query", "status"} <= set(words)


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str], log_lines: Lines) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.run(["--version"], Deadline())
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"spacex-elt {__version__}\n"
    assert not log_lines()


def test_the_list_of_analyses_needs_no_settings(capsys: pytest.CaptureFixture[str], log_lines: Lines) -> None:
    assert cli.run(["query", "--list", "--format", "csv"], Deadline()) == 0
    header, *rows = capsys.readouterr().out.splitlines()
    assert header == "analysis,question"
    assert [row.partition(",")[0] for row in rows][:4] == [
        "01_launch_performance_over_time",
        "02_top_payload_mass",
        "03_average_launch_delay",
        "04_launch_site_utilization",
    ]
    assert all(row.rstrip('"').endswith("?") for row in rows)
    assert not log_lines()


@pytest.mark.parametrize(
    ("arguments", "parsed"),
    [
        ([], {"command": None}),
        (["run"], {"command": "run", "dry_run": False}),
        (["run", "--dry-run"], {"command": "run", "dry_run": True}),
        (["query", "02"], {"command": "query", "name": "02", "engine": "trino", "format": "table", "list": False}),
        (["query", "02", "--engine", "postgres", "--format", "json"], {"engine": "postgres", "format": "json"}),
        (["status", "--max-age-hours", "1.5"], {"command": "status", "max_age_hours": 1.5, "format": "table"}),
    ],
)
def test_every_option_of_the_reference_is_parsed(arguments: list[str], parsed: dict[str, Any]) -> None:
    found = vars(cli.parser().parse_args(arguments))
    assert {name: found.get(name) for name in parsed} == parsed
