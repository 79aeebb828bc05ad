"""The catalog shows all of `public`, with useful types, and nothing else; its file holds no secret."""

import re
from pathlib import Path
from typing import Any

import psycopg
import pytest

from local.postgres import Postgres
from tests.support.program import Program
from tests.trino import warehouse
from tests.trino.conftest import AskTrino

CATALOGS = Path(__file__).parents[2] / "deploy" / "trino"
each_catalog = pytest.mark.parametrize("name", ["postgresql", "launch_library"])
SHOWN_AS = {
    "text": "varchar",
    "boolean": "boolean",
    "integer": "integer",
    "bigint": "bigint",
    "double precision": "double",
    "timestamp with time zone": "timestamp(6) with time zone",
    "jsonb": "json",
    "bytea": "varbinary",
}
COLUMNS = (
    "SELECT table_name, column_name, data_type, ordinal_position FROM information_schema.columns"
    " WHERE table_schema = 'public'"
)


def properties(name: str) -> dict[str, str]:
    lines = [
        line for line in (CATALOGS / f"{name}.properties").read_text().splitlines() if line and not line.startswith("#")
    ]
    return dict(line.split("=", 1) for line in lines)


@each_catalog
def test_a_catalog_file_has_no_password_but_the_environments(name: str) -> None:
    found = properties(name)
    secret = {name: value for name, value in found.items() if re.search("password|secret|token|key", name)}
    assert list(secret) == ["connection-password"]
    assert re.fullmatch(r"\$\{ENV:\w+_READER_PASSWORD\}", secret["connection-password"])
    assert not re.search(r"password|://[^/]*@", found["connection-url"])
    assert found["connection-user"] == "spacex_reader"


@each_catalog
def test_a_catalog_caches_nothing(name: str) -> None:
    assert [name for name in properties(name) if "cache" in name] == []


def test_the_second_catalog_differs_in_its_connection_only() -> None:
    first, second = map(properties, ("postgresql", "launch_library"))
    differing = {name for name in first.keys() | second.keys() if first.get(name) != second.get(name)}
    assert differing == {"connection-url", "connection-password"}


def in_postgres(server: Postgres) -> list[Any]:
    with psycopg.connect(server.admin(warehouse.DATABASE).dsn()) as connection:
        return connection.execute(COLUMNS).fetchall()


@pytest.mark.usefixtures("loaded")
def test_every_column_of_public_is_shown_in_its_place_with_its_type(server: Postgres, ask_trino: AskTrino) -> None:
    there = [(table, column, SHOWN_AS[type_], place) for table, column, type_, place in in_postgres(server)]
    assert sorted(map(tuple, ask_trino(COLUMNS))) == sorted(there)
    assert len({table for table, *_ in there}) >= 19


@pytest.mark.usefixtures("loaded")
def test_every_relation_of_public_can_be_read_whole(server: Postgres, ask_trino: AskTrino) -> None:
    for relation in sorted({row[0] for row in in_postgres(server)}):
        with psycopg.connect(warehouse.reader(server).dsn()) as connection:
            (count,) = connection.execute(f'SELECT count(*) FROM "{relation}"').fetchone() or (None,)
        assert len(ask_trino(f'SELECT * FROM "{relation}"')) == count, relation


@pytest.mark.usefixtures("loaded")
def test_documents_are_json_that_trino_can_look_into(ask_trino: AskTrino) -> None:
    ((document, pad),) = ask_trino(
        "SELECT launch_data, json_extract_scalar(launch_data, '$.launchpad.name') FROM raw_launches"
        " WHERE json_extract_scalar(launch_data, '$.name') = 'FalconSat'"
    )
    assert (document["name"], document["launchpad"]["name"], pad) == ("FalconSat", "Kwajalein Atoll", "Kwajalein Atoll")


@pytest.mark.usefixtures("loaded")
def test_trino_reads_as_spacex_reader_which_sees_no_ops_and_writes_nothing(ask_trino: AskTrino) -> None:
    ask = "SELECT * FROM TABLE(system.query(query => 'SELECT current_user::text AS who'))"
    assert ask_trino(ask) == [["spacex_reader"]]
    for refused in ("SELECT * FROM ops.cycles", "DELETE FROM launches", "CREATE TABLE mine (one integer)"):
        with pytest.raises(Exception, match=r"permission denied|does not exist|cannot be|not allowed"):
            ask_trino(refused)


def test_a_correction_is_seen_by_the_next_question(loaded: Program, server: Postgres, ask_trino: AskTrino) -> None:
    question = "SELECT max(updated_at) FROM launches"
    before = ask_trino(question)
    server.psql(warehouse.DATABASE, "-c", "UPDATE launches SET updated_at = updated_at + interval '1 hour'")
    assert ask_trino(question) > before
    server.psql(warehouse.DATABASE, "-c", "ALTER TABLE launches ADD COLUMN fresh integer DEFAULT 7")
    assert ask_trino("SELECT DISTINCT fresh FROM launches") == [[7]]
    server.psql(warehouse.DATABASE, "-c", "ALTER TABLE launches DROP COLUMN fresh")
    assert loaded("query", "01").code == 0
