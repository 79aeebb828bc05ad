import http.client
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from local.api import Answer, RecordedApi, Request, State, answer
from local.multiply import multiply
from tests.support.recorded import RECORDED, needs_recorded_data

Document = dict[str, Any]

JSON = {"content-type": "application/json"}
POPULATE = [
    {"path": "payloads", "select": "name mass_kg"},
    {"path": "rocket", "select": "name"},
    {"path": "launchpad", "select": "name full_name latitude longitude"},
]
AFTER_SOME = "5eb87d47ffd86e000604b38a"


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


def names(state: State, query: Document, **options: Any) -> list[str]:
    return [launch["name"] for launch in page(state, query, pagination=False, **options)["docs"]]


def refusal(state: State, query: Document | None = None, **options: Any) -> str:
    found = post(state, {"query": query or {}, "options": options})
    assert (found.status, found.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
    return found.body.decode()


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"{}", JSON),
        (b"", JSON),
        (b"[]", JSON),
        (b'{"options": {"limit": 3}}', {"content-type": "text/plain"}),
        (b'{"options": {"limit": 3}}', {}),
    ],
)
def test_a_body_that_is_empty_or_not_json_is_ignored_and_ten_of_everything_come(
    state: State, body: bytes, headers: dict[str, str]
) -> None:
    found = json.loads(post(state, body, headers).body)
    assert (len(found["docs"]), found["totalDocs"], found["limit"]) == (10, 205, 10)


def test_json_with_a_charset_is_json(state: State) -> None:
    headers = {"content-type": "application/json; charset=utf-8"}
    assert len(json.loads(post(state, {"options": {"limit": 3}}, headers).body)["docs"]) == 3


@needs_recorded_data
def test_every_envelope_is_the_recorded_one(state: State) -> None:
    assert RECORDED is not None
    samples = json.loads((RECORDED / "spacex-v4/query-samples/page-envelopes.json").read_text())
    for one in samples:
        found = page(state, **one["request_options"])
        assert len(found.pop("docs")) == one["docs_returned"]
        assert list(found.items()) == list(one["response_without_docs"].items())


def test_an_envelope_without_a_page_tells_its_offset(state: State) -> None:
    assert list(page(state, limit=5, offset=7).items())[1:] == [
        ("totalDocs", 205),
        ("offset", 7),
        ("limit", 5),
        ("totalPages", 41),
        ("page", 2),
        ("pagingCounter", 6),
        ("hasPrevPage", True),
        ("hasNextPage", True),
        ("prevPage", 1),
        ("nextPage", 3),
    ]
    assert "offset" not in page(state, page=2)


def test_an_offset_within_the_first_page_has_the_first_page_before_it(state: State) -> None:
    found = page(state, limit=5, offset=3)
    assert (found["page"], found["hasPrevPage"], found["prevPage"]) == (1, True, 1)


def test_a_page_past_the_end_is_empty_and_counts_the_same(state: State) -> None:
    found = page(state, page=99)
    assert (found["docs"], found["hasNextPage"], found["totalDocs"]) == ([], False, 205)


@pytest.mark.parametrize("limit", [0, -3, "x", None])
def test_a_limit_of_nothing_gives_no_documents_but_the_count(state: State, limit: Any) -> None:
    found = page(state, limit=limit)
    assert (found["docs"], found["totalDocs"], found["limit"], found["totalPages"]) == ([], 205, 0, 1)


def test_a_limit_of_100000_is_not_capped(state: State) -> None:
    found = page(state, limit=100000)
    assert (len(found["docs"]), found["limit"]) == (205, 100000)


def test_without_pagination_everything_comes_at_once(state: State) -> None:
    found = page(state, pagination=False, limit=5)
    assert (len(found["docs"]), found["limit"], found["totalPages"]) == (205, 205, 1)


@pytest.mark.parametrize(
    "query",
    [{"updated_at": {"$gt": 5}}, {"id": AFTER_SOME}, {"date_utx": "x"}, {"cores.nope": 1}, {"$foo": 1}],
)
def test_a_filter_on_an_unknown_path_is_dropped_and_everything_matches(state: State, query: Document) -> None:
    assert page(state, query)["totalDocs"] == 205


def test_pages_by_id_reach_every_launch_once(state: State) -> None:
    seen: list[str] = []
    while len(seen) < 205:
        query = {"_id": {"$gt": seen[-1]}} if seen else {}
        found = page(state, query, limit=50, sort={"_id": 1}, offset=0)
        assert found["totalDocs"] == 205 - len(seen)
        seen += [launch["id"] for launch in found["docs"]]
    assert seen == sorted({launch["id"] for launch in state.launches})


