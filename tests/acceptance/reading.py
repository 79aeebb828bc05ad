"""What the tests read from the database."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from local.state import Document

Ask = Callable[..., list[Any]]
Tuple = tuple[str, str, str, str]

# Of a cycle's time, or of what was before: two ways to one state differ in these and in nothing else.
TIMES = ["ingested_at", "updated_at", "last_updated_utc", "last_success_at", "last_full_at"]
OF_THE_PAST = ("raw_launches_history", "launch_changes", "launch_events", "corrections", "cycles")


def count(ask: Ask, relation: str) -> int:
    ((rows,),) = ask(f"SELECT count(*) FROM {relation}")
    return int(rows)


def documents(ask: Ask) -> dict[str, Document]:
    """What raw_launches holds, by id."""
    return dict(ask("SELECT id, launch_data FROM raw_launches"))


def documents_at(ask: Ask, instant: datetime) -> dict[str, Document]:
    """The state at an instant, by the contract's formula."""
    return dict(
        ask(
            "SELECT id, launch_data FROM raw_launches WHERE updated_at <= %s"
            " UNION ALL "
            "SELECT id, launch_data FROM raw_launches_history WHERE valid_from <= %s AND %s < valid_to",
            instant,
            instant,
            instant,
        )
    )


def last_run(ask: Ask) -> Any:
    """The newest row of the ledger."""
    (row,) = ask("SELECT * FROM ops.cycles ORDER BY cycle_number DESC LIMIT 1")
    return row


def tables(ask: Ask, *schemas: str) -> list[str]:
    return [
        row.name
        for row in ask(
            "SELECT format('%%I.%%I', schemaname, tablename) AS name FROM pg_tables"
            " WHERE schemaname = ANY(%s) ORDER BY 1",
            list(schemas),
        )
    ]


def tuples(ask: Ask, *schemas: str) -> dict[str, set[Tuple]]:
    """Where every row of each table is, and which transactions wrote, deleted or locked it."""
    return {
        table: {(row.place, row.xmin, row.xmax, row.content) for row in ask(_TUPLES.format(table=table))}
        for table in tables(ask, *schemas)
    }


def data(ask: Ask) -> dict[str, set[Tuple]]:
    """The tuples of all that a cycle may write only when a launch changed: `public`, versions and documents."""
    behind = ("ops.documents", "ops.launch_versions")
    return {
        table: rows for table, rows in tuples(ask, "public", "ops").items() if "ops." not in table or table in behind
    }


def contents(ask: Ask, *schemas: str) -> dict[str, set[str]]:
    """What every row of each table says."""
    return {table: {row[3] for row in rows} for table, rows in tuples(ask, *schemas).items()}


_TUPLES = "SELECT ctid::text AS place, xmin::text, xmax::text, t::text AS content FROM {table} AS t"


def state_of_public(ask: Ask) -> dict[str, list[Document]]:
    """All rows of all relations of `public`, without times and without the past."""
    names = ask("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1")
    return {
        row.name: [found.content for found in ask(_CONTENT.format(relation=row.name), TIMES)]
        for row in names
        if row.name not in OF_THE_PAST
    }


_CONTENT = "SELECT to_jsonb(t) - %s::text[] AS content FROM public.{relation} AS t ORDER BY 1"


def forget_everything(ask: Ask) -> None:
    """Leave the database as it was before the first cycle."""
    ask("DROP SCHEMA IF EXISTS ops CASCADE")
    for table in tables(ask, "public"):
        ask(f"DROP TABLE {table} CASCADE")
    ask("DROP FUNCTION IF EXISTS content_of")
