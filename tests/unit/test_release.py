"""A release is refused unless tag, program, chart and changelog have one version."""

import shutil
from pathlib import Path

import pytest

from deploy import release
from tests.support.program import CHECKOUT

FILES = ("job/__init__.py", "deploy/helm/spacex-elt/Chart.yaml", "CHANGELOG.md")
CHANGELOG = "# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-12-01\n\n### Added\n\n- A thing.\n\n## [1.1.0] - 2026-11-01\n\n- Old.\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that is ready for v1.2.0."""
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CHECKOUT / name, tmp_path / name)
    version = release.versions(CHECKOUT)["job/__init__.py: __version__"]
    for name in FILES[:2]:
        (tmp_path / name).write_text((tmp_path / name).read_text().replace(version, "1.2.0"))
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_a_checkout_that_agrees_is_a_release_and_has_its_notes(checkout: Path) -> None:
    assert release.faults(checkout, "v1.2.0") == []
    assert release.notes(checkout, "1.2.0") == "### Added\n\n- A thing."


@pytest.mark.parametrize("tag", ["1.2.0", "v1.2", "v1.2.0-rc.1", "main", "v1.2.0\n"])
def test_a_tag_of_another_form_is_refused(checkout: Path, tag: str) -> None:
    (fault,) = release.faults(checkout, tag)
    assert "not of the form" in fault


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("job/__init__.py", "1.2.0", "1.1.9", "job/__init__.py: __version__ is '1.1.9': set it to '1.2.0'"),
        ("deploy/helm/spacex-elt/Chart.yaml", 'appVersion: "1.2.0"', 'appVersion: "1.1.9"', "appVersion is '1.1.9'"),
        ("deploy/helm/spacex-elt/Chart.yaml", "\nversion: 1.2.0", "\nversion: 1.1.9", "Chart.yaml: version is '1.1.9'"),
        ("CHANGELOG.md", "[Unreleased]\n", "[Unreleased]\n\n- Forgotten.\n", "entries below [Unreleased]"),
        ("CHANGELOG.md", "## [1.2.0] - 2026-12-01", "## [1.2.0]", "no entries below a heading ## [1.2.0] - YYYY-MM-DD"),
        ("CHANGELOG.md", "### Added\n\n- A thing.\n", "", "no entries below a heading"),
    ],
)  # fmt: skip
def test_what_disagrees_is_named(checkout: Path, name: str, old: str, new: str, said: str) -> None:
    edit(checkout / name, old, new)
    (fault,) = release.faults(checkout, "v1.2.0")
    assert said in fault


def test_a_release_candidate_has_the_form_of_python_and_in_the_chart_that_of_helm(checkout: Path) -> None:
    edit(checkout / "job/__init__.py", "1.2.0", "1.2.0rc1")
    edit(checkout / "deploy/helm/spacex-elt/Chart.yaml", 'appVersion: "1.2.0"', 'appVersion: "1.2.0rc1"')
    edit(checkout / "deploy/helm/spacex-elt/Chart.yaml", "\nversion: 1.2.0", "\nversion: 1.2.0-rc.1")
    edit(checkout / "CHANGELOG.md", "[1.2.0]", "[1.2.0rc1]")
    assert release.faults(checkout, "v1.2.0rc1") == []


def test_program_and_chart_have_one_version_between_releases_too() -> None:
    assert len(set(release.versions(CHECKOUT).values())) == 1


def test_the_command_names_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert release.main(["v9.9.9"]) == 1
    assert "set it to '9.9.9'" in capsys.readouterr().err
