from collections import Counter

from local import launch_library_sample as sample


def test_the_second_state_has_three_more_launches_and_none_less() -> None:
    first, second = ({launch["id"] for launch in sample.launches(ten_days_later=later)} for later in (False, True))
    assert (len(first), len(second - first), len(first - second)) == (165, 3, 0)


def test_between_the_states_launches_fly_and_slip() -> None:
    before, after = (
        {launch["id"]: launch for launch in sample.launches(ten_days_later=later)} for later in (False, True)
    )
    flew = [after[key]["name"] for key in before if before[key]["status"] != after[key]["status"]]
    assert flew == [
        "Falcon 9 Block 5 | Starlink Group 17-17",
        "Falcon 9 Block 5 | Starlink Group 10-44",
        "Falcon 9 Block 5 | Transporter 16 (Dedicated SSO Rideshare)",
    ]
    slipped = {after[key]["name"] for key in before if before[key]["net"] != after[key]["net"]}
    assert slipped == {"Falcon 9 Block 5 | Starlink Group 17-35", "Falcon 9 Block 5 | Starlink Group 10-58"}


def test_a_flight_changes_the_bytes_of_every_launch_as_in_the_real_api() -> None:
    before, after = sample.launches(), {launch["id"]: launch for launch in sample.launches(ten_days_later=True)}
    assert not [launch["id"] for launch in before if launch == after[launch["id"]]]


def test_the_flown_launches_have_their_boosters_as_far_as_they_are_known() -> None:
    flown = [launch for launch in sample.launches() if launch["status"]["abbrev"] == "Success"]
    landings = Counter(
        stage["landing"]["type"]["abbrev"]
        for launch in flown
        for stage in launch["rocket"]["launcher_stage"]
        if stage["landing"]
    )
    assert (len(flown), landings["ASDS"] > 20) == (42, True)
