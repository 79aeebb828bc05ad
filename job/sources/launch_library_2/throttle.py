"""The calls that the source allows: asked for before a read, and waited for in it. Asking costs none."""

import re
from typing import Annotated

import msgspec
from msgspec import Meta

from job.errors import JobError, SourceError
from job.observe import log
from job.sources.client import Answer, Client, Request
from job.sources.launch_library_2.requests import ThrottledError
from job.sources.strict_json import REFUSALS

_MOST_BYTES = 64 * 1024
_EXPECTED = re.compile(r"available in (\d{1,9}) second")


class Allowance(msgspec.Struct):
    """What the source says of its limit. What names the caller is left out: with a key it is the key.

    `next_use_secs` has been seen below 0. The bounds are those of a metric and of a text that people read.
    """

    your_request_limit: Annotated[int, Meta(ge=0, le=1_000_000_000)]
    current_use: Annotated[int, Meta(ge=0, le=1_000_000_000)]
    next_use_secs: Annotated[float, Meta(le=1e9)] = 0
    limit_frequency_secs: Annotated[float, Meta(ge=0, le=1e9)] = 3600

    @property
    def calls_left(self) -> int:
        return max(0, self.your_request_limit - self.current_use)

    @property
    def back(self) -> str:
        """When a call is allowed again, in words."""
        if self.next_use_secs > 0:
            return f"in {self.next_use_secs:.0f} s"
        return f"within {self.limit_frequency_secs:.0f} s"


_decode = msgspec.json.Decoder(Allowance | list[Allowance]).decode


def read(body: bytes | bytearray) -> Allowance:
    """Read the answer; SourceError, which is not retried, when it is another: the cycle goes on without it."""
    try:
        if len(body) > _MOST_BYTES:
            raise ValueError(f"it has {len(body)} bytes")
        answer: Allowance | list[Allowance] = _decode(body)
        (allowance,) = answer if isinstance(answer, list) else [answer]
    except (*REFUSALS, ValueError) as error:
        raise SourceError(f"the source does not say how many calls are left: {error}") from error
    return allowance


_ASK = Request("GET", read, lambda answer: SourceError(answer.message), parameters={"format": "json"},
               path="../api-throttle/")  # fmt: skip


class ThrottledClient:
    """A client that spends no call in vain."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._allowance: Allowance | None = None  # as far as the source says, and until it was waited for
        self._spent = 0

    def require(self, calls: int) -> None:
        """Raise SourceError where fewer calls are left; where the source does not say, go on."""
        self._allowance, self._spent = self._ask(), 0
        self.require_more(calls)

    def require_more(self, calls: int) -> None:
        """Raise SourceError where fewer calls are left than a read that has begun needs beside those that it spent."""
        allowance, spent = self._allowance, self._spent
        if allowance is None or allowance.calls_left - spent >= calls:
            return
        enough = "Run again then, or less often"
        if allowance.your_request_limit < calls + spent:
            enough = "Waiting does not help: fewer LAUNCH_PROVIDERS or a larger PAGE_SIZE need fewer calls"
        raise SourceError(
            f"this cycle needs {calls} {'more ' if spent else ''}calls, and {max(0, allowance.calls_left - spent)} of "
            f"{allowance.your_request_limit} are left; more are allowed {allowance.back}",
            hint=f"Nothing was changed. {enough}, or set an API_KEY with a higher limit.",
        )

    def fetch(self, request: Request[Answer]) -> Answer:
        """Return the answer; where the source allows no call now, wait for one, once, if that is short enough."""
        self._spent += 1
        try:
            return self._client.fetch(request)
        except ThrottledError as error:
            self._client.wait(self._seconds(error), str(error))
            self._allowance = None
        return self._client.fetch(request)

    def _ask(self) -> Allowance | None:
        try:
            allowance = self._client.fetch(_ASK)
        except JobError as error:
            log.warning("throttle_unknown", reason=str(error))
            return None
        self._client.note_calls_left(allowance.calls_left)
        return allowance

    def _seconds(self, error: ThrottledError) -> float:
        if error.after is not None:
            return error.after
        allowance = self._ask()
        if allowance and allowance.next_use_secs > 0:
            return allowance.next_use_secs
        expected = _EXPECTED.search(error.text)
        return float(expected[1]) if expected else Allowance(0, 0).limit_frequency_secs
