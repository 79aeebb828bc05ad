"""The PostgreSQL behind the Trino of these tests: always at the same port, with two databases that tests remake.

eval "$(python -m tests.trino.warehouse up)"     start it; prints the variables that Trino's catalogs read
python -m tests.trino.warehouse down             stop it and remove its data
"""

import hashlib
import os
import shutil
import sys
from pathlib import Path

from local.login import Login
from local.postgres import READER, Postgres

CHECKOUT = Path(__file__).parents[2]
DATABASE, USER, PASSWORD = "launches", "spacex_elt", "elt-job-password"
SECOND = "launch_library"  # also the name of its catalog
READER_PASSWORD = "trino-reader-password"
# New databases start from this one: empty, and with the roles' privileges once `fresh` has granted them.
_CONNECTIONS = "60"


def home() -> Path:
    # As root the server runs as `nobody`, who often cannot reach a checkout.
    name = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:10]
    return Path(f"/var/tmp/spacex-elt-trino-{name}") if os.geteuid() == 0 else CHECKOUT / ".local" / "trino"


def up() -> Postgres:
    """Return the server, started unless it runs."""
    server = Postgres(home() / "postgres", int(os.environ.get("POSTGRES_VERSION", "18")))
    kept = home() / "port"
    home().mkdir(parents=True, exist_ok=True)
    server.start(port=int(kept.read_text()) if kept.exists() else 0, max_connections=_CONNECTIONS)
    kept.write_text(str(server.port))
    return server


def fresh(server: Postgres, database: str = DATABASE) -> Login:
    """Remake a database under its one name, empty, as an administrator leaves it; return the job's login."""
    server.psql("postgres", "-c", f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
    return server.create_database(database, USER, PASSWORD, READER_PASSWORD)


def reader(server: Postgres) -> Login:
    """Return the login that Trino's catalog has."""
    return Login(server.port, DATABASE, READER, READER_PASSWORD)


def down() -> None:
    if (home() / "port").exists():
        up().stop("immediate")
    shutil.rmtree(home(), ignore_errors=True)


def main() -> None:
    if sys.argv[1:] == ["down"]:
        return down()
    if sys.argv[1:] != ["up"]:
        sys.exit(__doc__)
    server = up()
    for prefix, reader_password, database in (
        ("", "SPACEX_READER_PASSWORD", DATABASE),
        ("LAUNCH_LIBRARY_", "LAUNCH_LIBRARY_READER_PASSWORD", SECOND),
    ):
        login = fresh(server, database).environment()
        for name in ("POSTGRES_HOST", "POSTGRES_PORT", "POSTGRES_DB"):
            print(f"export {prefix}{name}={login[name]}")
        print(f"export {reader_password}={READER_PASSWORD}")
    return None


if __name__ == "__main__":
    main()
