"""Transform: flattens documents as they arrive, and builds the typed rows of affected launches in the transaction."""

from dataclasses import dataclass
from datetime import datetime

from job.databases import sqlfiles
from job.databases.postgres import Warehouse
from job.sources.protocol import Source

FOLDER = "transforms"
# From so many launches on, statistics that wait for autovacuum make the checks and the next cycle slow.
MANY_LAUNCHES = 10_000


@dataclass(frozen=True, slots=True)
class Transformed:
    """Whether every launch's rows were built again, because a transform or a flattening file had changed."""

    rebuilt: bool


def flatten(warehouse: Warehouse, source: Source, document_ids: list[int]) -> None:
    """Flatten stored documents into temporary tables of the typed ones' columns, by the source's files."""
    if not document_ids:
        return
    if not warehouse.scalar("steps/transform/has_flattened"):
        warehouse.run("steps/transform/create_flattened")
    for name in sqlfiles.names(source.flattening):
        warehouse.run(name, document_ids=document_ids)


def run(warehouse: Warehouse, source: Source, *, data_as_of: datetime, anything_affected: bool) -> Transformed:
    """Run every file of sql/transforms, in the order of their numbers, over the affected launches.

    When one of them, or of the source's flattening files, is not what built the stored rows, every launch is affected.
    """
    names = [*sqlfiles.names(FOLDER), *sqlfiles.names(source.flattening)]
    checksums = {name: sqlfiles.checksum(sqlfiles.read(name)) for name in names}
    rebuild = checksums != dict(warehouse.table("steps/transform/built").rows)
    if not (rebuild or anything_affected):
        return Transformed(rebuild)
    if not warehouse.scalar("steps/transform/has_flattened"):
        warehouse.run("steps/transform/create_flattened")
    if rebuild:
        _affect_all(warehouse, source, data_as_of)
        warehouse.run("steps/transform/record", names=list(checksums), checksums=list(checksums.values()))
    warehouse.run("steps/transform/analyze_flattened")
    for name in sqlfiles.names(FOLDER):
        warehouse.run(name)
    if warehouse.scalar("steps/transform/count_affected") >= MANY_LAUNCHES:
        warehouse.run("steps/transform/analyze_tables")
    return Transformed(rebuild)


def _affect_all(warehouse: Warehouse, source: Source, data_as_of: datetime) -> None:
    warehouse.run("steps/transform/affect_all", data_as_of=data_as_of)
    after = 0
    while document_ids := warehouse.scalar("steps/transform/next_to_flatten", after=after):
        flatten(warehouse, source, document_ids)
        after = document_ids[-1]
