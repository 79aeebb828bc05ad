"""Where stdout and stderr go must not change what a cycle does, nor what its exit code says."""

import os
import subprocess
import sys

import pytest

from tests.acceptance.reading import Ask, last_run
from tests.support.program import Program

GONE = {"| gone": "stdout", "2| gone": "stderr"}  # a pipe whose reader has left


def start(job: Program, command: str, redirected: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command with one stream redirected by the shell, the others captured."""
    reader, writer = os.pipe()
    os.close(reader)
    streams: dict[str, int] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    if redirected in GONE:
        streams[GONE[redirected]], redirected = writer, ""
    try:
        return subprocess.run(
            ["sh", "-c", f'exec "$0" -m job {command} {redirected}', sys.executable],
            cwd=job.folder, env=job._environment(variables), check=False, **streams,
        )  # fmt: skip
    finally:
        os.close(writer)


@pytest.mark.parametrize("stderr", ["2>&-", "2>/dev/full", "2| gone"])
def test_a_log_that_nobody_can_take_ends_no_cycle(job: Program, ask: Ask, stderr: str) -> None:
    """The first line that could not be written ended it with 1, and its ledger row stayed `running`."""
    assert start(job, "run", stderr).returncode == 0
    assert last_run(ask).status == "succeeded"


def test_a_reader_that_leaves_early_has_had_what_it_wanted(job: Program) -> None:
    for command in ("query --list", "status", "report --out page.html", "--help"):
        ended = start(job, command, "| gone")
        assert (ended.returncode, ended.stderr) == (0, b""), command


@pytest.mark.parametrize(("stdout", "words"), [(">&-", b"no stdout"), (">/dev/full", b"No space left")])
def test_what_cannot_be_printed_is_told_and_is_no_bug(job: Program, stdout: str, words: bytes) -> None:
    """It was told as a bug of ours, with 70 and a traceback; by `report`, which printed in a way of its own, later."""
    for command in ("query --list", "report --out page.html"):
        ended = start(job, command, stdout)
        assert ended.returncode == 78, command
        assert words in ended.stderr
        assert b"Traceback" not in ended.stderr


def test_tables_are_printed_in_utf_8_whatever_the_locale(job: Program) -> None:
    """A locale that knows no box characters ended `query` and `status` with 70."""
    ended = start(job, "query --list", "", PYTHONIOENCODING="ascii")
    assert ended.returncode == 0
    assert "─" in ended.stdout.decode()
