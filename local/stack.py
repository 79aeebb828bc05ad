"""The local stack: PostgreSQL and the recorded API. `run` starts it and runs a cycle; it stays up until `stop`."""

import argparse
import os
import shutil
import subprocess
import sys

from local import services
from local.services import CHECKOUT, FOLDER

ANALYSES = {
    services.SPACEX_V4: ("01", "02", "03", "04"),
    services.LAUNCH_LIBRARY_2: ("01", "13", "14", "15"),
}


def run() -> int:
    """Start what is not up, run one cycle, print the analyses, write the report; return the exit code."""
    source = os.environ.get("SOURCE") or services.SPACEX_V4
    if source not in ANALYSES:
        print(f"SOURCE={source} is unknown; it takes one of: {', '.join(ANALYSES)}", file=sys.stderr)
        return 78
    with services.locked():
        environment = _start(source)
    # On a terminal or not: the log is for people, and ends with a sentence.
    if code := _job("run", environment={"LOG_FORMAT": os.environ.get("LOG_FORMAT") or "console", **environment}):
        return code
    for number in ANALYSES[source]:
        print(f"\n{_question(number)}", flush=True)
        if code := _job("query", number, "--engine", "postgres", environment=environment):
            return code
    print("\nThe same and more as a page, with charts:", flush=True)
    if code := _job("report", "--out", str(FOLDER / "report.html"), environment=environment):
        return code
    print(_NEXT if "POSTGRES_HOST" in environment else _NEXT_ELSEWHERE, flush=True)
    return 0


def _start(source: str) -> dict[str, str]:
    """Start what is not up; return the job's variables for it."""
    stack = services.read()
    part, parts = stack["sources"][source], stack["sources"].values()
    environment: dict[str, str] = {}
    # Ten days pass between the first run and the others: launches fly and slip.
    ten_days_later = source == services.LAUNCH_LIBRARY_2 and "api_url" in part
    # The variables may be those of this stack, set by `. .local/env`, or name another database or API.
    passwords = {each["postgres"]["POSTGRES_PASSWORD"] for each in parts if "postgres" in each}
    if not os.environ.get("POSTGRES_HOST") or os.environ.get("POSTGRES_PASSWORD") in passwords:
        part["postgres"] = services.start_postgres(stack, source)
        environment |= part["postgres"]
    if os.environ.get("API_URL", "") in ("", *(each.get("api_url") for each in parts)):
        part["api_url"] = services.start_api(stack, source, ten_days_later=ten_days_later)
        environment["API_URL"] = part["api_url"]
    services.write(stack, source)
    return environment


def _job(*arguments: str, environment: dict[str, str]) -> int:
    return subprocess.run(
        [sys.executable, "-m", "job", *arguments], cwd=CHECKOUT, env={**os.environ, **environment}, check=False
    ).returncode


def _question(number: str) -> str:
    """Return the question in the first line of an analysis."""
    (path,) = (CHECKOUT / "sql" / "analyses").glob(f"{number}_*.sql")
    return path.read_text().partition("\n")[0].partition(": ")[2].capitalize()


_NEXT = """
Next:
    . .local/env                                     sets the variables for the commands below
    .venv/bin/python -m job status                   the last cycle, row counts, corrections
    .venv/bin/python -m job query --list             all analyses; --engine postgres does without Trino
    .venv/bin/python -m local.stack psql             SQL, on the relations of docs/reference.md
    make stop                                        stops PostgreSQL and the recorded API
"""
_NEXT_ELSEWHERE = """
Next, with the same POSTGRES_* variables (. .local/env sets those of the local stack):
    .venv/bin/python -m job status                   the last cycle, row counts, corrections
    .venv/bin/python -m job query --list             all analyses; --engine postgres does without Trino
    make stop                                        stops the recorded API, if it was started
"""


def psql(arguments: list[str]) -> int:
    """Run psql on the database of SOURCE, as the job's user; return its exit code."""
    source = os.environ.get("SOURCE") or services.SPACEX_V4
    environment = services.read()["sources"].get(source, {}).get("postgres")
    if not environment:
        print("there is no database yet: make run", file=sys.stderr)
        return 1
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "DB": "PGDATABASE", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    login = {names[key.removeprefix("POSTGRES_")]: value for key, value in environment.items()}
    return subprocess.run(
        [services.postgres().bin / "psql", *arguments], env={**os.environ, **login}, check=False
    ).returncode


def stop() -> int:
    """Stop what is up; the data stay."""
    _stop()
    print(f"The local stack is stopped. Its data stay in {services.postgres_folder()}; make run uses them again.")
    return 0


def _stop() -> None:
    with services.locked():
        stack = services.read()
        parts = stack["sources"].values()
        for process in filter(None, map(services.api_process, parts)):
            services.end(process)
        if any("postgres" in part for part in parts):
            services.postgres().stop()


def remove() -> int:
    """Stop what is up and delete the data; say what is gone."""
    present = [folder for folder in dict.fromkeys((services.postgres_folder(), FOLDER)) if folder.exists()]
    if not present:
        print("There is no local stack.")
        return 0
    _stop()
    for folder in present:
        shutil.rmtree(folder, ignore_errors=True)
    if left := [str(folder) for folder in present if folder.exists()]:
        print(f"The local stack is stopped, but cannot be deleted: {', '.join(left)}", file=sys.stderr)
        return 1
    print(f"The local stack is stopped and deleted, with its database: {', '.join(map(str, present))}")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m local.stack", description=__doc__)
    parser.add_argument("command", choices=("run", "stop", "psql", "remove"), help="psql passes on its arguments")
    asked, rest = parser.parse_known_args()
    return psql(rest) if asked.command == "psql" else {"run": run, "stop": stop, "remove": remove}[asked.command]()


if __name__ == "__main__":
    sys.exit(main())
