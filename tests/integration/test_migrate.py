import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from job.databases import postgres, sqlfiles
from job.databases.warehouse import Warehouse
from job.errors import ConfigurationError, JobError
from job.settings import Settings
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


def test_a_second_run_applies_nothing(warehouse: Warehouse, ask: Ask) -> None:
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
    edit(path, path.read_text() + "\n-- one more remark\n")
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


SEED = """
CREATE TABLE raw_launches (id text PRIMARY KEY, launch_data jsonb, ingested_at timestamptz);
CREATE INDEX raw_launches_ingested_at ON raw_launches (ingested_at);
CREATE TABLE launch_aggregates (total integer);
CREATE VIEW launches AS SELECT id FROM raw_launches;
CREATE TABLE other_people (id text);
INSERT INTO raw_launches VALUES ('a', '{"x": 1}', now()), ('b', NULL, now());
INSERT INTO launch_aggregates VALUES (205);
"""


def test_tables_of_the_seed_program_are_renamed_with_their_rows_and_the_log_says_so(
    warehouse: Warehouse, ask: Ask, login: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    ask(f"SET ROLE {login.user}")
    ask(SEED)
    migrate.run(warehouse)
    assert {row.id for row in ask("SELECT id FROM raw_launches_seed")} == {"a", "b"}
    assert ask("SELECT total FROM launch_aggregates_seed") == [(205,)]
    assert ask("SELECT count(*) FROM launches_seed") == [(2,)]
    assert ask("SELECT count(*) FROM raw_launches") == [(0,)]
    assert {"raw_launches_pkey", "raw_launches_pkey_seed", "raw_launches_ingested_at_seed"} <= relations(ask)
    assert "other_people" in relations(ask)
    said = "".join(capsys.readouterr())
    for name in ("raw_launches", "launch_aggregates", "launches"):
        assert f"renamed public.{name} to public.{name}_seed" in said


def test_whatever_bears_a_name_of_ours_is_set_aside(warehouse: Warehouse, ask: Ask, login: Any) -> None:
    """A view of later migrations (`payloads`), a `*_seed` that was there or a long index's name ended in 70."""
    texts = [sqlfiles.read(name) for name in sqlfiles.names("migrations")]
    ours = {name for text in texts for name in re.findall(r"^CREATE (?:TABLE|VIEW) (\w+) ", text, re.MULTILINE)}
    assert len(ours) > 8
    ask(f"SET ROLE {login.user}")
    for name in ours | {"launches_seed"}:
        ask(f"CREATE TABLE {name} (id integer) PARTITION BY RANGE (id)")
    ask(f"CREATE INDEX {'x' * 63} ON launches (id)")
    ask("CREATE SCHEMA ops")
    migrate.run(warehouse)
    assert ours | {f"{name}_seed" for name in ours} | {"launches_seed2", "x" * 58 + "_seed"} <= relations(ask)


def test_two_cycles_at_once_migrate_one_after_the_other(settings: Settings, ask: Ask) -> None:
    results: list[Any] = []

    def begin() -> None:
        try:
            with postgres.connect(settings) as connected:
                lock.run(connected, 30)
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
