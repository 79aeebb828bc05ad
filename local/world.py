"""The embedded world: a PostgreSQL and the recorded API; `run` runs a cycle in it, it stays up until `stop`."""

import argparse
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from local.postgres import Postgres

CHECKOUT = Path(__file__).parent.parent
FOLDER = CHECKOUT / ".local"
ENVIRONMENT = FOLDER / "env"
MEMORY = FOLDER / "world.json"
ANALYSES = ("01", "02", "03", "04")
API_START_SECONDS = 20.0
DATABASE, USER = "launches", "spacex_elt"


def _postgres_home() -> Path:
    # As root the server runs as `nobody`, who often cannot reach a checkout.
    name = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:10]
    return Path(f"/var/tmp/spacex-elt-{name}") if os.geteuid() == 0 else FOLDER  # noqa: S108 - a folder of our own


def _postgres() -> Postgres:
    return Postgres(_postgres_home() / "postgres")


def _remembered() -> dict[str, Any]:
    known: dict[str, Any] = json.loads(MEMORY.read_text()) if MEMORY.exists() else {}
    return known


def _remember(known: dict[str, Any], environment: dict[str, str]) -> None:
    for path in (MEMORY, ENVIRONMENT):
        path.touch(mode=0o600)
    MEMORY.write_text(json.dumps(known))
    ENVIRONMENT.write_text("".join(f"export {name}='{value}'\n" for name, value in environment.items()))


def _start_postgres(known: dict[str, Any]) -> dict[str, str]:
    """Start PostgreSQL if it does not run; return the job's variables for it."""
    environment: dict[str, str] = known.get("postgres", {})
    postgres = _postgres()
    postgres.start()
    password = environment.get("POSTGRES_PASSWORD") or secrets.token_hex(12)
    known["reader_password"] = known.get("reader_password") or secrets.token_hex(12)
    return postgres.create_database(DATABASE, USER, password, known["reader_password"]).environment()


def _start_api(known: dict[str, Any]) -> str:
    """Start the recorded API if it does not run; return its address."""
    if _api_process(known):
        return str(known["api_url"])
    output = FOLDER / "api.log"
    with output.open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "local.api"], cwd=CHECKOUT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    ends = time.monotonic() + API_START_SECONDS
    while not (url := output.read_text().strip()):
        if server.poll() is not None or time.monotonic() > ends:
            raise RuntimeError(f"the recorded API did not start; see {output}")
        time.sleep(0.02)
    known["api_pid"] = server.pid
    return url


def _api_process(known: dict[str, Any]) -> psutil.Process | None:
    if (pid := known.get("api_pid")) is not None:
        with suppress(psutil.Error):
            process = psutil.Process(pid)
            return process if "local.api" in process.cmdline() else None
    return None


def _is_ours(variable: str, remembered: object) -> bool:
    """Say whether the embedded service is meant: the variable is unset, or as `. .local/env` set it."""
    return os.environ.get(variable, "") in ("", remembered)


def _job(*arguments: str, environment: dict[str, str]) -> int:
    return subprocess.run(
        [sys.executable, "-m", "job", *arguments], cwd=CHECKOUT, env={**os.environ, **environment}, check=False
    ).returncode


def run() -> int:
    """Start what is not up, run one cycle, print the four analyses and how to look further."""
    FOLDER.mkdir(exist_ok=True)
    known = _remembered()
    environment: dict[str, str] = {}
    ours = known.get("postgres", {}).get("POSTGRES_PASSWORD", "")
    if _is_ours("POSTGRES_HOST", None) or os.environ.get("POSTGRES_PASSWORD") == ours:
        known["postgres"] = _start_postgres(known)
        environment |= known["postgres"]
    if _is_ours("API_URL", known.get("api_url")):
        known["api_url"] = _start_api(known)
        environment["API_URL"] = known["api_url"]
    _remember(known, environment)
    if code := _job("run", environment=environment):
        return code
    for number in ANALYSES:
        print(f"\n{question(number)}")
        sys.stdout.flush()
        if code := _job("query", number, "--engine", "postgres", environment=environment):
            return code
    print(_HOW_TO_LOOK_FURTHER, flush=True)
    return 0


def question(number: str) -> str:
    """Return what the analysis of this number asks, as its file says it."""
    (path,) = (CHECKOUT / "sql" / "analyses").glob(f"{number}_*.sql")
    return path.read_text().partition("\n")[0].partition(": ")[2].capitalize()


_HOW_TO_LOOK_FURTHER = """
To look further:
    . .local/env                                     the settings of this world, for the lines below
    .venv/bin/python -m job status                   the last cycle, row counts, corrections
    .venv/bin/python -m job query --list             all analyses; --engine postgres asks without Trino
    .venv/bin/python -m local.world psql             SQL, on the relations of docs/reference.md
    make stop                                        the world stays up until then
"""


def psql(arguments: list[str]) -> int:
    """Open psql on the world's database, as the job."""
    environment = _remembered().get("postgres")
    if not environment:
        print("the world is not up: make run", file=sys.stderr)
        return 1
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "DB": "PGDATABASE", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    login = {names[key.removeprefix("POSTGRES_")]: value for key, value in environment.items()}
    return subprocess.run([_postgres().bin / "psql", *arguments], env={**os.environ, **login}, check=False).returncode


def stop() -> int:
    """Stop what is up; the data stay."""
    known = _remembered()
    if process := _api_process(known):
        process.terminate()
        process.wait(API_START_SECONDS)
    if known.get("postgres"):
        _postgres().stop()
    print("the world is down; its data stay")
    return 0


def remove() -> int:
    """Stop what is up and remove its data."""
    stop()
    shutil.rmtree(_postgres_home(), ignore_errors=True)
    shutil.rmtree(FOLDER, ignore_errors=True)
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m local.world", description=__doc__)
    parser.add_argument("command", choices=("run", "stop", "psql", "remove"))
    asked, rest = parser.parse_known_args()
    return psql(rest) if asked.command == "psql" else {"run": run, "stop": stop, "remove": remove}[asked.command]()


if __name__ == "__main__":
    sys.exit(main())
