"""The log: one JSON object a line on stderr, or coloured lines on a terminal. The only importer of structlog."""

import logging
import os
import sys
from collections.abc import Sequence
from typing import Any, TextIO, cast

import structlog
from structlog.typing import Processor

from job.observe.console import for_people
from job.observe.redact import Redactor

_logger = structlog.get_logger()


def debug(event: str, **fields: Any) -> None:
    _logger.debug(event, **fields)


def info(event: str, **fields: Any) -> None:
    _logger.info(event, **fields)


def warning(event: str, **fields: Any) -> None:
    _logger.warning(event, **fields)


def error(event: str, **fields: Any) -> None:
    _logger.error(event, **fields)


def on_terminal() -> bool:
    """Return whether stderr is a terminal: then lines are coloured and a progress bar is drawn."""
    return sys.stderr is not None and sys.stderr.isatty()


def redact(text: str) -> str:
    """Return a text without the secrets, for output other than the log."""
    return _redactor.redact(text)


def show_status(text: str) -> None:
    """Show a text below the log, on a terminal only, instead of the text before it; an empty one removes it."""
    _stderr.set_status(text)


def configure(*, cycle_id: str, form: str | None, level: str, secrets: Sequence[str]) -> None:
    """Configure the log of this process.

    Arguments: cycle_id, a field of every line; form, `json` or `console` (None: console on a terminal); level, the
    lowest level that is written; secrets, texts that are redacted wherever they occur.
    """
    global _redactor
    _redactor = Redactor(secrets)
    console = (form or ("console" if on_terminal() else "json")) == "console"
    structlog.configure(
        processors=_processors(console),
        wrapper_class=structlog.make_filtering_bound_logger(level.lower()),
        logger_factory=structlog.WriteLoggerFactory(file=cast(TextIO, _stderr)),
        cache_logger_on_first_use=False,
    )
    structlog.contextvars.bind_contextvars(cycle_id=cycle_id)
    logging.captureWarnings(capture=True)
    logging.basicConfig(handlers=[_Libraries()], level=logging.WARNING, force=True)


def _processors(console: bool) -> list[Processor]:
    # In ASCII, and as repr: a character that a terminal acts on is escaped, whatever the source sends.
    renderer: Processor = structlog.processors.JSONRenderer(default=str)
    if console:
        renderer = structlog.dev.ConsoleRenderer(colors=on_terminal(), sort_keys=False, repr_native_str=True)
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _redactor,
        *([for_people] if console else []),
        renderer,
    ]


class _Stderr:
    """The stream of the log, with a status line below it. A cycle does not fail because its log cannot be written."""

    def __init__(self) -> None:
        self._status = ""

    def write(self, text: str) -> None:
        self._send(text + self._status)

    def set_status(self, text: str) -> None:
        self._send(text)
        self._status = text

    def flush(self) -> None:
        """Every write is flushed."""

    def _send(self, text: str) -> None:
        if sys.stderr is None:
            return
        erase = "\r" + " " * len(self._status) + "\r" if self._status else ""
        try:
            sys.stderr.write(erase + text)
            sys.stderr.flush()
        except OSError:
            drop(sys.stderr)


def drop(stream: TextIO) -> None:
    """Send what a stream still buffers, and all that follows, to the null device.

    Python flushes the buffer at exit; if that fails again, the exit code changes.
    """
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)


class _Libraries(logging.Handler):
    """Logs the messages of libraries as events, so that they are JSON and redacted too."""

    def emit(self, record: logging.LogRecord) -> None:
        warning("library_message", library=record.name, message=record.getMessage())


# Logging is configured once a process, as structlog is.
_redactor = Redactor([])
_stderr = _Stderr()
