"""Quarantine: keeps every rejected document, byte for byte, until the source no longer serves it."""

from collections.abc import Iterator
from datetime import datetime

from job.databases.warehouse import Warehouse


def run(warehouse: Warehouse, *, cycle_id: str, data_as_of: datetime, full: bool) -> None:
    """Write what this cycle rejected, and resolve what it has not received: call in the transaction of its data."""
    record(warehouse, cycle_id)
    resolve(warehouse, data_as_of=data_as_of, full=full)


def has_open_records(warehouse: Warehouse) -> bool:
    """Return whether there are records that a cycle may resolve."""
    return bool(warehouse.scalar("steps/quarantine/has_open_records"))


def record(warehouse: Warehouse, cycle_id: str) -> None:
    """Write what this cycle rejected into ops.rejected_records."""
    for part in _parts(warehouse):
        warehouse.run("steps/quarantine/record", cycle_id=cycle_id, **part)


def keep(warehouse: Warehouse, cycle_id: str) -> Iterator[int]:
    """Write what a failed cycle rejected, each part in a transaction of its own; yield the records of each part."""
    for part in _parts(warehouse):
        with warehouse.transaction():
            records: int = warehouse.scalar("steps/quarantine/record", cycle_id=cycle_id, **part)
        yield records


def _parts(warehouse: Warehouse) -> list[dict[str, str]]:
    return warehouse.table("steps/quarantine/find_parts").mappings()


def resolve(warehouse: Warehouse, *, data_as_of: datetime, full: bool) -> int:
    """Resolve the records that a valid document replaced and, after a `full` read, those that came no more."""
    replaced = warehouse.run("steps/quarantine/resolve_replaced", data_as_of=data_as_of)
    absent = warehouse.run("steps/quarantine/resolve_absent", data_as_of=data_as_of) if full else 0
    return replaced + absent
