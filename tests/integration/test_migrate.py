import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from job.databases import postgres, sqlfiles
from job.databases.warehouse import Warehouse
from job.errors import ConfigurationError, JobError
from job.settings import Settings
from job.signals import Deadline
from job.steps import lock, migrate

Ask = Callable[..., list[Any]]


def applied(ask: Ask) -> list[str]:
    return [row.name for row in ask("SELECT name FROM ops.migrations ORDER BY name")]


def relations(ask: Ask) -> set[str]:
    return {row.relname for row in ask("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")}


def edit(path: Path, text: str) -> None:
    path.write_text(text)
    sqlfiles.read.cache_clear()


def test_every_migration_is_applied_in_order_and_recorded(warehouse: Warehouse, ask: Ask) -> None:
    names = migrate.run(warehouse)
    assert names == sqlfiles.names("migrations")
    assert applied(ask) == [sqlfiles.stem(name) for name in names]
    assert {"raw_launches", "launches", "launch_aggregates", "launch_changes", "freshness"} <= relations(ask)


def test_a_second_call_applies_nothing(warehouse: Warehouse, ask: Ask) -> None:
    migrate.run(warehouse)
    before = ask("SELECT name, checksum, applied_at, xmin FROM ops.migrations")
    assert migrate.run(warehouse) == []
    assert ask("SELECT name, checksum, applied_at, xmin FROM ops.migrations") == before


def test_only_what_is_pending_is_applied(warehouse: Warehouse, ask: Ask, sql: Path) -> None:
    migrate.run(warehouse)
    (sql / "migrations" / "9999_more.sql").write_text("-- 9999_more: x.\nCREATE TABLE more (a integer);\n")
    assert migrate.pending(warehouse) == ["migrations/9999_more"]
    assert migrate.run(warehouse) == ["migrations/9999_more"]
    assert "more" in relations(ask)


def test_an_edited_migration_is_refused_and_named(warehouse: Warehouse, sql: Path) -> None:
    migrate.run(warehouse)
    path = sql / "migrations" / "0001_create_ops.sql"
    edit(path, path.read_text() + "\n-- another comment\n")
    with pytest.raises(ConfigurationError, match=r"0001_create_ops.*edited"):
        migrate.run(warehouse)


def test_a_migration_of_a_newer_version_is_refused_and_named(warehouse: Warehouse, ask: Ask) -> None:
    migrate.run(warehouse)
    ask("INSERT INTO ops.migrations (name, checksum) VALUES ('9999_newer', 'x')")
    with pytest.raises(ConfigurationError, match="9999_newer"):
        migrate.run(warehouse)


def test_when_one_fails_none_is_applied(warehouse: Warehouse, ask: Ask, sql: Path) -> None:
    (sql / "migrations" / "9998_good.sql").write_text("-- 9998_good: x.\nCREATE TABLE good (a integer);\n")
    (sql / "migrations" / "9999_bad.sql").write_text("-- 9999_bad: x.\nCREATE TABLE bad (a nonsense);\n")
    with pytest.raises(JobError, match="9999_bad"):
        migrate.run(warehouse)
    assert relations(ask) == set()
    assert ask("SELECT 1 FROM pg_namespace WHERE nspname = 'ops'") == []
    assert warehouse.usable


def test_pending_ones_are_named_where_none_may_be_applied(warehouse: Warehouse, ask: Ask) -> None:
    with pytest.raises(ConfigurationError, match="0001_create_ops"):
        migrate.require_none(warehouse)
    assert relations(ask) == set()
    migrate.run(warehouse)
    migrate.require_none(warehouse)


def statements(error: ConfigurationError) -> list[str]:
    """Return the statements that the hint asks for."""
    return [f"{text.strip()};" for text in error.hint.partition("run again: ")[2].split(";") if text.strip()]


