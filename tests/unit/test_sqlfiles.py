from collections.abc import Iterator
from pathlib import Path

import pytest

from job.databases import sqlfiles


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A sql/ of its own with one folder in it."""
    (tmp_path / "things").mkdir()
    monkeypatch.setattr(sqlfiles, "FOLDER", tmp_path)
    sqlfiles.read.cache_clear()
    yield tmp_path / "things"
    sqlfiles.read.cache_clear()


def test_files_are_named_by_folder_and_stem_in_order(folder: Path) -> None:
    for name in ("0002_b.sql", "0001_a.sql", "notes.md", "0010_c.sql"):
        (folder / name).write_text("-- x")
    assert sqlfiles.names("things") == ["things/0001_a", "things/0002_b", "things/0010_c"]
    assert sqlfiles.names("nothing") == []
    assert sqlfiles.stem("things/0001_a") == "0001_a"


def test_the_first_line_says_the_purpose_and_the_opening_comment_has_headers(folder: Path) -> None:
    (folder / "a.sql").write_text("-- a: does this: and that.\n-- reads: b, c\nSELECT 1;\n-- scope: full\n")
    assert sqlfiles.purpose("things/a") == "a: does this: and that."
    assert sqlfiles.header("things/a", "reads") == "b, c"
    assert sqlfiles.header("things/a", "scope") is None


def test_a_text_is_read_as_utf_8_and_its_checksum_tells_any_edit(folder: Path) -> None:
    (folder / "a.sql").write_bytes("-- é\n".encode())
    assert sqlfiles.read("things/a") == "-- é\n"
    assert sqlfiles.checksum("a\n") != sqlfiles.checksum("a")
    assert len(sqlfiles.checksum("")) == 64


def test_the_files_of_the_checkout_are_found() -> None:
    assert "migrations/0001_create_ops" in sqlfiles.names("migrations")
