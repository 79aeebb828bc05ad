"""What only the acceptance tests stand on."""

import pytest

from local.api import RecordedApi
from local.state import State
from tests.support.recorded import RECORDED, needs_recorded_data


@pytest.fixture(params=["sample", pytest.param("recorded", marks=needs_recorded_data)])
def last_state(request: pytest.FixtureRequest, api: RecordedApi) -> State:
    """The last state of the source, as bundled and as recorded; the API serves it."""
    if request.param == "recorded" and RECORDED is not None:
        api.state = State.recorded(RECORDED / "spacex-v4")
    return api.state
