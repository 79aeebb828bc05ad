"""docs/from-the-seed.md, as it is written: its commands move the seed program's tables from PostgreSQL 16 to 18."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from local.api import RecordedApi
from local.login import Login
from local.postgres import ADMIN, READER, Postgres
from local.state import State
from tests.conftest import PASSWORD, READER_PASSWORD, USER
from tests.support import guides
from tests.support.program import CHECKOUT, Program

SEED = """
CREATE TABLE raw_launches (id serial PRIMARY KEY, launch_data jsonb NOT NULL, ingested_at timestamptz DEFAULT now());
CREATE INDEX raw_launches_data ON raw_launches USING gin (launch_data);
CREATE TABLE launch_aggregates (id serial PRIMARY KEY, total_launches integer, average_payload_mass numeric(12, 3));
INSERT INTO raw_launches (launch_data) VALUES ('{"name": "FalconSat", "rocket": "5e9d0d95eda69955f709d1eb"}');
INSERT INTO launch_aggregates (total_launches) VALUES (205);
"""


@pytest.fixture
def old() -> Iterator[Login]:
    """The seed program's PostgreSQL 16, with its tables, which its superuser owns."""
    folder = Path(tempfile.mkdtemp(prefix="spacex-elt-seed-", dir="/var/tmp" if os.geteuid() == 0 else None))
    folder.chmod(0o755)
    server = Postgres(folder / "postgres", 16)
    server.start()
    try:
        server.psql("postgres", "-c", "CREATE DATABASE seed")
        with psycopg.connect(server.admin("seed").dsn()) as connection:
            connection.execute(SEED.encode())
        yield server.admin("seed")
    finally:
        server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def new(postgres: Postgres) -> Iterator[Login]:
    """An empty database of its own, without roles' privileges in it."""
    postgres.psql("postgres", "-c", "CREATE DATABASE from_the_seed")
    yield postgres.admin("from_the_seed")
    postgres.psql("postgres", "-c", "DROP DATABASE from_the_seed WITH (FORCE)")


def run(step: str, server: Postgres, folder: Path, password: str, **variables: str) -> None:
    """Run one block of the page's commands, in a folder that has sql/."""
    ((_, commands),) = guides.blocks("from-the-seed", f"sh {step}")
    environment = {"PATH": f"{server.bin}:{os.environ['PATH']}", "PGPASSWORD": password, **variables}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{step}: {done.stderr}"


def test_the_old_tables_come_along_and_are_renamed(old: Login, new: Login, postgres: Postgres, tmp_path: Path) -> None:
    (tmp_path / "sql").symlink_to(CHECKOUT / "sql")
    roles = {"SPACEX_ELT_USER": USER, "SPACEX_ELT_PASSWORD": PASSWORD, "SPACEX_READER_PASSWORD": READER_PASSWORD}
    source = {"OLD_HOST": "127.0.0.1", "OLD_PORT": str(old.port), "OLD_USER": ADMIN, "OLD_DB": old.database}
    target = {"NEW_HOST": "127.0.0.1", "NEW_PORT": str(new.port), "NEW_DB": new.database}
    run("dump", postgres, tmp_path, old.password, **source)
    run("roles", postgres, tmp_path, new.password, **target, **roles)
    run("restore", postgres, tmp_path, new.password, **target, **roles)
    with RecordedApi(State.sample()) as api:
        login = Login(new.port, new.database, USER, PASSWORD)
        job = Program(tmp_path, {**login.environment(), "API_URL": api.launches_url})
        refused = job()
        assert refused.code == 78, refused.stderr
        renames = sql_of_the_page("ALTER")
        assert renames == refused.finished["what_to_do"].partition("run again: ")[2]
        with psycopg.connect(login.dsn()) as connection:
            connection.execute(renames.encode())
        ended = job()
    assert ended.code == 0, ended.stderr
    reader = Login(new.port, new.database, READER, READER_PASSWORD)
    with psycopg.connect(reader.dsn()) as connection:
        for name, renamed, current in guides.rows("from-the-seed", "seed program", "afterwards", "this program's"):
            assert name == current
            assert connection.execute(f"SELECT count(*) FROM {renamed.strip('`')}".encode()).fetchone() == (1,)
        assert connection.execute("SELECT launch_data ->> 'name' FROM raw_launches_seed").fetchall() == [("FalconSat",)]
        assert connection.execute("SELECT count(*) FROM raw_launches").fetchone() == (187,)
    with psycopg.connect(login.dsn()) as connection:
        connection.execute(sql_of_the_page("DROP").encode())


def sql_of_the_page(keyword: str) -> str:
    """Return the indented statements of the page that begin so."""
    lines = guides.text("from-the-seed").splitlines()
    return " ".join(line.strip() for line in lines if line.startswith(f"    {keyword} "))


def test_restored_after_a_cycle_it_fails_with_the_error_of_the_page_and_changes_nothing(
    old: Login, new: Login, postgres: Postgres, tmp_path: Path
) -> None:
    (tmp_path / "sql").symlink_to(CHECKOUT / "sql")
    login = postgres.create_database(new.database, USER, PASSWORD, READER_PASSWORD)
    with RecordedApi(State.sample()) as api:
        assert Program(tmp_path, {**login.environment(), "API_URL": api.launches_url})().code == 0
    source = {"OLD_HOST": "127.0.0.1", "OLD_PORT": str(old.port), "OLD_USER": ADMIN, "OLD_DB": old.database}
    target = {"NEW_HOST": "127.0.0.1", "NEW_PORT": str(new.port), "NEW_DB": new.database}
    run("dump", postgres, tmp_path, old.password, **source)
    with pytest.raises(AssertionError, match="already exists"):
        run("restore", postgres, tmp_path, new.password, **target, SPACEX_ELT_USER=USER)
    with psycopg.connect(login.dsn()) as connection:
        assert connection.execute("SELECT count(*), count(DISTINCT id) FROM raw_launches").fetchone() == (187, 187)
        assert connection.execute("SELECT total_launches FROM launch_aggregates").fetchall() == [(187,)]
