"""Runs the steps: `make demo`."""

import inspect
import os
import signal
import subprocess
import sys
import time

from local.demo.demo import Demo, DemoError, started
from local.demo.steps import STEPS

_INTRODUCTION = """What arrives in your tables when the source is edited, loses launches, or sends half of an answer.
Each command below is run as you see it, on an embedded PostgreSQL and a recorded API; what it writes is in {folder}
and is removed at the end."""
_NEXT = "make run loads the same launches for questions of your own, and writes a page of charts."


def main() -> int:
    """Run the steps in a world of their own; return 1 when one does not do what it says."""
    # So that a stopped demonstration removes its folder too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with started() as demo:
            return _run(demo)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # make demo | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(demo: Demo) -> int:
    begun = time.monotonic()
    demo.printer.paragraph(_INTRODUCTION.format(folder=demo.folder), first="", indent="")
    for number, step in enumerate(STEPS, 1):
        title, _, why = inspect.cleandoc(step.__doc__ or "").partition("\n\n")
        demo.printer.title(f"{number:2}  {title}")
        demo.printer.paragraph(why)
        try:
            step(demo)
        except (DemoError, subprocess.TimeoutExpired) as error:
            demo.printer.failed(f"Step {number}, {title!r}, does not do what it says: {error}")
            return 1
    demo.printer.title(f"All {len(STEPS)} steps did what they say, in {time.monotonic() - begun:.0f} s.")
    demo.printer.paragraph(_NEXT, first="", indent="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
