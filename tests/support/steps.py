"""The steps of a cycle put together, for tests that look at one of them: real PostgreSQL, no source, no process."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from job.sources.records import ValidatedPage
from psycopg.rows import namedtuple_row

from job import sources
from job.databases.postgres import Warehouse
from job.facts import Tally
from job.sources.protocol import Page, Source, TimeRange
from job.steps import check, extract, land, ledger, load, migrate, quarantine, transform
from job.steps.land import Staged
from job.steps.load import Loaded
from tests.support.handmade import raw


class Served:
    """A source whose whole answer is one page with these documents."""

    def __init__(self, documents: list[bytes]) -> None:
        self.documents = documents

    def ask(self, _source: Source, _body: dict[str, Any]) -> Page:
        return Page(self.documents, len(self.documents))


def judged(*documents: Any) -> ValidatedPage:
    """Return the page that extract makes of these documents, each given as bytes or as an object."""
    texts = [document if isinstance(document, bytes) else raw(document) for document in documents]
    (page,) = extract.run(Served(texts), sources.CURRENT, TimeRange(), 1000)
    return page


class Steps:
    """Cycles on one connection, one after the other; `cycle_id` is that of the latest."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self.cycle_id = ""
        self.model = sources.CURRENT.fingerprint()
        self.drift = 0
        migrate.run(warehouse)

    def cycle(self, *documents: Any, full: bool = True) -> Loaded:
        """Run a cycle that receives these documents, and commit it."""
        self.receive(*documents, full=full)
        with self.warehouse.transaction():
            return self.write(full=full)

    def receive(self, *documents: Any, full: bool = True) -> Staged:
        """Open a cycle's ledger row and stage what it receives."""
        return self.receive_page(judged(*documents), full=full)

    def receive_page(self, page: ValidatedPage, *, full: bool = True) -> Staged:
        """Open a cycle's ledger row and stage a page that was judged."""
        self.statement("DISCARD TEMP")
        self.cycle_id = str(uuid.uuid4())
        plan = ledger.Plan("full" if full else "incremental", TimeRange())
        ledger.open_row(self.warehouse, cycle_id=self.cycle_id, requested_mode="auto", plan=plan)
        self.drift = len(page.drift)
        land.open_tables(self.warehouse)
        staged = land.run(self.warehouse, page)
        land.take_apart(self.warehouse, page)
        return staged

    def write(self, *, full: bool = True, max_removed_percent: float = 100) -> Loaded:
        """Do all that a cycle does in its one transaction."""
        at = ledger.instant(self.warehouse)
        loaded = load.run(
            self.warehouse,
            cycle_id=self.cycle_id,
            data_as_of=at,
            remove_missing=full,
            max_removed_percent=max_removed_percent,
        )
        made = transform.run(self.warehouse, data_as_of=at, anything_affected=loaded.any, model=self.model)
        check.run(self.warehouse, anything_affected=loaded.any or made.rebuilt, full=full)
        quarantine.record(self.warehouse, self.cycle_id)
        quarantine.resolve(self.warehouse, data_as_of=at, full=full)
        ledger.succeed(
            self.warehouse, cycle_id=self.cycle_id, data_as_of=at, tally=Tally(), model=self.model, drift=self.drift
        )
        return loaded

    def statement(self, text: str, *parameters: Any) -> list[Any]:
        """Run a statement that is no file of sql/, on the same connection; return its rows."""
        cursor = self.warehouse._connection.cursor(row_factory=namedtuple_row).execute(
            text.encode(), parameters or None
        )
        return cursor.fetchall() if cursor.description else []

    @contextmanager
    def taken_back(self) -> Iterator[None]:
        """A transaction that leaves nothing behind, so that a table may be spoilt in it."""
        with self.warehouse.transaction(rollback=True):
            yield
