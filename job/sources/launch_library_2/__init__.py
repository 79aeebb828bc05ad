"""Launch Library 2 by The Space Devs: `GET /2.3.0/launches/`, flown and upcoming launches, which change every day."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from job import timestamps
from job.errors import SourceError
from job.sources.client import Client
from job.sources.launch_library_2 import content, model, paging, requests
from job.sources.launch_library_2.requests import MAX_PAGE_SIZE, Answer, Filter
from job.sources.launch_library_2.throttle import ThrottledClient
from job.sources.protocol import Known, Page, Plan, TimeRange, Validation

# A source dates a change by its own clock, and a read takes some minutes.
_OVERLAP_OF_CHANGES_DAYS = 1
_CALLS_OF_INCREMENTAL = 3


class LaunchLibrary2:
    """The source `launch-library-2`; its methods are those of `Source`."""

    name = "launch-library-2"
    note: str | None = "The data are those of Launch Library 2 by The Space Devs (thespacedevs.com)."
    url = "https://ll.thespacedevs.com/2.3.0/launches/"
    retry_seconds = 15.0  # each retry costs one of few calls
    confirms_removals = True
    model_version = model.VERSION
    content: Mapping[str, Any] | None = content.SHAPE
    flattening = "sources/launch_library_2"

    def __init__(self, providers: AbstractSet[int], key: str | None) -> None:
        """`providers` are the ids of launch service providers, none for all; `key` is that of the API, if any."""
        self._wanted = Filter(frozenset(providers))
        self._key = key
        named = ",".join(map(str, sorted(providers))) or "all"
        self.holds = f"{self.name}, providers {named}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Token {self._key}"} if self._key else {}

    def plan_incremental(self, known: Known, lookback_days: int) -> Plan:
        if known.changes_until is None:
            return Plan("incremental", TimeRange(), known_launches=known.launches)
        # Landings and boosters change without a date of change, so the launches of late are asked for as well.
        late = TimeRange(timestamps.days_before(known.now, lookback_days), known.now)
        changed_since = timestamps.days_before(known.changes_until, _OVERLAP_OF_CHANGES_DAYS)
        return Plan("incremental", late, changed_since, known.launches)

    def pages(self, client: Client, plan: Plan, page_size: int) -> Iterator[Page]:
        throttled = ThrottledClient(client)
        throttled.require(_calls(plan, page_size))

        def fetch(wanted: Filter, offset: int) -> Answer:
            answer = throttled.fetch(requests.page(wanted, offset, page_size, has_key=bool(self._key)))
            if offset == 0:
                throttled.require_more(paging.further_pages(answer.total, page_size))
            return answer

        return paging.pages(fetch, self._filters(plan), page_size)

    def _filters(self, plan: Plan) -> list[Filter]:
        providers = self._wanted.providers
        by_net = Filter(providers, net_from=plan.time_range.from_, net_to=plan.time_range.to)
        return [by_net] if plan.changed_since is None else [Filter(providers, changed_since=plan.changed_since), by_net]

    def find_present(self, client: Client, record_ids: Sequence[str], received: str | None) -> AbstractSet[str]:
        throttled, found = ThrottledClient(client), set[str]()
        known = [received] if received else []
        most = MAX_PAGE_SIZE - len(known)
        for first in range(0, len(record_ids), most):
            asked = [*known, *record_ids[first : first + most]]
            answer = throttled.fetch(requests.present(self._wanted, asked, has_key=bool(self._key)))
            ids = {record.document.key.record_id for record in answer.records}
            if answer.has_next or len(ids) != answer.total or not ids <= set(asked):
                raise SourceError(f"the source ignores the filter: asked for {len(asked)} ids, it sent others")
            if not ids.issuperset(known):
                raise SourceError(f"the source does not find {received}, which it has just sent, by its id")
            found |= {record_id for record_id in ids if record_id}
        return found.difference(known)

    def validate(self, document: bytes) -> Validation:
        return model.validate(document)


def _calls(plan: Plan, page_size: int) -> int:
    """Return how many calls a read needs."""
    if not plan.known_launches or plan.mode == "backfill":
        return 1
    if plan.changed_since is not None:
        return _CALLS_OF_INCREMENTAL
    return plan.known_launches // (page_size - paging.OVERLAP) + 2
