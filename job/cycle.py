"""One ELT cycle, top to bottom: atomic in the database, and its exit code says how it ended."""

from contextlib import ExitStack

from job import outcome, signals, sources
from job.commands import preview
from job.databases import postgres
from job.databases.warehouse import Warehouse
from job.errors import DatabaseError, ExitCode, SourceError
from job.facts import Facts
from job.observe import failures, log, progress
from job.settings import Settings
from job.sources.protocol import Source
from job.steps import check, claim, extract, guard, land, ledger, load, lock, migrate, quarantine, transform, verify
from job.steps.ledger import Plan


def run(settings: Settings, cycle_id: str) -> ExitCode:
    """Run one cycle; return its exit code when its end is in the log, in ops.cycles and in the metrics."""
    facts = Facts(cycle_id)
    log.info("cycle_started", mode=settings.mode)
    warehouse = None
    with ExitStack() as held:  # the connection goes last, and with it the lock: after the metrics are pushed
        try:
            signals.set_deadline(settings.cycle_timeout_seconds)
            warehouse = held.enter_context(postgres.connect(settings))
            source = sources.find(settings.source)
            plan = _begin(settings, warehouse, source, facts)
            flattening = transform.Flattening(warehouse, source)
            _extract(settings, warehouse, source, facts, plan, flattening)
            with warehouse.transaction():
                _write(settings, warehouse, source, facts, plan, flattening)
            signals.clear_deadline()
            facts.trino_matches = verify.run(settings, warehouse)
            problem = None
        except failures.FORESEEN as error:
            problem = outcome.settle(error, settings, warehouse, facts)
        return outcome.publish(problem, settings, warehouse, facts)


def dry_run(settings: Settings, cycle_id: str) -> ExitCode:
    """Do all that a cycle does, print what it would change, and roll it back: no trace is left."""
    facts = Facts(cycle_id)
    log.info("dry_run_started", mode=settings.mode)
    try:
        signals.set_deadline(settings.cycle_timeout_seconds)
        source = sources.find(settings.source)
        with postgres.connect(settings) as warehouse:
            _lock(settings, warehouse, facts)
            migrate.require_none(warehouse)
            claim.check(warehouse, source.name)
            plan = ledger.plan(warehouse, settings)
            try:
                flattening = transform.Flattening(warehouse, source)
                _extract(settings, warehouse, source, facts, plan, flattening)
                with warehouse.transaction(rollback=True):
                    _write(settings, warehouse, source, facts, plan, flattening)
                    preview.show(warehouse, facts.tally())
            finally:
                land.discard(warehouse)
    except failures.FORESEEN as error:
        return failures.report(error)
    return ExitCode.OK


def _begin(settings: Settings, warehouse: Warehouse, source: Source, facts: Facts) -> Plan:
    _lock(settings, warehouse, facts)
    with facts.step("migrate"):
        log.info("migrated", applied=migrate.run(warehouse))
    claim.check(warehouse, source.name)
    if closed := ledger.close_interrupted(warehouse):
        log.warning("cycles_closed_as_interrupted", cycles=closed)
    plan = ledger.plan(warehouse, settings)
    ledger.open_row(warehouse, cycle_id=facts.cycle_id, requested_mode=settings.mode, plan=plan)
    facts.mode, facts.opened = plan.mode, True
    return plan


def _lock(settings: Settings, warehouse: Warehouse, facts: Facts) -> None:
    with facts.step("lock"):
        lock.run(warehouse, settings.lock_wait_seconds)


def _extract(
    settings: Settings, warehouse: Warehouse, source: Source, facts: Facts, plan: Plan, flattening: transform.Flattening
) -> None:
    from job.sources.http import HttpClient  # only now: PostgreSQL need not wait for it

    log.info("extract_started", mode=plan.mode, range_from=plan.time_range.from_, range_to=plan.time_range.to)
    landing = land.Landing(warehouse)
    facts.staging = True
    with (
        facts.step("extract"),
        signals.awaiting(SourceError),
        HttpClient(settings, facts.traffic, source.url) as client,
        progress.shown("launches") as report,
    ):
        pages = extract.run(warehouse, source, client, plan.time_range, settings.page_size)
        for page in pages:
            with signals.awaiting(DatabaseError):
                landed = landing.run(page)
                flattening.run(landed.document_ids)
            facts.count(**landed.counts, drift=page.drift)
            report(page.received, page.expected)
            del page  # before the next one comes
    landing.close()
    log.info("extracted", fetched=facts.fetched, upcoming=facts.upcoming, rejected=facts.rejected)
    if facts.drift:
        log.warning("schema_drift", fields=sorted(facts.drift))
    guard.empty(facts.fetched, full=plan.full)
    guard.rejected(facts.rejected, fetched=facts.fetched, max_percent=settings.max_rejected_percent)


def _write(
    settings: Settings, warehouse: Warehouse, source: Source, facts: Facts, plan: Plan, flattening: transform.Flattening
) -> None:
    at = ledger.instant(warehouse)
    with facts.step("load"):
        changes = load.find(warehouse, data_as_of=at, full=plan.full)
        guard.removed(changes.removed, current=changes.current, max_percent=settings.max_removed_percent)
        load.run(
            warehouse, changes, cycle_id=facts.cycle_id, data_as_of=at, model=source.model_version,
            validated=facts.validated,
        )  # fmt: skip
    log.info("loaded", inserted=changes.inserted, changed=changes.changed, removed=changes.removed)
    with facts.step("transform"):
        transformed = transform.run(warehouse, flattening, data_as_of=at, anything_affected=changes.any)
    with facts.step("check"):
        check.run(warehouse, anything_affected=changes.any or transformed.rebuilt, full=plan.full)
    quarantine.record(warehouse, facts.cycle_id)
    quarantine.resolve(warehouse, data_as_of=at, full=plan.full)
    claim.run(warehouse, source.name, cycle_id=facts.cycle_id, data_as_of=at)
    facts.write(inserted=changes.inserted, changed=changes.changed, removed=changes.removed)
    ledger.succeed(warehouse, cycle_id=facts.cycle_id, data_as_of=at, tally=facts.tally())
    signals.ignore()  # from COMMIT on the cycle can no longer be taken back
    signals.allow_commit()
