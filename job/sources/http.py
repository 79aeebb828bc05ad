"""Sends requests to the source over one kept connection, with retries and bounds (only importer of httpx)."""

import math
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

import httpx

from job import __version__, timestamps
from job.errors import ConfigurationError, JobError, SourceError
from job.observe import log
from job.settings import Settings
from job.sources import retries, unpacking
from job.sources.client import Answer, ErrorAnswer, Refusal, Request
from job.sources.protocol import Source
from job.sources.retries import RetryableError
from job.traffic import Traffic


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
        self._retry = retries.retrying(settings, source.retry_seconds, traffic, lambda: self._closed)

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

    def fetch(self, request: Request[Answer]) -> Answer:
        """Return the answer; see `Client`."""
        answer: Answer = self._retry(self._try, request)
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
        failure: JobError
        try:
            url = _url(self._url, request)
            with self._client.stream(request.method, url, json=request.json) as response:
                content = unpacking.unpack(response.headers.get("Content-Encoding"), response.iter_raw())
        except (httpx.TransportError, unpacking.PackedError) as error:
            failure = RetryableError(f"{type(error).__name__}: {error}")
        except (httpx.InvalidURL, UnicodeError) as error:
            failure = ConfigurationError(f"API_URL, or the URL of a proxy, is not usable: {error}")
        else:
            try:
                if response.status_code == httpx.codes.OK:
                    return request.read(content)
                failure = _failure(response, content, request.refusal)
            except ValueError as error:
                failure = RetryableError(f"the answer is not a page of launches: {error}")
            del content
        raise failure  # from here, so that its traceback does not keep what was received during the next try


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
    return RetryableError(said, after)
