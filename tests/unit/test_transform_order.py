from collections.abc import Iterator
from graphlib import CycleError
from pathlib import Path

import pytest

from job.databases import sqlfiles
from job.steps import transform


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty sql/transforms of its own."""
    (tmp_path / "transforms").mkdir()
    monkeypatch.setattr(sqlfiles, "FOLDER", tmp_path)
    sqlfiles.read.cache_clear()
    yield tmp_path / "transforms"
    sqlfiles.read.cache_clear()


def add(folder: Path, name: str, reads: str) -> None:
    (folder / f"{name}.sql").write_text(f"-- {name}: x.\n-- reads: {reads}\nSELECT 1;\n")


def test_a_transform_comes_after_those_whose_tables_it_reads(folder: Path) -> None:
    add(folder, "a", "b, c")
    add(folder, "b", "c raw_launches")
    add(folder, "c", "raw_launches")
    assert transform.in_order() == ["transforms/c", "transforms/b", "transforms/a"]


def test_a_transform_without_a_reads_line_has_a_place_too(folder: Path) -> None:
    (folder / "a.sql").write_text("-- a: x.\nSELECT 1;\n")
    assert transform.in_order() == ["transforms/a"]


def test_two_transforms_that_read_each_other_have_no_order(folder: Path) -> None:
    add(folder, "a", "b")
    add(folder, "b", "a")
    with pytest.raises(CycleError):
        transform.in_order()


def test_the_aggregates_come_after_the_launches_that_they_count() -> None:
    order = transform.in_order()
    assert order.index("transforms/launch_aggregates") > order.index("transforms/launches")
    assert sorted(order) == sqlfiles.names("transforms")
