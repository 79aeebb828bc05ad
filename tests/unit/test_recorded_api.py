import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from job.sources.protocol import TimeRange
from job.sources.spacex_v4 import requests
from local.answers import Answer, Request, answer
from local.api import RecordedApi
from local.multiply import multiply
from local.state import Document, State
from tests.support.program import CHECKOUT
from tests.support.recorded import RECORDED, needs_recorded_data

JSON = {"content-type": "application/json"}
POPULATE = [
    {"path": "payloads", "select": "name mass_kg"},
    {"path": "rocket", "select": "name"},
    {"path": "launchpad", "select": "name full_name latitude longitude"},
]
SINCE_2020 = {"$gte": "2020-01-01T00:00:00.000Z"}


@pytest.fixture(scope="module")
def state() -> State:
    return State.sample()


def post(state: State, body: Any, headers: dict[str, str] = JSON) -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return answer(Request("POST", "/v4/launches/query", headers, raw), state)


def page(state: State, query: Document | None = None, **options: Any) -> Document:
    found = post(state, {"query": query or {}, "options": options})
    assert found.status == 200, found.body
    decoded: Document = json.loads(found.body)
    return decoded


def names(page: Document) -> list[str]:
    return [launch["name"] for launch in page["docs"]]


def get(state: State, path: str) -> Any:
    return json.loads(answer(Request("GET", path), state).body)


def test_what_the_job_asks_is_answered(state: State) -> None:
    request = requests.page_request(TimeRange(), None, 0, 500).json
    found = json.loads(post(state, request).body)
    assert (len(found["docs"]), found["totalDocs"], found["hasNextPage"]) == (205, 205, False)
    first = found["docs"][0]
    assert first["payloads"][0]["customers"] == ["DARPA"]
    assert first["launchpad"]["locality"] == "Omelek Island"


def test_an_empty_query_finds_everything_and_ten_come(state: State) -> None:
    found = json.loads(post(state, {}, {"content-type": "application/json; charset=utf-8"}).body)
    assert (len(found["docs"]), found["totalDocs"], found["limit"], found["hasNextPage"]) == (10, 205, 10, True)


def test_pages_by_id_reach_every_launch_once(state: State) -> None:
    seen: list[str] = []
    while len(seen) < 205:
        query = {"_id": {"$gt": seen[-1]}} if seen else {}
        found = page(state, query, limit=50, sort={"_id": 1}, offset=0)
        assert found["totalDocs"] == 205 - len(seen)
        seen += [launch["id"] for launch in found["docs"]]
    assert seen == sorted({launch["id"] for launch in state.launches})


def test_an_offset_skips_and_past_the_end_nothing_comes(state: State) -> None:
    everything = names(page(state, pagination=False))
    assert names(page(state, limit=5, offset=7)) == everything[7:12]
    past = page(state, offset=300)
    assert (past["docs"], past["hasNextPage"], past["totalDocs"]) == ([], False, 205)


def test_without_pagination_everything_comes_at_once(state: State) -> None:
    found = page(state, pagination=False, limit=5)
    assert (len(found["docs"]), found["limit"]) == (205, 205)


def test_date_utc_is_compared_as_text(state: State) -> None:
    assert page(state, {"date_utc": {"$gte": "2022-10-05T16:00:00.000Z"}})["totalDocs"] == 19
    assert page(state, {"date_utc": {"$gte": "2022-10-05T16:00:00Z"}})["totalDocs"] == 18
    assert page(state, {"date_utc": {"$lte": "2007-03-21T01:10:00.000Z"}})["totalDocs"] == 2
    assert page(state, {"date_utc": SINCE_2020 | {"$lte": "2020-12-31T00:00:00.000Z"}})["totalDocs"] == 26


