"""Load: brings raw_launches to what was staged, touching only what differs; old versions go to the history."""

from dataclasses import dataclass
from datetime import datetime

from job.databases.postgres import Warehouse
from job.steps import guard


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a cycle did to the raw launches; `removed` ones left for either reason."""

    inserted: int
    changed: int
    removed: int

    @property
    def any(self) -> bool:
        return bool(self.inserted or self.changed or self.removed)


def run(
    warehouse: Warehouse,
    *,
    cycle_id: str,
    data_as_of: datetime,
    remove_missing: bool,
    max_removed_percent: float,
) -> Loaded:
    """Find what differs, refuse a suspicious shrinkage (DataRefusedError), then write the differences.

    `remove_missing` says that the staged set is all that the source has; without it a launch that was not
    staged stays.
    """
    warehouse.run("steps/load/find_new_and_corrected", data_as_of=data_as_of)
    unreadable = warehouse.scalar("steps/load/unreadable")
    if not unreadable:
        warehouse.run("steps/load/find_upcoming", data_as_of=data_as_of)
    if remove_missing and not unreadable:
        warehouse.run("steps/load/find_removed", data_as_of=data_as_of)
    loaded = warehouse.row("steps/load/outcomes", Loaded)
    if loaded.removed > guard.FEW_RECORDS:
        stored = warehouse.scalar("steps/load/count")
        guard.removed(loaded.removed, stored=stored, max_percent=max_removed_percent)
    if loaded.any:
        _write(warehouse, cycle_id)
    return loaded


def _write(warehouse: Warehouse, cycle_id: str) -> None:
    warehouse.run("steps/load/analyze")
    warehouse.run("steps/load/archive", cycle_id=cycle_id)
    warehouse.run("steps/load/remove")
    warehouse.run("steps/load/change")
    warehouse.run("steps/load/insert")
