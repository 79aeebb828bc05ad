"""What differs between sources: the defaults of some settings, and which settings have a meaning."""

from collections.abc import Mapping
from typing import Any

FIRST, LAUNCH_LIBRARY_2 = "spacex-v4", "launch-library-2"
# Each call costs one of few. The source cuts a page of more than a hundred launches without saying so; pages overlap by
# three, so a few launches are not worth a call.
_DEFAULTS: Mapping[str, Mapping[str, object]] = {
    LAUNCH_LIBRARY_2: {
        "api_timeout_seconds": 60,
        "api_max_attempts": 2,
        "page_size": 100,
        "launch_providers": "121",
    }
}
_PAGE_SIZES = range(10, 101)
_ONLY_LAUNCH_LIBRARY_2 = ("api_key", "launch_providers")


def defaults(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return the variables, by lower-case name, and the defaults of their source where one is not set."""
    return {**_DEFAULTS.get(variables.get("source", FIRST), {}), **variables}


def check(source: str, settings: Mapping[str, Any]) -> None:
    """Raise ValueError when a setting does not fit the source."""
    if source == LAUNCH_LIBRARY_2:
        if settings["page_size"] not in _PAGE_SIZES:
            raise ValueError(f"PAGE_SIZE should be 10 to 100 with SOURCE={source}")
        return
    for name in _ONLY_LAUNCH_LIBRARY_2:
        if settings[name] is not None:
            raise ValueError(f"{name.upper()} has no meaning with SOURCE={source}: unset it")
