"""What the manifest for CloudNativePG has the operator run gives the job and the reader what sql/roles.sql would."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import yaml

from local.api import RecordedApi
from local.login import Login
from local.postgres import Postgres
from tests.support.program import CHECKOUT, Program

CLUSTER = CHECKOUT / "deploy/helm/values/cloudnative-pg/cluster.yaml"


@pytest.fixture
def fresh(postgres: Postgres) -> Iterator[Postgres]:
    """A server without any role of ours; the programs are those that the session's server runs."""
    folder = Path(tempfile.mkdtemp(prefix="cloudnative-pg-", dir=postgres.folder.parent))
    folder.chmod(0o755)
    server = Postgres(folder / "postgres")
    server.start()
    yield server
    server.stop("immediate")
    shutil.rmtree(folder, ignore_errors=True)


def bootstrap(server: Postgres) -> Login:
    """As the operator does: a database of its owner, then the statements as superuser."""
    spec = yaml.safe_load(CLUSTER.read_text())["spec"]
    told = spec["bootstrap"]["initdb"]
    owner, database = told["owner"], told["database"]
    server.psql("postgres", "-c", f"CREATE ROLE {owner} LOGIN PASSWORD 'owner'")
    server.psql("postgres", "-c", f"CREATE DATABASE {database} OWNER {owner}")
    for where, statements in (("postgres", told["postInitSQL"]), (database, told["postInitApplicationSQL"])):
        for statement in statements:
            server.psql(where, "-c", statement)
    (reader,) = spec["managed"]["roles"]
    server.psql("postgres", "-c", f"ALTER ROLE {reader['name']} LOGIN PASSWORD 'reader'")
    return Login(server.port, database, owner, "owner")


def test_a_cycle_succeeds_and_the_reader_sees_its_launches_and_no_more(
    fresh: Postgres, api: RecordedApi, tmp_path: Path
) -> None:
    login = bootstrap(fresh)
    ended = Program(tmp_path, {**login.environment(), "API_URL": api.launches_url})("run")
    assert ended.code == 0, ended.stderr
    reader = Login(fresh.port, login.database, "spacex_reader", "reader")
    with psycopg.connect(reader.dsn(), autocommit=True) as connection:
        assert connection.execute("SELECT total_launches FROM launch_aggregates").fetchall() == [(187,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT * FROM ops.cycles")
