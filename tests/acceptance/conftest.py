"""What only the acceptance tests stand on."""

import pytest

from local.state import State
from tests.recorded import RECORDED, needs_recorded_data


@pytest.fixture(params=["sample", pytest.param("recorded", marks=needs_recorded_data)])
def last_state(request: pytest.FixtureRequest) -> State:
    """The last state of the source, as bundled and as recorded."""
    if request.param == "sample" or RECORDED is None:
        return State.sample()
    return State.recorded(RECORDED / "spacex-v4")
