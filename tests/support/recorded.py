"""Where the recorded answers of the real APIs are, if they are on this machine: they are not committed."""

import os
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]


def _folder() -> Path | None:
    folder = Path(os.environ.get("SPACEX_DATA") or CHECKOUT.parent / "shared" / "data")
    return folder if (folder / "spacex-v4" / "launches.json").exists() else None


RECORDED = _folder()

needs_recorded_data = pytest.mark.skipif(
    RECORDED is None, reason="no recorded data: neither in $SPACEX_DATA nor in ../shared/data"
)
