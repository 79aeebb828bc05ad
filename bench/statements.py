"""Where a cycle's time goes, statement by statement: `python -m bench.statements`, set up as the job is (Linux only).

Each line is a file of sql/ or a step of the client: how often, seconds by the clock, seconds of this process's CPU,
seconds of the CPU of PostgreSQL's process. The server must run on this machine.
"""

import time
import uuid
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from job import cycle, settings
from job.databases.batch import Batch
from job.databases.warehouse import Warehouse
from job.observe import log
from job.signals import Deadline

_spent: defaultdict[str, list[float]] = defaultdict(lambda: [0, 0.0, 0.0, 0.0])


def _cpu_of(pid: int) -> float:
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def _measured(method: Callable[..., Any]) -> Callable[..., Any]:
    def call(warehouse: Warehouse, name: str | Batch, *arguments: Any, **more: Any) -> Any:
        pid = warehouse._connection.info.backend_pid  # noqa: SLF001 - a look from outside
        before = time.monotonic(), time.process_time(), _cpu_of(pid)
        try:
            return method(warehouse, name, *arguments, **more)
        finally:
            after = time.monotonic(), time.process_time(), _cpu_of(pid)
            spent = _spent[name if isinstance(name, str) else "wait for " + name.names[-1]]
            spent[0] += 1
            for place in range(3):
                spent[place + 1] += after[place] - before[place]

    return call


def main() -> None:
    config, cycle_id = settings.load(), str(uuid.uuid4())
    log.configure(cycle_id=cycle_id, form=None, level="INFO", secrets=config.secrets())
    for name in ("_execute", "copy", "wait"):
        setattr(Warehouse, name, _measured(getattr(Warehouse, name)))
    begun = time.monotonic(), time.process_time()
    deadline = Deadline()
    deadline.listen()
    cycle.run(config, cycle_id, deadline)
    print(f"{'statement':44} {'calls':>6} {'wall':>8} {'client':>8} {'server':>8}")
    for name, (calls, *seconds) in sorted(_spent.items(), key=lambda item: -item[1][1]):
        print(f"{name:44} {calls:6} " + " ".join(f"{each:8.3f}" for each in seconds))
    print(f"{'all':51} {time.monotonic() - begun[0]:8.3f} {time.process_time() - begun[1]:8.3f}")


if __name__ == "__main__":
    main()
