"""How much memory this process has taken."""

import resource
import sys
from contextlib import suppress
from pathlib import Path


def peak_bytes() -> int:
    """Return the most memory that this process has held at once."""
    # getrusage includes the peak of the parent process before exec; on Linux VmHWM is that of this program alone.
    with suppress(OSError, StopIteration):
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
