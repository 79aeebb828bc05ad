from datetime import UTC, datetime
from typing import Any

import pytest

from job.sources.protocol import TimeRange
from job.sources.spacex_v4 import SpaceXv4

SOURCE = SpaceXv4()
FROM, TO = datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "after", "offset", "query", "stepped"),
    [
        (TimeRange(), None, 0, {}, None),
        (TimeRange(), "a" * 24, 0, {"_id": {"$gt": "a" * 24}}, None),
        (TimeRange(), None, 3, {}, 3),
        (TimeRange(from_=FROM), None, 0, {"date_utc": {"$gte": "2020-01-01T00:00:00.000Z"}}, None),
        (TimeRange(to=TO), None, 0, {"date_utc": {"$lte": "2020-12-31T23:59:59.999Z"}}, None),
        (
            TimeRange(FROM, TO),
            "b" * 24,
            7,
            {
                "date_utc": {"$gte": "2020-01-01T00:00:00.000Z", "$lte": "2020-12-31T23:59:59.999Z"},
                "_id": {"$gt": "b" * 24},
            },
            7,
        ),
    ],
)
def test_a_request_asks_for_ids_in_order_above_the_last_one(
    asked: TimeRange, after: str | None, offset: int, query: dict[str, Any], stepped: int | None
) -> None:
    body = SOURCE.request(asked, after, offset, 500)
    assert body["query"] == query
    assert (body["options"]["limit"], body["options"]["sort"]) == (500, {"_id": 1})
    assert body["options"].get("offset") == stepped
    assert "select" not in body["options"]
    assert {populated["path"] for populated in body["options"]["populate"]} == {"payloads", "rocket", "launchpad"}
