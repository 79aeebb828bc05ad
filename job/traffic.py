"""Traffic: what a cycle has sent to its source."""

from dataclasses import dataclass


@dataclass(slots=True)
class Traffic:
    """What was sent to the source; a retry is every request for a page but the first.

    `calls_left` is how many more it allows, where it says so.
    """

    requests: int = 0
    retries: int = 0
    calls_left: int | None = None

    def count_request(self) -> None:
        """Count a request that is about to be sent."""
        self.requests += 1
        if self.calls_left:
            self.calls_left -= 1
