"""Quarantine: keeps every rejected text, byte for byte, and closes it when the source has mended it."""

from datetime import datetime

from job.databases.postgres import Warehouse


def record(warehouse: Warehouse, cycle_id: str) -> None:
    """Write what this cycle rejected into ops.rejected_records."""
    warehouse.run("steps/quarantine/record", cycle_id=cycle_id)


def resolve(warehouse: Warehouse, *, data_as_of: datetime, full: bool) -> int:
    """Close the records that a good version replaced or, after the `full` source was read, that came no more."""
    mended = warehouse.run("steps/quarantine/resolve_mended", data_as_of=data_as_of)
    vanished = warehouse.run("steps/quarantine/resolve_vanished", data_as_of=data_as_of) if full else 0
    return mended + vanished
