"""The records that a failed cycle rejected: its ledger row does not wait for them, and what is lost is counted."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from local.api import RecordedApi
from local.postgres import Login
from tests.acceptance import edits
from tests.acceptance.reading import count, last_run
from tests.faults.administrator import AFTER_CHECKS, Administrator
from tests.faults.catalogue import fault
from tests.faults.conftest import Ask
from tests.support.program import Ended, Program

pytest_plugins = ("tests.faults.actors",)
BAD = [b'{"id": %d}' % number for number in range(100)]
REFUSED = "100 of 305 records were rejected"


@pytest.fixture
def login(loaded_login: Login) -> Login:
    return loaded_login


@contextmanager
def locked_quarantine(administrator: Administrator) -> Iterator[None]:
    with administrator.connect() as other, other.transaction():
        other.execute("LOCK TABLE ops.rejected_records IN SHARE MODE")
        yield


def refused(ask: Ask) -> None:
    row = last_run(ask)
    assert (row.status, row.exit_code, row.rejected) == ("failed", 65, 100)
    assert REFUSED in row.error


@fault(
    "PostgreSQL", "another session locks the quarantine while a refused cycle writes it", code=65, log=REFUSED,
    tables="the ledger row is `failed` at once; the quarantine is written when it is free",
)  # fmt: skip
def test_the_ledger_row_of_a_refused_cycle_does_not_wait_for_the_quarantine(
    job: Program, api: RecordedApi, ask: Ask, administrator: Administrator, holds: Callable[[Ended], None]
) -> None:
    """Both were one transaction, so that neither was written."""
    api.respond = edits.with_changes({}, *BAD)
    with job.started(MODE="full") as process:
        with locked_quarantine(administrator):
            administrator.waiting()
            refused(ask)
        ended = job.end(process)
    holds(ended)
    assert count(ask, "ops.rejected_records") == ended.finished["rejected_open"] == 100
    assert not ended.events("rejected_records_lost")


@fault(
    "Signals", "SIGTERM while a refused cycle waits for the quarantine", code=65, log="rejected_records_lost",
    tables="the ledger row is `failed`; the log says how many records could not be kept",
)  # fmt: skip
def test_sigterm_ends_the_wait_for_the_quarantine_and_what_is_lost_is_counted(
    job: Program, api: RecordedApi, ask: Ask, administrator: Administrator, holds: Callable[[Ended], None]
) -> None:
    api.respond = edits.with_changes({}, *BAD)
    with job.started(MODE="full") as process, locked_quarantine(administrator):
        administrator.waiting()
        begun = time.monotonic()
        process.terminate()
        ended = job.end(process)
        assert time.monotonic() - begun < 10
    holds(ended)
    refused(ask)
    (line,) = ended.events("rejected_records_lost")
    assert (line["records"], line["kept"], line["reason"]) == (100, 0, "stopped by SIGTERM")
    assert count(ask, "ops.rejected_records") == 0


@fault(
    "Signals", "SIGTERM while a refused cycle writes a large quarantine", code=65, log="rejected_records_lost",
    tables="the ledger row is `failed`; the quarantine has the parts that were written before",
)  # fmt: skip
def test_what_was_kept_before_a_signal_stays_and_is_counted(
    job: Program, api: RecordedApi, ask: Ask, administrator: Administrator, holds: Callable[[Ended], None]
) -> None:
    fill = random.Random(1)
    many = [b'{"id": %d, "text": "%s"}' % (number, fill.randbytes(700).hex().encode()) for number in range(6000)]
    api.respond = edits.with_changes({}, *many)
    with job.started(MODE="full", PAGE_SIZE="10000") as process, administrator.connect() as other, other.transaction():
        # The last part waits for the end of this transaction.
        other.execute(
            "INSERT INTO ops.rejected_records (digest, raw, reasons, first_cycle_id, last_cycle_id, rejected_at)"
            " VALUES (sha256(%s), '', '[]', '', '', now())",
            [many[-1]],
        )
        administrator.waiting()
        process.terminate()
        ended = job.end(process)
    holds(ended)
    (line,) = ended.events("rejected_records_lost")
    kept = count(ask, "ops.rejected_records WHERE raw <> ''")
    assert (line["kept"], line["records"]) == (kept, 6000 - kept)
    assert 0 < kept < 6000


@fault(
    "PostgreSQL", "the cycle's backend is killed when records were rejected", code=74, log="rejected_records_lost",
    tables="as before; the ledger row is `failed`; the log says how many records could not be kept",
)  # fmt: skip
def test_a_lost_connection_loses_the_rejected_records_and_they_are_counted(
    job: Program, api: RecordedApi, ask: Ask, administrator: Administrator, holds: Callable[[Ended], None]
) -> None:
    """The log was silent about them."""
    bad = edits.with_changes({}, *BAD[:3])
    with job.started(MODE="full") as process:
        with administrator.stopping(api, AFTER_CHECKS):
            stop = api.respond
            api.respond = lambda request, proceed: stop(request, lambda: bad(request, proceed))
            administrator.kill(administrator.waiting())
        ended = job.end(process)
    holds(ended)
    assert (last_run(ask).status, last_run(ask).rejected) == ("failed", 3)
    (line,) = ended.events("rejected_records_lost")
    assert (line["records"], line["kept"]) == (3, 0)
    assert "connection" in line["reason"]
