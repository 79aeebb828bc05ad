"""The calls that the source allows: asked for before a read, and waited for in it. Asking costs none."""

import re

import msgspec

from job.errors import JobError, SourceError
from job.observe import log
from job.sources.client import Answer, Client, Request
from job.sources.launch_library_2.requests import ThrottledError

_EXPECTED = re.compile(r"available in (\d{1,9}) second")


class Allowance(msgspec.Struct):
    """What the source says of its limit. What names the caller is left out: with a key it is the key."""

    your_request_limit: int
    current_use: int
    next_use_secs: float = 0
    limit_frequency_secs: float = 3600

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
    """Read the answer; ValueError when it is another."""
    try:
        answer: Allowance | list[Allowance] = _decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"it does not say how many calls are left: {error}") from error
    if isinstance(answer, list):
        (answer,) = answer
    return answer


_ASK = Request("GET", read, lambda answer: SourceError(answer.message), parameters={"format": "json"},
               path="../api-throttle/")  # fmt: skip


class ThrottledClient:
    """A client that spends no call in vain."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def require(self, calls: int) -> None:
        """Raise SourceError where fewer calls are left; where the source does not say, go on."""
        allowance = self._ask()
        if allowance is None or allowance.calls_left >= calls:
            return
        enough = "Run again then, or less often"
        if allowance.your_request_limit < calls:
            enough = "Waiting does not help: fewer LAUNCH_PROVIDERS need fewer calls"
        raise SourceError(
            f"this cycle needs {calls} calls, and {allowance.calls_left} of {allowance.your_request_limit} are left; "
            f"more are allowed {allowance.back}",
            hint=f"Nothing was changed, and no call was spent. {enough}, or set an API_KEY with a higher limit.",
        )

    def fetch(self, request: Request[Answer]) -> Answer:
        """Return the answer; where the source allows no call now, wait for one, once, if that is short enough."""
        try:
            return self._client.fetch(request)
        except ThrottledError as error:
            self._client.wait(self._seconds(error), str(error))
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
