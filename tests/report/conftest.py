"""What the tests of the page stand on: a loaded database of their own, the page of it, a browser where one is asked."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local.api import RecordedApi
from local.postgres import Postgres
from local.state import State
from tests.conftest import PASSWORD, READER_PASSWORD, USER
from tests.report import chromium
from tests.report.html import Html
from tests.support.living import RecordedSample
from tests.support.program import Program

# What a hostile source would send to whoever reads the page.
HOSTILE = (
    "</title></svg></style><script>alert(1)</script><img src=http://127.0.0.1:9/x onerror=alert(2)>\"'&amp;{{ 7*7 }}"
)

Written = Callable[[State], Path]


@pytest.fixture(scope="session")
def written(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Load a state into a database of its own, write the report, return where it is."""

    def write(state: State) -> Path:
        folder = tmp_path_factory.mktemp("report")
        login = postgres.create_database(folder.name.replace("-", "_"), USER, PASSWORD, READER_PASSWORD)
        with RecordedApi(state) as api:
            job = Program(folder, {**login.environment(), "API_URL": api.launches_url})
            assert job().code == 0
            ended = job("report", "--out", "page.html")
        assert (ended.code, ended.stderr) == (0, "")
        assert ended.stdout == f"{folder / 'page.html'}\n"
        return folder / "page.html"

    return write


@pytest.fixture(scope="session")
def page(written: Written) -> Path:
    """The page of the bundled sample."""
    return written(State.sample())


@pytest.fixture(scope="session")
def living_page(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of Launch Library 2, as it is after two cycles, ten days apart in the source."""
    folder = tmp_path_factory.mktemp("living")
    login = postgres.create_database("living_report", USER, PASSWORD, READER_PASSWORD)
    with RecordedSample() as sample:
        job = Program(folder, {**login.environment(), **sample.environment})
        assert job(MODE="full").code == 0
        sample.move_on()
        assert job(MODE="incremental").code == 0
    assert job("report", "--out", "page.html").code == 0
    return folder / "page.html"


@pytest.fixture(scope="session")
def html(page: Path) -> Html:
    return Html(page.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def hostile_page(written: Written) -> Path:
    """The page of a source whose texts try to become more than text."""
    state = State.sample()
    for launch in state.launches:
        launch["name"] = HOSTILE
    for payload in state.payloads:
        payload["customers"] = [HOSTILE]
    for site in state.launchpads:
        site["name"] = HOSTILE + site["name"]
    return written(state)


@pytest.fixture(scope="module")
def browser() -> Iterator[chromium.Page]:
    # Not pytest's folder: Chromium may still write into it when it is removed.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile, chromium.started(Path(profile)) as tab:
        yield tab
