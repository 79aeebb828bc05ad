"""SpaceX v4: `POST /v4/launches/query` of the SpaceX API, which has not changed since October 2022."""

from collections.abc import Iterator

from job.sources.protocol import Client, Page, TimeRange, Validation
from job.sources.spacex_v4 import model, paging


class SpaceXv4:
    """The source `spacex-v4`; its methods are those of `Source`."""

    name = "spacex-v4"
    note: str | None = "This source has not changed since October 2022; its newest launch is Crew-5."
    url = "https://api.spacexdata.com/v4/launches/query"
    model_version = model.VERSION
    flattening = "sources/spacex_v4"

    def pages(self, client: Client, time_range: TimeRange, page_size: int) -> Iterator[Page]:
        return paging.pages(client, time_range, page_size)

    def validate(self, document: bytes) -> Validation:
        return model.validate(document)
