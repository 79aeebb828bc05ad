"""The Docker engine, asked by its command line."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).parents[2]
SECONDS = 300
# What the client needs to find its engine and its plugins; no variable that compose would take for one of ours.
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name.startswith("DOCKER_") or name in ("PATH", "HOME")
}
# What a fresh checkout does not have, and what no container needs.
NOT_COPIED = shutil.ignore_patterns(
    ".venv", ".git", ".env", ".local", ".*_cache", ".hypothesis", "__pycache__", "tests"
)

Ended = subprocess.CompletedProcess[str]


def docker(*arguments: str, seconds: float = SECONDS, **variables: str) -> Ended:
    """Run a command of docker, whatever comes of it."""
    return subprocess.run(
        ["docker", *arguments], cwd=CHECKOUT, env={**ENVIRONMENT, **variables}, timeout=seconds,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip


def said(*arguments: str, **variables: str) -> str:
    """What a command of docker prints; it must succeed."""
    ended = docker(*arguments, **variables)
    assert ended.returncode == 0, f"docker {' '.join(arguments)}: {ended.stdout}{ended.stderr}"
    return ended.stdout.strip()


def inspected(name: str) -> dict[str, Any]:
    """What the engine knows of an image or a container."""
    (known,) = json.loads(said("inspect", name))
    return dict(known)


def build(*, tag: str, folder: Path = CHECKOUT) -> None:
    """`make image`, as people run it, of this checkout or a copy."""
    done = subprocess.run(
        ["make", "image", f"IMAGE_TAG={tag}"], cwd=folder, env=ENVIRONMENT, timeout=2 * SECONDS,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def removed(tag: str) -> None:
    docker("image", "rm", "--force", f"spacex-elt:{tag}", f"spacex-elt:{tag}-report", f"spacex-elt-recorded-api:{tag}")


def unused_ports() -> Iterator[int]:
    """Ports of loopback that are free now, each once."""
    with contextlib.ExitStack() as held:
        while True:
            listening = held.enter_context(socket.socket())
            listening.bind(("127.0.0.1", 0))
            yield listening.getsockname()[1]
