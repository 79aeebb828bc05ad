"""What a source sees of the client that sends its requests (`http.py`)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from job.errors import JobError

Answer = TypeVar("Answer")


class ErrorAnswer(NamedTuple):
    """An answer other than 200: its status, the start of its text, the seconds of its Retry-After, and all in words."""

    status: int
    text: str
    retry_after: float | None
    message: str


Refusal = Callable[[ErrorAnswer], JobError | None]


@dataclass(frozen=True, slots=True)
class Request(Generic[Answer]):
    """One request to the address that API_URL names, or to `path`, which is relative to it.

    `read` makes the answer of the body; its ValueError is retried, as a bad answer. `refusal` returns what an error
    answer means where no retry helps, else None.
    """

    method: str
    read: Callable[[bytearray], Answer]
    refusal: Refusal
    json: dict[str, Any] | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    path: str = ""


class Client(Protocol):
    """Sends requests, within bounds of time and size, and retries."""

    def fetch(self, request: Request[Answer]) -> Answer:
        """Return the answer; raise SourceError, RequestRefusedError or ConfigurationError where there is none."""

    def wait(self, seconds: float, reason: str) -> None:
        """Wait for so long; raise SourceError at once where that is longer than the settings or the deadline allow."""

    def note_calls_left(self, calls: int) -> None:
        """Note how many calls the source allows from now on."""