def refused(warehouse: Warehouse) -> ConfigurationError:
    with pytest.raises(ConfigurationError, match="exist, but no migration has created them") as caught:
        migrate.run(warehouse)
    return caught.value


@pytest.mark.parametrize(
    ("create", "renames"),
    [
        ("CREATE TABLE launches (a integer)", ["ALTER TABLE public.launches RENAME TO launches_seed;"]),
        (
            "CREATE TABLE payloads (a integer) PARTITION BY RANGE (a); CREATE TABLE payloads_seed (a integer)",
            ["ALTER TABLE public.payloads RENAME TO payloads_seed2;"],
        ),
        ("CREATE VIEW freshness AS SELECT 1", ["ALTER VIEW public.freshness RENAME TO freshness_seed;"]),
        (
            "CREATE MATERIALIZED VIEW raw_launches AS SELECT 1 AS a",
            ["ALTER MATERIALIZED VIEW public.raw_launches RENAME TO raw_launches_seed;"],
        ),
        ("CREATE SEQUENCE launches", ["ALTER SEQUENCE public.launches RENAME TO launches_seed;"]),
        ("CREATE TYPE launches AS ENUM ('a')", ["ALTER TYPE public.launches RENAME TO launches_seed;"]),
        ("CREATE TYPE launches AS (a integer)", ["ALTER TYPE public.launches RENAME TO launches_seed;"]),
        (
            "CREATE FUNCTION content_of(text, a integer) RETURNS integer LANGUAGE sql RETURN 1",
            ["ALTER ROUTINE public.content_of(text, a integer) RENAME TO content_of_seed;"],
        ),
        ("CREATE DOMAIN launches AS text", ["ALTER DOMAIN public.launches RENAME TO launches_seed;"]),
        (
            "CREATE TABLE launches (id text PRIMARY KEY); CREATE INDEX launches_launched_at ON launches (id)",
            [
                "ALTER TABLE public.launches RENAME TO launches_seed;",
                "ALTER INDEX public.launches_launched_at RENAME TO launches_launched_at_seed;",
            ],
        ),
        (
            "CREATE SCHEMA ops; CREATE TABLE ops.cycles (id text)",
            ["ALTER TABLE ops.cycles RENAME TO cycles_seed;"],
        ),
        ("CREATE TYPE launches AS RANGE (subtype = integer)", ["ALTER TYPE public.launches RENAME TO launches_seed;"]),
        (
            "CREATE SCHEMA ops; CREATE TABLE ops.migrations (id text)",
            ["ALTER TABLE ops.migrations RENAME TO migrations_seed;"],
        ),
        (
            "CREATE SCHEMA ops; CREATE VIEW ops.migrations AS SELECT '' AS name, '' AS checksum",
            ["ALTER VIEW ops.migrations RENAME TO migrations_seed;"],
        ),
        (
            "CREATE SCHEMA ops; CREATE TYPE ops.migrations AS (name text)",
            ["ALTER TYPE ops.migrations RENAME TO migrations_seed;"],
        ),
        (
            "CREATE SCHEMA ops; CREATE SEQUENCE ops.migrations",
            ["ALTER SEQUENCE ops.migrations RENAME TO migrations_seed;"],
        ),
    ],
)
def test_a_relation_of_another_program_is_refused_until_the_given_lines_were_run(
    warehouse: Warehouse, ask: Ask, login: Any, create: str, renames: list[str]
) -> None:
    ask(f"SET ROLE {login.user}")
    ask(f"{create}; CREATE TABLE other_people (id text)")
    before = relations(ask)
    assert statements(refused(warehouse)) == renames
    assert relations(ask) == before
    ask("".join(renames))
    assert migrate.run(warehouse) == sqlfiles.names("migrations")
    assert "other_people" in relations(ask)


