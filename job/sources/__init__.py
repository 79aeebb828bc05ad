"""The sources, a package each: everything that knows an API or JSON, and nothing of a database."""

from job.settings import Settings
from job.sources.protocol import Source


def of(settings: Settings) -> Source:
    """Return the source that SOURCE names; only its own package is imported."""
    if settings.source == "spacex-v4":
        from job.sources.spacex_v4 import SpaceXv4

        return SpaceXv4()
    from job.sources.launch_library_2 import LaunchLibrary2

    key = settings.api_key.get_secret_value() if settings.api_key else None
    return LaunchLibrary2(settings.launch_providers or frozenset(), key)
