"""Every panel of every dashboard asks its real datasource and gets rows; every file is of Grafana's own schema."""

import json
import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from grafana_foundation_sdk.cog import plugins
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

from deploy.dashboards.operations import EXIT_CODES
from job.errors import ExitCode
from job.sources.spacex_v4 import SpaceXv4
from tests.dashboards.choice import Choice
from tests.dashboards.conftest import Reader, Stack
from tests.support.monitoring import DASHBOARDS

BOARDS = {path.stem: json.loads(path.read_text()) for path in sorted(DASHBOARDS.glob("*.json"))}
PANELS = [
    pytest.param(panel, id=f"{name}: {panel['title']}")
    for name, board in BOARDS.items()
    for panel in board["panels"]
    if "targets" in panel
]
each_panel = pytest.mark.parametrize("panel", PANELS)
each_board = pytest.mark.parametrize("name", BOARDS)


@pytest.fixture
def asked(stack: Stack, living: Reader, panel: dict[str, Any]) -> Stack:
    """What a panel asks: one of schedules a warehouse whose source has them."""
    return stack.reading(living) if panel in BOARDS["schedule"]["panels"] else stack


@each_board
def test_a_dashboard_has_no_key_that_grafanas_schema_does_not_know(name: str) -> None:
    plugins.register_default_plugins()
    known = json.loads(JSONEncoder(sort_keys=True).encode(Dashboard.from_json(BOARDS[name])))
    assert known == BOARDS[name]


