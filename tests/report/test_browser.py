"""The page in a browser: it fits, every chart shows its marks, its labels can be read, nothing is fetched."""

from pathlib import Path
from typing import Any

import pytest

from tests.report import chromium

pytestmark = pytest.mark.browser

WIDTHS = [400, 1400]
sized = pytest.mark.parametrize("width", WIDTHS)
# Charts as they are shown: of two widths, the one that this window gets.
CHARTS = """
[...document.querySelectorAll('[role=img]')].filter(chart => chart.getClientRects().length).map(chart => {
  const box = chart.closest('figure').getBoundingClientRect();
  const inside = each => { const at = each.getBoundingClientRect(); return at.left >= box.left && at.right <= box.right
                                                                       && at.top >= box.top && at.bottom <= box.bottom };
  const texts = [...chart.querySelectorAll('text')].filter(text => text.textContent.trim());
  const at = texts.map(text => text.getBoundingClientRect());
  const overlap = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 2 && b.top < a.bottom - 2;
  const scale = chart.querySelector('svg').getBoundingClientRect().width / chart.querySelector('svg').viewBox.baseVal.width;
  const marks = [...chart.querySelectorAll('.role-mark > path, .role-mark > line')].filter(mark => mark.getBBox().width + mark.getBBox().height > 0);
  return {
    question: chart.closest('figure').querySelector('h3').textContent,
    marks: marks.length,
    titled: marks.filter(mark => mark.querySelector('title')).length,
    outside: [...marks, ...texts].filter(each => !inside(each)).map(each => each.outerHTML),
    overlapping: texts.filter((text, i) => at.some((other, j) => j > i && overlap(at[i], other))).map(text => text.textContent),
    smallest: Math.min(...texts.map(text => parseFloat(getComputedStyle(text).fontSize) * scale)),
  };
})
"""


def shown(browser: chromium.Page, page: Path, width: int) -> list[dict[str, Any]]:
    browser.open(page, width)
    charts: list[dict[str, Any]] = browser.value(CHARTS)
    return charts


@sized
def test_every_chart_has_marks_and_each_says_what_it_is(browser: chromium.Page, page: Path, width: int) -> None:
    charts = shown(browser, page, width)
    assert len(charts) == 12
    assert [chart["question"] for chart in charts if chart["marks"] < 4 or not chart["titled"]] == []
    assert max(chart["marks"] for chart in charts) > 187 + 150  # every launch, above and below


@sized
def test_no_label_lies_over_another_or_outside_its_card(browser: chromium.Page, page: Path, width: int) -> None:
    charts = shown(browser, page, width)
    assert [(chart["question"], chart["overlapping"]) for chart in charts if chart["overlapping"]] == []
    assert [(chart["question"], chart["outside"]) for chart in charts if chart["outside"]] == []


@sized
def test_labels_are_large_enough_to_read(browser: chromium.Page, page: Path, width: int) -> None:
    charts = shown(browser, page, width)
    assert [(chart["question"], chart["smallest"]) for chart in charts if chart["smallest"] < 8] == []


@sized
def test_the_page_fits_its_window_also_with_all_tables_open(browser: chromium.Page, page: Path, width: int) -> None:
    browser.open(page, width)
    assert browser.value("document.documentElement.scrollWidth") == width
    assert browser.value("document.querySelectorAll('details').forEach(each => { each.open = true })") is None
    assert browser.value("document.documentElement.scrollWidth") == width
    assert browser.value("[...document.querySelectorAll('td')].every(cell => cell.getClientRects().length)") is True


@sized
def test_the_schedule_is_drawn_can_be_read_and_fits(browser: chromium.Page, living_page: Path, width: int) -> None:
    drawn = shown(browser, living_page, width)[:3]
    assert [chart["question"] for chart in drawn if not chart["titled"] or chart["smallest"] < 8] == []
    assert [(chart["question"], chart["overlapping"]) for chart in drawn if chart["overlapping"]] == []
    assert [(chart["question"], chart["outside"]) for chart in drawn if chart["outside"]] == []
    assert browser.complaints() == []
    assert browser.value("document.querySelectorAll('details').forEach(each => { each.open = true })") is None
    assert browser.value("document.documentElement.scrollWidth") == width


@sized
def test_nothing_is_fetched_and_nothing_complains(browser: chromium.Page, page: Path, width: int) -> None:
    browser.open(page, width)
    assert browser.fetched() == [page.as_uri()]
    assert browser.complaints() == []


@sized
def test_a_hostile_source_runs_nothing_fetches_nothing_and_breaks_no_layout(
    browser: chromium.Page, hostile_page: Path, width: int
) -> None:
    charts = shown(browser, hostile_page, width)
    assert browser.fetched() == [hostile_page.as_uri()]
    assert browser.complaints() == []
    assert browser.value("document.documentElement.scrollWidth") == width
    assert browser.value("document.scripts.length + document.images.length") == 0
    assert [chart["question"] for chart in charts if not chart["marks"]] == []


def test_what_the_page_would_fetch_would_be_seen_and_is_forbidden(
    browser: chromium.Page, page: Path, tmp_path: Path
) -> None:
    spoilt = tmp_path / "spoilt.html"
    added = "<img src='http://127.0.0.1:9/x.png'><script>document.title = 'run'</script></body>"
    spoilt.write_text(page.read_text().replace("</body>", added))
    browser.open(spoilt, 400)
    assert any("x.png" in each for each in browser.complaints() + browser.fetched())
    assert len(browser.complaints()) >= 2
    assert browser.value("document.title") == "SpaceX launches"


def test_in_the_dark_text_is_light_and_ground_is_dark(browser: chromium.Page, page: Path) -> None:
    ground = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)"
    label = "getComputedStyle(document.querySelector('svg text')).fill.match(/\\d+/g).map(Number)"
    browser.open(page, 1400, scheme="dark")
    assert max(browser.value(ground)) < 60 < 150 < min(browser.value(label))
    browser.open(page, 1400)
    assert max(browser.value(label)) < 150 < 200 < min(browser.value(ground))
