"""What one command costs: its own time and memory, and PostgreSQL's (Linux only: it reads /proc)."""

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from local.postgres import Postgres

_TICKS = os.sysconf("SC_CLK_TCK")
_SECONDS_BETWEEN_LOOKS = 0.1
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: of memory the peak of its largest process, and of what PostgreSQL's have to themselves."""

    seconds: float
    cpu: float
    memory: int
    server_cpu: float
    server_memory: int
    wal: int
    failed: str = ""


class Server:
    """PostgreSQL as one looks at it from outside."""

    def __init__(self, postgres: Postgres) -> None:
        self.postgres = postgres
        self.pid = int((postgres.data / "postmaster.pid").read_text().split()[0])

    def wal(self) -> int:
        return int(self.postgres.psql("postgres", "-Atc", "SELECT pg_current_wal_insert_lsn() - '0/0'"))

    def cpu(self) -> float:
        """Seconds that the server has worked: its processes that live, and those that it has waited for."""
        own = _stat(self.pid)
        return (sum(own[11:15]) + sum(sum(_stat(child)[11:13]) for child in self.children())) / _TICKS

    def memory(self) -> int:
        return sum(_own_memory(child) for child in self.children())

    def children(self) -> list[int]:
        return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]


def _stat(pid: int) -> list[int]:
    """The numbers of /proc/PID/stat; 11 to 14 are user, system, children's user and system time."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1:]
        return [0, *map(int, fields)]
    return [0] * 16


def _own_memory(pid: int) -> int:
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon:"))
    return 0


def run(server: Server, command: Sequence[str], environment: Mapping[str, str], folder: Path, limit: float) -> Cost:
    """Run a command to its end, or for `limit` seconds, and say what it took."""
    server.postgres.psql("postgres", "-c", "CHECKPOINT")
    output = folder / "output.txt"
    wal, server_cpu = server.wal(), server.cpu()
    with output.open("wb") as sink, _Watch(server) as watch:
        begun = time.monotonic()
        process = subprocess.Popen(
            command, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink,
            start_new_session=True,
        )  # fmt: skip
        timer = threading.Timer(limit, os.killpg, (process.pid, 9))
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begun
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
    failed = f"ended with {process.returncode} after {seconds:.0f} s" if status else ""
    return Cost(
        seconds=seconds,
        cpu=usage.ru_utime + usage.ru_stime,
        memory=usage.ru_maxrss * 1024,
        server_cpu=server.cpu() - server_cpu,
        server_memory=watch.most,
        wal=server.wal() - wal,
        failed=failed,
    )


class _Watch:
    """Looks at the server's memory now and then, beside the command."""

    def __init__(self, server: Server) -> None:
        self.server, self.most = server, 0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._look)

    def __enter__(self) -> "_Watch":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.thread.join()

    def _look(self) -> None:
        while not self.ended.wait(_SECONDS_BETWEEN_LOOKS):
            self.most = max(self.most, self.server.memory())