def test_a_launch_whose_id_is_not_valid_stays_behind_its_neighbour(state: State) -> None:
    first, second, third = sorted(state.launches, key=lambda launch: str(launch["id"]))[:3]
    changed = State.of(launches=[first, second | {"id": None}, third])
    assert names(page(changed, {"_id": {"$gt": first["id"]}})) == [second["name"], third["name"]]
    assert names(page(changed, {"_id": {"$gt": third["id"]}})) == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"query": {"name": "CRS-7"}}, "query must be an object with no other members than _id, date_utc"),
        ({"query": {"_id": "5eb87d47ffd86e000604b38a"}}, "_id must be an object with no other members than $gt"),
        ({"query": {"_id": {"$gt": "zzz"}}}, 'Cast to ObjectId failed for value "zzz"'),
        ({"query": {"date_utc": {"$gte": 2020}}}, "$gte must be a text"),
        ({"options": {"select": "name"}}, "options must be an object with no other members than limit"),
        ({"options": {"sort": {"name": 1}}}, 'sort must be absent or {"_id": 1}'),
        ({"options": {"limit": -1}}, "limit must be an integer from 0"),
        ({"options": {"offset": "7"}}, "offset must be an integer from 0"),
        ({"options": {"pagination": "no"}}, "pagination must be a boolean"),
        ({"options": {"populate": "rocket"}}, "what is populated must be an object"),
        ({"options": {"populate": [{"path": "ships", "select": "name"}]}}, "path must be among payloads, rocket"),
        ([], "the body must be an object"),
        (b'{"query":', "Unexpected token in JSON"),
        (b"", "Unexpected token in JSON"),
    ],
)  # fmt: skip
def test_anything_else_is_answered_with_400_and_what_is_served(state: State, body: Any, words: str) -> None:
    found = post(state, body)
    assert found.status == 400
    decoded = json.loads(found.body)
    assert decoded["error"].startswith(words)
    assert "options.populate" in decoded["served"]


def test_a_body_of_another_type_is_answered_with_400(state: State) -> None:
    found = post(state, {}, {"content-type": "text/plain"})
    assert (found.status, json.loads(found.body)["error"]) == (400, "Content-Type must be application/json")


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/nope"), ("PUT", "/v4/launches/query"), ("GET", "/"), ("GET", "/v4/ships")]
)
def test_another_path_or_method_is_not_found(state: State, method: str, path: str) -> None:
    found = answer(Request(method, path), state)
    assert (found.status, found.body) == (404, b"Not Found")


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("launches", 205),
        ("launches/past", 187),
        ("payloads", 225),
        ("rockets?x=1", 4),
        ("launchpads/", 6),
        ("crew", 30),
    ],
)
def test_a_get_lists_a_collection(state: State, path: str, count: int) -> None:
    assert len(get(state, f"/v4/{path}")) == count


def test_a_populated_reference_has_the_chosen_fields_and_its_id(state: State) -> None:
    launch = page(state, limit=1, populate=POPULATE)["docs"][0]
    assert launch["rocket"] == {"name": "Falcon 1", "id": "5e9d0d95eda69955f709d1eb"}
    assert launch["payloads"] == [{"name": "FalconSAT-2", "mass_kg": 20, "id": "5eb0e4b5b6c3bb0006eeb1e1"}]
    assert launch["launchpad"]["full_name"].startswith("Kwajalein")


def test_an_unknown_reference_is_null_and_left_out_of_a_list(state: State) -> None:
    first, unknown = state.launches[0], "f" * 24
    changed = State.of(launches=[first | {"rocket": unknown, "payloads": [*first["payloads"], unknown]}])
    (launch,) = page(changed, populate=POPULATE)["docs"]
    assert (launch["rocket"], len(launch["payloads"])) == (None, 1)


def test_a_change_of_the_state_is_served_at_once() -> None:
    state = State.sample()
    page(state, populate=POPULATE)
    state.launches[0]["name"] = "Renamed"
    del state.launches[1]
    found = page(state, populate=POPULATE)
    assert (found["docs"][0]["name"], found["totalDocs"]) == ("Renamed", 204)


@needs_recorded_data
@pytest.mark.parametrize(("folder", "count"), [("", 205), ("snapshots/2022-04-30", 173)])
def test_a_recorded_folder_is_served(folder: str, count: int) -> None:
    assert RECORDED is not None
    found = page(State.recorded(RECORDED / "spacex-v4" / folder), populate=POPULATE, limit=500)
    assert (found["totalDocs"], len(found["docs"])) == (count, count)


