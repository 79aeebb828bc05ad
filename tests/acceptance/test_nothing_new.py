"""On a source that says the same as before, no mode writes anything that analysts or backups would notice."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from local.api import RecordedApi
from local.state import State
from tests.acceptance import edits
from tests.acceptance.reading import Ask, Tuple, count, data, last_run, state_of_public
from tests.support.program import Program

MODES = {
    "full": {"MODE": "full"},
    "incremental": {"MODE": "incremental", "LOOKBACK_DAYS": "36500"},
    "backfill": {"MODE": "backfill", "BACKFILL_FROM": "2006-01-01"},
}
# Two rows of the ledger, and what PostgreSQL writes by itself.
MOST_WAL_BYTES = 16 * 1024
AWAIT_SECONDS = 20


@dataclass(frozen=True)
class Seen:
    """What a write or a lock on any row of the data would change."""

    tuples: dict[str, set[Tuple]]
    statistics: dict[str, tuple[int, int, int]]


def seen(ask: Ask) -> Seen:
    # A process of the server hands its statistics over before it ends.
    _await(ask, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'spacex-elt'")
    rows = ask(
        "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_all_tables"
        " WHERE schemaname = 'public' OR relname IN ('documents', 'launch_versions', 'pg_class', 'pg_attribute')"
    )
    return Seen(data(ask), {row.relname: row[1:] for row in rows})


def _await(ask: Ask, processes: str) -> None:
    """Wait until none of these processes of the server is left."""
    for _ in range(AWAIT_SECONDS * 50):
        if ask(processes) == [(0,)]:
            return
        time.sleep(0.02)
    raise TimeoutError(processes)


def position(ask: Ask) -> str:
    ((lsn,),) = ask("SELECT pg_current_wal_insert_lsn()::text")
    return str(lsn)


def written_since(ask: Ask, lsn: str) -> int:
    ((written,),) = ask("SELECT pg_current_wal_insert_lsn() - %s::pg_lsn", lsn)
    return int(written)


@pytest.fixture
def _quiet(ask: Ask) -> Iterator[None]:
    """Nobody else writes WAL: no autovacuum, and no whole pages because a checkpoint came by."""
    settings = ("autovacuum", "full_page_writes")
    for name in settings:
        ask(f"ALTER SYSTEM SET {name} = off")
    ask("SELECT pg_reload_conf()")
    _await(ask, "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'autovacuum worker'")
    yield
    for name in settings:
        ask(f"ALTER SYSTEM RESET {name}")
    ask("SELECT pg_reload_conf()")


@pytest.fixture
def _loaded(_quiet: None, job: Program, ask: Ask) -> None:
    """A first load, and the proof that the instruments of these tests see what a load writes."""
    begin = position(ask)
    assert job(MODE="full").finished["inserted"] == 187
    assert written_since(ask, begin) > 5 * MOST_WAL_BYTES
    statistics = seen(ask).statistics
    assert statistics["documents"] == statistics["launch_versions"] == (187, 0, 0)


@pytest.mark.usefixtures("_loaded")
@pytest.mark.parametrize("formatted", ["as before", "otherwise"])
def test_an_unchanged_source_leaves_every_row_as_it_is_in_every_mode(
    job: Program, ask: Ask, api: RecordedApi, formatted: str
) -> None:
    if formatted == "otherwise":
        api.respond = edits.formatted_otherwise
        content = state_of_public(ask)
        assert job(MODE="full").finished["unchanged"] == 187
        assert {**state_of_public(ask), "raw_launches": []} == {**content, "raw_launches": []}
    before = seen(ask)
    wal = {}
    for mode, variables in MODES.items():
        begin = position(ask)
        ended = job(**variables)
        wal[mode] = written_since(ask, begin)
        assert ended.code == 0, ended.stderr
        row = last_run(ask)
        assert (row.mode, row.status) == (mode, "succeeded")
        assert (row.fetched, row.inserted, row.changed, row.unchanged, row.removed) == (205, 0, 0, 187, 0), mode
        assert seen(ask) == before, mode
        assert count(ask, "raw_launches_history") == 0
    print(f"bytes of WAL, formatted {formatted}: {wal}")
    assert max(wal.values()) < MOST_WAL_BYTES, wal


@pytest.mark.usefixtures("_loaded")
def test_what_these_tests_look_at_changes_with_a_single_correction(job: Program, ask: Ask, api: RecordedApi) -> None:
    before = seen(ask)
    api.state = State.sample()
    edits.named(api.state, "CRS-7")["details"] = "corrected"
    assert job(MODE="full").finished["changed"] == 1
    after = seen(ask)
    assert len(before.tuples["ops.launch_versions"] - after.tuples["ops.launch_versions"]) == 1
    assert after.statistics["launch_versions"] == (188, 1, 0)
    assert after.statistics["documents"] == (188, 0, 0)
    assert after.statistics["launches"] == (187, 1, 0)


@pytest.mark.usefixtures("_loaded")
def test_the_ledger_does_not_grow_with_the_number_of_cycles(job: Program, ask: Ask) -> None:
    (first,) = ask("SELECT cycle_id FROM ops.cycles")
    ended = [job(MODE="incremental", LEDGER_RETENTION_DAYS="0.000001") for _ in range(4)]
    kept = [first.cycle_id, *(each.finished["cycle_id"] for each in ended[-2:])]
    assert [row.cycle_id for row in ask("SELECT cycle_id FROM ops.cycles ORDER BY cycle_number")] == kept
    assert [line["cycles"] for each in ended for line in each.events("ledger_rows_deleted")] == [1, 1]
