"""Asks the source over one kept connection, with retries and bounds (the only importer of httpx and tenacity)."""

import zlib
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import httpx
import tenacity

from job import __version__, timestamps
from job.errors import ConfigurationError, JobError, RequestRefusedError, SourceError
from job.facts import Traffic
from job.observe import log
from job.settings import Settings
from job.sources.protocol import Page, Source

MAX_ANSWER_BYTES = 64 * 1024 * 1024
_FIRST_WAIT_SECONDS = 0.5


class _TryAgainError(SourceError):
    """This try failed in a way that a later one may not; `after` is how long the source asks us to wait."""

    def __init__(self, message: str, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


class Api:
    """One kept connection to the source."""

    def __init__(self, settings: Settings, traffic: Traffic) -> None:
        self.traffic = traffic
        self._url = settings.api_url
        self._closed = False
        self._client = _client(settings.api_timeout_seconds)
        self._retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(self._deserves_another_try),
            stop=tenacity.stop_after_attempt(settings.api_max_attempts),
            wait=_wait(settings.api_max_wait_seconds),
            before_sleep=self._note_retry,
            reraise=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._closed = True
        # A thread may still be reading. TLS would go on with the bare number of a closed descriptor, which is by then
        # that of another connection: to PostgreSQL, or to the Pushgateway.
        if error is None:
            self._client.close()

    def _deserves_another_try(self, error: BaseException) -> bool:
        # A thread that still reads when the cycle has been broken off shall end, without a word in the log.
        return isinstance(error, _TryAgainError) and not self._closed

    def ask(self, source: Source, body: dict[str, Any]) -> Page:
        """Return the page that answers `body`.

        Raises SourceError when all tries failed, RequestRefusedError when the source calls the request wrong,
        ConfigurationError when API_URL cannot be the right one.
        """
        page: Page = self._retrying(self._try, source, body)
        return page

    def _try(self, source: Source, body: dict[str, Any]) -> Page:
        self.traffic.requests += 1
        try:
            with self._client.stream("POST", self._url, json=body) as response:
                content = _read(response)
        except (httpx.TransportError, zlib.error) as error:
            raise _TryAgainError(f"{type(error).__name__}: {error}") from error
        except (httpx.InvalidURL, UnicodeError) as error:
            raise ConfigurationError(f"API_URL, or the URL of a proxy, is not usable: {error}") from error
        if response.status_code != httpx.codes.OK:
            raise _failure(response, source, content)
        try:
            return source.read(content)
        except ValueError as error:
            raise _TryAgainError(f"the answer is no page of launches: {error}") from error

    def _note_retry(self, state: tenacity.RetryCallState) -> None:
        self.traffic.retries += 1
        reason = state.outcome.exception() if state.outcome else None
        wait = state.next_action.sleep if state.next_action else 0.0
        log.warning("api_retry", reason=str(reason), attempt=state.attempt_number, wait_seconds=round(wait, 3))


def _client(timeout: float) -> httpx.Client:
    headers = {
        "User-Agent": f"spacex-elt/{__version__}",
        "Accept": "application/json",
        "Accept-Encoding": "gzip",
    }
    try:
        return httpx.Client(timeout=timeout, headers=headers, limits=httpx.Limits(max_connections=1))
    except (ValueError, ImportError, OSError, httpx.InvalidURL) as error:  # of what httpx reads from the environment
        raise ConfigurationError(
            f"nothing can be asked with these HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY, SSL_CERT_FILE: {error}",
            hint="Correct that variable, or unset it.",
        ) from error


def _read(response: httpx.Response) -> bytearray:
    """Read an answer, unpacked here and not by httpx, which sets no bound to what a few packed bytes may become."""
    packing = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packing not in ("identity", "gzip"):
        raise _TryAgainError(f"the answer is packed as {packing[:40]!r}, which was not asked for")
    gzip = zlib.decompressobj(wbits=31) if packing == "gzip" else None
    content = bytearray()
    for chunk in response.iter_raw():
        content += gzip.decompress(chunk, MAX_ANSWER_BYTES + 1 - len(content)) if gzip else chunk
        if len(content) > MAX_ANSWER_BYTES:
            raise SourceError(f"an answer is larger than {MAX_ANSWER_BYTES} bytes", hint="Lower PAGE_SIZE.")
    if gzip and not gzip.eof:
        raise _TryAgainError("the answer breaks off")
    return content


def _failure(response: httpx.Response, source: Source, content: bytearray) -> JobError:
    status, text = response.status_code, content[:2000].decode("utf-8", "replace").strip()
    said = f"the source answered {status}: {text[:200]}" if text else f"the source answered {status}"
    if response.is_redirect or status in (401, 404):
        return ConfigurationError(said, hint="Check API_URL: it takes the whole address of the launches' query.")
    if source.blames_us(status, text):
        return RequestRefusedError(said)
    return _TryAgainError(said, timestamps.seconds_to_wait(response.headers.get("Retry-After")))


def _wait(longest: float) -> Callable[[tenacity.RetryCallState], float]:
    """Return the wait before the next try: exponential with jitter, or what the source asks for, never longer."""
    jittered = tenacity.wait_random_exponential(multiplier=_FIRST_WAIT_SECONDS, max=longest)

    def wait(state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        after = error.after if isinstance(error, _TryAgainError) else None
        return min(after if after is not None else jittered(state), longest)

    return wait