def test_a_foreign_table_of_another_program_is_refused_with_its_kind(warehouse: Warehouse, ask: Ask) -> None:
    ask("CREATE FOREIGN DATA WRAPPER none; CREATE SERVER nowhere FOREIGN DATA WRAPPER none")
    ask("CREATE FOREIGN TABLE launches (id text) SERVER nowhere")
    renames = statements(refused(warehouse))
    assert renames == ["ALTER FOREIGN TABLE public.launches RENAME TO launches_seed;"]
    ask("".join(renames))
    assert migrate.run(warehouse)


def test_a_schema_that_an_administrator_created_is_used(warehouse: Warehouse, ask: Ask, login: Any) -> None:
    ask(f"SET ROLE {login.user}; CREATE SCHEMA ops")
    assert migrate.run(warehouse)


def test_what_the_migrations_create_is_looked_for(warehouse: Warehouse, ask: Ask) -> None:
    """A view of a later migration (`payloads`) and the function `content_of` were not: the first cycle ended with 70."""
    applied = migrate.run(warehouse)
    created = ask(
        "SELECT relnamespace::regnamespace::text, relname, false FROM pg_class"
        " WHERE relnamespace IN ('public'::regnamespace, 'ops'::regnamespace) AND relkind <> 'S'"
        " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = pg_class.oid)"
        " UNION ALL SELECT pronamespace::regnamespace::text, proname, true FROM pg_proc"
        " WHERE pronamespace IN ('public'::regnamespace, 'ops'::regnamespace)"
    )
    assert migrate.relations(applied) == {tuple(row) for row in created}


@pytest.mark.parametrize("taken", ["keys", "sequences"])
def test_the_names_of_keys_and_sequences_may_be_taken(warehouse: Warehouse, ask: Ask, taken: str) -> None:
    names = {"keys": ["cycles_pkey", "cycles_data_as_of_key"], "sequences": ["cycles_cycle_number_seq"]}[taken]
    ask("CREATE SCHEMA ops; GRANT ALL ON SCHEMA ops TO PUBLIC")
    for name in names:
        ask(f"CREATE SEQUENCE ops.{name}")
    assert migrate.run(warehouse)


@pytest.mark.parametrize(
    ("create", "kind"),
    [
        ("CREATE TABLE more (a text)", "TABLE"),
        ("CREATE SEQUENCE more", "SEQUENCE"),
        ("CREATE TYPE more AS ENUM ('a')", "TYPE"),
        ("CREATE TABLE other (a text); CREATE INDEX more ON other (a)", "INDEX"),
    ],
)
def test_a_later_migration_meets_a_relation_of_another_program(
    warehouse: Warehouse, ask: Ask, sql: Path, create: str, kind: str
) -> None:
    """Only the first migration looked for them: an upgrade ended with 70."""
    migrate.run(warehouse)
    ask(create)
    (sql / "migrations" / "9999_more.sql").write_text("-- 9999_more: x.\nCREATE VIEW more AS SELECT 1 AS a;\n")
    assert statements(refused(warehouse)) == [f"ALTER {kind} public.more RENAME TO more_seed;"]


def test_a_later_migration_may_create_a_view_again(warehouse: Warehouse, sql: Path) -> None:
    migrate.run(warehouse)
    text = "-- 9999_again: x.\nDROP VIEW cycles;\nCREATE VIEW cycles AS SELECT 1 AS a;\n"
    (sql / "migrations" / "9999_again.sql").write_text(text)
    assert migrate.run(warehouse) == ["migrations/9999_again"]


def test_two_cycles_at_once_migrate_one_after_the_other(settings: Settings, ask: Ask) -> None:
    results: list[Any] = []

    def begin() -> None:
        try:
            with postgres.connect(settings) as connected:
                lock.run(connected, 30, Deadline())
                results.append(migrate.run(connected))
        except JobError as error:
            results.append(error)

    threads = [threading.Thread(target=begin) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(results, key=len) == [[], sqlfiles.names("migrations")]
    assert len(applied(ask)) == len(sqlfiles.names("migrations"))
