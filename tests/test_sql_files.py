"""The laws of sql/, each a test."""

import ast
import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
SQL = CHECKOUT / "sql"
FILES = {path.relative_to(SQL).with_suffix("").as_posix(): path.read_text() for path in sorted(SQL.rglob("*.sql"))}
# Folders that are read as a whole; every other file is named by the step that runs it.
BY_FOLDER = ("migrations", "transforms", "checks", "analyses", "sources")


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
    return {name for name in found if (SQL / name.rpartition("/")[0]).is_dir() and not (SQL / name).is_dir()}


def relation(name: str) -> str:
    """Return the name without its folder and number: `launches` for `transforms/01_launches`."""
    return stem(name).lstrip("0123456789_")


@pytest.mark.parametrize("name", FILES)
def test_the_first_line_says_what_the_file_is(name: str) -> None:
    title = relation(name) if name in (*of("analyses"), *of("transforms")) else stem(name)
    assert re.fullmatch(rf"-- {title}: .+[.?]", FILES[name].splitlines()[0])


@pytest.mark.parametrize("name", of("transforms"))
def test_a_transform_reads_affected_launches_flattened_rows_and_transforms_before_it(name: str) -> None:
    statement = re.sub(r"extract\(.*?\)|IS DISTINCT FROM|UPDATE SET", "", statements(name))
    named = set(re.findall(r"\b(?:FROM|JOIN|USING|UPDATE|INTO)\s+([\w.]+)", statement))
    earlier = {relation(each) for each in of("transforms") if each <= name}
    history = (
        {"ops.launch_versions"} if "launch_schedule" in name else set()
    )  # the one relation with a history of its own
    assert {each for each in named if not each.startswith("flattened_")} <= earlier | {"affected"} | history
    assert "affected" in named


def test_a_source_flattens_into_tables_that_a_transform_reads() -> None:
    for name in (each for each in FILES if each.startswith("sources/")):
        assert f"INSERT INTO flattened_{stem(name)} (" in FILES[name]
        assert FILES[name].count("INSERT") == 1
        assert any(f"flattened_{stem(name)} " in FILES[each] for each in of("transforms"))


def test_every_table_of_flattened_rows_is_compared_with_the_typed_one() -> None:
    """A table that is left out would be loaded, and no edit by hand of it found."""
    flattened = re.findall(r"CREATE TEMPORARY TABLE (flattened_\w+)", FILES["steps/transform/create_flattened"])
    # Its rows are those of all versions, not of the current documents: the check schedules_agree_with_launches holds it.
    flattened.remove("flattened_launch_schedule")
    for name in (
        "checks/affected_rows_agree_with_documents",
        "steps/check/find_differing",
        "steps/transform/update_fingerprints",
    ):
        assert [table for table in flattened if f" {table} " not in FILES[name]] == [], name
    for name in ("steps/check/find_changed", "steps/transform/affect_all", "steps/transform/analyze_tables"):
        typed = [table.removeprefix("flattened_") for table in flattened]
        assert [table for table in typed if not re.search(rf"[ ,]{table}\b", statements(name))] == [], name


@pytest.mark.parametrize("name", of("checks"))
def test_a_check_says_its_scope_changes_nothing_and_shows_not_too_much(name: str) -> None:
    second = FILES[name].splitlines()[1]
    assert second in ("-- scope: affected", "-- scope: full", "-- scope: incremental")
    assert ("FROM affected" in FILES[name]) is (second != "-- scope: full")
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


@pytest.mark.parametrize("folder", ["analyses", "transforms"])
def test_analyses_and_transforms_are_numbered_without_gaps(folder: str) -> None:
    numbers = [int(stem(name).partition("_")[0]) for name in of(folder)]
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
