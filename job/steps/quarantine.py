"""Quarantine: keeps every rejected document, byte for byte, until the source no longer serves it."""

from collections.abc import Iterator
from datetime import datetime

from job.databases.warehouse import Warehouse

# Records are written by so many blocks (8 KiB) of the temporary table at a time.
PART_BLOCKS = 500


def run(warehouse: Warehouse, *, cycle_id: str, data_as_of: datetime, full: bool) -> None:
    """Write what this cycle rejected, and resolve what it has not received: call in the transaction of its data."""
    record(warehouse, cycle_id)
    resolve(warehouse, data_as_of=data_as_of, full=full)


def has_open_records(warehouse: Warehouse) -> bool:
    """Return whether there are records that a cycle may resolve."""
    return bool(warehouse.scalar("steps/quarantine/has_open_records"))


def record(warehouse: Warehouse, cycle_id: str) -> None:
    """Write what this cycle rejected into ops.rejected_records."""
    for begin in _parts(warehouse):
        _record(warehouse, cycle_id, begin)


def keep(warehouse: Warehouse, cycle_id: str) -> Iterator[int]:
    """Write what a failed cycle rejected, each part in a transaction of its own; yield the records of each part."""
    for begin in _parts(warehouse):
        with warehouse.transaction():
            records = _record(warehouse, cycle_id, begin)
        yield records


def _parts(warehouse: Warehouse) -> range:
    return range(0, warehouse.scalar("steps/quarantine/count_blocks"), PART_BLOCKS)


def _record(warehouse: Warehouse, cycle_id: str, begin: int) -> int:
    end = begin + PART_BLOCKS
    return int(warehouse.scalar("steps/quarantine/record", cycle_id=cycle_id, begin=f"({begin},0)", end=f"({end},0)"))


def resolve(warehouse: Warehouse, *, data_as_of: datetime, full: bool) -> int:
    """Resolve the records that a valid document replaced and, after a `full` read, those that came no more."""
    replaced = warehouse.run("steps/quarantine/resolve_replaced", data_as_of=data_as_of)
    absent = warehouse.run("steps/quarantine/resolve_absent", data_as_of=data_as_of) if full else 0
    return replaced + absent
