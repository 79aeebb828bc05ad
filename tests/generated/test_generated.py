"""The generated pages are current, and so are the dashboards' files."""

from types import ModuleType

import pytest

from deploy.dashboards import files
from tests.generated import alerts, metrics


@pytest.mark.parametrize("page", [alerts, metrics], ids=lambda page: page.PAGE.name)
def test_the_page_is_current(page: ModuleType) -> None:
    assert page.PAGE.read_text(encoding="utf-8") == page.text(), "run: python -m tests.generated"


def test_the_dashboards_are_current() -> None:
    made = files.made()
    assert set(made) == set(files.FOLDER.glob("*.json"))
    for path, text in made.items():
        assert path.read_text(encoding="utf-8") == text, "run: python -m deploy.dashboards"