def test_the_id_is_served_as_id_and_never_as__id(state: State) -> None:
    (launch,) = page(state, {"_id": AFTER_SOME})["docs"]
    assert launch["id"] == AFTER_SOME
    assert "_id" not in launch


def test_a_record_whose_id_cannot_be_read_stays_behind_its_neighbour() -> None:
    first, second, third = sorted(State.sample().launches, key=lambda launch: str(launch["id"]))[:3]
    state = State.of(launches=[first, second | {"id": None}, third])
    after = page(state, {"_id": {"$gt": first["id"]}}, sort={"_id": 1})
    assert [launch["name"] for launch in after["docs"]] == [second["name"], third["name"]]
    assert page(state, {"_id": {"$gt": third["id"]}}, sort={"_id": 1})["docs"] == []


def test_date_utc_is_compared_as_text(state: State) -> None:
    assert page(state, {"date_utc": {"$gte": "2022-10-05T16:00:00.000Z"}})["totalDocs"] == 19
    assert page(state, {"date_utc": {"$gte": "2022-10-05T16:00:00Z"}})["totalDocs"] == 18
    assert page(state, {"date_utc": {"$gte": 2023}})["totalDocs"] == 0


def test_date_unix_is_compared_as_a_number_even_when_asked_as_text(state: State) -> None:
    assert page(state, {"date_unix": {"$gte": "1664985600"}})["totalDocs"] == 19


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (
            {"flight_number": {"$gt": "abc"}},
            'Cast to Number failed for value "abc" (type string) at path "flight_number" for model "Launch"',
        ),
        (
            {"_id": {"$gt": "zzz"}},
            'Cast to ObjectId failed for value "zzz" (type string) at path "_id" for model "Launch"',
        ),
        (
            {"success": "maybe"},
            'Cast to Boolean failed for value "maybe" (type string) at path "success" for model "Launch"',
        ),
        (
            {"name": {"$gt": {"a": 1}}},
            'Cast to string failed for value "{ a: 1 }" (type Object) at path "name" for model "Launch"',
        ),
        (
            {"cores.flight": "x"},
            'Cast to Number failed for value "x" (type string) at path "flight" for model "Launch"',
        ),
        ({"$or": 3}, 'Cast to Array failed for value "3" (type number) at path "$or" for model "Launch"'),
        ({"name": {"$foo": 1}}, "Can't use $foo with String."),
    ],
)
def test_a_value_that_cannot_be_cast_is_a_400(state: State, query: Document, words: str) -> None:
    assert refusal(state, query) == words


@pytest.mark.parametrize(
    ("sort", "words"),
    [
        ({"name": "up"}, "Invalid sort value: { name: up }"),
        ({"name": 2}, "Invalid sort value: { name: 2 }"),
        (["name"], "Invalid sort() argument, must be array of arrays"),
        (5, "Invalid sort() argument. Must be a string, object, or array."),
    ],
)
def test_a_bad_sort_is_refused(state: State, sort: Any, words: str) -> None:
    assert refusal(state, sort=sort) == words


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"query":', "Unexpected end of JSON input"),
        (b"5", "invalid JSON, only supports object and array"),
        (b'{"a": NaN}', "Unexpected token N in JSON"),
        (b"{}x", "Unexpected token x in JSON at position 2"),
    ],
)
def test_broken_json_is_a_400_in_plain_text(state: State, body: bytes, words: str) -> None:
    found = post(state, body)
    assert (found.status, found.body.decode()) == (400, words)
    assert found.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_a_body_over_one_megabyte_is_a_413(state: State) -> None:
    fits = post(state, b'{"a":"' + b"x" * ((1 << 20) - 8) + b'"}')
    too_large = post(state, b'{"a":"' + b"x" * (1 << 20) + b'"}')
    assert (fits.status, too_large.status, too_large.body) == (200, 413, b"request entity too large")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/nope"),
        ("PUT", "/v4/launches/query"),
        ("GET", "/v4/launches/query"),
        ("GET", "/"),
        ("GET", "/v4"),
    ],
)
def test_a_wrong_path_or_method_is_not_found(state: State, method: str, path: str) -> None:
    found = answer(Request(method, path), state)
    assert (found.status, found.body) == (404, b"Not Found")


def test_a_post_to_the_list_would_need_a_key(state: State) -> None:
    assert answer(Request("POST", "/v4/launches"), state).status == 401


def test_without_a_sort_the_order_is_the_natural_one(state: State) -> None:
    assert names(state, {}) == [launch["name"] for launch in state.launches]


