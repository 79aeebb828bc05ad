import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from math import fsum
from typing import Any

import pytest

from job.sources.protocol import TimeRange
from job.sources.spacex_v4 import requests
from local.answers import Request, answer
from local.launches import dumped
from local.state import COLLECTIONS, SAMPLE, Document, State
from tests.support.recorded import RECORDED, needs_recorded_data

LAUNCH_KEYS = (
    "fairings links static_fire_date_utc static_fire_date_unix net window rocket success failures details "
    "crew ships capsules payloads launchpad flight_number name date_utc date_unix date_local "
    "date_precision upcoming cores auto_update tbd launch_library_id id"
)
HELD = {
    "payloads": "name type reused launch customers norad_ids nationalities manufacturers mass_kg orbit "
    "reference_system regime id",
    "rockets": "name type active stages boosters cost_per_launch success_rate_pct first_flight country id",
    "launchpads": "name full_name locality region latitude longitude rockets timezone status id",
}
OUR_OWN = {"details", "description", "failures", "links", "wikipedia", "flickr_images", "images"}
OWN_LINK = re.compile(r"https://[a-z]+\.example\.org/\S*")


@pytest.fixture(scope="module")
def sample() -> State:
    return State.sample()


def flown(sample: State) -> list[Document]:
    return [launch for launch in sample.launches if not launch["upcoming"]]


def recorded(collection: str) -> list[Document]:
    assert RECORDED is not None
    documents: list[Document] = json.loads((RECORDED / "spacex-v4" / f"{collection}.json").read_text())
    return documents


def test_it_has_205_launches_of_which_187_have_flown_and_181_succeeded(sample: State) -> None:
    assert len(sample.launches) == 205
    assert len(flown(sample)) == 187
    assert Counter(launch["success"] for launch in flown(sample)) == {True: 181, False: 5, None: 1}


def test_every_launch_has_the_27_keys_of_the_api_in_its_order(sample: State) -> None:
    assert {tuple(launch) for launch in sample.launches} == {tuple(LAUNCH_KEYS.split())}


def test_the_mean_mass_is_that_of_the_recorded_state(sample: State) -> None:
    mass = {payload["id"]: payload["mass_kg"] for payload in sample.payloads}
    carried = [[mass[payload] for payload in launch["payloads"]] for launch in flown(sample)]
    known = [[one for one in masses if one is not None] for masses in carried]
    totals = [fsum(masses) for masses in known if masses]
    assert (len(totals), fsum(totals) / len(totals)) == (162, 7937.213271604938)


def test_the_mean_delay_is_that_of_the_recorded_state(sample: State) -> None:
    fired = [launch for launch in flown(sample) if launch["static_fire_date_utc"]]
    delays = [
        (datetime.fromisoformat(one["date_utc"]) - datetime.fromisoformat(one["static_fire_date_utc"])).total_seconds()
        for one in fired
    ]
    assert (len(delays), fsum(delays) / len(delays)) == (121, 194056.69421487604)


def test_four_sites_have_seen_flown_launches(sample: State) -> None:
    name = {launchpad["id"]: launchpad["name"] for launchpad in sample.launchpads}
    sites = Counter(name[launch["launchpad"]] for launch in flown(sample))
    assert sites == {"CCSFS SLC 40": 99, "KSC LC 39A": 55, "VAFB SLC 4E": 28, "Kwajalein Atoll": 5}


def test_every_reference_to_what_is_populated_is_held(sample: State) -> None:
    held = {one["id"] for name in COLLECTIONS for one in sample.collection(name)}
    asked = [
        [launch["rocket"], launch["launchpad"], *launch["payloads"], *launch["crew"], *launch["capsules"]]
        + [core[part] for core in launch["cores"] for part in ("core", "landpad") if core[part]]
        for launch in sample.launches
    ]
    assert {one for references in asked for one in references} <= held


def test_two_samples_can_be_changed_apart(sample: State) -> None:
    other = State.sample()
    other.launches[0]["cores"][0]["flight"] = 99
    assert sample.launches[0]["cores"][0]["flight"] == 1


