"""How a cycle ends: the failure goes into the ledger, the facts into the metrics and the closing log line."""

from job import database, interrupt, ledger, log, metrics, problems, quarantine
from job.database import Warehouse
from job.errors import CommitUnknownError, ExitCode
from job.facts import Facts
from job.problems import Problem
from job.settings import Settings


def settle(error: BaseException, settings: Settings, warehouse: Warehouse | None, facts: Facts) -> Problem | None:
    """Write a failed cycle's end into the ledger, as far as that can be; None when it had succeeded after all."""
    interrupt.ignore()
    interrupt.allow_cleanup()
    problem = problems.problem_of(error)
    try:
        if isinstance(error, CommitUnknownError):
            with database.connect(settings) as again:
                if ledger.committed(again, facts.run_id):
                    return None
        facts.written = False
        if warehouse is not None and warehouse.usable and facts.opened:
            _write_failure(warehouse, facts, problem)
    except problems.FORESEEN as another:
        log.warning("failure_not_recorded", reason=problems.problem_of(another).message)
    return problem


def _write_failure(warehouse: Warehouse, facts: Facts, problem: Problem) -> None:
    with warehouse.transaction():
        if facts.staging:
            quarantine.record(warehouse, facts.run_id)
        ledger.fail(
            warehouse,
            run_id=facts.run_id,
            status=problem.status,
            exit_code=problem.exit_code,
            error=problem.message,
            tally=facts.tally(),
        )


def publish(problem: Problem | None, settings: Settings, warehouse: Warehouse | None, facts: Facts) -> ExitCode:
    """Push the metrics and write the closing line; return the exit code."""
    interrupt.ignore()
    exit_code = problem.exit_code if problem else ExitCode.OK
    if warehouse is not None and warehouse.usable and facts.opened:
        _learn_standing(warehouse, facts)
    interrupt.clear_deadline()
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
    interrupt.allow_cleanup()
    try:
        facts.standing = {k: v for k, v in warehouse.row("ledger/standing")._asdict().items() if v is not None}
    except problems.FORESEEN as error:
        log.warning("standing_unknown", reason=problems.problem_of(error).message)
