"""How a cycle ends: its failure goes into the ledger, its facts into the metrics and the closing log line."""

from job.databases import postgres
from job.databases.warehouse import Warehouse
from job.errors import ExitCode
from job.facts import Facts, Phase
from job.observe import failures, log, metrics, summary
from job.observe.failures import Failure
from job.settings import Settings
from job.signals import Deadline
from job.steps import ledger, lock, quarantine

# The rejected records of a failed cycle are written within what is left of its time, and at least within this.
QUARANTINE_SECONDS = 30.0


def record_failure(
    error: BaseException, settings: Settings, warehouse: Warehouse | None, facts: Facts, deadline: Deadline
) -> Failure | None:
    """Write the failure into the ledger as far as that is possible; None if the cycle was committed after all."""
    deadline.ignore_signals()
    failure = failures.failure_of(error)
    try:
        with deadline.cleanup():
            if facts.phase is Phase.WRITTEN and _was_committed(settings, facts):
                return None
            facts.roll_back()
            _write_row(settings, warehouse, facts, failure, deadline)
    except failures.ANY_FAILURE as another:
        facts.roll_back()
        log.warning("failure_not_recorded", reason=failures.failure_of(another).message)
    _keep_rejected(settings, warehouse, facts, deadline)
    return failure


def _was_committed(settings: Settings, facts: Facts) -> bool:
    # The error came from COMMIT or from a later step. The connection may be lost, so a new one asks the ledger.
    with postgres.connect(settings) as again:
        return ledger.committed(again, facts.cycle_id)


def _write_row(
    settings: Settings, warehouse: Warehouse | None, facts: Facts, failure: Failure, deadline: Deadline
) -> None:
    if warehouse is None or facts.phase < Phase.OPENED:
        return
    if warehouse.usable:
        _fail(warehouse, facts, failure)
        return
    # The connection is lost, and with it the lock and the temporary tables. Only the lock's holder may write the row.
    with postgres.connect(settings) as again:
        lock.run(again, 0, deadline)
        facts.phase = Phase.OPENED
        _fail(again, facts, failure)


def _fail(warehouse: Warehouse, facts: Facts, failure: Failure) -> None:
    with warehouse.transaction():
        ledger.fail(
            warehouse,
            cycle_id=facts.cycle_id,
            status=failure.status,
            exit_code=failure.exit_code,
            error=failure.message,
            tally=facts.tally(),
        )


def _keep_rejected(settings: Settings, warehouse: Warehouse | None, facts: Facts, deadline: Deadline) -> None:
    """Write the rejected records into the quarantine, as far as time and connection allow."""
    if not facts.rejected:
        return
    kept, reason = 0, "the connection was lost, and with it the rejected records of this cycle"
    if warehouse is not None and warehouse.usable and facts.phase is Phase.LANDING:
        try:
            with deadline.allow(max(QUARANTINE_SECONDS, settings.cycle_timeout_seconds - facts.elapsed())):
                for records in quarantine.keep(warehouse, facts.cycle_id):
                    kept += records
        except failures.ANY_FAILURE as error:
            reason = failures.failure_of(error).message
    if kept < facts.rejected:
        log.warning("rejected_records_lost", records=facts.rejected - kept, kept=kept, reason=reason)


def publish(
    failure: Failure | None, settings: Settings, warehouse: Warehouse | None, facts: Facts, deadline: Deadline
) -> ExitCode:
    """Push the metrics and write the closing line; return the exit code."""
    deadline.ignore_signals()
    exit_code = failure.exit_code if failure else ExitCode.OK
    if warehouse is not None and warehouse.usable and facts.phase >= Phase.OPENED:
        _read_totals(warehouse, facts, deadline)
    numbers = facts.numbers(exit_code)
    metrics.push(settings, numbers, deadline)
    line = {**numbers, **numbers["records"], "mode": facts.mode}
    line.pop("records")
    seconds = numbers["last_cycle_duration_seconds"]
    if failure is None:
        log.info("cycle_finished", **line, exit_code=0, summary=summary.of_success(facts, seconds))
    else:
        line |= {"error": failure.message, "exit_code": int(exit_code), "what_to_do": failure.hint}
        log.error("cycle_finished", **line, summary=summary.of_failure(int(exit_code), seconds))
    return exit_code


def _read_totals(warehouse: Warehouse, facts: Facts, deadline: Deadline) -> None:
    try:
        with deadline.cleanup():
            (totals,) = warehouse.table("steps/ledger/totals").mappings()
    except failures.ANY_FAILURE as error:
        log.warning("totals_unknown", reason=failures.failure_of(error).message)
    else:
        facts.newest_launch = totals.pop("newest_launch")
        facts.totals = {name: number for name, number in totals.items() if number is not None}
