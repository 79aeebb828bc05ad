import pytest

from job import errors
from job.errors import ExitCode, JobError

PROMISED = {
    "UsageError": 64,
    "DataRefusedError": 65,
    "SourceError": 69,
    "RequestRefusedError": 70,
    "DatabaseError": 74,
    "CommitUnknownError": 74,
    "StatementError": 70,
    "LockHeldError": 75,
    "ConfigurationError": 78,
    "JobError": 70,
}


@pytest.mark.parametrize(("name", "code"), PROMISED.items())
def test_every_error_has_the_exit_code_that_is_promised(name: str, code: int) -> None:
    assert getattr(errors, name)("x").exit_code == code


def test_every_error_of_the_module_is_promised_here() -> None:
    found = [each.__name__ for each in vars(errors).values() if isinstance(each, type) and issubclass(each, JobError)]
    assert sorted(found) == sorted(PROMISED)


def test_the_exit_codes_are_those_of_the_reference() -> None:
    assert sorted(ExitCode) == [0, 1, 64, 65, 69, 70, 74, 75, 78, 130, 143]


def test_an_error_has_a_hint_that_a_caller_may_replace() -> None:
    assert all(getattr(errors, name)("x").hint for name in PROMISED)
    assert errors.SourceError("x", hint="Do this.").hint == "Do this."
    assert errors.SourceError("x").hint != "Do this."
