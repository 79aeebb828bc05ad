"""What the integration tests share: a warehouse with the migrations applied, and SQL files of a test's own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from job.databases import sqlfiles
from job.databases.warehouse import Warehouse
from tests.support.steps import Steps


@pytest.fixture
def steps(warehouse: Warehouse) -> Steps:
    """The steps of a cycle on an empty warehouse, migrated."""
    return Steps(warehouse)


@pytest.fixture
def sql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of sql/ that the program reads instead, to be changed by the test."""
    copied = tmp_path / "sql"
    shutil.copytree(sqlfiles.FOLDER, copied)
    monkeypatch.setattr(sqlfiles, "FOLDER", copied)
    sqlfiles.read.cache_clear()
    yield copied
    sqlfiles.read.cache_clear()
