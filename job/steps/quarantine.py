"""Quarantine: keeps every rejected document, byte for byte, until the source no longer serves it."""

from datetime import datetime

from job.databases.warehouse import Warehouse


def record(warehouse: Warehouse, cycle_id: str) -> None:
    """Write what this cycle rejected into ops.rejected_records."""
    warehouse.run("steps/quarantine/record", cycle_id=cycle_id)


def resolve(warehouse: Warehouse, *, data_as_of: datetime, full: bool) -> int:
    """Resolve the records that a valid document replaced and, after a `full` read, those that came no more."""
    replaced = warehouse.run("steps/quarantine/resolve_replaced", data_as_of=data_as_of)
    absent = warehouse.run("steps/quarantine/resolve_absent", data_as_of=data_as_of) if full else 0
    return replaced + absent
