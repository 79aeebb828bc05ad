"""Console: what a line of the log shows to people. The JSON line has all of it."""

from collections.abc import MutableMapping
from typing import Any

from job.observe import escape

_SHOWN = ("timestamp", "level", "event")


def for_people(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Return an event of structlog without its cycle_id; its end, or its error and what to do, become a sentence."""
    event.pop("cycle_id", None)
    summary, error = event.get("summary"), event.get("error")
    if summary is None and error is None:
        return event
    said = ": ".join(str(part) for part in (event["event"], summary, error) if part is not None)
    what_to_do = f"\n    What to do: {event['what_to_do']}" if "what_to_do" in event else ""
    return {name: event[name] for name in _SHOWN if name in event} | {"event": _one_line(said) + what_to_do}


def _one_line(text: str) -> str:
    return escape.active(" ".join(text.split()))
