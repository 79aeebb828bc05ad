"""docs/reference.md lists every relation and column that the migrations make, with its type, and no other."""

import re
from collections.abc import Callable
from typing import Any

from job.databases.warehouse import Warehouse
from job.steps import migrate
from tests.unit.test_reference import REFERENCE, rows, word

# Where PostgreSQL's catalog says it in more words than people do.
SHORT = {"timestamp with time zone": "timestamptz"}


def test_every_column_of_public_and_ops_is_in_a_table_once_with_its_type(
    warehouse: Warehouse, ask: Callable[..., list[Any]]
) -> None:
    migrate.run(warehouse)
    stored = ask(
        "SELECT table_schema || '.' || table_name AS relation, column_name, data_type"
        " FROM information_schema.columns WHERE table_schema IN ('public', 'ops')"
    )
    assert sorted(written()) == sorted(
        (row.relation, row.column_name, SHORT.get(row.data_type, row.data_type)) for row in stored
    )


def written() -> list[tuple[str, str, str]]:
    """Return what the reference says: relation, column, type."""
    relations = re.findall(r"^### `(\w+\.\w+)`$", REFERENCE.read_text(), re.MULTILINE)
    return [(relation, word(column), type_) for relation in relations for column, type_, _ in rows(f"### `{relation}`")]
