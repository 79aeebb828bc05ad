"""Verify: compares what Trino shows with what this cycle committed."""

from job.databases import sqlfiles, trino
from job.databases.warehouse import Warehouse
from job.observe import failures, log
from job.settings import Settings
from job.signals import Deadline

SECONDS = 8.0
NOT_ASKED, DIFFERS, MATCHES = -1, 0, 1
_STATEMENT = "steps/verify/committed"


def run(settings: Settings, warehouse: Warehouse, deadline: Deadline) -> int:
    """Compare the aggregates and row counts of PostgreSQL and Trino; return NOT_ASKED, DIFFERS or MATCHES.

    Call it while the lock is held, so that no other cycle commits between the two queries. The cycle is committed
    already: if Trino is unreachable, slow or shows other numbers, that is a warning and not a failure.
    """
    if settings.trino_host is None:
        return NOT_ASKED
    try:
        with deadline.within(SECONDS):
            (committed,) = warehouse.table(_STATEMENT).mappings()
        columns, rows = trino.ask(settings, sqlfiles.read(_STATEMENT), seconds=SECONDS, deadline=deadline)
    except failures.ANY_FAILURE as error:
        failure = failures.failure_of(error)
        log.warning("trino_not_asked", reason=failure.message, what_to_do=failure.hint)
        return NOT_ASKED
    # A catalog on the wrong database may have a launch_aggregates with no row, or with several.
    shown = dict(zip(columns, rows[0], strict=True)) if len(rows) == 1 else {}
    if shown == committed:
        return MATCHES
    differing = {name: [committed[name], shown.get(name)] for name in committed if committed[name] != shown.get(name)}
    log.warning("trino_differs", committed_and_seen=differing, what_to_do="Does Trino's catalog read this database?")
    return DIFFERS
