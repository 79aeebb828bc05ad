"""What docs/reference.md and docs/data-model.md list of relations: as the migrations make them, and say by COMMENT."""

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import namedtuple_row

from job.databases import sqlfiles
from local.postgres import Postgres
from tests.support.monitoring import CHECKOUT

REFERENCE, DATA_MODEL = (CHECKOUT / "docs" / f"{name}.md" for name in ("reference", "data-model"))
_PART = re.compile(r"(<!-- ([\w ]+), generated -->\n)\n.*?(?=<!-- end -->)", re.DOTALL)
# Where PostgreSQL's catalog says it in more words than people do.
_SHORT = {"timestamp with time zone": "timestamptz"}
_IN_DIAGRAM = _SHORT | {"double precision": "double"}
COLUMNS = """
SELECT
    namespace.nspname AS schema,
    relation.relname AS relation,
    relation.relkind = 'v' AS is_view,
    obj_description(relation.oid, 'pg_class') AS meaning,
    attribute.attname AS name,
    format_type(attribute.atttypid, NULL) AS type,
    coalesce(attribute.attnum = ANY (key.conkey), false) AS is_key,
    col_description(relation.oid, attribute.attnum) AS column_meaning
FROM pg_class AS relation
JOIN pg_namespace AS namespace ON namespace.oid = relation.relnamespace
JOIN pg_attribute AS attribute
    ON attribute.attrelid = relation.oid AND attribute.attnum > 0 AND NOT attribute.attisdropped
LEFT JOIN pg_constraint AS key ON key.conrelid = relation.oid AND key.contype = 'p'
WHERE namespace.nspname IN ('public', 'ops') AND relation.relkind IN ('r', 'v')
ORDER BY relation.oid, attribute.attnum
"""

Ask = Callable[[str], list[Any]]


class Relation(NamedTuple):
    """A table or view with its columns."""

    schema: str
    name: str
    is_view: bool
    meaning: str
    columns: list[Any]


def texts(ask: Ask) -> dict[Path, str]:
    """Return the pages as they must be; `ask` asks a database that has all migrations."""
    grouped = groupby(ask(COLUMNS), key=lambda each: (each.schema, each.relation, each.is_view, each.meaning))
    relations = [Relation(*relation, list(columns)) for relation, columns in grouped]
    public = [relation for relation in relations if relation.schema == "public"]
    tables, views = ([each for each in public if each.is_view is is_view] for is_view in (False, True))
    parts = {
        "relations of public": "".join(map(_section, public)),
        "relations of ops": "".join(_section(relation) for relation in relations if relation.schema == "ops"),
        "tables": _diagram(tables) + "\n| table | one row is |\n|---|---|\n" + "".join(map(_row, tables)),
        "views": "\n| view | one row is | columns |\n|---|---|---|\n" + "".join(map(_row, views)),
    }
    return {
        page: _PART.sub(lambda match: match[1] + parts[match[2]] + "\n", page.read_text(encoding="utf-8"))
        for page in (REFERENCE, DATA_MODEL)
    }


def _section(relation: Relation) -> str:
    keys = ", ".join(f"`{column.name}`" for column in relation.columns if column.is_key)
    kind = "A view." if relation.is_view else f"Primary key: {keys}."
    rows = "".join(
        f"| `{column.name}` | {_SHORT.get(column.type, column.type)} | {column.column_meaning} |\n"
        for column in relation.columns
    )
    title = f"\n### `{relation.schema}.{relation.name}`\n\n{relation.meaning} {kind}\n"
    return f"{title}\n| column | type | meaning |\n|---|---|---|\n{rows}"


def _row(relation: Relation) -> str:
    columns = " | " + " ".join(f"`{column.name}`" for column in relation.columns) if relation.is_view else ""
    return f"| `{relation.name}` | {relation.meaning}{columns} |\n"


def _diagram(tables: list[Relation]) -> str:
    first, *_ = tables
    joined = [each.name for each in tables[1:] if each.columns[0].name == "launch_id"]
    lines = [f"    {first.name} ||--o{{ {name} : has" for name in joined] + [""]
    for table in tables:
        lines.append(f"    {table.name} {{")
        for column in table.columns:
            key = " PK" if column.is_key else ""
            lines.append(f"        {_IN_DIAGRAM.get(column.type, column.type)} {column.name}{key}")
        lines.append("    }")
    return "\n```mermaid\nerDiagram\n" + "\n".join(lines) + "\n```\n"


@contextmanager
def migrated() -> Iterator[Ask]:
    """A database of its own that has all migrations."""
    with tempfile.TemporaryDirectory(dir="/var/tmp" if os.geteuid() == 0 else None) as name:
        Path(name).chmod(0o755)
        server = Postgres(Path(name) / "postgres")
        server.start()
        try:
            with psycopg.connect(server.admin().dsn(), row_factory=namedtuple_row) as connection:
                for migration in sqlfiles.names("migrations"):
                    connection.execute(sqlfiles.read(migration).encode())
                yield lambda statement: connection.execute(statement.encode()).fetchall()
        finally:
            server.stop("immediate")
