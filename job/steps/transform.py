"""Transform: remakes the typed rows of the launches that this cycle affected, inside PostgreSQL."""

from dataclasses import dataclass
from datetime import datetime
from graphlib import TopologicalSorter

from job.databases import sqlfiles
from job.databases.postgres import Warehouse

_FOLDER = "transforms"
_CREATE_APART, _TAKE_APART = "steps/land/create_apart", "steps/land/take_apart"


@dataclass(frozen=True, slots=True)
class Transformed:
    """Whether every launch's rows were made anew, because a transform or the model had changed."""

    rebuilt: bool


def run(warehouse: Warehouse, *, data_as_of: datetime, anything_affected: bool, model: str) -> Transformed:
    """Run every file of sql/transforms over the affected launches, each after those whose tables it reads.

    `model` is the source model's fingerprint: when it, or a file, is not what made the stored rows, every launch
    counts as affected, once.
    """
    transforms = in_order()
    makers = (_CREATE_APART, _TAKE_APART, *transforms)
    wanted = {sqlfiles.stem(name): sqlfiles.checksum(sqlfiles.read(name)) for name in makers}
    wanted["model"] = sqlfiles.checksum(model)
    built = dict(warehouse.table("steps/transform/built").rows)
    rebuild = wanted != built
    if not (rebuild or anything_affected):
        return Transformed(rebuild)
    warehouse.run(_CREATE_APART)
    if rebuild:
        _affect_everything(warehouse, data_as_of)
        _record(warehouse, wanted)
    warehouse.run("steps/transform/analyze")
    for name in transforms:
        warehouse.run(name)
    warehouse.run("steps/transform/analyze_tables")
    return Transformed(rebuild)


def in_order() -> list[str]:
    """Return the transforms so that each comes after those it reads (its `-- reads:` line names them)."""
    names = sqlfiles.names(_FOLDER)
    reads = {name: (sqlfiles.header(name, "reads") or "").replace(",", " ").split() for name in names}
    graph = {name: [f"{_FOLDER}/{read}" for read in reads[name] if f"{_FOLDER}/{read}" in names] for name in names}
    return list(TopologicalSorter(graph).static_order())


def _affect_everything(warehouse: Warehouse, data_as_of: datetime) -> None:
    warehouse.run("steps/transform/affect_all", data_as_of=data_as_of)
    warehouse.run("steps/load/analyze")
    after = ""
    while ids := warehouse.scalar("steps/transform/to_take_apart", after=after):
        warehouse.run(_TAKE_APART, ids=ids, rebuild=True)
        after = ids[-1]


def _record(warehouse: Warehouse, wanted: dict[str, str]) -> None:
    warehouse.run("steps/transform/forget")
    for name, checksum in wanted.items():
        warehouse.run("steps/transform/record", name=name, checksum=checksum)