@each_board
def test_panels_have_ids_of_their_own_and_do_not_overlap(name: str) -> None:
    panels = BOARDS[name]["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    cells = [cell for panel in panels for cell in _cells(panel["gridPos"])]
    assert len(cells) == len(set(cells))
    assert all(x < 24 for x, _ in cells)


def _cells(at: dict[str, int]) -> Iterator[tuple[int, int]]:
    return ((x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"]))


@each_panel
def test_a_panel_says_what_it_shows_and_in_which_unit(panel: dict[str, Any]) -> None:
    assert panel["description"].endswith(".")
    mapped = {
        "Exit codes",
        "Last exit code",
        "Trino",
        "Firing alerts",
        "In quarantine",
        "Launches",
        "Source",
        "Version",
    }
    has_unit = "unit" in panel.get("fieldConfig", {"defaults": {}})["defaults"]
    assert has_unit or panel["type"] in ("table", "geomap") or panel["title"] in mapped


@each_panel
def test_a_panel_is_not_empty(asked: Stack, panel: dict[str, Any]) -> None:
    for target in panel["targets"]:
        rows = answer(asked, target)
        assert rows, target
        assert all(set(row.values()) != {None} for row in rows)
        assert len({column for row in rows for column in row if row[column] is not None}) == len(rows[0])


@each_panel
def test_a_panel_names_only_fields_that_its_queries_give(asked: Stack, panel: dict[str, Any]) -> None:
    given = {field for target in panel["targets"] for field in fields(asked, target)}
    for override in panel.get("fieldConfig", {}).get("overrides", []):
        matcher = override["matcher"]
        found = [field for field in given if _matches(matcher, field)]
        assert found, (matcher, given)
    named = [panel.get("options", {}).get("xField"), *_located(panel)]
    assert set(filter(None, named)) <= given


def _matches(matcher: dict[str, str], field: str) -> bool:
    return (
        field == matcher["options"]
        if matcher["id"] == "byName"
        else re.fullmatch(matcher["options"], field) is not None
    )


def _located(panel: dict[str, Any]) -> Iterator[str]:
    for layer in (each for each in panel.get("options", {}).get("layers", []) if "location" in each):
        yield from (layer["location"]["latitude"], layer["location"]["longitude"])
        yield from (layer["config"]["style"][part]["field"] for part in ("size", "text"))


@each_board
def test_a_link_leads_to_another_dashboard_of_ours(name: str) -> None:
    links = [*BOARDS[name]["links"], *(link for panel in BOARDS[name]["panels"] for link in panel.get("links", []))]
    uids = {board["uid"] for board in BOARDS.values()}
    assert links
    assert {link["url"].removeprefix("/d/") for link in links} <= uids


@each_board
def test_its_datasources_are_the_two_that_are_provisioned(name: str) -> None:
    text = json.dumps(BOARDS[name])
    uids = set(re.findall(r'"datasource": \{"type": "([\w-]+)", "uid": "([\w-]+)"\}', text))
    assert uids <= {("prometheus", "prometheus"), ("grafana-postgresql-datasource", "warehouse")}
    assert text.count('"datasource"') == len(re.findall(r'"datasource": \{"type": "[\w-]+", "uid": "[\w-]+"\}', text))


@pytest.mark.parametrize("name", ["launches", "operations"])
def test_the_newest_launch_is_beside_the_last_success_and_never_green(name: str) -> None:
    """Fresh data of a source that has stopped looked like new launches."""
    panels = {panel["title"]: panel for panel in BOARDS[name]["panels"]}
    newest, success = panels["Newest launch"], panels["Last success"]
    assert newest["gridPos"]["y"] == success["gridPos"]["y"]
    assert abs(newest["gridPos"]["x"] - success["gridPos"]["x"]) == newest["gridPos"]["w"]
    colours = {step["color"] for step in newest["fieldConfig"]["defaults"]["thresholds"]["steps"]}
    assert colours == {"blue"}


@pytest.mark.parametrize("name", ["launches", "operations"])
def test_a_load_of_today_is_not_green(name: str) -> None:
    """The age of the data was green while the newest launch was of 2022."""
    for title in {"Age of the last load", "Last success"} & {panel["title"] for panel in BOARDS[name]["panels"]}:
        (panel,) = [panel for panel in BOARDS[name]["panels"] if panel["title"] == title]
        assert "green" not in json.dumps(panel["fieldConfig"])
    assert [panel["title"] for panel in BOARDS[name]["panels"]].count("Source") == 1


def test_the_launches_say_what_is_to_be_known_of_their_source(stack: Stack) -> None:
    """That the source stopped in 2022 was the fixed text of a panel, right for one source only."""
    (panel,) = [panel for panel in BOARDS["launches"]["panels"] if panel["title"] == "Source"]
    assert answer(stack, panel["targets"][0]) == [{"source": f"spacex-v4: {SpaceXv4.note}"}]


def test_every_exit_code_of_a_cycle_has_words_and_a_colour() -> None:
    assert {int(code) for code in EXIT_CODES[0].options} == set(ExitCode) - {ExitCode.STALE}


def test_the_variable_offers_the_job(stack: Stack) -> None:
    (variable,) = BOARDS["operations"]["templating"]["list"]
    (metric, label) = re.fullmatch(r"label_values\((\w+), (\w+)\)", variable["query"]).groups()
    assert {labels[label] for labels, _ in stack.prometheus.ask(metric)} == {"spacex-elt"}


def test_the_reader_sees_the_ledger_without_error_texts_and_nothing_of_ops(stack: Stack) -> None:
    columns = fields(stack, {"rawSql": "SELECT * FROM cycles"})
    assert "exit_code" in columns
    assert "error" not in columns
    for relation in ("ops.cycles", "ops.rejected_records"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            stack.reader.execute(f"SELECT * FROM {relation}")


def answer(stack: Stack, target: dict[str, Any]) -> list[dict[str, object]]:
    """Return the rows that a panel's query gets."""
    if "rawSql" in target:
        return stack.reader.execute(Choice(stack.reader).sql(target["rawSql"])).fetchall()
    return [{"value": value} for _, value in stack.prometheus.ask(_expression(target))]


def fields(stack: Stack, target: dict[str, Any]) -> set[str]:
    """Return the names of the fields that a panel's query gives, as overrides and options call them."""
    if "rawSql" in target:
        statement = Choice(stack.reader).sql(target["rawSql"])
        return {column.name for column in stack.reader.execute(statement).description or ()}
    legend = target["legendFormat"]
    return {
        re.sub(r"\{\{(\w+)\}\}", lambda found, labels=labels: labels.get(found[1], ""), legend)
        for labels, _ in stack.prometheus.ask(_expression(target))
    }


def _expression(target: dict[str, Any]) -> str:
    return str(target["expr"]).replace("$job", "spacex-elt")
