"""When a request is sent again, and after which wait (only importer of tenacity)."""

from collections.abc import Callable

import tenacity

from job.errors import SourceError
from job.observe import log
from job.settings import Settings
from job.traffic import Traffic


class RetryableError(SourceError):
    """This try failed in a way that a later one may not; `after` is how many seconds the source asks to wait."""

    def __init__(self, message: str, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


def retrying(settings: Settings, shortest: float, traffic: Traffic, is_closed: Callable[[], bool]) -> tenacity.Retrying:
    """Return what calls a function until it raises no RetryableError any more, as often as the settings allow."""

    def is_retryable(error: BaseException) -> bool:
        # Once the cycle has failed, a thread that still reads must end, and log nothing.
        return isinstance(error, RetryableError) and not is_closed()

    def note(state: tenacity.RetryCallState) -> None:
        traffic.retries += 1
        reason = state.outcome.exception() if state.outcome else None
        wait = state.next_action.sleep if state.next_action else 0.0
        log.warning("api_retry", reason=str(reason), attempt=state.attempt_number, wait_seconds=round(wait, 3))

    return tenacity.Retrying(
        retry=tenacity.retry_if_exception(is_retryable),
        stop=tenacity.stop_after_attempt(settings.api_max_attempts),
        wait=_wait(shortest, settings.api_max_wait_seconds),
        before_sleep=note,
        reraise=True,
    )


def _wait(shortest: float, longest: float) -> Callable[[tenacity.RetryCallState], float]:
    """Return the wait before the next try: at least what the source asks for, but never more than `longest`.

    It doubles with each try. Half of it is fixed, so that all tries together outlast a hiccup, and half random.
    """
    half = {"multiplier": shortest, "max": longest / 2}
    own = tenacity.wait_exponential(**half) + tenacity.wait_random_exponential(**half)

    def wait(state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        after = error.after if isinstance(error, RetryableError) else None
        return min(max(after or 0, own(state)), longest)

    return wait
