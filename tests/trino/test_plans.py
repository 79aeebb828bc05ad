"""Filters, aggregates and top-N of every analysis run inside PostgreSQL: held by the plans that Trino makes."""

import pytest

from job.databases import sqlfiles
from job.settings import Settings
from tests.trino import plans

# A scan that also filters would be ScanFilter; one that also calculates with what it gets is fine.
SCANS = {"TableScan", "ScanProject"}
# All that Trino may do itself: order, name and calculate with the few rows that are the answer.
OF_THE_ANSWER = {"Output", "Project", "RemoteMerge", "LocalMerge", "PartialSort", "RemoteExchange", "LocalExchange"}
NAMES = plans.analyses()


def kept(name: str) -> str:
    return plans.path(name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES, ids=sqlfiles.stem)
def test_trino_reads_one_thing_and_leaves_the_work_to_postgresql(name: str) -> None:
    nodes = plans.nodes(kept(name))
    assert sum(node in SCANS for node in nodes) == 1
    assert set(nodes) <= OF_THE_ANSWER | SCANS


@pytest.mark.parametrize("name", NAMES, ids=sqlfiles.stem)
def test_what_the_query_filters_cuts_and_counts_is_in_what_postgresql_is_asked(name: str) -> None:
    scan = kept(name).splitlines()[-1]
    statement = sqlfiles.read(name)
    assert ("LIMIT" in statement) is ("limit=" in scan)
    assert ("LIMIT" in statement) is ("sortOrder=" in scan)
    assert ("\nWHERE " in statement) is ("constraint on" in scan)
    assert ("GROUP BY" in statement) is ("GROUP BY" in scan)


def test_every_plan_is_of_an_analysis() -> None:
    assert sorted(plans.FOLDER.glob("*.txt")) == [plans.path(name) for name in NAMES]


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("name", NAMES, ids=sqlfiles.stem)
def test_trino_plans_it_as_it_did(trino_settings: Settings, name: str) -> None:
    assert plans.of(trino_settings, name) == kept(name), "if that is better: python -m tests.trino.plans"
