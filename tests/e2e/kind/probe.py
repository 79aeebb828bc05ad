"""Runs inside the job's own container: says what the container may do and whom it reaches, then waits."""

import json
import os
import socket
import sys
import threading
import time
from pathlib import Path


def reaches(target: str) -> bool:
    host, _, port = target.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=3).close()
    except OSError:
        return False
    return True


def settled(target: str, *, expected: bool) -> bool:
    """A policy takes effect some time after the pod starts: ask again while the answer is the unexpected one."""
    return next((expected for _ in range(10) if reaches(target) is expected or time.sleep(1)), not expected)


def writes(folder: str | Path) -> str:
    try:
        Path(folder, "probe").touch()
    except OSError as error:
        return os.strerror(error.errno or 0)
    return "written"


status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
server = socket.create_server(("", 7070))
threading.Thread(target=lambda: [server.accept() for _ in iter(int, 1)], daemon=True).start()
allowed, forbidden = (each.split(",") for each in sys.argv[1:])
print(
    json.dumps(
        {
            "user": os.getuid(),
            "capabilities": int(status["CapEff"], 16),
            "no_new_privileges": int(status["NoNewPrivs"]),
            "seccomp": int(status["Seccomp"]),
            "writes": {str(folder): writes(folder) for folder in ("/", "/tmp", "/opt/spacex-elt", Path.cwd())},
            "token": Path("/var/run/secrets/kubernetes.io/serviceaccount").exists(),
            "links": sorted(
                name for name, text in os.environ.items() if text.startswith("tcp://") and "KUBERNETES" not in name
            ),
            "allowed": {target: settled(target, expected=True) for target in allowed},
            "forbidden": {target: settled(target, expected=False) for target in forbidden},
        }
    ),
    flush=True,
)
time.sleep(120)
