"""The mask: secrets stand in no line of the log, in whatever spelling."""

import json
from collections.abc import MutableMapping, Sequence
from typing import Any
from urllib.parse import quote, quote_plus

_MADE_BY_US = ("timestamp", "level", "cycle_id")


class Mask:
    """Replaces secrets, as they are and as URLs and JSON spell them, in every text of an event."""

    def __init__(self, secrets: Sequence[str]) -> None:
        spellings = {spelling for secret in secrets for spelling in _spellings(secret)}
        self.spellings = sorted(filter(None, spellings), key=len, reverse=True)

    def __call__(self, _logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        # A short password must not be found in an instant or an id, which programs read.
        return {key: value if key in _MADE_BY_US else self._clean(value) for key, value in event.items()}

    def clean(self, text: str) -> str:
        for spelling in self.spellings:
            text = text.replace(spelling, "***")
        return text

    def _clean(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.clean(value)
        if isinstance(value, dict):
            return {key: self._clean(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._clean(item) for item in value]
        return value if isinstance(value, int | float | bool | None) else self._clean(str(value))


def _spellings(secret: str) -> set[str]:
    in_json = {json.dumps(secret, ensure_ascii=plain)[1:-1] for plain in (True, False)}
    return {secret, quote(secret), quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1], *in_json}
