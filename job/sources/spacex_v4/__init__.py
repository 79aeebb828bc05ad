"""SpaceX v4: `POST /v4/launches/query` of the SpaceX API, which has not changed since October 2022."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from job import timestamps
from job.sources.client import Client
from job.sources.protocol import Known, Page, Plan, TimeRange, Validation
from job.sources.spacex_v4 import model, paging


class SpaceXv4:
    """The source `spacex-v4`; its methods are those of `Source`."""

    name = holds = "spacex-v4"
    note: str | None = "This source has not changed since October 2022; its newest launch is Crew-5."
    url = "https://api.spacexdata.com/v4/launches/query"
    retry_seconds = 0.25
    confirms_removals = False  # the count of a full read has proven what is absent
    model_version = model.VERSION
    content: Mapping[str, Any] | None = None
    flattening = "sources/spacex_v4"

    @property
    def headers(self) -> dict[str, str]:
        return {}

    def plan_incremental(self, known: Known, lookback_days: int) -> Plan:
        if known.newest_launch_at is None:
            return Plan("incremental", TimeRange())
        newest = min(known.newest_launch_at, known.now)
        return Plan("incremental", TimeRange(timestamps.days_before(newest, lookback_days)))

    def pages(self, client: Client, plan: Plan, page_size: int) -> Iterator[Page]:
        return paging.pages(client, plan.time_range, page_size)

    def find_present(self, client: Client, record_ids: Sequence[str], received: str | None) -> AbstractSet[str]:  # noqa: ARG002
        return frozenset()

    def validate(self, document: bytes) -> Validation:
        return model.validate(document)
