"""Whatever the model accepts survives the transforms and the checks: no document can take a cycle down with it."""

import pytest
from hypothesis import HealthCheck, event, example, given, settings

from job.databases.warehouse import Warehouse
from tests.property.documents import pages
from tests.support.handmade import launch, payload, raw
from tests.support.steps import Steps

FAR, NEAR = "2200-01-01T00:00:00.000000Z", "1900-01-01T00:00:00.000001Z"
BETWEEN = "1900-01-01T00:00:00.000003Z"


@pytest.fixture
def steps(warehouse: Warehouse) -> Steps:
    """One database for all examples: each of them is taken back."""
    return Steps(warehouse)


def massive(*masses: str) -> bytes:
    """Return a launch with payloads of these masses, written so."""
    texts = [raw(payload(mass_kg=7)).decode().replace('"mass_kg":7', f'"mass_kg":{mass}') for mass in masses]
    return raw(launch(1, payloads=[])).replace(b'"payloads":[]', f'"payloads":[{",".join(texts)}]'.encode())


def dated(number: int, date: str, fired: str) -> bytes:
    return raw(launch(number, date_utc=date, static_fire_date_utc=fired, payloads=[]))


@settings(
    max_examples=300, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(page=pages())
@example(page=[massive("5e-324", "0")])  # the least double: half of it is none
@example(page=[massive("1e-313")])
@example(page=[massive("1e-310"), raw(launch(2, payloads=[payload(mass_kg=0)]))])
@example(page=[massive("0.0", "-0", "1e9", "999999999.9999999")])
@example(page=[massive(*["0.1"] * 20_000)])
@example(page=[dated(1, FAR, NEAR), dated(2, BETWEEN, FAR)])  # delays of 300 years that cancel to microseconds
@example(page=[raw(launch(1, extra=7)).replace(b'"extra":7', b'"extra":1e-20000'), raw(launch(2))])
def test_what_the_model_accepts_survives_the_transforms_and_the_checks(steps: Steps, page: list[bytes]) -> None:
    landed = steps.receive(*page)
    event(f"{landed.fetched - landed.rejected} of {len(page)} accepted")
    assert landed.fetched == len(page)
    with steps.rolled_back():
        steps.write()
        (stored,) = steps.statement("SELECT count(*) AS launches FROM launches")
        assert stored.launches == landed.fetched - landed.rejected - landed.upcoming
