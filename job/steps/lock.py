"""Lock: one cycle at a time; held by the connection, so it cannot outlive it."""

from job import interrupt, log
from job.database import Warehouse
from job.errors import LockHeldError
from job.sqlstates import LockTimeoutError

# Every cycle of this program asks for this one lock of its database ("spacex" in ASCII).
KEY = 0x737061636578


def run(warehouse: Warehouse, wait_seconds: float) -> None:
    """Take the lock for as long as the connection lives; LockHeldError when another kept it for `wait_seconds`."""
    with interrupt.awaiting(LockHeldError):
        if try_now(warehouse) or _wait(warehouse, wait_seconds):
            return
    raise LockHeldError(f"another cycle held the lock for {wait_seconds:g} s")


def try_now(warehouse: Warehouse) -> bool:
    """Take the lock if it is free; say whether it was."""
    return bool(warehouse.row("lock/try", key=KEY).taken)


def _wait(warehouse: Warehouse, seconds: float) -> bool:
    if seconds <= 0:
        return False
    log.info("lock_awaited", wait_seconds=seconds)
    warehouse.run("lock/limit", milliseconds=str(max(1, int(seconds * 1000))))
    try:
        warehouse.run("lock/wait", key=KEY)
    except LockTimeoutError:
        return False
    warehouse.run("lock/limit", milliseconds="0")
    return True
