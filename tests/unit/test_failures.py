from collections.abc import Callable
from typing import Any

import pytest

from job.errors import ConfigurationError, DeadlinePassed, ExitCode, Interrupted, JobError, LockHeldError, SourceError
from job.observe import failures, log

Lines = Callable[[], list[dict[str, Any]]]


def test_an_expected_error_keeps_its_message_and_hint() -> None:
    failure = failures.failure_of(ConfigurationError("no database", hint="Create it."))
    assert (failure.exit_code, failure.message, failure.hint, failure.status) == (
        78,
        "no database",
        "Create it.",
        "failed",
    )


@pytest.mark.parametrize("error", [LockHeldError("late"), SourceError("late")])
def test_a_deadline_is_the_failure_that_it_counts_as(error: JobError) -> None:
    failure = failures.failure_of(DeadlinePassed(error))
    assert (failure.exit_code, failure.status) == (error.exit_code, "failed")


@pytest.mark.parametrize(
    ("number", "code", "name"), [(15, ExitCode.SIGTERM, "SIGTERM"), (2, ExitCode.SIGINT, "SIGINT")]
)
def test_a_signal_is_an_interruption(number: int, code: ExitCode, name: str) -> None:
    failure = failures.failure_of(Interrupted(number))
    assert (failure.exit_code, failure.status) == (code, "interrupted")
    assert name in failure.message


def test_an_unexpected_error_is_a_bug_and_its_traceback_is_logged(log_lines: Lines) -> None:
    log.configure(cycle_id="r", form="json", level="INFO", secrets=[])
    nothing: dict[str, int] = {}
    try:
        nothing["missing"]
    except KeyError as error:
        failure = failures.failure_of(error)
    assert (failure.exit_code, failure.message) == (70, "KeyError: 'missing'")
    (line,) = log_lines()
    assert "test_failures.py" in line["traceback"]


def test_a_report_is_one_line_with_the_exit_code_and_what_to_do(log_lines: Lines) -> None:
    log.configure(cycle_id="r", form="json", level="INFO", secrets=[])
    assert failures.report(SourceError("gone", hint="Wait.")) == 69
    (line,) = log_lines()
    assert (line["event"], line["error"], line["exit_code"], line["what_to_do"]) == ("failed", "gone", 69, "Wait.")
