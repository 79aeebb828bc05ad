"""Claim: a warehouse holds the launches of one source."""

import json
from datetime import datetime

from job.databases.warehouse import Warehouse
from job.errors import ConfigurationError
from job.sources.protocol import Source


def check(warehouse: Warehouse, source: Source) -> None:
    """Raise ConfigurationError, naming both, when the warehouse holds the launches of another source."""
    for (noted,) in warehouse.table("steps/claim/noted").rows:
        if noted != source.holds:
            raise ConfigurationError(
                f"this database holds the launches of {noted}, and the settings ask for {source.holds}",
                hint="Each source has a database of its own: take another one, or restore the settings.",
            )


def run(warehouse: Warehouse, source: Source, *, cycle_id: str, data_as_of: datetime) -> None:
    """Note the source, once, and what its readers need to know: call in the transaction of a cycle that succeeds."""
    warehouse.run(
        "steps/claim/note",
        name=source.holds,
        note=source.note,
        content=source.content and json.dumps(source.content),
        cycle_id=cycle_id,
        data_as_of=data_as_of,
    )