def test_the_dates_that_disagree_with_each_other_still_do(sample: State) -> None:
    launches = {launch["name"]: launch for launch in sample.launches}
    assert launches["COTS 2"]["date_unix"] == 1335944640
    assert launches["RatSat"]["date_local"] == "2008-09-28T11:15:00+12:00"
    assert launches["FalconSat"]["date_local"] == "2006-03-25T10:30:00+12:00"


def test_a_served_launch_is_about_3_kb(sample: State) -> None:
    body = json.dumps(requests.page_request(TimeRange(), None, 0, 500).json).encode()
    request = Request("POST", "/v4/launches/query", {"content-type": "application/json"}, body)
    sizes = [len(dumped(launch)) for launch in json.loads(answer(request, sample).body)["docs"]]
    assert 2500 < fsum(sizes) / len(sizes) < 3500


def test_the_links_are_our_own(sample: State) -> None:
    links = [text for name in COLLECTIONS for text in _texts(sample.collection(name)) if "://" in text]
    assert len(links) > 1000
    assert [link for link in links if not OWN_LINK.fullmatch(link)] == []


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def test_the_files_are_small_enough_to_read() -> None:
    assert sorted(path.name for path in SAMPLE.glob("*.json")) == sorted(f"{name}.json" for name in COLLECTIONS)
    assert sum(path.stat().st_size for path in SAMPLE.glob("*.json")) < 900_000


@needs_recorded_data
@pytest.mark.parametrize("collection", sorted(set(COLLECTIONS) - {"cores", "capsules"}))
def test_no_text_and_no_link_is_a_copy(sample: State, collection: str) -> None:
    ours, theirs = (
        {text for each in documents for key in OUR_OWN & each.keys() for text in _texts(each[key])}
        for documents in (sample.collection(collection), recorded(collection))
    )
    assert ours & theirs == set()


@needs_recorded_data
def test_every_launch_equals_the_recorded_one_but_for_texts_and_links(sample: State) -> None:
    for ours, theirs in zip(sample.launches, recorded("launches"), strict=True):
        assert list(ours) == list(theirs)
        assert {key: ours[key] for key in ours if key not in OUR_OWN} == {
            key: theirs[key] for key in theirs if key not in OUR_OWN
        }


@needs_recorded_data
def test_every_failure_has_the_recorded_figures(sample: State) -> None:
    for ours, theirs in zip(sample.launches, recorded("launches"), strict=True):
        figures = [[(one["time"], one["altitude"]) for one in doc["failures"]] for doc in (ours, theirs)]
        assert figures[0] == figures[1]


@needs_recorded_data
def test_every_core_that_is_recorded_has_its_serial_number_and_block(sample: State) -> None:
    assert RECORDED is not None
    folder = RECORDED / "spacex-v4"
    listed = json.loads((folder / "partial" / "cores.json").read_text())
    answer = json.loads((folder / "query-samples" / "launches-query-falcon9-past-populated.json").read_text())
    listed += [core["core"] for launch in answer for core in launch["cores"]]
    known = {each["id"]: (each["serial"], each["block"]) for each in listed if each["serial"]}
    assert len(known) == 66
    held = {each["id"]: (each["serial"], each["block"]) for each in sample.cores}
    assert (len(held), {key: held[key] for key in known}) == (78, known)


@needs_recorded_data
@pytest.mark.parametrize("collection", ["landpads", "crew"])
def test_the_recorded_landpads_and_crew_are_held_as_far_as_they_are_read(sample: State, collection: str) -> None:
    held = {each["id"]: each for each in sample.collection(collection)}
    for theirs in recorded(collection):
        ours = held[theirs["id"]]
        assert ours == {key: theirs[key] for key in ours}


@needs_recorded_data
@pytest.mark.parametrize("collection", ["payloads", "rockets", "launchpads"])
def test_what_is_held_of_a_collection_equals_the_recorded_state(sample: State, collection: str) -> None:
    for ours, theirs in zip(sample.collection(collection), recorded(collection), strict=True):
        assert list(ours) == list(theirs)
        assert {key: ours[key] for key in HELD[collection].split()} == {
            key: theirs[key] for key in HELD[collection].split()
        }
