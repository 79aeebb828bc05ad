import statistics

import pytest

from job.databases import sqlfiles
from job.errors import DataRefusedError
from job.steps import check
from tests.support.handmade import launch, payload, record_id
from tests.support.steps import Steps

ONE = record_id(1)
EARLIER = (
    "INSERT INTO ops.launch_versions SELECT document_id + {}, launch_id, digest, model, drift, first_seen_at,"
    " valid_from + interval '{}', valid_from + interval '{}', 'changed', 'x'"
    " FROM ops.launch_versions WHERE valid_to IS NULL"
)
NO_VERSION = f"DELETE FROM ops.launch_versions WHERE launch_id = '{ONE}'"

# For each check, ways to break its claim by hand. Two launches are stored and affected, each with a payload and a core.
SABOTAGES = {
    "aggregates_agree_with_recount": [
        "UPDATE launch_aggregates SET total_launches = 3",
        "UPDATE launch_aggregates SET successful_launches = 1",
        "UPDATE launch_aggregates SET average_payload_mass_kg = average_payload_mass_kg * 1.00000001",
        "UPDATE launch_aggregates SET average_payload_mass_kg = NULL",
        "UPDATE launch_aggregates SET average_launch_delay_seconds = 0",
        "UPDATE launch_aggregates SET average_launch_delay_seconds = NULL",
        "UPDATE launch_aggregates SET static_fires = 1",
        "UPDATE launch_aggregates SET impossible_static_fires = 1",
        "UPDATE launch_aggregates SET average_static_fire_to_launch_seconds = NULL",
        "UPDATE launch_aggregates SET average_static_fire_to_launch_seconds = 86400.0001",
        "UPDATE launch_aggregates SET median_static_fire_to_launch_seconds = NULL",
        "UPDATE launch_aggregates SET median_static_fire_to_launch_seconds = 86400.0001",
        "UPDATE launch_aggregates SET median_static_fire_to_launch_seconds = 86399.9999",
        "DELETE FROM launch_aggregates",
    ],
    "launches_agree_with_versions": [
        f"DELETE FROM launches WHERE launch_id = '{ONE}'",
        NO_VERSION,
    ],
    "schedules_agree_with_launches": [
        "INSERT INTO upcoming_launches VALUES (now(), 'x', 'X', now(), 'day', NULL, NULL, 'Go', NULL, 'r', 'R')",
        f"INSERT INTO launch_schedule (launch_id, valid_from, scheduled_at, has_flown) VALUES ('{ONE}', now(), now(), true)",
    ],
    "payloads_agree_with_launches": [
        f"DELETE FROM launch_payloads WHERE launch_id = '{ONE}'",
        f"UPDATE launch_payloads SET amount = 2 WHERE launch_id = '{ONE}'",
        f"UPDATE launch_payloads SET mass_kg = mass_kg + 1 WHERE launch_id = '{ONE}'",
        f"UPDATE launch_payloads SET mass_kg = NULL WHERE launch_id = '{ONE}'",
        f"UPDATE launches SET payload_mass_kg = NULL WHERE launch_id = '{ONE}'",
        "UPDATE launches SET payload_count = 2",
    ],
    "versions_have_documents": [
        "DELETE FROM ops.documents WHERE document_id = (SELECT min(document_id) FROM ops.documents)",
        EARLIER.format(100, "-2 days", "-1 day"),
    ],
    "affected_launches_agree_with_versions": [
        f"DELETE FROM launches WHERE launch_id = '{ONE}'",
        NO_VERSION,
        "UPDATE affected SET outcome = 'removed'",
        f"DELETE FROM launches WHERE launch_id = '{ONE}'; {NO_VERSION}",
    ],
    "affected_rows_agree_with_documents": [
        f"DELETE FROM launches WHERE launch_id = '{ONE}'",
        f"UPDATE launches SET name = 'x' WHERE launch_id = '{ONE}'",
        f"UPDATE launches SET success = NULL WHERE launch_id = '{ONE}'",
        "DELETE FROM launch_payloads",
        "UPDATE launch_payloads SET position = 2",
        "UPDATE launch_payloads SET customers = '[]'",
        "DELETE FROM launch_cores",
        f"UPDATE flattened_launch_cores SET launch_id = 'other' WHERE launch_id = '{ONE}'",
        f"INSERT INTO launch_crew (launch_id, position) VALUES ('{ONE}', 1)",
    ],
    "values_are_sane": [
        "UPDATE launches SET launched_at = '1899-12-31T23:59Z'",
        "UPDATE launches SET static_fire_at = '2200-01-01T00:01Z'",
        "UPDATE launches SET launch_year = 2201",
        "UPDATE launches SET flight_number = -1",
        "UPDATE launches SET launchpad_latitude = 90.5",
        "UPDATE launches SET launchpad_longitude = 'NaN'",
        "UPDATE launches SET payload_mass_kg = -1",
        "UPDATE launches SET payload_mass_kg = 'Infinity'",
        "UPDATE launches SET name = ''",
        "UPDATE launches SET rocket_id = ''",
        "UPDATE launches SET launchpad_id = ''",
    ],
    "versions_do_not_overlap": [
        EARLIER.format(100, "-2 days", "1 day"),
        EARLIER.format(100, "-2 days", "0") + "; " + EARLIER.format(200, "-3 days", "-1 day"),
    ],
}


