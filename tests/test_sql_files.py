"""The laws of sql/, each a test."""

import ast
import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
SQL = CHECKOUT / "sql"
FILES = {path.relative_to(SQL).with_suffix("").as_posix(): path.read_text() for path in sorted(SQL.rglob("*.sql"))}
# Folders that are read as a whole; every other file is named by the step that runs it.
BY_FOLDER = ("migrations", "transforms", "checks", "analyses")


def of(folder: str) -> list[str]:
    return [name for name in FILES if name.startswith(f"{folder}/")]


def statements(name: str) -> str:
    """Return a file without its comments and without what stands in quotes."""
    return re.sub(r"'(?:[^']|'')*'", "''", re.sub(r"--.*", "", FILES[name]))


def stem(name: str) -> str:
    return name.rpartition("/")[2]


def named_in_python() -> set[str]:
    """Return every text in job/ that has the form of a file's name: folder/stem."""
    found = set()
    for path in (CHECKOUT / "job").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= set(re.findall(r"^[a-z0-9_]+(?:/[a-z0-9_]+)+$", node.value))
    return {name for name in found if (SQL / name.rpartition("/")[0]).is_dir()}


@pytest.mark.parametrize("name", FILES)
def test_the_first_line_says_what_the_file_is(name: str) -> None:
    title = stem(name).lstrip("0123456789_") if name in of("analyses") else stem(name)
    assert re.fullmatch(rf"-- {title}: .+[.?]", FILES[name].splitlines()[0])


@pytest.mark.parametrize("name", of("transforms"))
def test_a_transform_says_what_it_reads_and_reads_nothing_else(name: str) -> None:
    second = FILES[name].splitlines()[1]
    assert second.startswith("-- reads: ")
    declared = set(second.removeprefix("-- reads: ").replace(",", " ").split())
    apart = {"staged_launches", "staged_payloads", "staged_cores"}
    tables = {stem(each) for each in of("transforms")} | apart | {"raw_launches", "raw_launches_history"}
    assert declared <= tables
    named = set(re.findall(r"\b(?:FROM|JOIN|USING|UPDATE|INTO)\s+(?:public\.|ops\.)?(\w+)", statements(name)))
    own = {stem(name), "affected"}
    assert named & tables <= declared | own, "a relation that the header does not name"
    assert not named & {"staged", "rejected", "doubtful", "runs"}
    assert "affected" in named


@pytest.mark.parametrize("name", of("transforms"))
def test_a_transform_reads_documents_only_through_affected(name: str) -> None:
    of_touched = r"FROM affected\s+JOIN (raw_launches AS raw ON raw\.id = affected\.launch_id|staged_\w+ AS \w+ USING)"
    for statement in statements(name).split(";"):
        if re.search(r"\b(raw_launches|staged_\w+)\b", statement):
            assert re.search(of_touched, statement)


@pytest.mark.parametrize("name", of("checks"))
def test_a_check_says_its_scope_changes_nothing_and_shows_not_too_much(name: str) -> None:
    second = FILES[name].splitlines()[1]
    assert second in ("-- scope: affected", "-- scope: full")
    assert ("FROM affected" in FILES[name]) is (second == "-- scope: affected")
    assert not re.search(r"\b(INSERT|UPDATE|DELETE|TRUNCATE|CREATE|ALTER|DROP)\b", statements(name), re.IGNORECASE)
    assert re.search(r"\nLIMIT \d+;\n\Z", FILES[name])


@pytest.mark.parametrize("name", FILES)
def test_no_table_but_a_temporary_one_is_ever_truncated(name: str) -> None:
    truncated = re.findall(r"\bTRUNCATE\s+(?:TABLE\s+)?([\w.]+)", statements(name), re.IGNORECASE)
    assert [table for table in truncated if not table.startswith("pg_temp.")] == []


def test_migrations_are_numbered_without_gaps() -> None:
    numbers = [int(stem(name).partition("_")[0]) for name in of("migrations")]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(re.fullmatch(r"\d{4}_[a-z_]+", stem(name)) for name in of("migrations"))


def test_analyses_are_numbered_without_gaps() -> None:
    numbers = [int(stem(name).partition("_")[0]) for name in of("analyses")]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_file_that_python_names_exists() -> None:
    assert named_in_python() - set(FILES) == set()


def test_every_file_is_named_in_python_or_read_with_its_folder() -> None:
    named = named_in_python()
    assert [name for name in FILES if not name.startswith(BY_FOLDER) and name not in named] == ["roles"]


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_plain_text_that_ends_with_one_newline(name: str) -> None:
    text = FILES[name]
    assert text.isascii()
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\t" not in text
    assert "\r" not in text
    assert all(line == line.rstrip() for line in text.splitlines())
