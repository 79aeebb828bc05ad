"""Migrate: rolls the schema forward, all pending migrations or none; an applied migration never changes."""

import re

from job.databases import sqlfiles
from job.databases.warehouse import Warehouse
from job.errors import ConfigurationError

_FOLDER = "migrations"
# Keys and sequences are not among these: PostgreSQL chooses a free name for them.
_CREATE = re.compile(r"^CREATE (?:TABLE|VIEW|(FUNCTION)|(?:UNIQUE )?INDEX (\w+) ON) (?:(\w+)\.)?(\w+)", re.MULTILINE)


def pending(warehouse: Warehouse) -> list[str]:
    """Return the migrations that this database lacks, in order.

    Raises ConfigurationError when it has one that this program does not know, or has with another text.
    """
    known = sqlfiles.names(_FOLDER)
    applied: dict[str, str] = {}
    if warehouse.scalar("steps/migrate/ledger"):
        applied = dict(warehouse.table("steps/migrate/applied").rows)
    for name, checksum in applied.items():
        _check(name, checksum, known)
    return [name for name in known if sqlfiles.stem(name) not in applied]


def run(warehouse: Warehouse) -> list[str]:
    """Apply what is pending in one transaction; return the names of what was applied.

    Raises ConfigurationError before the first of them when a relation of another program has a name that is needed.
    """
    names = pending(warehouse)
    if not names:
        return []
    applied = [name for name in sqlfiles.names(_FOLDER) if name not in names]
    _refuse_foreign_relations(warehouse, relations(names) - relations(applied))
    with warehouse.transaction():
        for name in names:
            warehouse.run(name)
            warehouse.run(
                "steps/migrate/record", name=sqlfiles.stem(name), checksum=sqlfiles.checksum(sqlfiles.read(name))
            )
    return names


def require_none(warehouse: Warehouse) -> None:
    """Raise ConfigurationError with the names of the pending migrations: a dry run applies none."""
    names = [sqlfiles.stem(name) for name in pending(warehouse)]
    if names:
        raise ConfigurationError(
            f"migrations are pending: {', '.join(names)}", hint="Run a cycle first: it applies them."
        )


def relations(migrations: list[str]) -> set[tuple[str, str, bool]]:
    """Return what these migrations create: the schema, the name, and whether it is a function."""
    found = [groups for name in migrations for groups in _CREATE.findall(sqlfiles.read(name))]
    return {(schema or "public", index or name, bool(function)) for function, index, schema, name in found}


def _refuse_foreign_relations(warehouse: Warehouse, needed: set[tuple[str, str, bool]]) -> None:
    schemas, names, functions = ([each[place] for each in needed] for place in range(3))
    found = warehouse.table("steps/migrate/foreign_relations", schemas=schemas, names=names, functions=functions).rows
    if found:
        existing = ", ".join(dict.fromkeys(relation for relation, _ in found))
        statements = " ".join(statement for _, statement in found)
        raise ConfigurationError(
            f"{existing} exist, but no migration has created them: they belong to another program",
            hint=f"Nothing was changed. Rename them, then run again: {statements}",
        )


def _check(name: str, checksum: str, known: list[str]) -> None:
    path = f"{_FOLDER}/{name}"
    if path not in known:
        raise ConfigurationError(
            f"the database has the migration {name}, which this version does not know",
            hint="Run the newer version of spacex-elt that applied it.",
        )
    if sqlfiles.checksum(sqlfiles.read(path)) != checksum:
        raise ConfigurationError(
            f"sql/{path}.sql was edited after it had been applied",
            hint="Restore the released file; make the change in a new migration.",
        )
