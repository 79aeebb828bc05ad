"""The laws of the house, each a test, so that nobody need remember them."""

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
JOB, SQL = CHECKOUT / "job", CHECKOUT / "sql"
MODULES = sorted(JOB.rglob("*.py"))
TREES = {path.relative_to(CHECKOUT).as_posix(): ast.parse(path.read_text()) for path in MODULES}
IMPORTERS = {
    "httpx": "job/sources/http.py",
    "tenacity": "job/sources/retries.py",
    "psycopg": "job/databases/",
    "trino": "job/databases/trino.py",
    "prometheus_client": "job/observe/metrics.py",
    "structlog": "job/observe/log.py",
    "msgspec": "job/sources/",
    "vl_convert": "job/commands/report/charts.py",
    "jinja2": "job/commands/report/page.py",
    "dotenv": "job/settings/environment.py",
}
STATEMENT = re.compile(
    r"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|COPY|ALTER|DROP|TRUNCATE|WITH|MERGE|GRANT|SET|VALUES|BEGIN|VACUUM|ANALYZE)\s",
    re.IGNORECASE,
)
WORDS_OF_V4 = re.compile(
    r"date_utc|date_unix|totalDocs|populate|static_fire_date|mass_lbs|norad_ids|launches/query|\$gte?\b|launch_library_id"
)
SOURCES = (JOB / "sources", SQL / "sources")

named = pytest.mark.parametrize("module", TREES)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


def imported(tree: ast.AST) -> set[str]:
    """Return the top-level packages that a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add((node.module or "").partition(".")[0])
    return names


def texts(tree: ast.AST) -> Iterator[str]:
    """Yield every text of a module but the docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


@named
def test_a_module_has_at_most_150_lines(module: str) -> None:
    assert len((CHECKOUT / module).read_text().splitlines()) <= 150


@named
def test_a_function_has_at_most_30_lines(module: str) -> None:
    assert [(each.name, length(each)) for each in functions(TREES[module]) if length(each) > 30] == []


def test_the_median_function_is_short() -> None:
    assert statistics.median(length(each) for tree in TREES.values() for each in functions(tree)) <= 10


@named
def test_a_module_s_name_says_what_it_is(module: str) -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc", "shared"}
    assert not vague & set(Path(module).with_suffix("").parts)


@named
def test_a_module_says_its_purpose_in_its_first_line(module: str) -> None:
    docstring = ast.get_docstring(TREES[module])
    assert docstring
    assert docstring.splitlines()[0][-1] in ".:;"


@pytest.mark.parametrize("package", IMPORTERS)
def test_a_library_that_talks_to_the_world_has_one_importer(package: str) -> None:
    importers = [module for module, tree in TREES.items() if package in imported(tree)]
    assert all(module.startswith(IMPORTERS[package]) for module in importers)
    assert importers or package == "trino", "an importer that is gone leaves this table too"


@named
def test_only_one_module_reads_the_environment(module: str) -> None:
    if module == "job/settings/environment.py":
        return
    for node in ast.walk(TREES[module]):
        name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "name", getattr(node, "id", ""))
        assert name not in ("environ", "environb", "getenv", "getenvb", "load_dotenv"), f"line {node}"


@named
def test_no_statement_stands_in_python(module: str) -> None:
    found = [text for text in texts(TREES[module]) if STATEMENT.match(text) and len(text) > len("SELECT 1")]
    assert found == []


def test_imports_go_downwards_only() -> None:
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([program, "--no-cache"], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_words_of_an_api_stand_only_in_its_own_folders() -> None:
    found = [
        f"{path.relative_to(CHECKOUT)}: {word}"
        for path in (*JOB.rglob("*.py"), *SQL.rglob("*.sql"))
        if path.parent.name != "spacex_v4"
        for word in WORDS_OF_V4.findall(path.read_text())
    ]
    assert found == []
    assert all(WORDS_OF_V4.search("".join(map(Path.read_text, (each / "spacex_v4").glob("*.*")))) for each in SOURCES)


def test_every_variable_that_must_be_set_is_in_the_example() -> None:
    from job.settings import Settings

    example = re.findall(r"^([A-Z_]+)=", (CHECKOUT / ".env.example").read_text(), re.MULTILINE)
    by_compose = re.findall(r"\$\{([A-Z_]+):\?", (CHECKOUT / "docker-compose.yml").read_text())
    assert set(example) - {name.upper() for name in Settings.model_fields} <= set(by_compose)
    assert {"POSTGRES_HOST", "POSTGRES_DB", "POSTGRES_USER", "POSTGRES_PASSWORD", *by_compose} <= set(example)
