from collections.abc import Callable
from typing import Any

import pytest

from job.errors import ConfigurationError, ExitCode, LockHeldError, SourceError
from job.observe import failures, log
from job.signals import DeadlinePassed, Interrupted

Lines = Callable[[], list[dict[str, Any]]]


def test_a_foreseen_error_says_its_own_words_and_hint() -> None:
    problem = failures.problem_of(ConfigurationError("no database", hint="Create it."))
    assert (problem.exit_code, problem.message, problem.hint, problem.status) == (
        78,
        "no database",
        "Create it.",
        "failed",
    )


@pytest.mark.parametrize("awaited", [LockHeldError, SourceError])
def test_a_deadline_is_the_error_of_what_was_awaited(awaited: type[SourceError]) -> None:
    problem = failures.problem_of(DeadlinePassed(awaited))
    assert (problem.exit_code, problem.status) == (awaited.exit_code, "failed")


@pytest.mark.parametrize(
    ("number", "code", "name"), [(15, ExitCode.SIGTERM, "SIGTERM"), (2, ExitCode.SIGINT, "SIGINT")]
)
def test_a_signal_is_an_interruption(number: int, code: ExitCode, name: str) -> None:
    problem = failures.problem_of(Interrupted(number))
    assert (problem.exit_code, problem.status) == (code, "interrupted")
    assert name in problem.message


def test_an_error_that_nobody_foresaw_is_a_bug_told_with_its_traceback(log_lines: Lines) -> None:
    log.configure(cycle_id="r", form="json", level="INFO", secrets=[])
    nothing: dict[str, int] = {}
    try:
        nothing["missing"]
    except KeyError as error:
        problem = failures.problem_of(error)
    assert (problem.exit_code, problem.message) == (70, "KeyError: 'missing'")
    (line,) = log_lines()
    assert "test_failures.py" in line["traceback"]


def test_a_report_is_one_line_with_the_exit_code_and_what_to_do(log_lines: Lines) -> None:
    log.configure(cycle_id="r", form="json", level="INFO", secrets=[])
    assert failures.report(SourceError("gone", hint="Wait.")) == 69
    (line,) = log_lines()
    assert (line["event"], line["error"], line["exit_code"], line["what_to_do"]) == ("failed", "gone", 69, "Wait.")
