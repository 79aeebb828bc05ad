"""Dry run: all that a cycle does, printed and rolled back."""

from job import sources
from job.commands import preview
from job.cycle import Cycle
from job.databases import postgres
from job.errors import ExitCode
from job.facts import Facts
from job.observe import failures, log
from job.settings import Settings
from job.signals import Deadline
from job.steps import land


def run(settings: Settings, cycle_id: str, deadline: Deadline) -> ExitCode:
    """Do all that a cycle does, print what it would change, and leave nothing of it: no row, no metric, no document."""
    facts = Facts(cycle_id)
    log.info("dry_run_started", mode=settings.mode)
    try:
        source = sources.of(settings)
        with (
            deadline.within(settings.cycle_timeout_seconds, "CYCLE_TIMEOUT_SECONDS"),
            postgres.connect(settings) as warehouse,
        ):
            cycle = Cycle(settings, source, warehouse, facts, deadline)
            plan = cycle.begin_dry()
            try:
                cycle.extract(plan)
                with warehouse.transaction(rollback=True):
                    cycle.write(plan)
                    preview.show(warehouse, facts.tally(), anything_affected=cycle.staged)
            finally:
                land.discard(warehouse)
    except failures.ANY_FAILURE as error:
        return failures.report(error)
    return ExitCode.OK