@pytest.mark.parametrize(
    ("path", "count"),
    [("", 205), ("/past", 187), ("/upcoming", 18), ("/?x=1", 205)],
)
def test_a_get_lists_launches_by_flight_number(state: State, path: str, count: int) -> None:
    found = json.loads(answer(Request("GET", f"/v4/launches{path}"), state).body)
    numbers = [launch["flight_number"] for launch in found]
    assert (len(found), numbers) == (count, sorted(numbers))


@pytest.mark.parametrize(("name", "count"), [("payloads", 225), ("rockets", 4), ("launchpads", 6), ("cores", 0)])
def test_a_get_lists_every_other_collection(state: State, name: str, count: int) -> None:
    assert len(json.loads(answer(Request("GET", f"/v4/{name}"), state).body)) == count


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"flight_number": 1}, ["FalconSat"]),
        ({"flight_number": "1"}, ["FalconSat"]),
        ({"flight_number": [1, 2]}, ["FalconSat", "DemoSat"]),
        ({"flight_number": {"$in": [1, "3"]}}, ["FalconSat", "Trailblazer"]),
        ({"flight_number": {"$lt": 4, "$ne": 2}}, ["FalconSat", "Trailblazer"]),
        ({"flight_number": {"$lte": 3, "$nin": [1, 2]}}, ["Trailblazer"]),
        ({"success": "no", "flight_number": {"$gt": 3}}, ["CRS-7", "Amos-6"]),
        ({"success": None, "upcoming": False}, ["Starlink 3-1 (v1.5)"]),
        ({"$or": [{"name": "RatSat"}, {"name": {"$eq": "DemoSat"}}]}, ["DemoSat", "RatSat"]),
        ({"$and": [{"success": False}, {"flight_number": {"$gte": 3}}], "name": {"$regex": "^[A-T]"}},
         ["Trailblazer", "CRS-7", "Amos-6"]),
        ({"$nor": [{"flight_number": {"$gt": 2}}]}, ["FalconSat", "DemoSat"]),
        ({"flight_number": {"$not": {"$gt": 1}}}, ["FalconSat"]),
        ({"payloads": "5eb0e4b6b6c3bb0006eeb1e3"}, ["Trailblazer"]),
        ({"rocket": "5E9D0D95EDA69955F709D1EB", "success": True}, ["RatSat", "RazakSat"]),
        ({"fairings.recovered": {"$exists": False}, "flight_number": {"$lt": 9}}, ["COTS 1", "COTS 2"]),
        ({"cores.flight": {"$gte": 14}}, ["Starlink 4-2 (v1.5) & Blue Walker 3"]),
    ],
)  # fmt: skip
def test_a_filter_finds(state: State, query: Document, expected: list[str]) -> None:
    assert names(state, query) == expected


def test_sorts_may_be_texts_objects_or_pairs(state: State) -> None:
    down = names(state, {}, sort="-flight_number name")
    assert down == names(state, {}, sort={"flight_number": "desc", "name": "ascending"})
    assert down == names(state, {}, sort=[["flight_number", -1], ["name", 1]])
    assert names(state, {}, sort={"id": -1}) == names(state, {})


def test_a_select_leaves_the_chosen_fields_and_the_id(state: State) -> None:
    (chosen,) = page(state, {"flight_number": 1}, select="name links.patch.small")["docs"]
    assert chosen == {
        "links": {"patch": {"small": None}},
        "name": "FalconSat",
        "id": "5eb87cd9ffd86e000604b32a",
    }
    (without,) = page(state, {"flight_number": 1}, select={"links": 0, "cores": 0})["docs"]
    assert len(without) == 25
    (nameless,) = page(state, {"flight_number": 1}, select="name -_id")["docs"]
    assert nameless == {"name": "FalconSat"}
    assert refusal(state, select="name -links").startswith("Projection cannot")


def test_a_populated_reference_has_the_chosen_fields_and_its_id(state: State) -> None:
    (launch,) = page(state, {"flight_number": 1}, populate=POPULATE)["docs"]
    assert launch["rocket"] == {"name": "Falcon 1", "id": "5e9d0d95eda69955f709d1eb"}
    assert launch["payloads"] == [{"name": "FalconSAT-2", "mass_kg": 20, "id": "5eb0e4b5b6c3bb0006eeb1e1"}]
    assert launch["launchpad"]["full_name"].startswith("Kwajalein")


