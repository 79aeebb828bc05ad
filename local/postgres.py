"""An embedded PostgreSQL: without Docker, without root, up in a second."""

import os
import pwd
import secrets
import socket
import subprocess
from contextlib import suppress
from pathlib import Path

import psutil

from local import binaries
from local.login import Login

ROLES = Path(__file__).parent.parent / "sql" / "roles.sql"
ADMIN = "postgres"
READER = "spacex_reader"
START_SECONDS = 30


class Postgres:
    """A server in `folder`, on a free port of the loopback interface, with passwords (SCRAM) as in production.

    PostgreSQL refuses to run as root: then it runs as `nobody`, from a copy of its programs that `nobody` can
    read, so `folder` must be one that `nobody` can reach.
    """

    def __init__(self, folder: Path, version: int = 18) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.port = 0
        self.admin_password = secrets.token_hex(12)
        self._as_root = os.geteuid() == 0
        self.bin = binaries.copied(folder.parent, version) if self._as_root else binaries.installed(version)

    def start(self, port: int = 0, **settings: str) -> None:
        """Create the cluster if there is none, and start it with these server settings unless it runs.

        It listens on `port`, or on another one if that is taken; `self.port` says which.
        """
        if not (self.data / "PG_VERSION").exists():
            self._create()
        self.admin_password = (self.folder / "admin-password").read_text()
        if running := self._running_port():
            self.port = running
            return
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        self.port = free_port(port)
        options = {"listen_addresses": "127.0.0.1", "port": str(self.port), "unix_socket_directories": ""} | settings
        arguments = " ".join(f"-c {name}='{value}'" for name, value in options.items())
        log = str(self.folder / "postgres.log")
        self._run("pg_ctl", "-D", str(self.data), "-l", log, "-w", "-t", str(START_SECONDS), "-o", arguments, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop the server; `immediate` is a crash."""
        self._run("pg_ctl", "-D", str(self.data), "-m", mode, "-w", "stop", check=False)

    def admin(self, database: str = "postgres") -> Login:
        """Return the administrator's login."""
        return Login(self.port, database, ADMIN, self.admin_password)

    def create_database(self, name: str, user: str, password: str, reader_password: str) -> Login:
        """Create a database unless it exists, and its roles by sql/roles.sql; return the job's login."""
        names = self.psql("postgres", "-At", "-c", "SELECT datname FROM pg_database").split()
        if name not in names:
            self.psql("postgres", "-c", f'CREATE DATABASE "{name}"')
        return self.create_roles(name, user, password, reader_password)

    def create_roles(self, name: str, user: str, password: str, reader_password: str) -> Login:
        """Create the roles and their privileges in an existing database; return the job's login."""
        roles = {
            "SPACEX_ELT_USER": user,
            "SPACEX_ELT_PASSWORD": password,
            "SPACEX_READER_PASSWORD": reader_password,
        }
        self.psql(name, "-q", "-f", str(ROLES), environment=roles)
        return Login(self.port, name, user, password)

    def psql(self, database: str, *arguments: str, environment: dict[str, str] | None = None) -> str:
        """Run psql as the administrator; return its output, or raise CalledProcessError."""
        done = subprocess.run(
            [self.bin / "psql", "-X", "-v", "ON_ERROR_STOP=1", *arguments],
            env={**os.environ, **self.admin(database).libpq(), **(environment or {})},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def _running_port(self) -> int | None:
        with suppress(IndexError, ValueError, OSError, psutil.Error):
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            process = psutil.Process(int(lines[0]))
            # A server that crashed leaves this file; the process may be a zombie, or another one with the same number.
            if process.status() != psutil.STATUS_ZOMBIE and "postgres" in process.name():
                return int(lines[3])
        return None

    def _create(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        password_file = self.folder / "admin-password"
        password_file.touch(mode=0o600)
        password_file.write_text(self.admin_password)
        if self._as_root:
            nobody = pwd.getpwnam("nobody")
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
            os.chown(password_file, nobody.pw_uid, nobody.pw_gid)
        self._run(
            "initdb", "-D", str(self.data), "-U", ADMIN, "--pwfile", str(password_file), "--auth=scram-sha-256",
            "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions", "--no-sync",
        )  # fmt: skip

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        user = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []} if self._as_root else {}
        # The server inherits these files: a pipe would stay open until it stops, and its reader would wait.
        with (self.folder / "programs.log").open("ab") as log:
            done = subprocess.run(
                [self.bin / program, *arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                start_new_session=True, check=False, **user,  # type: ignore[call-overload]
            )  # fmt: skip
        if check and done.returncode != 0:
            raise RuntimeError(f"{program} failed; see {self.folder}/programs.log and postgres.log")


def free_port(wanted: int = 0) -> int:
    """Return a free port of the loopback interface, `wanted` if possible."""
    for port in (wanted, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise OSError("no free port")
