"""Lock: one cycle at a time. The connection holds the lock, so a cycle that dies releases it."""

from job.databases.sqlstates import LockTimeoutError
from job.databases.warehouse import Warehouse
from job.errors import LockHeldError
from job.observe import log
from job.signals import Deadline

# The advisory lock that every cycle in a database takes ("spacex" in ASCII).
KEY = 0x737061636578


def run(warehouse: Warehouse, wait_seconds: float, deadline: Deadline) -> None:
    """Take the lock for as long as the connection lives; LockHeldError if it is not free within `wait_seconds`."""
    with deadline.counts_as(LockHeldError):
        if try_now(warehouse) or _wait(warehouse, wait_seconds):
            return
        raise LockHeldError(f"another session held the lock for {wait_seconds:g} s: {_holder(warehouse)}")


def try_now(warehouse: Warehouse) -> bool:
    """Take the lock if it is free; return whether it was."""
    return bool(warehouse.scalar("steps/lock/try", key=KEY))


def _holder(warehouse: Warehouse) -> str:
    return warehouse.scalar("steps/lock/holder", key=KEY) or "by now it has none"


def _wait(warehouse: Warehouse, seconds: float) -> bool:
    if seconds <= 0:
        return False
    log.info("lock_awaited", wait_seconds=seconds, holder=_holder(warehouse))
    warehouse.run("steps/lock/limit", milliseconds=str(max(1, int(seconds * 1000))))
    try:
        warehouse.run("steps/lock/wait", key=KEY)
    except LockTimeoutError:
        return False
    warehouse.run("steps/lock/limit", milliseconds="0")
    return True
