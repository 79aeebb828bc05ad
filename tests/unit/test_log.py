import logging
import warnings
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from job.observe import log

Lines = Callable[[], list[dict[str, Any]]]
SECRET = "s3cret/with:odd @characters"


def configure(form: str | None = "json", level: str = "INFO", secrets: Sequence[str] = ()) -> None:
    log.configure(cycle_id="the-run", form=form, level=level, secrets=secrets)


def test_every_line_is_an_object_with_timestamp_level_event_and_cycle_id(log_lines: Lines) -> None:
    configure()
    log.info("something_happened", count=5, nothing=None, share=0.5, name="é")
    (line,) = log_lines()
    written = datetime.fromisoformat(line.pop("timestamp"))
    assert written.utcoffset() is not None
    assert abs((datetime.now(UTC) - written).total_seconds()) < 60
    assert line == {
        "level": "info", "event": "something_happened", "cycle_id": "the-run",
        "count": 5, "nothing": None, "share": 0.5, "name": "é",
    }  # fmt: skip


def test_a_line_break_in_a_value_does_not_break_the_line(log_lines: Lines) -> None:
    configure()
    log.error("failed", error="one\ntwo")
    assert log_lines()[0]["error"] == "one\ntwo"


def test_values_that_json_does_not_know_are_written_as_texts(log_lines: Lines) -> None:
    configure()
    log.info("x", path=Path("/a"), at=datetime(2020, 1, 1, tzinfo=UTC), names={"b"}, pair=(1, Path("c")))
    (line,) = log_lines()
    assert (line["path"], line["at"], line["names"], line["pair"]) == (
        "/a", "2020-01-01 00:00:00+00:00", "{'b'}", [1, "c"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("level", "written"),
    [
        ("DEBUG", ["debug", "info", "warning", "error"]),
        ("INFO", ["info", "warning", "error"]),
        ("WARNING", ["warning", "error"]),
        ("ERROR", ["error"]),
    ],
)
def test_only_what_the_level_allows_is_written(log_lines: Lines, level: str, written: list[str]) -> None:
    configure(level=level)
    for write in (log.debug, log.info, log.warning, log.error):
        write("x")
    assert [line["level"] for line in log_lines()] == written


@pytest.mark.parametrize(
    "value",
    [
        SECRET,
        f"password={SECRET} host=x",
        {"a": {"b": [f"x{SECRET}y"]}},
        [[SECRET], (SECRET,)],
        "http://me:s3cret%2Fwith%3Aodd%20%40characters@gateway/",
        ValueError(f"cannot use {SECRET}"),
        Path(f"/a/{SECRET}"),
    ],
)
def test_a_secret_is_masked_wherever_it_turns_up(
    capsys: pytest.CaptureFixture[str], log_lines: Lines, value: Any
) -> None:
    configure(secrets=[SECRET])
    log.error("failed", value=value)
    written = capsys.readouterr().err
    assert "***" in written
    assert "odd" not in written
    assert not log_lines()


def test_a_secret_is_masked_in_what_a_library_says(capsys: pytest.CaptureFixture[str], log_lines: Lines) -> None:
    configure(secrets=[SECRET])
    logging.getLogger("some.library").warning("connecting with %s", SECRET)
    assert capsys.readouterr().err.count("***") == 1
    assert not log_lines()


def test_a_secret_that_is_the_name_of_an_event_or_a_field_masks_only_values(log_lines: Lines) -> None:
    """With the password `cycle` the event was `***_started`, which no program finds."""
    configure(secrets=["cycle"])
    log.info("cycle_started", cycle="cycle 5", inner={"cycle": ["recycled"]})
    (line,) = log_lines()
    assert (line["event"], line["cycle"], line["inner"]) == ("cycle_started", "*** 5", {"cycle": ["re***d"]})


@pytest.mark.parametrize(
    ("secret", "masked"),
    [
        ("x", "the index of *** in max(***)"),
        ("in", "the index of x *** max(x)"),
        ("max", "the index of x in ***(x)"),
        ("index", "the *** of x in max(x)"),
        ("ndex", "the i*** of x in max(x)"),
    ],
)
def test_a_very_short_secret_is_masked_where_it_is_a_word_of_its_own(
    log_lines: Lines, secret: str, masked: str
) -> None:
    """With the password `x` every x of every word was `***`."""
    configure(secrets=[secret])
    log.info("said", value="the index of x in max(x)")
    assert log_lines()[0]["value"] == masked


def test_a_mask_is_not_masked_again(log_lines: Lines) -> None:
    """One secret after the other was replaced, and the second one found the mask of the first."""
    configure(secrets=["****", "secret"])
    log.info("said", value="secret*")
    assert log_lines()[0]["value"] == "****"


def test_of_two_secrets_the_longer_one_is_masked_whole(log_lines: Lines) -> None:
    configure(secrets=["abc", "abcdef"])
    log.info("x", value="abcdef abc")
    assert log_lines()[0]["value"] == "*** ***"


def test_an_empty_secret_masks_nothing(log_lines: Lines) -> None:
    configure(secrets=[""])
    log.info("x", value="abc", number=5)
    assert (log_lines()[0]["value"]) == "abc"


def test_a_short_secret_leaves_what_programs_read_as_it_is(log_lines: Lines) -> None:
    """A password such as `2` made every timestamp unreadable."""
    configure(secrets=["2", "info", "the"])
    log.info("x", value="2")
    (line,) = log_lines()
    assert datetime.fromisoformat(line["timestamp"])
    assert (line["level"], line["cycle_id"], line["value"]) == ("info", "the-run", "***")


def test_what_libraries_warn_of_is_a_line_like_any_other(log_lines: Lines) -> None:
    configure()
    logging.getLogger("psycopg.pool").warning("error %d", 5)
    logging.getLogger("psycopg.pool").info("not said")
    (line,) = log_lines()
    assert (line["event"], line["level"], line["library"], line["message"]) == (
        "library_message", "warning", "psycopg.pool", "error 5",
    )  # fmt: skip


def test_a_python_warning_is_a_line_like_any_other(log_lines: Lines) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        configure()
        warnings.warn("old", DeprecationWarning, stacklevel=1)
    (line,) = log_lines()
    assert line["library"] == "py.warnings"
    assert "DeprecationWarning: old" in line["message"]


def test_on_a_console_a_line_is_for_people(capsys: pytest.CaptureFixture[str], log_lines: Lines) -> None:
    configure(form="console", secrets=[SECRET])
    log.info("something_happened", count=5, value=SECRET)
    written = capsys.readouterr().err
    assert not written.startswith("{")
    assert "something_happened" in written
    assert "count=5" in written
    assert "the-run" not in written
    assert "***" in written
    assert SECRET not in written
    assert not log_lines()


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_character_that_a_terminal_acts_on_is_escaped(
    capsys: pytest.CaptureFixture[str], log_lines: Lines, form: str
) -> None:
    """JSON had U+009B, U+2028 and U+202E as they are, the console U+001B too, where a value has no blank."""
    configure(form=form)
    log.info("said", value="a\x1b[2Jb\x9b2Jc\u2028d\u202ee", inner=["\x9b"])
    written = capsys.readouterr().err
    assert not {"\x1b", "\x9b", "\u2028", "\u202e"} & set(written)
    assert len(written.splitlines()) == 1
    assert "\\u202e" in written
    assert not log_lines()


def test_on_a_console_the_end_is_its_summary_and_a_failure_its_error_and_what_to_do(
    capsys: pytest.CaptureFixture[str], log_lines: Lines
) -> None:
    """The end was 867 characters of gauges, with the error in their midst."""
    configure(form="console")
    log.info("cycle_finished", launches=187, api_requests=1, exit_code=0, summary="nothing new, in 0.2 s")
    log.error("cycle_finished", launches=187, summary="failed", error="a\n\tb\x1b[2J", what_to_do="Wait.", exit_code=69)
    log.error("failed", error="not set: X", exit_code=78, what_to_do="It is set in .env.")
    written = [line.partition("] ")[2] or line for line in capsys.readouterr().err.splitlines()]
    assert written == [
        "cycle_finished: nothing new, in 0.2 s",
        "cycle_finished: failed: a b\\x1b[2J",
        "    What to do: Wait.",
        "failed: not set: X",
        "    What to do: It is set in .env.",
    ]
    assert not log_lines()


def test_without_a_terminal_the_default_form_is_json(log_lines: Lines) -> None:
    configure(form=None)
    log.info("x")
    assert log_lines()[0]["event"] == "x"


def test_a_status_stays_below_the_lines_of_the_log_and_is_erased_at_its_end(
    capsys: pytest.CaptureFixture[str], log_lines: Lines
) -> None:
    configure(form="console")
    log.show_status("1/2")
    log.info("something_happened")
    log.show_status("")
    above, below = capsys.readouterr().err.split("\n")
    assert above.startswith("1/2\r   \r")
    assert "something_happened" in above
    assert below == "1/2\r   \r"
    assert not log_lines()
