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
USER = "spacex_elt"
SPACEX_V4, LAUNCH_LIBRARY_2 = "spacex-v4", "launch-library-2"
DATABASES = {SPACEX_V4: "launches", LAUNCH_LIBRARY_2: "launch_library"}

Stack = dict[str, Any]


@contextmanager
def locked() -> Iterator[None]:
    """Wait until no other process starts or stops services."""
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def read() -> Stack:
    """Return what the last call wrote: `reader_password`, and `sources`, a part for each source.

    A part has the variables `postgres`, `api_url`, `api_pid`, and `ten_days_later`, the state of Launch Library 2.
    """
    stack: Stack = json.loads(STACK_FILE.read_text()) if STACK_FILE.exists() else {}
    return {"sources": {source: {} for source in DATABASES}} | stack


def write(stack: Stack, source: str) -> None:
    """Write the stack, and the variables of one of its sources for a shell; both hold passwords."""
    part = stack["sources"][source]
    variables = {**part.get("postgres", {}), **({"API_URL": part["api_url"]} if "api_url" in part else {})}
    if source != SPACEX_V4:
        variables["SOURCE"] = source
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


def start_postgres(stack: Stack, source: str) -> dict[str, str]:
    """Start PostgreSQL unless it runs; return the job's variables for the database of a source."""
    ports = (part["postgres"]["POSTGRES_PORT"] for part in stack["sources"].values() if "postgres" in part)
    environment: dict[str, str] = stack["sources"][source].get("postgres", {})
    server = postgres()
    server.start(port=int(next(ports, "0")))
    password = environment.get("POSTGRES_PASSWORD") or secrets.token_hex(12)
    stack["reader_password"] = stack.get("reader_password") or secrets.token_hex(12)
    return server.create_database(DATABASES[source], USER, password, stack["reader_password"]).environment()


def start_api(stack: Stack, source: str, *, ten_days_later: bool = False) -> str:
    """Start the recorded API of a source unless it runs in this state; return the address of its launches."""
    part = stack["sources"][source]
    if process := api_process(part):
        if part.get("ten_days_later", False) == ten_days_later:
            return str(part["api_url"])
        end(process)
    output = FOLDER / f"{source}.log"
    port = free_port(urlsplit(part.get("api_url", "")).port or 0)
    state = ["--ten-days-later"] if ten_days_later else []
    with output.open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "local.api", "--source", source, "--port", str(port), *state],
            cwd=CHECKOUT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    ends = time.monotonic() + API_START_SECONDS
    while not (url := output.read_text().strip()):
        if server.poll() is not None or time.monotonic() > ends:
            raise RuntimeError(f"the recorded API did not start; see {output}")
        time.sleep(0.02)
    part |= {"api_pid": server.pid, "ten_days_later": ten_days_later}
    return url


def end(process: psutil.Process) -> None:
    process.terminate()
    process.wait(API_START_SECONDS)


def api_process(part: Stack) -> psutil.Process | None:
    if (pid := part.get("api_pid")) is not None:
        with suppress(psutil.Error):
            process = psutil.Process(pid)
            return process if "local.api" in process.cmdline() else None
    return None
