"""The log: one JSON object a line on stderr, or coloured lines on a terminal (the only importer of structlog)."""

import logging
import os
import sys
from collections.abc import Sequence
from typing import Any, TextIO, cast

from job.observe.redact import Mask

# structlog draws tracebacks by rich where that can be imported. We have none drawn, and the import takes long.
sys.modules["rich"] = None  # type: ignore[assignment]
try:
    import structlog
    from structlog.typing import EventDict, Processor
finally:
    del sys.modules["rich"]

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
    """Whether a person watches: then a progress bar is drawn and lines are coloured."""
    return sys.stderr is not None and sys.stderr.isatty()


def masked(text: str) -> str:
    """Return a text without the secrets, for where it goes beside the log."""
    return _mask.clean(text)


def configure(*, cycle_id: str, form: str | None, level: str, secrets: Sequence[str]) -> None:
    """Set the log up for this process; before this call, events go out as JSON at INFO.

    Arguments: cycle_id, in every line; form `json` or `console` (None: console on a terminal); level, the
    least that is written; secrets, texts that are masked wherever they turn up.
    """
    global _mask
    _mask = Mask(secrets)
    console = (form or ("console" if on_terminal() else "json")) == "console"
    structlog.configure(
        processors=_processors(console),
        wrapper_class=structlog.make_filtering_bound_logger(level.lower()),
        logger_factory=structlog.WriteLoggerFactory(file=cast(TextIO, _Stderr())),
        cache_logger_on_first_use=False,
    )
    structlog.contextvars.bind_contextvars(cycle_id=cycle_id)
    logging.captureWarnings(capture=True)
    logging.basicConfig(handlers=[_Libraries()], level=logging.WARNING, force=True)


def _processors(console: bool) -> list[Processor]:
    renderer: Processor = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    if console:
        renderer = structlog.dev.ConsoleRenderer(colors=on_terminal(), sort_keys=False)
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _mask,
        *([_drop_cycle_id] if console else []),
        renderer,
    ]


class _Stderr:
    """Where the log goes. One that nobody can take (closed, full, its reader gone) ends no cycle: it is dropped."""

    def write(self, text: str) -> None:
        if sys.stderr is None:
            return
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except OSError:  # what could not be written is kept, and would change the exit code
            drop(sys.stderr)

    def flush(self) -> None:
        """Nothing waits."""


def drop(stream: TextIO) -> None:
    """Send to nowhere what a stream still holds, and all that follows."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


class _Libraries(logging.Handler):
    """What a library has to say becomes an event like any other, instead of a line that is no JSON."""

    def emit(self, record: logging.LogRecord) -> None:
        warning("library_message", library=record.name, message=record.getMessage())


def _drop_cycle_id(_logger: Any, _method: str, event: EventDict) -> EventDict:
    event.pop("cycle_id", None)
    return event


_mask = Mask([])