@pytest.mark.parametrize("populate", ["rocket payloads", ["rocket", {"path": "payloads"}], {"path": "rocket payloads"}])
def test_a_populate_may_be_a_text_a_list_or_an_object(state: State, populate: Any) -> None:
    (launch,) = page(state, {"flight_number": 1}, populate=populate)["docs"]
    assert (launch["rocket"]["company"], launch["payloads"][0]["orbit"]) == ("SpaceX", "LEO")


def test_a_populate_of_no_path_of_the_schema_is_refused(state: State) -> None:
    assert refusal(state, populate="nope").startswith("Cannot populate path `nope`")


def test_a_dangling_reference_is_null_and_in_an_array_it_is_left_out() -> None:
    first = State.sample().launches[0]
    dangling = "f" * 24
    state = State.of(launches=[first | {"rocket": dangling, "payloads": [*first["payloads"], dangling]}])
    (launch,) = page(state, populate=POPULATE)["docs"]
    assert (launch["rocket"], len(launch["payloads"])) == (None, 1)


def test_a_path_inside_an_array_is_populated_in_every_item() -> None:
    state = State.of(cores=[{"serial": "Merlin1A", "id": "5e9e289df35918033d3b2623"}])
    (launch,) = page(state, {"flight_number": 1}, populate={"path": "cores.core", "select": "serial"})["docs"]
    assert launch["cores"][0]["core"] == {"serial": "Merlin1A", "id": "5e9e289df35918033d3b2623"}


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
    found = page(State.recorded(RECORDED / "spacex-v4" / folder), populate=[*POPULATE, "cores.core"], limit=500)
    assert (found["totalDocs"], len(found["docs"])) == (count, count)


@needs_recorded_data
def test_a_populated_answer_is_the_recorded_one_as_far_as_the_cores_are_recorded() -> None:
    assert RECORDED is not None
    folder = RECORDED / "spacex-v4"
    recorded = json.loads((folder / "query-samples/launches-query-falcon9-past-populated.json").read_text())
    payload = "name id mass_kg orbit customers nationalities"
    populate = [
        {"path": "rocket", "select": {"name": 1}},
        {"path": "launchpad", "select": "name region locality latitude longitude"},
        {"path": "payloads", "select": dict.fromkeys(payload.split(), 1)},
        {"path": "cores.core", "select": "serial block"},
        {"path": "cores.landpad", "select": "name"},
    ]
    select = "flight_number name date_utc success rocket payloads cores launchpad"
    query = {"rocket": "5e9d0d95eda69973a809d1ec", "upcoming": False}
    options = {"pagination": False, "sort": {"flight_number": 1}, "select": select, "populate": populate}
    found = page(State.recorded(folder), query, **options)["docs"]
    for ours, theirs in zip(found, recorded, strict=True):
        assert list(ours) == list(theirs)
        for our_core, their_core in zip(ours["cores"], theirs["cores"], strict=True):
            their_core["core"] = their_core["core"] if our_core["core"] else None
        assert ours == theirs


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
    asked = [
        {},
        {"_id": {"$gt": settled.launches[120]["id"]}},
        {"date_utc": {"$gte": "2015-01-01T00:00:00.000Z"}},
    ]
    for query in [*asked, *asked]:
        options = {"limit": 50, "sort": {"_id": 1}, "populate": POPULATE}
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


def test_a_server_remembers_what_it_was_asked(api: RecordedApi) -> None:
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


def test_a_state_may_be_swapped_between_two_requests(api: RecordedApi) -> None:
    assert send(api, {})[1]["totalDocs"] == 205
    api.state = State.of(launches=[])
    assert send(api, {})[1]["totalDocs"] == 0


def test_a_response_may_be_replaced(api: RecordedApi) -> None:
    api.respond = lambda _request, proceed: Answer(502, {"Content-Type": "text/html"}, proceed().body)
    assert send(api, {})[0] == 502


def test_a_response_may_be_cut_short(api: RecordedApi) -> None:
    api.respond = lambda _request, _proceed: Answer(200, {"Content-Length": "500"}, b"{")
    with pytest.raises(http.client.IncompleteRead):
        send(api, {})


def test_a_server_may_hang_up_without_a_word(api: RecordedApi) -> None:
    api.respond = lambda _request, _proceed: None
    with pytest.raises(ConnectionError):
        send(api, {})


def test_a_stopped_server_hangs_up_on_idle_clients() -> None:
    with RecordedApi() as api:
        connection = http.client.HTTPConnection(api.url.removeprefix("http://"), timeout=5)
        connection.request("GET", "/v4/rockets")
        connection.getresponse().read()
    with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):  # noqa: PT012
        connection.request("GET", "/v4/rockets")
        connection.getresponse()
    connection.close()
