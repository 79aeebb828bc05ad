"""How a cycle ends: the failure goes into the ledger, the facts into the metrics and the closing log line."""

from job import signals
from job.databases import postgres
from job.databases.warehouse import Warehouse
from job.errors import ExitCode
from job.facts import Facts
from job.observe import failures, log, metrics
from job.observe.failures import Problem
from job.settings import Settings
from job.steps import ledger, lock, quarantine


def settle(error: BaseException, settings: Settings, warehouse: Warehouse | None, facts: Facts) -> Problem | None:
    """Write a failed cycle's end into the ledger, as far as that can be; None when it had succeeded after all."""
    signals.ignore()
    problem = failures.problem_of(error)
    try:
        with signals.cleanup():
            if facts.written and _was_committed(settings, facts):
                return None
            facts.written = False
            _record_failure(settings, warehouse, facts, problem)
    except failures.FORESEEN as another:
        facts.written = False
        log.warning("failure_not_recorded", reason=failures.problem_of(another).message)
    return problem


def _was_committed(settings: Settings, facts: Facts) -> bool:
    # All was written, so what broke off was COMMIT or what came after it: the ledger knows which.
    with postgres.connect(settings) as again:
        return ledger.committed(again, facts.cycle_id)


def _record_failure(settings: Settings, warehouse: Warehouse | None, facts: Facts, problem: Problem) -> None:
    if warehouse is None or not facts.opened:
        return
    if warehouse.usable:
        _write_failure(warehouse, facts, problem)
        return
    # The lock went with the connection, and so did the records that were rejected. Only its holder may write.
    with postgres.connect(settings) as again:
        if lock.try_now(again):
            facts.staging = False
            _write_failure(again, facts, problem)


def _write_failure(warehouse: Warehouse, facts: Facts, problem: Problem) -> None:
    with warehouse.transaction():
        if facts.rejected and facts.staging:
            quarantine.record(warehouse, facts.cycle_id)
        ledger.fail(
            warehouse,
            cycle_id=facts.cycle_id,
            status=problem.status,
            exit_code=problem.exit_code,
            error=problem.message,
            tally=facts.tally(),
        )


def publish(problem: Problem | None, settings: Settings, warehouse: Warehouse | None, facts: Facts) -> ExitCode:
    """Push the metrics and write the closing line; return the exit code."""
    signals.ignore()
    exit_code = problem.exit_code if problem else ExitCode.OK
    if warehouse is not None and warehouse.usable and facts.opened:
        _learn_standing(warehouse, facts)
    numbers = facts.numbers(exit_code)
    metrics.push(settings, numbers)
    line = {**numbers, **numbers["records"], "mode": facts.mode}
    line.pop("records")
    if problem is None:
        log.info("cycle_finished", **line, exit_code=0)
    else:
        line |= {"error": problem.message, "exit_code": int(exit_code), "what_to_do": problem.hint}
        log.error("cycle_finished", **line)
    return exit_code


def _learn_standing(warehouse: Warehouse, facts: Facts) -> None:
    try:
        with signals.cleanup():
            (standing,) = warehouse.table("steps/ledger/totals").mappings()
    except failures.FORESEEN as error:
        log.warning("standing_unknown", reason=failures.problem_of(error).message)
    else:
        facts.standing = {name: number for name, number in standing.items() if number is not None}
