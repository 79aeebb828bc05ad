"""The sample of Launch Library 2 as if it had been recorded today, behind an emulated API."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from local import launch_library_sample
from local.api import RecordedLaunchLibrary
from local.launch_library import LaunchLibrary

SECOND_STATE = datetime(2026, 4, 2, tzinfo=UTC)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class RecordedSample:
    """The first state, and the second one after `move_on`; all dates are moved by the days since the second state."""

    def __init__(self) -> None:
        self._by = timedelta(days=(datetime.now(UTC) - SECOND_STATE).days)
        library = LaunchLibrary(self._moved(launch_library_sample.launches()), limit=1000)
        self._api = RecordedLaunchLibrary(library)

    def __enter__(self) -> "RecordedSample":
        self._api.__enter__()
        return self

    def __exit__(self, *raised: Any) -> None:
        self._api.__exit__(*raised)

    @property
    def environment(self) -> dict[str, str]:
        """The job's variables for it."""
        return {"SOURCE": "launch-library-2", "API_URL": self._api.launches_url}

    def move_on(self) -> None:
        self._api.library.launches = self._moved(launch_library_sample.launches(ten_days_later=True))

    def _moved(self, launches: list[Any]) -> list[Any]:
        moved: list[Any] = json.loads(_INSTANT.sub(self._later, json.dumps(launches)))
        return moved

    def _later(self, instant: re.Match[str]) -> str:
        return f"{datetime.fromisoformat(instant[0]) + self._by:%Y-%m-%dT%H:%M:%SZ}"
