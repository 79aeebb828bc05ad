"""Transform: flattens documents as they arrive, and builds the typed rows of affected launches in the transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from job.databases import sqlfiles
from job.databases.warehouse import Statement, Warehouse
from job.observe import log
from job.sources.protocol import Source

FOLDER = "transforms"
# From so many launches on, statistics that wait for autovacuum make the checks and the next cycle slow.
MANY_LAUNCHES = 10_000


@dataclass(frozen=True, slots=True)
class Transformed:
    """Whether every launch's rows were built again, because a transform or a flattening file had changed."""

    rebuilt: bool


class Flattening:
    """Flattens documents into temporary tables of the typed ones' columns, by the source's files."""

    def __init__(self, warehouse: Warehouse, source: Source) -> None:
        self._warehouse = warehouse
        self._is_open = False
        self.files = sqlfiles.names(source.flattening)

    def open(self) -> None:
        """Create the tables, once; before there is a document to flatten they would only cost rows of catalogs."""
        if not self._is_open:
            self._warehouse.run("steps/transform/create_flattened")
        self._is_open = True

    def statements(self, document_ids: list[int]) -> list[Statement]:
        """Return the statements that flatten stored documents, one for each typed relation."""
        if not document_ids:
            return []
        self.open()
        return [(name, {"document_ids": document_ids}) for name in self.files]

    def complete(self, data_as_of: datetime) -> None:
        """Flatten the documents of all current versions that this cycle has not flattened yet."""
        self.open()
        self._flatten("steps/transform/next_to_flatten", self.statements, data_as_of)

    def complete_versions(self, data_as_of: datetime) -> None:
        """Flatten the documents of all earlier versions too, where the source has a file for them."""
        if self._version_statements([0]):
            self._flatten("steps/transform/next_version_to_flatten", self._version_statements, data_as_of)

    def _version_statements(self, document_ids: list[int]) -> list[Statement]:
        return [each for each in self.statements(document_ids) if sqlfiles.header(each[0], "versions") == "all"]

    def _flatten(self, which: str, statements: Callable[[list[int]], list[Statement]], data_as_of: datetime) -> None:
        after = 0
        while document_ids := self._warehouse.scalar(which, after=after, data_as_of=data_as_of):
            self._warehouse.wait(self._warehouse.send(statements(document_ids)))
            after = document_ids[-1]


def is_outdated(warehouse: Warehouse, flattening: Flattening) -> bool:
    """Return whether a transform or a flattening file is not what built the stored rows."""
    return _checksums(flattening) != dict(warehouse.table("steps/transform/built").rows)


def run(warehouse: Warehouse, flattening: Flattening, *, data_as_of: datetime, anything_affected: bool) -> Transformed:
    """Run every file of sql/transforms, in the order of their numbers, over the affected launches.

    When one of them, or of the source's flattening files, is not what built the stored rows, every launch is affected.
    """
    rebuild = is_outdated(warehouse, flattening)
    if not (rebuild or anything_affected):
        return Transformed(rebuild)
    flattening.open()
    if rebuild:
        if rebuilt := warehouse.run("steps/transform/affect_all", data_as_of=data_as_of):
            log.info("rebuilding", launches=rebuilt)
        flattening.complete(data_as_of)
        flattening.complete_versions(data_as_of)
        checksums = _checksums(flattening)
        warehouse.run("steps/transform/record", names=list(checksums), checksums=list(checksums.values()))
    warehouse.run("steps/transform/analyze_flattened")
    warehouse.run("steps/transform/update_fingerprints", rebuilt=rebuild)
    for name in sqlfiles.names(FOLDER):
        warehouse.run(name)
    if warehouse.scalar("steps/transform/count_affected") >= MANY_LAUNCHES:
        warehouse.run("steps/transform/analyze_tables")
    return Transformed(rebuild)


def _checksums(flattening: Flattening) -> dict[str, str]:
    files = (*sqlfiles.names(FOLDER), *flattening.files)
    return {name: sqlfiles.checksum(sqlfiles.read(name)) for name in files}
