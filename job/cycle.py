"""One ELT cycle, top to bottom: atomic in the database, and its exit code says how it ended."""

from contextlib import ExitStack
from functools import partial

from job import outcome, sources
from job.databases import postgres
from job.databases.warehouse import Warehouse
from job.errors import ExitCode, SourceError
from job.facts import Facts, Phase
from job.observe import failures, log, progress
from job.settings import Settings
from job.signals import Deadline
from job.sources.client import Client
from job.sources.protocol import Plan, Source
from job.steps import check, claim, extract, guard, land, ledger, load, lock, migrate, quarantine, transform, verify
from job.steps.land.counts import LandedPage


def run(settings: Settings, cycle_id: str, deadline: Deadline) -> ExitCode:
    """Run one cycle; return its exit code when its end is in the log, in ops.cycles and in the metrics."""
    facts = Facts(cycle_id)
    log.info("cycle_started", mode=settings.mode)
    warehouse = None
    with ExitStack() as held:  # the connection goes last, and with it the lock: after the metrics are pushed
        try:
            with deadline.within(settings.cycle_timeout_seconds, "CYCLE_TIMEOUT_SECONDS"):
                source = sources.of(settings)
                warehouse = held.enter_context(postgres.connect(settings))
                cycle = Cycle(settings, source, warehouse, facts, deadline)
                plan = cycle.begin()
                cycle.extract(plan)
                with warehouse.transaction():
                    cycle.write(plan)
                    deadline.protect_commit()
            facts.trino_matches = verify.run(settings, warehouse, deadline)
            failure = None
        except failures.ANY_FAILURE as error:
            failure = outcome.record_failure(error, settings, warehouse, facts, deadline)
        return outcome.publish(failure, settings, warehouse, facts, deadline)


class Cycle:
    """The parts of a cycle, which share one connection, one source and one deadline."""

    def __init__(
        self, settings: Settings, source: Source, warehouse: Warehouse, facts: Facts, deadline: Deadline
    ) -> None:
        self.settings = settings
        self.source = source
        self.warehouse = warehouse
        self.facts = facts
        self.deadline = deadline
        self.flattening = transform.Flattening(warehouse, source)
        self.staged = False

    def begin(self) -> Plan:
        """Take the lock, bring the schema up to date, open the ledger row."""
        self._lock()
        with self.facts.step("migrate"):
            log.info("migrated", applied=migrate.run(self.warehouse))
        claim.check(self.warehouse, self.source)
        if closed := ledger.close_interrupted(self.warehouse):
            log.warning("cycles_closed_as_interrupted", cycles=closed)
        plan = ledger.plan(self.warehouse, self.settings, self.source)
        ledger.open_row(self.warehouse, cycle_id=self.facts.cycle_id, requested_mode=self.settings.mode, plan=plan)
        self.facts.mode, self.facts.phase = plan.mode, Phase.OPENED
        return plan

    def begin_dry(self) -> Plan:
        """Take the lock, and plan; write nothing."""
        self._lock()
        migrate.require_none(self.warehouse)
        claim.check(self.warehouse, self.source)
        return ledger.plan(self.warehouse, self.settings, self.source)

    def _lock(self) -> None:
        with self.facts.step("lock"):
            lock.run(self.warehouse, self.settings.lock_wait_seconds, self.deadline)

    def extract(self, plan: Plan) -> None:
        """Receive, validate, land and flatten what the plan asks for, outside of every transaction."""
        from job.sources.http import HttpClient  # only now: PostgreSQL need not wait for it

        settings, facts, asked = self.settings, self.facts, plan.time_range
        log.info("extract_started", mode=plan.mode, range_from=asked.from_, range_to=asked.to)
        facts.phase = max(facts.phase, Phase.LANDING)
        with (
            facts.step("extract"),
            self.deadline.counts_as(SourceError),
            HttpClient(settings, facts.traffic, self.source, self.deadline.remaining) as client,
            progress.shown("launches") as report,
        ):

            def landed(page: LandedPage) -> None:
                facts.count(page)
                report(facts.fetched, page.expected)

            model, flatten = self.source.model_version, self.flattening.statements
            landing = land.Landing(self.warehouse, model, flatten, landed, self.deadline)
            received = self.source.pages(client, plan, settings.page_size)
            landing.run(extract.run(self.source, received, landing.receive_known))
            facts.drift = landing.staging.drift()
            self.staged = landing.staging.finish(wanted=self._may_differ(plan))
            self._confirm_removals(client, plan)
        log.info("extracted", fetched=facts.fetched, upcoming=facts.upcoming, rejected=facts.rejected)
        if facts.drift:
            log.warning("schema_drift", fields=sorted(facts.drift))
        guard.empty(facts.fetched, full=plan.full)
        guard.rejected(facts.rejected, fetched=facts.fetched, max_percent=settings.max_rejected_percent)

    def _may_differ(self, plan: Plan) -> bool:
        """Return whether there is something to do even if all launches that came are stored as they are."""
        is_absent = plan.full and self.facts.fetched - self.facts.upcoming != plan.known_launches
        is_outdated = transform.is_outdated(self.warehouse, self.flattening)
        return is_absent or is_outdated or quarantine.has_open_records(self.warehouse)

    def _confirm_removals(self, client: Client, plan: Plan) -> None:
        """Ask the source for the launches that did not come, so that only those which it has no more are removed."""
        if self.staged and plan.full and self.source.confirms_removals:
            absent, received = load.find_absent(self.warehouse)
            guard.removed(len(absent), current=plan.known_launches, max_percent=self.settings.max_removed_percent)
            load.keep_present(self.warehouse, self.source.find_present(client, absent, received))

    def write(self, plan: Plan) -> None:
        """Write versions, typed rows, checks, quarantine and ledger: all in the caller's transaction."""
        warehouse, facts, cycle_id = self.warehouse, self.facts, self.facts.cycle_id
        at = ledger.instant(warehouse)
        with facts.step("load"):
            changes = load.find(warehouse, data_as_of=at, full=plan.full) if self.staged else load.UNCHANGED
            guard.removed(changes.removed, current=changes.current, max_percent=self.settings.max_removed_percent)
            load.run(
                warehouse, changes, cycle_id=cycle_id, data_as_of=at, model=self.source.model_version,
                validated=facts.validated,
            )  # fmt: skip
        log.info("loaded", inserted=changes.inserted, changed=changes.changed, removed=changes.removed)
        with facts.step("transform"):
            transformed = transform.run(warehouse, self.flattening, data_as_of=at, anything_affected=changes.any)
        with facts.step("check"):
            anything_affected = changes.any or transformed.rebuilt
            flatten_all = partial(self.flattening.complete, at)
            check.run(warehouse, flatten_all, anything_affected=anything_affected, full=plan.full)
        if self.staged:
            quarantine.run(warehouse, cycle_id=cycle_id, data_as_of=at, full=plan.full)
        claim.run(warehouse, self.source, cycle_id=cycle_id, data_as_of=at)
        ledger.expire(warehouse, self.settings.ledger_retention_days)
        facts.write(inserted=changes.inserted, changed=changes.changed, removed=changes.removed)
        ledger.succeed(
            warehouse, cycle_id=cycle_id, data_as_of=at, tally=facts.tally(), changes_until=facts.changes_until
        )
