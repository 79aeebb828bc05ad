"""The sources, a package each: everything that knows an API or JSON, and nothing of a database."""

from job.errors import ConfigurationError
from job.sources.protocol import Source

_NAMES = ("spacex-v4",)


def find(name: str) -> Source:
    """Return the source that SOURCE names; raise ConfigurationError with the list where there is none."""
    if name == "spacex-v4":
        from job.sources.spacex_v4 import SpaceXv4

        return SpaceXv4()
    raise ConfigurationError(f"SOURCE={name} is unknown", hint=f"SOURCE takes one of: {', '.join(_NAMES)}.")
