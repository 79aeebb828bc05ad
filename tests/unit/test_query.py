import pytest

from job.commands import query
from job.errors import UsageError


@pytest.mark.parametrize("name", ["02", "top_payload_mass", "02_top_payload_mass"])
def test_an_analysis_is_named_by_its_number_its_name_or_both(name: str) -> None:
    assert query.find(name) == "analyses/02_top_payload_mass"


@pytest.mark.parametrize(
    "name", ["", "2", "top", "payload", "02_", "TOP_PAYLOAD_MASS", "../load/insert", "02_top_payload_mass.sql"]
)
def test_anything_else_names_none(name: str) -> None:
    with pytest.raises(UsageError, match="is not one of the analyses: 01_launch_performance_over_time, 02_"):
        query.find(name)
