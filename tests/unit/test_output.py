import csv
import io
import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from job.observe import output

COLUMNS = ["name", "launched_at", "mass", "success", "customers"]
AT = datetime(2020, 1, 2, 3, 4, 5, 678_000, tzinfo=UTC)
ROWS = [
    ("Demo, with \"quotes\" and\na line", AT, 15712.125, True, ["NASA", "é"]),
    (None, None, None, None, {"a": 1}),
]  # fmt: skip


def test_csv_comes_back_as_it_was_with_nothing_for_null() -> None:
    header, first, second = csv.reader(io.StringIO(output.render(COLUMNS, ROWS, "csv")))
    assert header == COLUMNS
    assert first == [
        'Demo, with "quotes" and\na line',
        "2020-01-02T03:04:05.678000+00:00",
        "15712.125",
        "True",
        '["NASA", "é"]',
    ]
    assert second == ["", "", "", "", '{"a": 1}']


def test_csv_without_rows_is_its_header() -> None:
    assert output.render(["a", "b"], [], "csv") == "a,b\n"


def test_a_carriage_return_does_not_end_a_row_of_csv() -> None:
    """It was not quoted by Python 3.11 and 3.12, so a reader saw a row more."""
    rows = list(csv.reader(io.StringIO(output.render(["name"], [["a\rb"], ["c"]], "csv"), newline="")))
    assert rows == [["name"], ["a\\rb"], ["c"]]


@pytest.mark.parametrize("form", output.FORMATS)
def test_nothing_that_a_terminal_acts_on_is_printed(form: str) -> None:
    """CSV sent escape sequences of the source to the terminal as they were."""
    printed = output.render(["name"], [["a\x1b[2Jb\x9b2Jc\u202ed"]], form)
    assert not {"\x1b", "\x9b", "\u202e"} & set(printed)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", '=HYPERLINK("http://x")'])
def test_a_text_of_csv_is_no_formula(text: str) -> None:
    """A spreadsheet that opened the file ran what the source had sent."""
    (_, (cell, number, nothing)) = csv.reader(
        io.StringIO(output.render(["name", "n", "x"], [[text, -1.5, None]], "csv"))
    )
    assert (cell, number, nothing) == (f"'{text}", "-1.5", "")


def test_json_is_a_list_of_objects_with_their_types() -> None:
    first, second = json.loads(output.render(COLUMNS, ROWS, "json"))
    assert first == {
        "name": 'Demo, with "quotes" and\na line', "launched_at": "2020-01-02T03:04:05.678000+00:00",
        "mass": 15712.125, "success": True, "customers": ["NASA", "é"],
    }  # fmt: skip
    assert second == {"name": None, "launched_at": None, "mass": None, "success": None, "customers": {"a": 1}}


def test_json_without_rows_is_an_empty_list_and_a_decimal_keeps_its_digits() -> None:
    assert json.loads(output.render(["a"], [], "json")) == []
    assert json.loads(output.render(["a"], [[Decimal("0.10")]], "json")) == [{"a": "0.10"}]


def test_a_table_has_a_column_for_each_and_numbers_to_the_right() -> None:
    header, rule, first, second = output.render(
        ["name", "mass"], [("a", 15712.125), ("b[bold]", None)], "table"
    ).splitlines()
    assert header.split() == ["name", "mass"]
    assert set(rule.strip()) == {"─"}
    assert first.split() == ["a", "15,712.12"]
    assert first.index("15") > header.index("name") + 4
    assert second.strip() == "b[bold]"


def test_a_long_value_is_never_cut_in_a_table() -> None:
    assert "x" * 500 in output.render(["a"], [["x" * 500]], "table")


def test_a_table_without_rows_shows_its_columns() -> None:
    assert output.render(["a", "b"], [], "table").splitlines()[0].split() == ["a", "b"]


@pytest.mark.parametrize("form", output.FORMATS)
def test_every_form_ends_with_one_newline(form: str) -> None:
    text = output.render(["a"], [[1]], form)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_a_control_character_reaches_no_terminal_and_breaks_no_table() -> None:
    """The source decides what stands in a name: an escape sequence of it was sent to the terminal."""
    printed = output.render(["name"], [["a\x1b]0;owned\x07\nb é"]], "table")
    assert printed.splitlines()[-1].strip() == "a\\x1b]0;owned\\x07\\nb é"


def test_wide_characters_do_not_shift_the_columns_behind_them() -> None:
    rows = output.render(["name", "note"], [("衛星🚀", "x"), ("abcdefgh", "y")], "table").splitlines()
    assert [row.index(note) for row, note in zip(rows[2:], "xy", strict=True)] == [3 + 3 + 2, 8 + 3]
