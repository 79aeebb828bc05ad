"""Every relation and column that the migrations make says what it means, and the pages say the same."""

from collections.abc import Callable
from typing import Any

from job.databases.warehouse import Warehouse
from job.steps import migrate
from tests.generated import relations

Ask = Callable[..., list[Any]]


def test_every_relation_and_every_column_has_a_comment_that_is_a_sentence(warehouse: Warehouse, ask: Ask) -> None:
    """DESCRIBE in Trino and the tools of analysts showed names and types, and nothing of their meaning."""
    migrate.run(warehouse)
    columns = ask(relations.COLUMNS)
    said = {f"{each.schema}.{each.relation}": each.meaning for each in columns}
    said |= {f"{each.schema}.{each.relation}.{each.name}": each.column_meaning for each in columns}
    assert len(said) > 300
    assert [name for name, meaning in said.items() if not meaning or not meaning.endswith(".")] == []


def test_the_pages_list_the_relations_of_the_database(warehouse: Warehouse, ask: Ask) -> None:
    migrate.run(warehouse)
    for path, text in relations.texts(ask).items():
        assert path.read_text() == text, "run: python -m tests.generated"
