import hashlib
import tracemalloc
from datetime import UTC, datetime
from typing import Any

import pytest

from job.sources.launch_library_2 import content
from tests.support.handmade import having, raw, without
from tests.support.space_devs import agency, launch, payload_flight, record_id, spacecraft_stage, stage

Path = tuple[str | int, ...]
WHOLE = launch()
WHOLE["rocket"] |= {
    "launcher_stage": [stage(1), stage(2)],
    "spacecraft_stage": [spacecraft_stage(1, "Jessica", "Jack")],
    "payloads": [payload_flight(1), payload_flight(2)],
}


def digest(document: Any) -> bytes:
    return content.read(raw(document)).document.digest


def test_the_key_is_what_can_be_read_without_trust() -> None:
    record = content.read(raw(launch(7)))
    assert record.document.key == (record_id(7), "2026-03-01T05:04:19Z", False)
    assert (record.provider, record.changed_at) == (121, datetime(2026, 3, 2, 7, 3, 2, tzinfo=UTC))


@pytest.mark.parametrize("provider", ["121", [{}] * 1000, {"id": 121}, 121.5])
def test_what_is_not_the_id_of_a_provider_is_not_kept(provider: Any) -> None:
    """Each record of a page kept what stood there: a page of 4 MiB took 180 MiB, one of 64 MiB gigabytes."""
    assert content.read(raw(having(WHOLE, provider, "launch_service_provider", "id"))).provider is None


def test_an_instant_with_a_fraction_can_be_read() -> None:
    """Changes would have been noted by no cycle, and each incremental would have read everything."""
    record = content.read(raw(launch(7, last_updated="2026-03-02T07:03:02.250Z", net="2026-03-01T05:04:19.5Z")))
    assert record.changed_at == datetime(2026, 3, 2, 7, 3, 2, 250_000, tzinfo=UTC)
    assert record.document.key.date == "2026-03-01T05:04:19.5Z"


@pytest.mark.parametrize(
    "path", [("id",), ("net",), ("last_updated",), ("launch_service_provider",), ("launch_service_provider", "id")]
)
@pytest.mark.parametrize("value", [None, 5, "x", [], {}, "2026-02-30T00:00:00Z", "2026-03-01T05:04:19+00:00"])
def test_what_is_wrong_cannot_be_read(path: Path, value: Any) -> None:
    content.read(raw(having(WHOLE, value, *path)))
    content.read(raw(without(WHOLE, *path)))
    content.read(raw(having(WHOLE, value, *path)).replace(b"Falcon", b"\xff"))


def test_of_a_document_that_is_too_large_only_the_key_is_read() -> None:
    """Its 64 MiB took 7 GB."""
    large = raw(launch(7, name=[[]] * 400_000))
    tracemalloc.start()
    try:
        record = content.read(large)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
    assert record.document.key == (record_id(7), "2026-03-01T05:04:19Z", False)
    assert record.document.digest == hashlib.sha256(large).digest()


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{", b"\xff", b'{"id":1e999}', b"[" * 5000])
def test_what_is_not_a_document_has_no_key_and_the_digest_of_its_bytes(body: bytes) -> None:
    record = content.read(body)
    assert (record.document.key.record_id, record.provider, record.changed_at) == (None, None, None)
    assert record.document.digest == hashlib.sha256(body).digest()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("launch_service_provider", "total_launch_count"), 701),
        (("launch_service_provider", "description"), "Another text."),
        (("launch_service_provider", "image"), {"id": 5}),
        (("pad", "total_launch_count"), 401),
        (("pad_turnaround",), "P4D"),
        (("agency_launch_attempt_count",), 99),
        (("updates",), [{"id": 1, "comment": "Added launch."}]),
        (("vid_urls",), [{"url": "https://example.org/"}]),
        (("image",), {"id": 6}),
        (("rocket", "launcher_stage", 0, "launcher", "flights"), 33),
        (("rocket", "launcher_stage", 0, "turn_around_time"), "P49D"),
        (("rocket", "spacecraft_stage", 0, "launch_crew", 0, "astronaut", "time_in_space"), "P2D"),
        (("rocket", "payloads", 0, "payload", "operator", "total_launch_count"), 7),
        (("status", "description"), "Other words."),
        (("last_updated",), "2026-03-03T00:00:00Z"),
    ],
)
def test_noise_does_not_change_the_digest(path: Path, value: Any) -> None:
    """After one flight nearly every document of its provider has other bytes."""
    changed = having(WHOLE, value, *path)
    assert raw(changed) != raw(WHOLE)
    assert digest(changed) == digest(WHOLE)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("name",), "Falcon 9 Block 5 | Other"),
        (("status", "id"), 4),
        (("net",), "2026-03-02T05:04:19Z"),
        (("net_precision", "id"), 7),
        (("net_precision",), None),
        (("window_end",), None),
        (("probability",), 40),
        (("failreason",), "It did not fly."),
        (("rocket", "configuration", "full_name"), "Falcon Heavy"),
        (("rocket", "launcher_stage", 0, "landing", "success"), False),
        (("rocket", "launcher_stage", 0, "launcher", "serial_number"), "B1064"),
        (("rocket", "launcher_stage", 1, "landing"), None),
        (("rocket", "spacecraft_stage", 0, "launch_crew", 0, "astronaut", "name"), "Zena"),
        (("rocket", "payloads", 0, "payload", "mass"), 85),
        (("rocket", "payloads", 0, "payload", "operator", "country"), []),
        (("mission", "orbit", "abbrev"), "GTO"),
        (("mission", "description"), "It does not communicate."),
        (("mission", "agencies"), [agency(1, "NASA")]),
        (("mission",), None),
        (("pad", "id"), 87),
        (("pad", "latitude"), 28.6),
        (("pad",), None),
    ],
)
def test_what_means_something_changes_the_digest(path: Path, value: Any) -> None:
    assert digest(having(WHOLE, value, *path)) != digest(WHOLE)


def test_a_field_that_is_missing_is_not_a_field_that_is_null() -> None:
    """Else a document that must be rejected would be known."""
    assert digest(without(WHOLE, "probability")) != digest(having(WHOLE, None, "probability"))


def test_the_order_of_lists_and_keys_means_nothing() -> None:
    turned = dict(reversed(having(WHOLE, WHOLE["rocket"]["launcher_stage"][::-1], "rocket", "launcher_stage").items()))
    turned["rocket"]["spacecraft_stage"][0]["launch_crew"].reverse()
    assert raw(turned) != raw(WHOLE)
    assert digest(turned) == digest(WHOLE)


def test_a_document_whose_parts_are_of_other_types_is_known_by_its_bytes() -> None:
    odd = raw(having(WHOLE, "Falcon", "rocket"))
    assert content.read(odd).document.digest == hashlib.sha256(odd).digest()
    assert content.read(odd).document.key.record_id == record_id(1)
    assert content.read(odd).provider == 121
