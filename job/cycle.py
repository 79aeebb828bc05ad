"""One ELT cycle, top to bottom: in the database whole or not at all, and its exit code says which."""

from contextlib import ExitStack

from job import outcome, signals
from job.commands import preview
from job.databases import postgres
from job.databases.postgres import Warehouse
from job.errors import DatabaseError, ExitCode, SourceError
from job.facts import Facts
from job.observe import failures, log, progress
from job.settings import Settings
from job.sources import prefetch
from job.sources.records import ValidatedPage
from job.steps import check, extract, guard, land, ledger, load, lock, migrate, quarantine, stored, transform, verify
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
            plan = _begin(settings, warehouse, facts)
            _extract(settings, warehouse, facts, plan)
            with warehouse.transaction():
                _write(settings, warehouse, facts, plan)
            signals.clear_deadline()
            facts.trino_matches = verify.run(settings, warehouse)
            problem = None
        except failures.FORESEEN as error:
            problem = outcome.settle(error, settings, warehouse, facts)
        return outcome.publish(problem, settings, warehouse, facts)


def dry_run(settings: Settings, cycle_id: str) -> ExitCode:
    """Do all that a cycle does, print what it would change, and take it back: no trace is left."""
    facts = Facts(cycle_id)
    log.info("dry_run_started", mode=settings.mode)
    try:
        signals.set_deadline(settings.cycle_timeout_seconds)
        with postgres.connect(settings) as warehouse:
            _lock(settings, warehouse, facts)
            migrate.require_none(warehouse)
            plan = ledger.plan(warehouse, settings)
            _extract(settings, warehouse, facts, plan)
            with warehouse.transaction(rollback=True):
                _write(settings, warehouse, facts, plan)
                preview.show(warehouse, facts.tally())
    except failures.FORESEEN as error:
        return failures.report(error)
    return ExitCode.OK


def _begin(settings: Settings, warehouse: Warehouse, facts: Facts) -> Plan:
    _lock(settings, warehouse, facts)
    with facts.step("migrate"):
        log.info("migrated", applied=migrate.run(warehouse))
    if closed := ledger.close_interrupted(warehouse):
        log.warning("cycles_closed_as_interrupted", cycles=closed)
    plan = ledger.plan(warehouse, settings)
    ledger.open_row(warehouse, cycle_id=facts.cycle_id, requested_mode=settings.mode, plan=plan)
    facts.mode, facts.opened = plan.mode, True
    return plan


def _lock(settings: Settings, warehouse: Warehouse, facts: Facts) -> None:
    with facts.step("lock"):
        lock.run(warehouse, settings.lock_wait_seconds)


def _extract(settings: Settings, warehouse: Warehouse, facts: Facts, plan: Plan) -> None:
    from job import sources  # only now: PostgreSQL need not wait for what reads the source
    from job.sources.http import Api

    log.info("extract_started", mode=plan.mode, range_from=plan.time_range.from_, range_to=plan.time_range.to)
    known = stored.run(warehouse, plan.time_range, sources.CURRENT.fingerprint())
    land.open_tables(warehouse)
    facts.staging = True
    with (
        facts.step("extract"),
        signals.awaiting(SourceError),
        Api(settings, facts.traffic) as api,
        progress.shown("launches") as report,
    ):
        pages = extract.run(api, sources.CURRENT, plan.time_range, settings.page_size, known)
        for page in prefetch.read(pages, large=ValidatedPage.is_large):
            with signals.awaiting(DatabaseError):
                staged = land.run(warehouse, page)
                facts.count(fetched=page.count, upcoming=staged.upcoming, rejected=staged.rejected, drift=page.drift)
                land.take_apart(warehouse, page)  # once it is known that something was rejected
            report(page.received, page.expected)
            del page  # before the next one comes
    land.close(warehouse)
    log.info("extracted", fetched=facts.fetched, upcoming=facts.upcoming, rejected=facts.rejected)
    if facts.drift:
        log.warning("schema_drift", fields=sorted(facts.drift))
    guard.empty(facts.fetched, full=plan.full)
    guard.rejected(facts.rejected, fetched=facts.fetched, max_percent=settings.max_rejected_percent)


def _write(settings: Settings, warehouse: Warehouse, facts: Facts, plan: Plan) -> None:
    from job import sources

    at = ledger.instant(warehouse)
    with facts.step("load"):
        loaded = load.run(
            warehouse,
            cycle_id=facts.cycle_id,
            data_as_of=at,
            remove_missing=plan.full,
            max_removed_percent=settings.max_removed_percent,
        )
    log.info("loaded", inserted=loaded.inserted, changed=loaded.changed, removed=loaded.removed)
    with facts.step("transform"):
        model = sources.CURRENT.fingerprint()
        transformed = transform.run(warehouse, data_as_of=at, anything_affected=loaded.any, model=model)
    with facts.step("check"):
        affected = loaded.any or transformed.rebuilt
        check.run(warehouse, anything_affected=affected, full=plan.full)
    quarantine.record(warehouse, facts.cycle_id)
    quarantine.resolve(warehouse, data_as_of=at, full=plan.full)
    facts.write(inserted=loaded.inserted, changed=loaded.changed, removed=loaded.removed)
    drift = len(facts.drift)
    ledger.succeed(warehouse, cycle_id=facts.cycle_id, data_as_of=at, tally=facts.tally(), model=model, drift=drift)
    signals.ignore()  # from COMMIT on the cycle can no longer be taken back
    signals.allow_commit()
