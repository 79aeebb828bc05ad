"""The embedded world: a PostgreSQL and the recorded API; `run` runs a cycle in it, it stays up until `stop`."""

import argparse
import os
import shutil
import subprocess
import sys

from local import embedded
from local.embedded import CHECKOUT, FOLDER

ANALYSES = ("01", "02", "03", "04")


def _is_ours(variable: str, remembered: object) -> bool:
    """Say whether the embedded service is meant: the variable is unset, or as `. .local/env` set it."""
    return os.environ.get(variable, "") in ("", remembered)


def _job(*arguments: str, environment: dict[str, str]) -> int:
    return subprocess.run(
        [sys.executable, "-m", "job", *arguments], cwd=CHECKOUT, env={**os.environ, **environment}, check=False
    ).returncode


def run() -> int:
    """Start what is not up, run one cycle, print the four analyses, write the report, say how to look further."""
    with embedded.alone():
        environment = _started()
    if code := _job("run", environment=environment):
        return code
    for number in ANALYSES:
        print(f"\n{question(number)}")
        sys.stdout.flush()
        if code := _job("query", number, "--engine", "postgres", environment=environment):
            return code
    print("\nThe same and more as a page, with charts:", flush=True)
    if code := _job("report", "--out", str(FOLDER / "report.html"), environment=environment):
        return code
    print(_HOW_TO_LOOK_FURTHER, flush=True)
    return 0


def _started() -> dict[str, str]:
    """Start what is not up; return the job's variables for it."""
    known = embedded.remembered()
    environment: dict[str, str] = {}
    ours = known.get("postgres", {}).get("POSTGRES_PASSWORD", "")
    if _is_ours("POSTGRES_HOST", None) or os.environ.get("POSTGRES_PASSWORD") == ours:
        known["postgres"] = embedded.start_postgres(known)
        environment |= known["postgres"]
    if _is_ours("API_URL", known.get("api_url")):
        known["api_url"] = embedded.start_api(known)
        environment["API_URL"] = known["api_url"]
    embedded.remember(known, environment)
    return environment


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
    environment = embedded.remembered().get("postgres")
    if not environment:
        print("the world is not up: make run", file=sys.stderr)
        return 1
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "DB": "PGDATABASE", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    login = {names[key.removeprefix("POSTGRES_")]: value for key, value in environment.items()}
    return subprocess.run(
        [embedded.postgres().bin / "psql", *arguments], env={**os.environ, **login}, check=False
    ).returncode


def stop() -> int:
    """Stop what is up; the data stay."""
    with embedded.alone():
        known = embedded.remembered()
        if process := embedded.api_process(known):
            process.terminate()
            process.wait(embedded.API_START_SECONDS)
        if known.get("postgres"):
            embedded.postgres().stop()
    print("the world is down; its data stay")
    return 0


def remove() -> int:
    """Stop what is up and remove its data."""
    stop()
    shutil.rmtree(embedded.postgres_home(), ignore_errors=True)
    shutil.rmtree(FOLDER, ignore_errors=True)
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m local.world", description=__doc__)
    parser.add_argument("command", choices=("run", "stop", "psql", "remove"))
    asked, rest = parser.parse_known_args()
    return psql(rest) if asked.command == "psql" else {"run": run, "stop": stop, "remove": remove}[asked.command]()


if __name__ == "__main__":
    sys.exit(main())
