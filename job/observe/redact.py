"""Removes secrets from the log, in every spelling in which they are sent or printed."""

import json
import re
from collections.abc import MutableMapping, Sequence
from typing import Any
from urllib.parse import quote, quote_plus

# Names of this program, not values: programs parse them.
_UNTOUCHED = ("timestamp", "level", "event", "cycle_id")
# A shorter secret is redacted only where it is a word of its own.
_SHORTEST_IN_WORDS = 4


class Redactor:
    """A structlog processor that replaces secrets by `***` in every value of an event.

    A secret is found as it is, and as URLs, JSON and Python's repr spell it.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        spellings = {spelling for secret in secrets for spelling in _spellings(secret)} - {""}
        # The longest first: of two that begin at one place, the pattern takes the first.
        patterns = [_pattern(each) for each in sorted(spellings, key=len, reverse=True)]
        self._secrets = re.compile("|".join(patterns)) if patterns else None

    def __call__(self, _logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        return {key: value if key in _UNTOUCHED else self._redact(value) for key, value in event.items()}

    def redact(self, text: str) -> str:
        """Return a text without the secrets."""
        return self._secrets.sub("***", text) if self._secrets else text

    def _redact(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.redact(value)
        if isinstance(value, dict):
            return {key: self._redact(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._redact(item) for item in value]
        return value if isinstance(value, int | float | bool | None) else self._redact(str(value))


def _pattern(spelling: str) -> str:
    literal = re.escape(spelling)
    return literal if len(spelling) >= _SHORTEST_IN_WORDS else rf"(?<!\w){literal}(?!\w)"


def _spellings(secret: str) -> set[str]:
    in_json = {json.dumps(secret, ensure_ascii=plain)[1:-1] for plain in (True, False)}
    return {secret, quote(secret), quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1], *in_json}
