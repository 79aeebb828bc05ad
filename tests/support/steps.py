"""The steps of a cycle put together, for tests that look at one of them: real PostgreSQL, no source, no process."""

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from psycopg.rows import namedtuple_row

from job.databases.warehouse import Warehouse
from job.facts import Tally
from job.signals import Deadline
from job.sources.client import Request
from job.sources.protocol import Document, Plan, Source, TimeRange
from job.sources.spacex_v4 import SpaceXv4, requests
from job.sources.validation import ValidatedPage
from job.steps import check, claim, extract, ledger, load, migrate, quarantine, transform
from job.steps.land import Landing
from job.steps.land.counts import LandedPage
from job.steps.load import Changes
from job.steps.transform import Flattening
from tests.support.handmade import raw


class OnePage:
    """A client of a source whose whole answer is one page with these documents."""

    def __init__(self, documents: Sequence[bytes]) -> None:
        self.documents = documents

    def fetch(self, _request: Request[Any]) -> Any:
        received = [Document(requests.key(raw), raw, hashlib.sha256(raw).digest()) for raw in self.documents]
        return requests.Answer(received, len(received))

    def wait(self, _seconds: float, _reason: str) -> None:
        raise AssertionError("this source is never waited for")

    def note_calls_left(self, _calls: int) -> None:
        raise AssertionError("this source has no such limit")


def texts(documents: Sequence[Any]) -> list[bytes]:
    """Return documents, each given as bytes or as an object, as bytes."""
    return [document if isinstance(document, bytes) else raw(document) for document in documents]


class Steps:
    """Cycles on one connection, one after the other; `cycle_id` is that of the latest."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self.source: Source = SpaceXv4()
        self.cycle_id = ""
        self.landed = LandedPage(0, 0, 0, 0, 0)
        self.flattening = Flattening(warehouse, self.source)
        migrate.run(warehouse)
        self.landing = self.begin_landing()

    def cycle(self, *documents: Any, full: bool = True) -> Changes:
        """Run a cycle that receives these documents, and commit it."""
        self.receive(*documents, full=full)
        with self.warehouse.transaction():
            return self.write(full=full)

    def pages(self, *documents: Any) -> Iterator[ValidatedPage]:
        """Yield what extract makes of a page with these documents; what is known of them is received with this."""
        pages = self.source.pages(OnePage(texts(documents)), Plan("full", TimeRange()), 1000)
        return extract.run(self.source, pages, self.landing.receive_known)

    def validated(self, *documents: Any) -> ValidatedPage:
        """Return the one page that extract makes of these documents, which are not large."""
        (page,) = self.pages(*documents)
        return page

    def receive(self, *documents: Any, full: bool = True) -> LandedPage:
        """Open a cycle's ledger row and land what it receives."""
        self.cycle_id = str(uuid.uuid4())
        plan = Plan("full" if full else "incremental", TimeRange())
        ledger.open_row(self.warehouse, cycle_id=self.cycle_id, requested_mode="auto", plan=plan)
        self.begin_landing().run(self.pages(*documents))
        return self.landed

    def begin_landing(self, *, opened: bool = True) -> Landing:
        """Begin to land, as a new connection would; `opened`: with the temporary tables."""
        self.statement("DISCARD TEMP")
        self.flattening = Flattening(self.warehouse, self.source)
        self.landing = Landing(
            self.warehouse, self.source.model_version, self.flattening.statements, self._note, Deadline()
        )
        if opened:
            self.landing.staging.open()
        return self.landing

    def _note(self, landed: LandedPage) -> None:
        self.landed = landed

    def write(self, *, full: bool = True) -> Changes:
        """Do all that a cycle does in its one transaction."""
        at = ledger.instant(self.warehouse)
        changes = load.find(self.warehouse, data_as_of=at, full=full)
        load.run(
            self.warehouse,
            changes,
            cycle_id=self.cycle_id,
            data_as_of=at,
            model=self.source.model_version,
            validated=self.landed.validated,
        )
        made = transform.run(self.warehouse, self.flattening, data_as_of=at, anything_affected=changes.any)
        flatten_all = partial(self.flattening.complete, at)
        check.run(self.warehouse, flatten_all, anything_affected=changes.any or made.rebuilt, full=full)
        quarantine.run(self.warehouse, cycle_id=self.cycle_id, data_as_of=at, full=full)
        claim.run(self.warehouse, self.source, cycle_id=self.cycle_id, data_as_of=at)
        tally = Tally(inserted=changes.inserted, changed=changes.changed, removed=changes.removed)
        ledger.succeed(self.warehouse, cycle_id=self.cycle_id, data_as_of=at, tally=tally, changes_until=None)
        return changes

    def statement(self, text: str, *parameters: Any) -> list[Any]:
        """Run a statement that is no file of sql/, on the same connection; return its rows."""
        cursor = self.warehouse._connection.cursor(row_factory=namedtuple_row).execute(
            text.encode(), parameters or None
        )
        return cursor.fetchall() if cursor.description else []

    @contextmanager
    def rolled_back(self) -> Iterator[None]:
        """A transaction that leaves nothing behind, so that a table may be spoilt in it."""
        with self.warehouse.transaction(rollback=True):
            yield
