"""docs/reference.md says what the program says of itself, no more and no less."""

import argparse
import re
from pathlib import Path

import yaml

from job import cli
from job.errors import ExitCode
from job.observe import metrics
from job.settings import Settings

REFERENCE = Path(__file__).parents[2] / "docs" / "reference.md"


def rows(heading: str) -> list[list[str]]:
    """Return the rows of the one table under a heading of the reference, without its header."""
    (section,) = re.findall(rf"^{re.escape(heading)}\n(.*?)(?=^#|\Z)", REFERENCE.read_text(), re.MULTILINE | re.DOTALL)
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def words(cell: str) -> list[str]:
    """Return what stands between backticks in a cell."""
    return re.findall(r"`([^`]+)`", cell)


def word(cell: str) -> str:
    """Return the one word between backticks that a cell consists of, or an empty text."""
    return cell.strip("`")


def default(value: object) -> str:
    if value is None:
        return "unset"
    return f"`{value:g}`" if isinstance(value, int | float) else f"`{value}`"


def test_every_variable_is_in_the_table_once_with_its_default() -> None:
    written = [(word(name), said) for name, said, _ in rows("## Environment")]
    fields = [(name.upper(), default(field.default)) for name, field in Settings.model_fields.items()]
    assert sorted(written) == sorted(fields)


def test_every_exit_code_is_in_the_table_once() -> None:
    assert [int(code) for code, _, _ in rows("## Exit codes")] == sorted(ExitCode)


def test_every_metric_is_in_the_table_once_with_its_label() -> None:
    written = [(word(name), word(label)) for name, label, _ in rows("## Metrics")]
    declared = [(metrics.PREFIX + name, label or "") for name, (_, label) in metrics.DECLARED.items()]
    assert sorted(written) == sorted(declared)


def test_every_command_is_in_the_table_once() -> None:
    assert sorted(word(name) for name, _ in rows("## Commands")) == sorted(subparsers())


def test_every_option_is_in_the_table_once_with_its_choices() -> None:
    written = [(word(command), word(option), words(takes)) for command, option, takes, _ in rows("### Options")]
    parsers = {"spacex-elt": cli.parser(), **subparsers()}
    known = [(command, *each) for command, parser in parsers.items() for each in options(parser)]
    assert sorted(written) == sorted(known)


def test_every_variable_is_in_the_example_once_with_its_default_if_it_shows_one() -> None:
    example = (REFERENCE.parents[1] / ".env.example").read_text()
    shown = dict(re.findall(r"^#?([A-Z_]+)=(.*)$", example, re.MULTILINE))
    of_compose = re.findall(r"\$\{([A-Z_]+)", (REFERENCE.parents[1] / "docker-compose.yml").read_text())
    wanted = {*map(str.upper, Settings.model_fields), *of_compose, "COMPOSE_PROFILES"}
    assert sorted(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)) == sorted(wanted)
    known = {name.upper(): field.default for name, field in Settings.model_fields.items()}
    assert {name: default(value) for name, value in known.items() if value is not None} == {
        name: f"`{shown[name]}`" for name, value in known.items() if value is not None
    }


def test_every_variable_reaches_the_job_of_compose_but_what_its_stack_does_not_have() -> None:
    compose = yaml.safe_load((REFERENCE.parents[1] / "docker-compose.yml").read_text())
    not_there = {
        "API_KEY_FILE", "POSTGRES_PASSWORD_FILE", "PUSHGATEWAY_USERNAME", "PUSHGATEWAY_PASSWORD", "PUSHGATEWAY_PASSWORD_FILE",
        "TRINO_PASSWORD", "TRINO_PASSWORD_FILE", "TRINO_CATALOG", "TRINO_SCHEMA",
    }  # fmt: skip
    assert set(compose["services"]["job"]["environment"]) == {*map(str.upper, Settings.model_fields)} - not_there


def subparsers() -> dict[str, argparse.ArgumentParser]:
    actions = cli.parser()._actions
    (choices,) = [action.choices for action in actions if isinstance(action, argparse._SubParsersAction)]
    return dict(choices)


def options(parser: argparse.ArgumentParser) -> list[tuple[str, list[str]]]:
    """Return each option of a command and its choices; `--help` goes without saying."""
    actions = [
        action
        for action in parser._actions
        if not isinstance(action, argparse._HelpAction | argparse._SubParsersAction)
    ]
    return [
        (" ".join(action.option_strings) or str(action.metavar), list(map(str, action.choices or ())))
        for action in actions
    ]
