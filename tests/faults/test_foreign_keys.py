"""A table of another program has a foreign key on a relation of this one."""

from collections.abc import Callable
from typing import Any

import pytest

from local.api import RecordedApi
from local.postgres import Login
from tests.acceptance import edits
from tests.acceptance.reading import last_run
from tests.faults.administrator import Administrator
from tests.faults.catalogue import fault
from tests.faults.conftest import Ask
from tests.support.program import Ended, Program

pytest_plugins = ("tests.faults.actors",)
NOTES = """
CREATE TABLE notes (launch_id text REFERENCES launches {0}, position integer, note text NOT NULL DEFAULT '');
INSERT INTO notes (launch_id, position) SELECT launch_id, position FROM launch_payloads;
ALTER TABLE notes ADD FOREIGN KEY (launch_id, position) REFERENCES launch_payloads {0}
"""


@pytest.fixture
def login(loaded_login: Login) -> Login:
    return loaded_login


@fault(
    "PostgreSQL", "rows of another program refer to launches that the source corrects", code=0, log='"changed": 187',
    tables="corrected; the other program's rows stay",
)  # fmt: skip
@pytest.mark.parametrize("action", ["ON DELETE RESTRICT", "ON DELETE CASCADE"])
def test_a_correction_updates_rows_to_which_others_refer(
    job: Program, ask: Ask, api: RecordedApi, administrator: Administrator, holds: Callable[[Ended], None], action: str
) -> None:
    """Rows were deleted and inserted again: 70, or with CASCADE the other program's rows were gone."""
    administrator.rows(NOTES.format(action))
    before = ask("SELECT count(*) FROM notes")
    for launch in api.state.launches:
        if not launch["upcoming"]:
            launch["name"] += " (corrected)"
    holds(job(MODE="full"))
    assert ask("SELECT count(*) FROM launches WHERE name LIKE '% (corrected)'") == [(187,)]
    assert ask("SELECT count(*) FROM notes") == before


@fault(
    "PostgreSQL", "a row of another program refers to a launch that the source removes", code=78,
    log='violates foreign key constraint \\"notes_launch_id_fkey\\"', tables="as before; the ledger row is `failed`",
)  # fmt: skip
def test_a_removal_that_a_foreign_key_forbids_names_it(
    job: Program,
    ask: Ask,
    api: RecordedApi,
    administrator: Administrator,
    contents: Callable[[], Any],
    holds: Callable[[Ended], None],
    heals: Callable[[], None],
) -> None:
    """It was 70, a bug to report."""
    administrator.rows(NOTES.format(""))
    gone = edits.by_date(api.state)[0]
    api.state = edits.without(api.state, gone["id"])
    before = contents()
    ended = job(MODE="full")
    holds(ended)
    hint = ended.finished["what_to_do"]
    assert "notes_launch_id_fkey of public.notes" in hint
    assert "ON DELETE" in hint
    assert contents() == before
    assert last_run(ask).exit_code == 78
    administrator.rows("DROP TABLE notes")
    heals()
