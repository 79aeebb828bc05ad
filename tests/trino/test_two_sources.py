"""Two sources are two databases and two catalogs, which Trino joins; docs/trino.md has the statement."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from local import launch_library_sample
from tests.support import guides
from tests.support.older_shape import of_reduced
from tests.support.recorded import RECORDED, needs_recorded_data
from tests.trino.conftest import AskTrino

Load = Callable[[list[Any]], None]
(JOIN,) = [each.text for each in guides.snippets() if each.heading == "Two sources side by side"]


def joined(ask_trino: AskTrino) -> list[Any]:
    """Return the rows of the statement; each launch of either source is in one at most."""
    rows = ask_trino(JOIN)
    for column in (0, 2):
        ids = [row[column] for row in rows]
        assert len(ids) == len(set(ids))
    return rows


@pytest.mark.usefixtures("loaded", "living")
def test_launches_of_the_sample_that_both_sources_have_are_found(ask_trino: AskTrino) -> None:
    rows = joined(ask_trino)
    ((both,),) = ask_trino(
        "SELECT count(*) FROM launch_library.public.launches"
        " WHERE launched_at < (SELECT max(launched_at) + INTERVAL '36' HOUR FROM postgresql.public.launches)"
    )
    assert len(rows) == both == 29
    assert max(abs(row[4]) for row in rows) < 36 * 3600


@pytest.mark.usefixtures("loaded")
@needs_recorded_data
def test_182_of_187_recorded_launches_are_found_in_the_other_source(ask_trino: AskTrino, load_second: Load) -> None:
    assert RECORDED
    path = RECORDED / "launch-library-2" / "v2.2.0-reduced-previous-spacex-2024-09.json"
    load_second([of_reduced(each) for each in json.loads(path.read_bytes())])
    assert len(joined(ask_trino)) == 182


@pytest.mark.usefixtures("loaded")
def test_each_catalog_shows_its_own_source(ask_trino: AskTrino, load_second: Load) -> None:
    load_second(launch_library_sample.launches())
    for catalog, source in (("postgresql", "spacex-v4"), ("launch_library", "launch-library-2, providers 121")):
        assert ask_trino(f"SELECT source FROM {catalog}.public.freshness") == [[source]]
