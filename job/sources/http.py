"""Sends requests to the source over one kept connection, with retries and bounds (only importer of httpx, tenacity)."""

import math
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

import httpx
import tenacity

from job import __version__, timestamps
from job.errors import ConfigurationError, JobError, SourceError
from job.observe import log
from job.settings import Settings
from job.sources import unpacking
from job.sources.client import Answer, ErrorAnswer, Refusal, Request
from job.sources.protocol import Source
from job.traffic import Traffic


class _RetryableError(SourceError):
    """This try failed in a way that a later one may not; `after` is how many seconds the source asks to wait."""

    def __init__(self, message: str, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


class HttpClient:
    """One kept connection to the source, a `Client`."""

    def __init__(
        self, settings: Settings, traffic: Traffic, source: Source, remaining: Callable[[], float] = lambda: math.inf
    ) -> None:
        """`remaining` returns the seconds that the cycle has left."""
        self.traffic = traffic
        self._url = settings.api_url or source.url
        self._longest_wait = settings.api_max_wait_seconds
        self._remaining = remaining
        self._closed = False
        self._client = _client(settings.api_timeout_seconds, source.headers)
        self._retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(self._is_retryable),
            stop=tenacity.stop_after_attempt(settings.api_max_attempts),
            wait=_wait(source.retry_seconds, settings.api_max_wait_seconds),
            before_sleep=self._note_retry,
            reraise=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._closed = True
        # After an error a thread may still be reading. Do not close the socket under it: its descriptor may be reused
        # by a connection to PostgreSQL or the Pushgateway, and TLS would read from that one.
        if error is None:
            self._client.close()

    def _is_retryable(self, error: BaseException) -> bool:
        # Once the cycle has failed, a thread that still reads must end, and log nothing.
        return isinstance(error, _RetryableError) and not self._closed

    def fetch(self, request: Request[Answer]) -> Answer:
        """Return the answer; see `Client`."""
        answer: Answer = self._retrying(self._try, request)
        return answer

    def wait(self, seconds: float, reason: str) -> None:
        """Wait for so long, or raise SourceError at once; see `Client`."""
        if seconds > self._longest_wait or seconds >= self._remaining():
            hint = "Nothing was changed. Run again then, or raise API_MAX_WAIT_SECONDS and CYCLE_TIMEOUT_SECONDS."
            raise SourceError(f"{reason}; it can be asked again in {seconds:.0f} s", hint=hint)
        self.traffic.retries += 1
        log.warning("api_retry", reason=reason, attempt=1, wait_seconds=round(seconds, 3))
        time.sleep(seconds)

    def note_calls_left(self, calls: int) -> None:
        """Note how many calls the source allows; see `Client`."""
        self.traffic.calls_left = calls

    def _try(self, request: Request[Answer]) -> Answer:
        self.traffic.count_request()
        try:
            url = _url(self._url, request)
            with self._client.stream(request.method, url, json=request.json) as response:
                content = unpacking.unpack(response.headers.get("Content-Encoding"), response.iter_raw())
        except (httpx.TransportError, unpacking.PackedError) as error:
            raise _RetryableError(f"{type(error).__name__}: {error}") from error
        except (httpx.InvalidURL, UnicodeError) as error:
            raise ConfigurationError(f"API_URL, or the URL of a proxy, is not usable: {error}") from error
        if response.status_code != httpx.codes.OK:
            raise _failure(response, content, request.refusal)
        try:
            return request.read(content)
        except ValueError as error:
            raise _RetryableError(f"the answer is not a page of launches: {error}") from error

    def _note_retry(self, state: tenacity.RetryCallState) -> None:
        self.traffic.retries += 1
        reason = state.outcome.exception() if state.outcome else None
        wait = state.next_action.sleep if state.next_action else 0.0
        log.warning("api_retry", reason=str(reason), attempt=state.attempt_number, wait_seconds=round(wait, 3))


def _url(launches: str, request: Request[Answer]) -> httpx.URL:
    return httpx.URL(launches).join(request.path).copy_merge_params(request.parameters)


def _client(timeout: float, of_source: dict[str, str]) -> httpx.Client:
    headers = {"User-Agent": f"spacex-elt/{__version__}", "Accept": "application/json", "Accept-Encoding": "gzip"}
    try:
        return httpx.Client(timeout=timeout, headers=headers | of_source, limits=httpx.Limits(max_connections=1))
    except (ValueError, ImportError, OSError, httpx.InvalidURL) as error:  # of what httpx reads from the environment
        raise ConfigurationError(
            f"nothing can be asked with these HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY, SSL_CERT_FILE: {error}",
            hint="Correct that variable, or unset it.",
        ) from error


def _failure(response: httpx.Response, content: bytearray, refusal: Refusal) -> JobError:
    status, text = response.status_code, content[:2000].decode("utf-8", "replace").strip()
    # Redacted before it is cut: a part of a secret would not be found later.
    said = f"the source answered {status}: {log.redact(text)[:200]}" if text else f"the source answered {status}"
    after = timestamps.seconds_to_wait(response.headers.get("Retry-After"))
    if refused := refusal(ErrorAnswer(status, text, after, said)):
        return refused
    if response.is_redirect or status in (401, 404):
        return ConfigurationError(said, hint="Check API_URL: it takes the whole address of the launches.")
    return _RetryableError(said, after)


def _wait(shortest: float, longest: float) -> Callable[[tenacity.RetryCallState], float]:
    """Return the wait before the next try: at least what the source asks for, but never more than `longest`.

    It doubles with each try. Half of it is fixed, so that all tries together outlast a hiccup, and half random.
    """
    half = {"multiplier": shortest, "max": longest / 2}
    own = tenacity.wait_exponential(**half) + tenacity.wait_random_exponential(**half)

    def wait(state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        after = error.after if isinstance(error, _RetryableError) else None
        return min(max(after or 0, own(state)), longest)

    return wait
