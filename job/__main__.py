"""Starts the program with its signals handled; everything else is `commands`."""

import sys

from job import interrupt


def main() -> int:
    """Run the command line's command; return its exit code."""
    # First of all: SIGTERM may come during the imports, and PID 1 is deaf to a signal that it does not handle.
    interrupt.listen()
    try:
        from job import commands

        return commands.run(sys.argv[1:])
    except interrupt.Interrupted as stopped:
        return stopped.exit_code


if __name__ == "__main__":
    sys.exit(main())
