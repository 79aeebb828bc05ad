"""What the embedded world is made of, and what it remembers from one call to the next."""

import fcntl
import hashlib
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil

from local.postgres import Postgres, free_port

CHECKOUT = Path(__file__).parent.parent
FOLDER = CHECKOUT / ".local"
ENVIRONMENT = FOLDER / "env"
MEMORY = FOLDER / "world.json"
API_START_SECONDS = 20.0
DATABASE, USER = "launches", "spacex_elt"


@contextmanager
def alone() -> Iterator[None]:
    """Start and stop things one call after the other."""
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def postgres_home() -> Path:
    # As root the server runs as `nobody`, who often cannot reach a checkout.
    name = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:10]
    return Path(f"/var/tmp/spacex-elt-{name}") if os.geteuid() == 0 else FOLDER  # noqa: S108 - a folder of our own


def postgres() -> Postgres:
    return Postgres(postgres_home() / "postgres")


def remembered() -> dict[str, Any]:
    known: dict[str, Any] = json.loads(MEMORY.read_text()) if MEMORY.exists() else {}
    return known


def remember(known: dict[str, Any], environment: dict[str, str]) -> None:
    for path in (MEMORY, ENVIRONMENT):
        path.touch(mode=0o600)
    MEMORY.write_text(json.dumps(known))
    ENVIRONMENT.write_text("".join(f"export {name}='{value}'\n" for name, value in environment.items()))


def start_postgres(known: dict[str, Any]) -> dict[str, str]:
    """Start PostgreSQL if it does not run; return the job's variables for it."""
    environment: dict[str, str] = known.get("postgres", {})
    server = postgres()
    server.start(port=int(environment.get("POSTGRES_PORT", "0")))
    password = environment.get("POSTGRES_PASSWORD") or secrets.token_hex(12)
    known["reader_password"] = known.get("reader_password") or secrets.token_hex(12)
    return server.create_database(DATABASE, USER, password, known["reader_password"]).environment()


def start_api(known: dict[str, Any]) -> str:
    """Start the recorded API if it does not run; return its address."""
    if api_process(known):
        return str(known["api_url"])
    output = FOLDER / "api.log"
    port = free_port(urlsplit(known.get("api_url", "")).port or 0)
    with output.open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "local.api", "--port", str(port)], cwd=CHECKOUT, stdin=subprocess.DEVNULL,
            stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    ends = time.monotonic() + API_START_SECONDS
    while not (url := output.read_text().strip()):
        if server.poll() is not None or time.monotonic() > ends:
            raise RuntimeError(f"the recorded API did not start; see {output}")
        time.sleep(0.02)
    known["api_pid"] = server.pid
    return url


def api_process(known: dict[str, Any]) -> psutil.Process | None:
    if (pid := known.get("api_pid")) is not None:
        with suppress(psutil.Error):
            process = psutil.Process(pid)
            return process if "local.api" in process.cmdline() else None
    return None