def nothing_to_flatten() -> None:
    """What is stored came in this cycle, so it is flattened already."""


@pytest.fixture
def stored(steps: Steps) -> Steps:
    """Two sound launches, which the open cycle counts as affected."""
    steps.cycle(launch(1), launch(2))
    return steps


def test_every_check_passes_on_what_a_cycle_wrote(stored: Steps) -> None:
    run = {*check.run(stored.warehouse, nothing_to_flatten, anything_affected=True, full=True)}
    run |= {*check.run(stored.warehouse, nothing_to_flatten, anything_affected=True, full=False)}
    assert run == {*sqlfiles.names("checks")}


def test_masses_that_double_precision_cannot_add_are_summed_as_the_transform_does(steps: Steps) -> None:
    """A check added them in double precision, where each of the small ones was lost: 65."""
    steps.cycle(launch(1, payloads=[payload(mass_kg=1e9)]))
    steps.statement(
        "INSERT INTO launch_payloads SELECT small.* FROM launch_payloads AS large, generate_series(2, 30001) AS place,"
        " jsonb_populate_record(large, jsonb_build_object('position', place, 'mass_kg', 5.9e-8)) AS small"
    )
    steps.statement(
        "UPDATE launches SET payload_count = 30001, payload_mass_kg ="
        " (SELECT sum(mass_kg::numeric) FROM launch_payloads WHERE mass_kg IS NOT NULL)"
    )
    assert steps.warehouse.table("checks/payloads_agree_with_launches").rows == []
    (row,) = steps.statement(
        "SELECT payload_mass_kg > (SELECT sum(mass_kg) FROM launch_payloads) + 0.001 AS lost FROM launches"
    )
    assert row.lost


@pytest.mark.parametrize("days", [[1], [1, 2], [3, 1, 2], [1, 1, 9, 9], [-1, 5, 2, 2, 7]])
def test_the_recount_knows_a_median_from_what_lies_beside_it(steps: Steps, days: list[int]) -> None:
    launches = [
        launch(number, static_fire_date_utc=f"2020-02-{20 - day:02}T12:00:00.000Z", date_utc="2020-02-20T12:00:00.000Z")
        for number, day in enumerate(days, 1)
    ]
    steps.cycle(*launches)
    (row,) = steps.statement("SELECT median_static_fire_to_launch_seconds / 86400 AS days FROM launch_aggregates")
    assert row.days == statistics.median(day for day in days if day > 0)
    for wrong in ("* 1.0001", "/ 1.0001"):
        with steps.rolled_back():
            steps.statement(
                "UPDATE launch_aggregates SET"
                f" median_static_fire_to_launch_seconds = median_static_fire_to_launch_seconds {wrong}"
            )
            assert steps.warehouse.table("checks/aggregates_agree_with_recount").rows


@pytest.mark.parametrize("name", SABOTAGES)
def test_a_check_fails_whichever_way_its_claim_is_broken(stored: Steps, name: str) -> None:
    for sabotage in SABOTAGES[name]:
        with stored.rolled_back():
            stored.statement(sabotage)
            assert stored.warehouse.table(f"checks/{name}").rows, sabotage
            full = f"checks/{name}" not in scoped("incremental")
            with pytest.raises(DataRefusedError):
                check.run(stored.warehouse, nothing_to_flatten, anything_affected=True, full=full)


def test_every_check_has_a_sabotage() -> None:
    assert set(SABOTAGES) == {sqlfiles.stem(name) for name in sqlfiles.names("checks")}


def test_a_refusal_names_the_check_its_file_and_the_rows(stored: Steps) -> None:
    with stored.rolled_back():
        stored.statement(NO_VERSION)
        with pytest.raises(DataRefusedError, match=rf"launches_agree_with_versions found 1 rows: .*{ONE}") as caught:
            check.run(stored.warehouse, nothing_to_flatten, anything_affected=False, full=True)
    assert "sql/checks/launches_agree_with_versions.sql" in caught.value.hint


def scoped(scope: str) -> list[str]:
    return [name for name in sqlfiles.names("checks") if sqlfiles.header(name, "scope") == scope]


def test_only_the_checks_that_a_cycle_needs_are_run(stored: Steps) -> None:
    assert check.run(stored.warehouse, nothing_to_flatten, anything_affected=False, full=False) == []
    assert check.run(stored.warehouse, nothing_to_flatten, anything_affected=False, full=True) == scoped("full")
    incremental = check.run(stored.warehouse, nothing_to_flatten, anything_affected=True, full=False)
    assert incremental == sorted(scoped("affected") + scoped("incremental"))
    assert check.run(stored.warehouse, nothing_to_flatten, anything_affected=True, full=True) == sorted(
        scoped("affected") + scoped("full")
    )
    assert all(scoped(scope) for scope in ("affected", "full", "incremental"))


def test_a_check_changes_nothing(stored: Steps) -> None:
    with stored.rolled_back():
        stored.statement("SET TRANSACTION READ ONLY")
        check.run(stored.warehouse, nothing_to_flatten, anything_affected=True, full=True)
