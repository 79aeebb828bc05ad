"""What a step of the demonstration works with: a database and a source of its own, and the program as a process."""

import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from local.api import RecordedApi
from local.demo.printer import Printer
from local.login import Login
from local.postgres import Postgres
from local.state import Document

CHECKOUT = Path(__file__).parents[2]
SECONDS = 60
_PSQL = ("-X", "--set=ON_ERROR_STOP=1", "--pset=footer=off", "--pset=null=null")


class DemoError(Exception):
    """A step did not do what it says."""


class Demo:
    """Changes the source, runs commands and prints them; raises DemoError where their output is not as expected."""

    def __init__(self, folder: Path, server: Postgres, login: Login, api: RecordedApi) -> None:
        self.folder = folder
        self.printer = Printer()
        self.api = api
        self.process: subprocess.Popen[str] | None = None
        self._removed: list[Document] = []
        self._psql = server.bin / "psql"
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self._client = {**kept, **login.libpq()}
        self._program = {**kept, **login.environment(), "API_URL": api.launches_url, "PYTHONPATH": str(CHECKOUT)}

    def launch(self, name: str) -> Document:
        """Return a launch of the source, to be edited in place."""
        (found,) = (launch for launch in self.api.state.launches if launch["name"] == name)
        return found

    def payload(self, launch: str) -> Document:
        """Return the first payload of a launch, likewise."""
        return self.api.state.by_id("payloads")[self.launch(launch)["payloads"][0]]

    def remove(self, *names: str) -> None:
        """Remove launches from the source."""
        state = self.api.state
        self._removed = [launch for launch in state.launches if launch["name"] in names]
        state.launches = [launch for launch in state.launches if launch["name"] not in names]

    def restore(self) -> None:
        """Put back what was removed last."""
        self.api.state.launches += self._removed

    def source(self, text: str) -> None:
        """Say what happens at the source."""
        self.printer.paragraph(f"The source: {text}", "source")

    def proves(self, text: str) -> None:
        """Say what the output shows."""
        self.printer.proven(text)

    def cycle(self, *variables: str, code: int = 0, **counts: int) -> None:
        """Run a cycle, which must end with this exit code and these counts."""
        ended, _, log = self._run(*variables)
        last = _last_line(log)
        if "error" in last:
            self.printer.output(f"{last['error']}\n{last['what_to_do']}")
        elif "summary" in last:
            # Without the newest launch, which is the same in each step.
            self.printer.output(re.sub(", newest .*, in ", ", in ", last["summary"]))
        self.printer.exit_code(ended)
        _require({"code": ended, **{name: last.get(name) for name in counts}}, {"code": code, **counts}, log)

    def shows(self, *command: str, starts: tuple[str, ...] = ()) -> None:
        """Run a command that prints; show all of it, or the lines with these starts, which must be there."""
        ended, output, log = self._run(*command)
        # A few lines of a wide table need not keep the blanks of its columns.
        narrow = [re.sub(" {3,}", "  ", line) for line in output.splitlines()]
        shown = [line for line in narrow if line.startswith(starts)] if starts else output.splitlines()
        self.printer.output("\n".join(shown))
        self.printer.exit_code(ended)
        missing = [start for start in starts if not any(line.startswith(start) for line in shown)]
        _require((ended, missing), (0, []), output + log)

    def query(self, statement: str, *rows: tuple[str, ...]) -> None:
        """Run a statement in psql, which must return these rows."""
        self.printer.command(f'psql -c "{statement}"')
        done = subprocess.run(
            [self._psql, *_PSQL, "--command", statement],
            env=self._client, capture_output=True, text=True, check=False, timeout=SECONDS,
        )  # fmt: skip
        self.printer.output(done.stdout)
        found = [tuple(cell.strip() for cell in line.split("|")) for line in done.stdout.rstrip().splitlines()[2:]]
        _require(found, list(rows), done.stderr)

    def _run(self, *command: str) -> tuple[int, str, str]:
        """Run the program with variables and arguments; return its exit code as a shell has it, its output, its log."""
        variables = dict(word.split("=", 1) for word in command if "=" in word)
        arguments = [word for word in command if "=" not in word]
        self.printer.command(" ".join([*(word for word in command if "=" in word), "spacex-elt", *arguments]))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "job", *arguments], cwd=self.folder, env={**self._program, **variables},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            output, log = self.process.communicate(timeout=SECONDS)
        finally:
            self.process.kill()
        code = self.process.returncode
        return code if code >= 0 else 128 - code, output, log


def _last_line(log: str) -> dict[str, Any]:
    """Return the last line of a log; a process that was killed or broke may have none that is JSON."""
    with suppress(IndexError, ValueError):
        return dict(json.loads(log.splitlines()[-1]))
    return {}


def _require(found: object, expected: object, details: str) -> None:
    if found != expected:
        raise DemoError(f"expected {expected}, found {found}\n{details}")


@contextmanager
def started() -> Iterator[Demo]:
    """Start a PostgreSQL and a recorded API in a temporary folder; remove all of it at the end."""
    # As root the server runs as `nobody`, who must be able to reach it.
    parent = "/var/tmp" if os.geteuid() == 0 else None  # noqa: S108
    with tempfile.TemporaryDirectory(prefix="spacex-elt-demo-", dir=parent, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = Postgres(folder / "postgres")
        server.start()
        try:
            login = server.create_database("launches", "spacex_elt", secrets.token_hex(12), secrets.token_hex(12))
            with RecordedApi() as api:
                yield Demo(folder, server, login, api)
        finally:
            server.stop("immediate")
