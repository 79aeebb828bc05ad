"""Load: makes what was received the current versions; writes only what differs, and no document."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from job.databases.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Changes:
    """How many launches a cycle inserts, changes and removes; `current`: of how many, where some are removed."""

    inserted: int
    changed: int
    removed: int
    current: int | None = None

    @property
    def any(self) -> bool:
        return bool(self.inserted or self.changed or self.removed)


UNCHANGED = Changes(inserted=0, changed=0, removed=0)


def find_absent(warehouse: Warehouse) -> tuple[list[str], str | None]:
    """Return the launches that would be removed, because a full read did not bring them, and one that it did bring."""
    absent = [launch_id for (launch_id,) in warehouse.table("steps/load/find_absent").rows]
    return absent, warehouse.scalar("steps/load/find_received")


def keep_present(warehouse: Warehouse, launch_ids: AbstractSet[str]) -> None:
    """Keep launches as they are stored, because the source has them although they did not come."""
    if launch_ids:
        warehouse.run("steps/load/keep_present", launch_ids=sorted(launch_ids))


def find(warehouse: Warehouse, *, data_as_of: datetime, full: bool) -> Changes:
    """Fill the change set `affected`; return how many launches are in it.

    `full` says that what was received is all that the source has, so that what is absent was removed.
    """
    warehouse.run("steps/load/find_new_and_corrected", data_as_of=data_as_of)
    warehouse.run("steps/load/find_upcoming", data_as_of=data_as_of)
    if full:
        warehouse.run("steps/load/find_removed", data_as_of=data_as_of)
    return warehouse.row("steps/load/outcomes", Changes)


def run(
    warehouse: Warehouse, changes: Changes, *, cycle_id: str, data_as_of: datetime, model: str, validated: int
) -> None:
    """Write the versions of the change set.

    Of the `validated` documents of this cycle, those that change nothing equal a current version in content. That
    version keeps its document, and is noted as accepted by `model`.
    """
    if changes.any:
        warehouse.run("steps/load/analyze_affected")
        warehouse.run("steps/load/end_versions", cycle_id=cycle_id)
        warehouse.run("steps/load/insert_versions", model=model)
    if validated > changes.inserted + changes.changed:
        warehouse.run("steps/load/refresh_versions", model=model, data_as_of=data_as_of)
        warehouse.run("steps/load/delete_duplicates")
