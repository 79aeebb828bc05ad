"""The services of the local stack, PostgreSQL and the recorded API, and the file that describes them between calls."""

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
ENVIRONMENT_FILE = FOLDER / "env"
STACK_FILE = FOLDER / "stack.json"
API_START_SECONDS = 20.0
DATABASE, USER = "launches", "spacex_elt"

Stack = dict[str, Any]


@contextmanager
def locked() -> Iterator[None]:
    """Wait until no other process starts or stops services."""
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def read() -> Stack:
    """Return what the last call wrote: the variables `postgres`, `api_url`, `api_pid`, `reader_password`."""
    stack: Stack = json.loads(STACK_FILE.read_text()) if STACK_FILE.exists() else {}
    return stack


def write(stack: Stack) -> None:
    """Write the stack, and its variables for a shell; both hold passwords."""
    variables = {**stack.get("postgres", {}), **({"API_URL": stack["api_url"]} if "api_url" in stack else {})}
    _replace(STACK_FILE, json.dumps(stack))
    _replace(ENVIRONMENT_FILE, "".join(f"export {name}='{value}'\n" for name, value in variables.items()))


def _replace(path: Path, text: str) -> None:
    """Write a file that only its owner can read, so that a reader sees all of it."""
    draft = path.with_name(f"{path.name}.new")
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.replace(path)


def postgres_folder() -> Path:
    # As root the server runs as `nobody`, who often cannot reach a checkout.
    name = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:10]
    return Path(f"/var/tmp/spacex-elt-{name}") if os.geteuid() == 0 else FOLDER  # noqa: S108 - named after the checkout


def postgres() -> Postgres:
    return Postgres(postgres_folder() / "postgres")


def start_postgres(stack: Stack) -> dict[str, str]:
    """Start PostgreSQL unless it runs; return the job's variables for it."""
    environment: dict[str, str] = stack.get("postgres", {})
    server = postgres()
    server.start(port=int(environment.get("POSTGRES_PORT", "0")))
    password = environment.get("POSTGRES_PASSWORD") or secrets.token_hex(12)
    stack["reader_password"] = stack.get("reader_password") or secrets.token_hex(12)
    return server.create_database(DATABASE, USER, password, stack["reader_password"]).environment()


def start_api(stack: Stack) -> str:
    """Start the recorded API unless it runs; return the address of its query."""
    if api_process(stack):
        return str(stack["api_url"])
    output = FOLDER / "api.log"
    port = free_port(urlsplit(stack.get("api_url", "")).port or 0)
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
    stack["api_pid"] = server.pid
    return url


def api_process(stack: Stack) -> psutil.Process | None:
    if (pid := stack.get("api_pid")) is not None:
        with suppress(psutil.Error):
            process = psutil.Process(pid)
            return process if "local.api" in process.cmdline() else None
    return None
