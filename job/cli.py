"""The command line: arguments, settings, log, command, exit code."""

import argparse
import re
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NoReturn

from job import __version__, settings
from job.errors import ExitCode, UsageError
from job.observe import failures, log, output
from job.signals import Deadline

_EPILOG = """\
Settings come from the environment and from .env in the working directory; every variable is in
docs/reference.md. Exit codes: 0 done, 1 stale (status), 64 usage, 65 data refused, 69 source, 70 bug,
74 PostgreSQL, 75 another cycle is running, 78 configuration, 130 and 143 stopped by a signal.
"""
_COMMANDS = {
    "run": "Load what is new or corrected, in one transaction.",
    "query": "Run one of the analyses and print its rows.",
    "status": "Show how fresh the data are, what was rejected and what was corrected.",
    "report": "Write one HTML page of charts and tables; needs the extra `report`.",
}


class _Parser(argparse.ArgumentParser):
    commands: Mapping[str, argparse.ArgumentParser] = {}  # of the program itself

    def error(self, message: str) -> NoReturn:
        raise UsageError(message + self._suggestion(message), hint=f"See `{self.prog} --help`.")

    def _suggestion(self, message: str) -> str:
        from difflib import get_close_matches  # only for an error

        known = {name: f"`{name}`" for name in self.commands}
        for name, command in self.commands.items():
            for option in re.findall("--[a-z-]+", command.format_usage()):
                known[option] = f"{known[option]}, `{name}`" if option in known else f"`{option}` of `{name}`"
        wrong = re.search(r"(?:unrecognized arguments: |invalid choice: ')([\w-]+)", message)
        meant = get_close_matches(wrong[1], known, n=1, cutoff=0.7) if wrong else []
        return f"; did you mean {known[meant[0]]}?" if meant else ""

    def _print_message(self, message: str, _file: object = None) -> None:
        output.show(message)  # help and version only: errors go to the log


def parser() -> argparse.ArgumentParser:
    """Return the command line's grammar."""
    top = _Parser(
        prog="spacex-elt",
        description="One ELT cycle: SpaceX launches into PostgreSQL, atomically.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"spacex-elt {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    run, query, status, report = (_add(commands, name, description) for name, description in _COMMANDS.items())
    run.add_argument("--dry-run", action="store_true", help="do everything, print what would change, roll it back")
    query.add_argument("name", nargs="?", metavar="NAME", help="its number, its name or both: 02, top_payload_mass")
    query.add_argument("--list", action="store_true", help="list the analyses and the question each one answers")
    query.add_argument("--engine", choices=("trino", "postgres"), default="trino", help="where it runs (%(default)s)")
    status.add_argument("--max-age-hours", type=_hours, metavar="H", help="exit 1 if no cycle succeeded within H hours")
    report.add_argument("--out", required=True, metavar="FILE", help="the HTML file to write; `-` is stdout")
    for command in (query, status):
        command.add_argument("--format", choices=output.FORMATS, default="table", help="how to print (%(default)s)")
    top.commands = commands.choices
    return top


def _add(commands: "argparse._SubParsersAction[_Parser]", name: str, description: str) -> argparse.ArgumentParser:
    return commands.add_parser(
        name,
        help=description[0].lower() + description[1:].rstrip(".") + (" (the default)" if name == "run" else ""),
        description=description,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _hours(text: str) -> float:
    with suppress(ValueError):
        if 0 <= (hours := float(text)) < float("inf"):
            return hours
    raise argparse.ArgumentTypeError(f"{text!r} is not a number of hours")


def _run(arguments: argparse.Namespace, cycle_id: str, deadline: Deadline) -> ExitCode:
    if arguments.command == "query" and arguments.list:
        from job.commands import query

        query.show_list(arguments.format)
        return ExitCode.OK
    config = settings.load()
    log.configure(cycle_id=cycle_id, form=config.log_format, level=config.log_level, secrets=config.secrets())
    if arguments.command in ("query", "report", "status"):
        with deadline.within(config.cycle_timeout_seconds, "CYCLE_TIMEOUT_SECONDS"):
            return _read(config, arguments, deadline)
    from job import cycle, dry_run

    command = dry_run if getattr(arguments, "dry_run", False) else cycle
    code: ExitCode = command.run(config, cycle_id, deadline)
    return code


def _read(config: settings.Settings, arguments: argparse.Namespace, deadline: Deadline) -> ExitCode:
    if arguments.command == "status":
        from job.commands import status

        return status.run(config, arguments.format, arguments.max_age_hours)
    if arguments.command == "query":
        from job.commands import query

        return query.run(config, deadline, arguments.name, arguments.engine, arguments.format)
    from job.commands import report

    return report.run(config, arguments.out)


def run(arguments: Sequence[str], deadline: Deadline) -> ExitCode:
    """Run the command that the arguments name; return its exit code. A failure is logged, not raised."""
    cycle_id = str(uuid.uuid4())
    log.configure(cycle_id=cycle_id, form=None, level="INFO", secrets=[])
    try:
        return _run(parser().parse_args(arguments), cycle_id, deadline)
    except failures.ANY_FAILURE as error:
        return failures.report(error)
