"""Removes secrets from the log, in every spelling."""

import json
from collections.abc import MutableMapping, Sequence
from typing import Any
from urllib.parse import quote, quote_plus

# Programs parse these: a short password must not be replaced inside a timestamp or an id.
_UNTOUCHED = ("timestamp", "level", "cycle_id")


class Redactor:
    """A structlog processor that replaces secrets in every text of an event by `***`.

    A secret is found as it is, and as URLs, JSON and Python's repr spell it.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        spellings = {spelling for secret in secrets for spelling in _spellings(secret)}
        self._spellings = sorted(filter(None, spellings), key=len, reverse=True)

    def __call__(self, _logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        return {key: value if key in _UNTOUCHED else self._redact(value) for key, value in event.items()}

    def redact(self, text: str) -> str:
        """Return a text without the secrets."""
        for spelling in self._spellings:
            text = text.replace(spelling, "***")
        return text

    def _redact(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.redact(value)
        if isinstance(value, dict):
            return {key: self._redact(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._redact(item) for item in value]
        return value if isinstance(value, int | float | bool | None) else self._redact(str(value))


def _spellings(secret: str) -> set[str]:
    in_json = {json.dumps(secret, ensure_ascii=plain)[1:-1] for plain in (True, False)}
    return {secret, quote(secret), quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1], *in_json}
