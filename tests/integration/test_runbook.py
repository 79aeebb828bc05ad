"""What docs/runbook.md says to type into psql runs, as the job's role, and mends what it says it mends."""

import pytest

from job.databases.warehouse import Warehouse
from job.errors import ExitCode
from job.steps import migrate
from tests.acceptance.reading import Ask
from tests.support.program import Program
from tests.unit.test_runbook import SQL


@pytest.mark.parametrize("statements", SQL)
def test_its_statements_run(warehouse: Warehouse, statements: str) -> None:
    migrate.run(warehouse)
    with warehouse.transaction(rollback=True):
        for statement in filter(str.strip, statements.split(";")):
            warehouse._connection.execute(statement.encode())


def test_a_table_that_was_changed_by_hand_is_made_anew(job: Program, ask: Ask) -> None:
    assert job(MODE="full").code == 0
    ask("UPDATE launches SET success = NOT success")
    assert job(MODE="full").code == ExitCode.DATA_REFUSED
    (forget,) = (statement for statement in SQL if "ops.transforms" in statement)
    ask(forget)
    assert job(MODE="full").code == 0
    assert ask("SELECT count(*) FILTER (WHERE success) AS successful FROM launches")[0].successful == 181
