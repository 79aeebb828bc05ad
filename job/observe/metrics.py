"""Every metric, declared once, and the push to the Pushgateway (the only importer of prometheus_client)."""

from collections.abc import Callable, Mapping
from functools import partial
from http.client import HTTPException
from typing import TYPE_CHECKING, Any

from job.errors import DeadlinePassed
from job.observe import log
from job.settings import Settings
from job.signals import Deadline

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

PREFIX = "spacex_elt_"
# A pod has ten seconds after SIGTERM: two attempts must fit into what CLEANUP_SECONDS leaves of them.
TIMEOUT_SECONDS = 2.0
TRIES = 2

# Name without the prefix: its help text, and its label if it has one.
DECLARED: Mapping[str, tuple[str, str | None]] = {
    "last_success_timestamp_seconds": ("When a cycle last succeeded; a failure never erases it.", None),
    "last_full_timestamp_seconds": ("When a full cycle last succeeded; a failure never erases it.", None),
    "last_cycle_timestamp_seconds": ("When a cycle last ended, however it did.", None),
    "last_cycle_exit_code": ("The exit code of the last cycle; 0 is success.", None),
    "last_cycle_duration_seconds": ("How long the last cycle took, from process start.", None),
    "step_duration_seconds": (
        "How long each step of the last cycle took; 0 where it was not reached.",
        "step",
    ),
    "records": ("Records of the last cycle by outcome.", "outcome"),
    "rejected_open": ("Rejected records that no good version has replaced yet.", None),
    "launches": ("Flown launches in the warehouse.", None),
    "upcoming_launches": ("Launches in the warehouse that have not flown yet; 0 with spacex-v4.", None),
    "newest_launch_timestamp_seconds": ("When the newest launch in the warehouse flew.", None),
    "api_requests": ("Requests sent to the source by the last cycle, retries included.", None),
    "api_retries": ("Requests of the last cycle that were retries.", None),
    "api_calls_left": ("Calls that the source allows after the last cycle, where it has a limit.", None),
    "peak_memory_bytes": ("Most memory that the last cycle's process held.", None),
    "schema_drift_fields": (
        "Fields that documents of the last cycle lacked, or had beyond the known ones.",
        None,
    ),
    "trino_matches": ("Whether Trino shows what was committed: 1 yes, 0 no, -1 not asked.", None),
    "build_info": ("Always 1; its label says which version ran.", "version"),
}

# The value of each metric, or its values by the value of its label.
Samples = Mapping[str, float | Mapping[str, float]]


def registry(samples: Samples) -> "CollectorRegistry":
    """Return a new registry with these samples; a metric without a sample is left out."""
    from prometheus_client import CollectorRegistry, Gauge

    collected = CollectorRegistry()
    for name, sample in samples.items():
        text, label = DECLARED[name]
        gauge = Gauge(PREFIX + name, text, [label] if label else [], registry=collected)
        if isinstance(sample, Mapping):
            for value, number in sample.items():
                gauge.labels(value).set(number)
        else:
            gauge.set(sample)
    return collected


def push(settings: Settings, samples: Samples, deadline: Deadline) -> None:
    """Push by POST, so that a metric without a sample keeps its last value.

    If the Pushgateway is unreachable, slow or refuses, that is a warning: the exit code does not depend on it.
    """
    if settings.pushgateway_url is None:
        return
    reason = ""
    for _ in range(TRIES):
        try:
            with deadline.within(TIMEOUT_SECONDS):  # urllib's own timeout is for each read, not for all
                _push(settings, samples)
        except (OSError, HTTPException, ValueError, DeadlinePassed) as error:
            reason = f"{type(error).__name__}: {error}"
        else:
            return
    hint = "Look at PUSHGATEWAY_URL; the cycle itself is not affected."
    log.warning("metrics_not_pushed", reason=reason, what_to_do=hint)


def _push(settings: Settings, samples: Samples) -> None:
    from prometheus_client.exposition import pushadd_to_gateway

    backfill = "-backfill" if settings.mode == "backfill" else ""
    pushadd_to_gateway(
        settings.pushgateway_url or "",
        job=settings.pushgateway_job + backfill,
        registry=registry(samples),
        timeout=TIMEOUT_SECONDS,
        handler=_handler(settings),
    )


def _handler(settings: Settings) -> Callable[..., Any]:
    from prometheus_client.exposition import basic_auth_handler, default_handler

    password = settings.pushgateway_password
    if settings.pushgateway_username is None or password is None:
        return default_handler
    return partial(basic_auth_handler, username=settings.pushgateway_username, password=password.get_secret_value())
