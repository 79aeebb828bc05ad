"""What a role, a database or libpq's variables make of a session must not change what is stored."""

from collections.abc import Callable

import psycopg

from local.api import RecordedApi
from local.postgres import Postgres
from tests.acceptance.reading import documents
from tests.conftest import PASSWORD, READER_PASSWORD, USER
from tests.faults.catalogue import fault
from tests.faults.conftest import Ask
from tests.support.program import Ended, Program

NOTHING = "none: it is refused before the migrations"


@fault(
    "PostgreSQL", "other values of PGCLIENTENCODING, PGDATESTYLE and PGTZ", code=0, log="cycle_finished",
    tables="as the source has it",
)  # fmt: skip
def test_no_variable_of_libpq_changes_what_is_stored(
    job: Program, ask: Ask, api: RecordedApi, holds: Callable[[Ended], None]
) -> None:
    """PGCLIENTENCODING=LATIN1 stored mojibake and exited with 0; a date style ended in 70."""
    holds(job(PGCLIENTENCODING="LATIN1", PGDATESTYLE="German", PGTZ="Asia/Tokyo"))
    by_id = {launch["id"]: launch["name"] for launch in api.state.launches if not launch["upcoming"]}
    assert {key: document["name"] for key, document in documents(ask).items()} == by_id
    assert any(not name.isascii() for name in by_id.values())
    assert "+09:00" not in job("status", PGTZ="Asia/Tokyo").stdout


@fault("PostgreSQL", "a database in another encoding than UTF8", code=78, log="is in LATIN1", tables=NOTHING)
def test_a_database_in_another_encoding_is_refused(
    job: Program, postgres: Postgres, holds: Callable[[Ended], None]
) -> None:
    """It was filled with texts in the wrong encoding, and the cycle exited with 0."""
    postgres.psql("postgres", "-c", "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    try:
        login = postgres.create_database("latin", USER, PASSWORD, READER_PASSWORD)
        holds(job(POSTGRES_DB="latin"))
        with psycopg.connect(login.dsn()) as connection:
            assert connection.execute("SELECT to_regnamespace('ops')").fetchone() == (None,)
    finally:
        postgres.psql("postgres", "-c", "DROP DATABASE latin WITH (FORCE)")


@fault(
    "PostgreSQL", "PGOPTIONS that make a session read-only", code=74, log="read-only transaction",
    tables="none: PGOPTIONS keeps its meaning",
)  # fmt: skip
def test_pgoptions_keep_their_meaning(job: Program, holds: Callable[[Ended], None]) -> None:
    """Our own options took their place without a word."""
    holds(job(PGOPTIONS="-c default_transaction_read_only=on"))
