"""Migrate: rolls the schema forward, all that is pending or nothing; an applied migration never changes."""

from job.databases import sqlfiles
from job.databases.warehouse import Warehouse
from job.errors import ConfigurationError

_FOLDER = "migrations"


def pending(warehouse: Warehouse) -> list[str]:
    """Return the migrations that this database has not seen, in order.

    Raises ConfigurationError when it has seen one that this program does not know, or knows otherwise.
    """
    known = sqlfiles.names(_FOLDER)
    applied: dict[str, str] = {}
    if warehouse.scalar("steps/migrate/ledger"):
        applied = dict(warehouse.table("steps/migrate/applied").rows)
    for name, checksum in applied.items():
        _check(name, checksum, known)
    return [name for name in known if sqlfiles.stem(name) not in applied]


def run(warehouse: Warehouse) -> list[str]:
    """Apply what is pending in one transaction; return the names of what was applied."""
    names = pending(warehouse)
    if not names:
        return []
    with warehouse.transaction():
        for name in names:
            warehouse.run(name)
            warehouse.run(
                "steps/migrate/record", name=sqlfiles.stem(name), checksum=sqlfiles.checksum(sqlfiles.read(name))
            )
    return names


def require_none(warehouse: Warehouse) -> None:
    """Raise ConfigurationError that names the migrations that are pending: a dry run applies none."""
    names = [sqlfiles.stem(name) for name in pending(warehouse)]
    if names:
        raise ConfigurationError(
            f"migrations are pending: {', '.join(names)}", hint="Run a cycle first: it applies them."
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
