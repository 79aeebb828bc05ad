"""Starts the program with its signals handled; everything else is `commands`."""

import os
import sys
from typing import NoReturn

from job import signals


def main() -> NoReturn:
    """Run the command line's command; leave with its exit code."""
    # First of all: SIGTERM may come during the imports, and PID 1 is deaf to a signal that it does not handle.
    signals.listen()
    try:
        from job import cli

        code: int = cli.run(sys.argv[1:])
    except signals.Interrupted as stopped:
        code = stopped.exit_code
    # Python would first take itself apart: a fifteenth of a small cycle, and where a thread still reads a page ahead,
    # in the midst of pydantic's Rust, an abort (134, 139). All that we print and log is flushed at once.
    os._exit(code)


if __name__ == "__main__":
    main()
