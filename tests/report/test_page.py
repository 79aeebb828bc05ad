"""The report's page holds the answers, the last cycle and the known gaps, and nothing that a browser would run."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from job.databases import sqlfiles
from job.sources.spacex_v4 import SpaceXv4
from local.state import State
from tests.report.conftest import HOSTILE, Written
from tests.report.html import Html
from tests.support.program import CHECKOUT, Program

CHARTS = CHECKOUT / "job" / "commands" / "report" / "charts"
SCHEDULE = {"15_slips_by_rocket", "slips_by_site", "slips_by_week"}  # tests/report/test_schedule.py
DRAWN = {path.stem for path in CHARTS.glob("*.json")} - {"theme"} - SCHEDULE
ANALYSES = sqlfiles.names("analyses")
# All that the page may be made of; no script, frame, form, object or link to elsewhere.
TAGS = {
    *("html", "head", "meta", "title", "link", "style", "body", "header", "nav", "main", "section", "footer"),
    *(
        "h1",
        "h2",
        "h3",
        "p",
        "ul",
        "ol",
        "li",
        "a",
        "strong",
        "code",
        "span",
        "div",
        "dl",
        "dt",
        "dd",
        "details",
        "summary",
    ),
    *("figure", "figcaption", "table", "thead", "tbody", "tr", "th", "td"),
    *("svg", "g", "path", "line", "text", "defs", "clippath", "rect"),
}


def only_shows(html: Html) -> None:
    """Fail where the page has a tag or an attribute that could do more than show."""
    assert html.names <= TAGS
    assert {name for _, attributes in html.tags for name in attributes if name.startswith("on")} == set()
    assert html.attributes("src") == html.attributes("xlink:href") == html.attributes("action") == []
    links = html.attributes("href")
    assert links
    assert all(link == "data:," or str(link).startswith("#") for link in links)


def test_the_page_has_nothing_to_run_and_nothing_to_fetch(html: Html, page: Path) -> None:
    only_shows(html)
    assert "default-src 'none'" in str(html.attributes("content"))
    assert re.findall(r"https?://|url\(|@import", page.read_text()) == []


def test_what_the_source_says_stays_text(hostile_page: Path) -> None:
    html = Html(hostile_page.read_text())
    only_shows(html)
    (heaviest, *_) = html.table("name", "launched at", "payload mass kg")
    assert heaviest[0] == HOSTILE
    assert HOSTILE not in hostile_page.read_text()
    assert "49" not in heaviest[0]


def test_what_charts_cannot_draw_is_drawn_as_its_escape(written: Written) -> None:
    """A control character, U+FFFE or U+FFFF aborted the process; emoji, where a label is cut, ended it with 70."""
    names = ["bell \x07", "no character \ufffe", "nor this \uffff", "🚀" * 100, "\u202egnihtemos"]
    state = State.sample()
    for number, launch in enumerate(state.launches):
        launch["name"] = names[number % len(names)]
    for number, each in enumerate((*state.payloads, *state.launchpads)):
        each["name"] = names[number % len(names)]
        each["customers"] = [names[number % len(names)]]
    page = written(state).read_text()
    assert Html(page).texts.count("🚀" * 100) > 0
    assert all(escaped in page for escaped in ("bell \\x07", "\\ufffe", "\\uffff", "\\U0001f680", "\\u202egni"))
    assert not {"\x07", "\ufffe", "\uffff", "\u202e"} & set(page)


def test_every_analysis_is_there_with_its_question_and_its_caveats(html: Html) -> None:
    said = " ".join(html.texts)
    for name in ANALYSES:
        question = sqlfiles.purpose(name).partition(": ")[2]
        assert question[0].upper() + question[1:] in said
        assert sqlfiles.paragraph(name, "Caveats")[1:].replace("_", " ") in said


def test_every_chart_is_of_a_question_and_is_drawn(html: Html) -> None:
    assert {"every_launch", *map(sqlfiles.stem, ANALYSES)} >= DRAWN
    drawn = [attributes for tag, attributes in html.tags if attributes.get("role") == "img"]
    assert len(drawn) == len(DRAWN) + 1  # every_launch is drawn in two widths


def test_every_drawing_says_what_it_is_and_has_its_table(html: Html) -> None:
    ids = {attributes["id"] for _, attributes in html.tags if attributes.get("id")}
    drawings = [attributes for _, attributes in html.tags if attributes.get("role") == "img"]
    assert all({each["aria-labelledby"], each["aria-describedby"]} <= ids for each in drawings)
    assert len(html.tables) == len(DRAWN) + 1  # and that of the gaps; nothing was corrected yet


def test_the_tables_hold_what_the_source_s_last_state_is_known_to_hold(html: Html) -> None:
    years = html.table("launch year", "launches", "successful", "success rate")
    assert sum(int(launches) for _, launches, *_ in years) == 187
    assert sum(int(successful) for _, _, successful, _ in years) == 181
    heaviest = html.table("name", "launched at", "payload mass kg")
    assert heaviest[0] == ["Starlink-9 (v1.0) & BlackSky Global 5-6", "2020-08-07 05:12", "15,712.00"]
    sites = html.table("launchpad name", "launches", "average payload mass kg", "known masses")
    assert [site[:2] for site in sites] == [
        ["CCSFS SLC 40", "99"], ["KSC LC 39A", "55"], ["VAFB SLC 4E", "28"], ["Kwajalein Atoll", "5"]
    ]  # fmt: skip


def test_the_gaps_are_those_that_are_known_of_the_source(html: Html) -> None:
    gaps = {gap: how_many for gap, how_many, _ in html.table("gap", "how many", "meaning")}
    assert gaps["Launches without a known mass"] == "25 of 187"
    assert gaps["Launches without a static fire"] == "66 of 187"
    assert gaps["Static fires not dated before their launch"] == "4 of 121"
    assert gaps["Launches of unknown outcome"] == "1 of 187"
    assert gaps["Payloads that two launches list"] == "1 of 215"
    assert gaps["Records in quarantine"] == "0"


def test_the_last_cycle_is_there_and_after_a_failure_the_last_success_too(job: Program) -> None:
    job()
    cycle_id = {row["item"]: row["value"] for row in json.loads(job("status", "--format", "json").stdout)}["cycle_id"]
    assert job("report", "--out", "page.html").code == 0
    shown = (job.folder / "page.html").read_text()
    assert shown.count(cycle_id) == 1
    assert "Last success" not in shown
    failed = job(MODE="full", API_URL="http://127.0.0.1:9/", API_MAX_ATTEMPTS="1").finished
    job("report", "--out", "page.html")
    shown = (job.folder / "page.html").read_text()
    assert shown.count(cycle_id) == shown.count(failed["cycle_id"]) == 1
    assert shown.index(failed["cycle_id"]) < shown.index("Last success") < shown.index(cycle_id)
    assert failed["error"] in Html(shown).texts


def test_the_page_says_that_its_source_has_stopped_beside_the_newest_launch(html: Html) -> None:
    """A page written today showed a last load of today; that the launches end in 2022 was one number among six."""
    texts = html.texts
    assert texts.index("the newest launch") < texts.index("last loaded") < texts.index(SpaceXv4.note)
    assert texts.index(SpaceXv4.note) < texts.index("Charts", texts.index("last loaded"))


def test_before_the_first_cycle_the_page_says_so(job: Program) -> None:
    assert job("report", "--out", "page.html").code == 0
    html = Html((job.folder / "page.html").read_text())
    only_shows(html)
    assert "No cycle has run in this database yet" in " ".join(html.texts)
    assert "svg" not in html.names


def test_with_nothing_loaded_every_question_is_there_without_rows(job: Program) -> None:
    assert job(MODE="full", API_URL="http://127.0.0.1:9/", API_MAX_ATTEMPTS="1").code == 69
    assert job("report", "--out", "page.html").code == 0
    html = Html((job.folder / "page.html").read_text())
    assert html.texts.count("No rows.") == len(ANALYSES) + 1
    assert "svg" not in html.names


def test_a_new_page_takes_the_old_one_s_place_and_leaves_nothing_beside_it(job: Program) -> None:
    (job.folder / "page.html").write_text("old")
    assert job("report", "--out", "page.html").code == 0
    assert (job.folder / "page.html").read_text().startswith("<!doctype html>")
    assert sorted(path.name for path in job.folder.iterdir()) == ["page.html"]


def test_a_page_that_cannot_be_made_leaves_the_old_one(job: Program) -> None:
    (job.folder / "page.html").write_text("old")
    assert job("report", "--out", "page.html", POSTGRES_PORT="9").code == 74
    assert (job.folder / "page.html").read_text() == "old"
    assert sorted(path.name for path in job.folder.iterdir()) == ["page.html"]


@pytest.mark.parametrize("out", [".", "nowhere/page.html", "file/page.html", "/proc/page.html", "/dev/null"])
def test_a_path_that_takes_no_file_ends_with_78_and_names_it(job: Program, out: str) -> None:
    (job.folder / "file").write_text("")
    ended = job("report", "--out", out)
    assert ended.code == 78
    assert f" {out}" in f" {ended.log[-1]['error']}"
    assert "--out" in ended.log[-1]["what_to_do"]
    assert [path.name for path in job.folder.iterdir()] == ["file"]


def test_a_dash_is_stdout_which_then_holds_the_page_and_nothing_else(job: Program) -> None:
    """A container with a read-only file system could not hand the page out: `-` became a file of that name."""
    job()
    ended = job("report", "--out", "-")
    assert (ended.code, ended.stderr) == (0, "")
    assert (ended.stdout[:15], ended.stdout[-7:]) == ("<!doctype html>", "</html>")
    assert list(job.folder.iterdir()) == []
    assert job("report", "--out", "./-").stdout == f"{job.folder / '-'}\n"


def test_without_a_path_it_ends_with_64(job: Program) -> None:
    assert job("report").code == 64


@pytest.mark.parametrize("package", ["vl_convert", "jinja2"])
def test_without_the_extra_it_ends_with_78_and_says_how_to_install_it(
    job: Program, tmp_path_factory: pytest.TempPathFactory, package: str
) -> None:
    without = tmp_path_factory.mktemp("without")
    (without / "sitecustomize.py").write_text(f"import sys; sys.modules[{package!r}] = None")
    ended = job("report", "--out", "page.html", PYTHONPATH=f"{without}:{CHECKOUT}")
    assert ended.code == 78
    assert package in ended.log[-1]["error"]
    assert ended.log[-1]["what_to_do"].startswith("pip install 'spacex-elt[report]'")


def test_no_other_command_imports_what_the_report_draws_with() -> None:
    program = (
        "import sys; from job import cli, cycle; from job.commands import query, status;"
        " print([name for name in ('vl_convert', 'jinja2', 'job.commands.report') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
