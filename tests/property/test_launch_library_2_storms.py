"""Launches of Launch Library 2 are inserted, deleted and touched while they are read; none that stays is lost."""

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from job.errors import SourceError
from job.sources.launch_library_2 import LaunchLibrary2
from job.sources.protocol import Known, Plan, TimeRange
from local.launch_library import LaunchLibrary
from tests.support.space_devs import Json, LibraryClient, launch

LAUNCHES, PAGE_SIZE = 865, 100


class Storm:
    """Changes of an emulated Launch Library, between every two requests; `stayed` were there all the time."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.library = LaunchLibrary([self._launch() for _ in range(LAUNCHES)], limit=10_000)
        self.stayed = {each["id"] for each in self.library.launches}

    def _launch(self) -> Json:
        return {
            "id": str(uuid.UUID(int=self.random.getrandbits(128), version=4)),
            "net": f"{self.random.randint(2006, 2027)}-{self.random.randint(1, 12):02}-01T00:00:00Z",
            "last_updated": "2026-01-01T00:00:00Z",
            "launch_service_provider": {"id": 121},
        }

    def blow(self, _number: int) -> None:
        for _ in range(self.random.choice((0, 0, 1, 2, 8))):
            launches = self.library.launches
            what = self.random.random()
            if what < 0.45 or not launches:
                launches.append(self._launch())
            elif what < 0.9:
                gone = launches.pop(self.random.randrange(len(launches)))
                self.stayed.discard(gone["id"])
            else:
                self.random.choice(launches)["last_updated"] = "2026-02-01T00:00:00Z"


def by_overlapping_pages(storm: Storm, page_size: int = PAGE_SIZE) -> tuple[list[str], int]:
    client = LibraryClient(storm.library, storm.blow)
    source = LaunchLibrary2(frozenset({121}), None)
    pages = source.pages(client, Plan("full", TimeRange(), known_launches=LAUNCHES), page_size)
    return [str(each.key.record_id) for page in pages for each in page.documents], client.requests


def by_plain_offsets(storm: Storm, ordering: str) -> Iterator[str]:
    """Read as most clients do: the next page begins where this one ended."""
    offset = 0
    while True:
        storm.blow(0)
        storm.library.shuffle = storm.random.shuffle
        page = storm.library._page({"ordering": ordering, "limit": str(PAGE_SIZE), "offset": str(offset)})
        yield from (each["id"] for each in page["results"])
        if page["next"] is None:
            return
        offset += PAGE_SIZE


@pytest.mark.parametrize(
    "seeds",
    [range(40), *(pytest.param(range(at, at + 65), marks=pytest.mark.slow) for at in range(40, 300, 65))],
    ids=str,
)
def test_no_launch_that_stays_is_lost_in_any_storm_and_none_comes_twice(seeds: range) -> None:
    """By plain offsets most of these reads lose some."""
    most_requests = 0
    for seed in seeds:
        storm = Storm(seed)
        received, requests = by_overlapping_pages(storm)
        assert len(received) == len(set(received)), f"seed {seed}"
        assert storm.stayed <= set(received), f"seed {seed}"
        most_requests = max(most_requests, requests)
    assert most_requests <= 15


@pytest.mark.parametrize("page_size", [10, 20, 50])
def test_no_launch_that_stays_is_lost_by_small_pages(page_size: int) -> None:
    """A page that was asked for again 50 lower had nothing new, nor had the two after it: the read was refused."""
    for seed in range(10):
        storm = Storm(seed)
        received, _ = by_overlapping_pages(storm, page_size)
        assert len(received) == len(set(received)), f"seed {seed}"
        assert storm.stayed <= set(received), f"seed {seed}"


@pytest.mark.parametrize("ordering", ["id", "net"])
def test_plain_offsets_lose_launches(ordering: str) -> None:
    losses = 0
    for seed in range(20):
        storm = Storm(seed)
        received = set(by_plain_offsets(storm, ordering))
        losses += not storm.stayed <= received
    assert losses >= 10


def test_at_rest_a_full_read_takes_ten_requests_and_the_question_before_it() -> None:
    storm = Storm(1)
    client = LibraryClient(storm.library)
    plan = Plan("full", TimeRange(), known_launches=LAUNCHES)
    pages = LaunchLibrary2(frozenset({121}), None).pages(client, plan, PAGE_SIZE)
    assert sum(len(page.documents) for page in pages) == LAUNCHES
    assert client.requests == 10


def test_an_incremental_each_hour_and_a_full_a_day_stay_within_fifteen_calls_an_hour() -> None:
    hours = [0.0]
    library = LaunchLibrary(Storm(1).library.launches, limit=15, clock=lambda: 3600 * hours[0])
    source, now = LaunchLibrary2(frozenset({121}), None), datetime(2026, 3, 1, tzinfo=UTC)
    for hour in range(7 * 24):
        hours[0] = float(hour)
        known = Known(now + timedelta(hours=hour), LAUNCHES, now, now + timedelta(hours=hour - 1))
        plan = source.plan_incremental(known, 30) if hour % 24 else Plan("full", TimeRange(), known_launches=LAUNCHES)
        client = LibraryClient(library)
        assert len(list(source.pages(client, plan, PAGE_SIZE))) == client.requests - 1
        assert client.waits == []
        assert client.requests == (3 if hour % 24 else 10)


def test_a_storm_that_never_ends_ends_the_read() -> None:
    """A source that grows as fast as it is read would be read for ever."""
    library = LaunchLibrary([launch(number) for number in range(200)], limit=10_000)
    numbers = iter(range(200, 100_000))

    def grow(_number: int) -> None:
        library.launches += [launch(next(numbers)) for _ in range(97)]

    client = LibraryClient(library, grow)
    pages = LaunchLibrary2(frozenset({121}), None).pages(client, Plan("full", TimeRange()), PAGE_SIZE)
    with pytest.raises(SourceError, match="counted 394 records and sent"):
        for _ in zip(range(100), pages, strict=False):
            pass
