"""Verify: asks Trino whether analysts see what this cycle committed."""

from job import signals
from job.databases import sqlfiles, trino
from job.databases.warehouse import Warehouse
from job.observe import failures, log
from job.settings import Settings

SECONDS = 8.0
NOT_ASKED, DIFFERS, MATCHES = -1, 0, 1
_QUESTION = "steps/verify/committed"


def run(settings: Settings, warehouse: Warehouse) -> int:
    """Compare the aggregates and row counts that PostgreSQL and Trino show; return one of the constants.

    Call it while the lock is held, so that no other cycle commits between the two questions. A Trino that is away,
    slow or differs costs a warning: the cycle is committed whatever it says.
    """
    if settings.trino_host is None:
        return NOT_ASKED
    try:
        with signals.at_most(SECONDS):
            (committed,) = warehouse.table(_QUESTION).mappings()
        columns, rows = trino.ask(settings, sqlfiles.read(_QUESTION), seconds=SECONDS)
    except failures.FORESEEN as error:
        problem = failures.problem_of(error)
        log.warning("trino_not_asked", reason=problem.message, what_to_do=problem.hint)
        return NOT_ASKED
    # launch_aggregates of another program may have no row, or many.
    seen = dict(zip(columns, rows[0], strict=True)) if len(rows) == 1 else {}
    if seen == committed:
        return MATCHES
    differing = {name: [committed[name], seen.get(name)] for name in committed if committed[name] != seen.get(name)}
    log.warning("trino_differs", committed_and_seen=differing, what_to_do="Does Trino's catalog read this database?")
    return DIFFERS
