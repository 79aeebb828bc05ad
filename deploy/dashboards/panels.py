"""What the dashboards are made of: their two datasources, queries, scales, and links between them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grafana_foundation_sdk.builders import dashboard as builders
from grafana_foundation_sdk.builders import prometheus, stat
from grafana_foundation_sdk.builders.common import ReduceDataOptions, VizTextDisplayOptions
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.variants import Dataquery
from grafana_foundation_sdk.models import dashboard
from grafana_foundation_sdk.models.common import BigValueColorMode, BigValueGraphMode, BigValueTextMode
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

PROMETHEUS = dashboard.DataSourceRef(type_val="prometheus", uid="prometheus")
WAREHOUSE = dashboard.DataSourceRef(type_val="grafana-postgresql-datasource", uid="warehouse")
RUNBOOK = "/d/spacex-elt-runbook"

SQL = Path(__file__).parent / "sql"

GREEN, YELLOW, ORANGE, RED, BLUE, PURPLE, GREY = "green", "yellow", "orange", "red", "blue", "purple", "text"


class _Sql(Dataquery):
    """A query of Grafana's PostgreSQL datasource, for which the SDK has no type."""

    def __init__(self, statement: str) -> None:
        self.statement = statement

    def to_json(self) -> dict[str, object]:
        return {
            "refId": "A",
            "datasource": WAREHOUSE,
            "editorMode": "code",
            "format": "table",
            "rawQuery": True,
            "rawSql": self.statement,
        }


class Sql(Builder[Dataquery]):
    """Rows of the warehouse, read as spacex_reader."""

    def __init__(self, *statements: str) -> None:
        lines = [line for text in statements for line in text.splitlines() if not line.startswith("--")]
        self._statement = " ".join(" ".join(lines).split())

    def build(self) -> Dataquery:
        return _Sql(self._statement)


def read(name: str) -> str:
    """Return the text of a file of `sql/`."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def variable(name: str, description: str, statement: str) -> builders.QueryVariable:
    """Values of the warehouse to choose from, at first all."""
    return (
        builders.QueryVariable(name)
        .label(name)
        .description(description)
        .datasource(WAREHOUSE)
        .query(statement)
        .refresh(dashboard.VariableRefresh.ON_DASHBOARD_LOAD)
        .multi(multi=True)
        .include_all(include_all=True)
        .current(dashboard.VariableOption(selected=True, text=["All"], value=["$__all"]))
    )


def figure(title: str, description: str, datasource: dashboard.DataSourceRef, query: Builder[Dataquery]) -> stat.Panel:
    """One number, the latest, in blue."""
    return (
        stat.Panel()
        .title(title)
        .description(description)
        .datasource(datasource)
        .with_target(query)
        .height(4)
        .span(4)
        .graph_mode(BigValueGraphMode.NONE)
        .color_mode(BigValueColorMode.VALUE)
        .reduce_options(latest())
        .thresholds(scale((None, BLUE)))
    )


def source() -> stat.Panel:
    """Where the launches come from; that a source has stopped is not to be seen from the age of its last load."""
    return (
        stat.Panel()
        .title("Source")
        .description("Where the launches come from, and what its readers need to know.")
        .datasource(WAREHOUSE)
        .with_target(Sql("SELECT concat_ws(': ', source, source_note) AS source FROM freshness"))
        .height(3)
        .span(24)
        .graph_mode(BigValueGraphMode.NONE)
        .color_mode(BigValueColorMode.NONE)
        .text_mode(BigValueTextMode.VALUE)
        .text(VizTextDisplayOptions().value_size(16))
        .reduce_options(latest().fields("/.*/"))
    )


def metric(expression: str, legend: str = "", ref: str = "A") -> prometheus.Dataquery:
    """Return a range query; `ref` distinguishes the queries of one panel."""
    query = prometheus.Dataquery().expr(" ".join(expression.split())).datasource(PROMETHEUS).ref_id(ref)
    return query.range().legend_format(legend or "__auto")


def now(expression: str, legend: str = "") -> prometheus.Dataquery:
    """Return an instant query."""
    query = prometheus.Dataquery().expr(" ".join(expression.split())).datasource(PROMETHEUS).ref_id("A")
    return query.instant().format(PromQueryFormat.TIME_SERIES).legend_format(legend or "__auto")


def latest() -> ReduceDataOptions:
    """The last value of a series, for a panel that shows one number."""
    return ReduceDataOptions().calcs(["lastNotNull"])


def scale(*steps: tuple[float | None, str]) -> builders.ThresholdsConfig:
    """Colours from a value upwards; the first step has none and begins below everything."""
    return (
        builders.ThresholdsConfig()
        .mode(dashboard.ThresholdsMode.ABSOLUTE)
        .steps([dashboard.Threshold(value, color) for value, color in steps])
    )


def words(meanings: Mapping[int | str, tuple[str, str]]) -> list[dashboard.ValueMapping]:
    """Show a text and a colour instead of a number."""
    options = {
        str(value): dashboard.ValueMappingResult(text=text, color=color, index=index)
        for index, (value, (text, color)) in enumerate(meanings.items())
    }
    return [dashboard.ValueMap(options=options)]


def coloured(color: str) -> list[dashboard.DynamicConfigValue]:
    """Give one series a colour of its own."""
    return [dashboard.DynamicConfigValue("color", {"mode": "fixed", "fixedColor": color})]


def with_unit(unit: str, **more: Any) -> list[dashboard.DynamicConfigValue]:
    """Give one column of a table a unit of its own."""
    return [dashboard.DynamicConfigValue(name, value) for name, value in {"unit": unit, **more}.items()]


def leading_to(title: str, url: str, *, elsewhere: bool = False) -> dashboard.DynamicConfigValue:
    """What a click on a value offers."""
    return dashboard.DynamicConfigValue("links", [{"title": title, "url": url, "targetBlank": elsewhere}])


def link(title: str, url: str, tooltip: str) -> builders.DashboardLink:
    """A link in a dashboard's head, or at a panel's title."""
    return builders.DashboardLink(title).type(dashboard.DashboardLinkType.LINK).url(url).tooltip(tooltip).icon("doc")


def runbook() -> builders.DashboardLink:
    return link("Runbook", RUNBOOK, "What each exit code and alert means, and what to do")


def page(uid: str, title: str, description: str) -> builders.Dashboard:
    """Return an empty dashboard with the settings that all share."""
    return (
        builders.Dashboard(title)
        .uid(uid)
        .description(description)
        .tags(["spacex-elt"])
        .timezone("utc")
        .readonly()
        .tooltip(dashboard.DashboardCursorSync.CROSSHAIR)
        .link(runbook())
    )
