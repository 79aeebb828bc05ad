"""Starts the program with its signals handled; everything else is `commands`."""

import os
import sys
import threading

from job import interrupt


def main() -> int:
    """Run the command line's command; return its exit code."""
    # First of all: SIGTERM may come during the imports, and PID 1 is deaf to a signal that it does not handle.
    interrupt.listen()
    try:
        from job import commands

        code: int = commands.run(sys.argv[1:])
    except interrupt.Interrupted as stopped:
        code = stopped.exit_code
    if threading.active_count() > 1:
        # A page is still read ahead, for a cycle that was broken off. Python stops its thread in the midst of
        # pydantic's Rust, which aborts the process (134, 139). All that we print and log is flushed at once.
        os._exit(code)
    return code


if __name__ == "__main__":
    sys.exit(main())