def test_a_multiplied_state_has_distinct_ascending_launches(state: State) -> None:
    launches = multiply(state, 1000).launches
    assert launches == multiply(state, 1000).launches
    ids = [launch["id"] for launch in launches]
    assert ids == sorted(set(ids))
    assert {len(launch_id) for launch_id in ids} == {24}
    assert len({launch["name"] for launch in launches}) == 1000
    assert [launch["flight_number"] for launch in launches] == list(range(1, 1001))
    assert [launch["date_utc"] for launch in launches] == sorted(launch["date_utc"] for launch in launches)
    assert not any(launch["upcoming"] for launch in launches)


def test_a_settled_state_serves_what_the_same_state_unsettled_serves(state: State) -> None:
    settled = multiply(state, 300)
    fresh = State.of(launches=settled.launches)
    asked: list[Document] = [{}, {"_id": {"$gt": settled.launches[120]["id"]}}, {"date_utc": SINCE_2020}]
    for query in [*asked, *asked]:
        for populate in ([], POPULATE):
            options = {"limit": 50, "populate": populate}
            assert page(settled, query, **options) == page(fresh, query, **options)


@pytest.fixture
def api() -> Iterator[RecordedApi]:
    with RecordedApi() as api:
        yield api


def send(api: RecordedApi, body: Document) -> tuple[int, Any]:
    connection = http.client.HTTPConnection(api.url.removeprefix("http://"), timeout=5)
    try:
        connection.request("POST", "/v4/launches/query", json.dumps(body), {"Content-Type": "application/json"})
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def test_a_server_remembers_its_requests(api: RecordedApi) -> None:
    status, found = send(api, {"options": {"limit": 2}})
    assert (status, len(found["docs"])) == (200, 2)
    (request,) = api.requests
    assert (request.method, request.path, request.parsed) == (
        "POST",
        "/v4/launches/query",
        {"options": {"limit": 2}},
    )
    assert api.launches_url == f"{api.url}/v4/launches/query"


def test_a_server_keeps_its_connections_and_answers_fast(api: RecordedApi) -> None:
    connection = http.client.HTTPConnection(api.url.removeprefix("http://"), timeout=5)
    connection.connect()
    first, started = connection.sock, time.perf_counter()
    for _ in range(20):
        connection.request("POST", "/v4/launches/query", b"{}", {"Content-Type": "application/json"})
        connection.getresponse().read()
    assert connection.sock is first
    assert time.perf_counter() - started < 0.7  # 20 delayed acknowledgements would take 0.8 s
    connection.close()


def test_a_state_may_be_replaced_between_two_requests(api: RecordedApi) -> None:
    assert send(api, {})[1]["totalDocs"] == 205
    api.state = State.of(launches=[])
    assert send(api, {})[1]["totalDocs"] == 0


def test_an_answer_may_be_replaced(api: RecordedApi) -> None:
    api.respond = lambda _request, proceed: Answer(502, {"Content-Type": "text/html"}, proceed().body)
    assert send(api, {})[0] == 502


def test_an_answer_may_be_cut_short(api: RecordedApi) -> None:
    api.respond = lambda _request, _proceed: Answer(200, {"Content-Length": "500"}, b"{")
    with pytest.raises(http.client.IncompleteRead):
        send(api, {})


def test_a_server_may_close_the_connection_without_an_answer(api: RecordedApi) -> None:
    api.respond = lambda _request, _proceed: None
    with pytest.raises(ConnectionError):
        send(api, {})


def test_a_stopped_server_closes_idle_connections() -> None:
    with RecordedApi() as api:
        connection = http.client.HTTPConnection(api.url.removeprefix("http://"), timeout=5)
        connection.request("GET", "/v4/rockets")
        connection.getresponse().read()
    with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):  # noqa: PT012
        connection.request("GET", "/v4/rockets")
        connection.getresponse()
    connection.close()


def test_help_says_what_is_served() -> None:
    command = [sys.executable, "-m", "local.api", "--help"]
    shown = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    assert all(words in shown for words in ("--multiply COUNT", "/v4/launches/query", "options.populate"))
