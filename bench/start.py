"""How long the program takes from its start to its first byte to PostgreSQL: `python -m bench.start`."""

import socket
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.contenders import PYTHON, Place
from local.login import Login

TIMES = 15


def once(folder: Path) -> float:
    with socket.create_server(("127.0.0.1", 0)) as server:
        login = Login(server.getsockname()[1], "x", "x", "x")
        environment = Place("http://127.0.0.1:1", login, Path(), folder).environment()
        begun = time.monotonic()
        with subprocess.Popen([*PYTHON, "job"], env=environment, cwd=folder, stderr=subprocess.DEVNULL) as process:
            connection, _ = server.accept()
            with connection:
                connection.recv(1)
                seconds = time.monotonic() - begun
            process.kill()
    return seconds


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        seconds = [once(Path(folder)) for _ in range(TIMES)]
    print(
        f"to the first byte: {median(seconds) * 1000:.0f} ms ({min(seconds) * 1000:.0f} to {max(seconds) * 1000:.0f})"
    )


if __name__ == "__main__":
    main()
