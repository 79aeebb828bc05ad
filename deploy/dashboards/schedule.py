"""Schedule: what comes next, what moved, and which rockets and launch sites keep their dates."""

from grafana_foundation_sdk.builders import barchart, stat, table
from grafana_foundation_sdk.builders import dashboard as builders
from grafana_foundation_sdk.builders.common import VizLegendOptions
from grafana_foundation_sdk.models.common import (
    LegendDisplayMode,
    LegendPlacement,
    StackingMode,
    VisibilityMode,
)

from deploy.dashboards import panels
from deploy.dashboards.panels import GREEN, ORANGE, RED

_DAY = "schedule_precision IN ('second', 'minute', 'hour', 'day')"


def _stat(title: str, description: str, statement: str, unit: str = "short") -> stat.Panel:
    return panels.figure(title, description, panels.WAREHOUSE, panels.Sql(statement)).unit(unit)


def _table(title: str, description: str, statement: str) -> table.Panel:
    return (
        table.Panel()
        .title(title)
        .description(description)
        .datasource(panels.WAREHOUSE)
        .with_target(panels.Sql(statement))
        .no_value("no row; a source without schedules has none")
    )


def _figures(board: builders.Dashboard) -> None:
    upcoming = "SELECT count(*) AS launches FROM upcoming_launches"
    for panel in (
        _stat(
            "Next launch",
            "Time to the next date that is known to the day.",
            panels.read("next_launch"),
            "dtdurations",
        ),
        _stat(
            "In the next 30 days",
            "Launches with a date in that time that is known to the day.",
            f"{upcoming} WHERE scheduled_at BETWEEN now() AND now() + interval '30 days' AND {_DAY}",
        ),
        _stat("Upcoming launches", "All that have not flown, whatever is known of their date.", upcoming),
        _stat(
            "Moved in the last week",
            "Launches whose date was moved, of dates known to the day.",
            "SELECT count(DISTINCT launch_id) AS launches FROM schedule_changes"
            " WHERE slip_seconds <> 0 AND NOT has_flown AND changed_at > now() - interval '7 days'",
        ),
        _stat(
            "Without an outcome",
            "Dates that passed more than two days ago; the source has not said how these launches went.",
            f"{upcoming} WHERE scheduled_at < now() - interval '2 days'",
        ).thresholds(panels.scale((None, GREEN), (1, ORANGE))),
        _stat(
            "Last success",
            "Time since the last successful cycle; see the dashboard Operations.",
            "SELECT extract(epoch FROM now() - last_success_at) AS age FROM freshness",
            "dtdurations",
        ),
    ):
        board.with_panel(panel)
    board.with_panel(panels.source())


def _next(board: builders.Dashboard) -> None:
    board.with_row(builders.Row("What comes next"))
    board.with_panel(
        _table(
            "Next launches",
            "Dates are not earlier than; one that is coarser than a day is the end of its period, without a countdown.",
            panels.read("next"),
        )
        .override_by_name("countdown", panels.with_unit("dtdurations"))
        .override_by_name("probability", panels.with_unit("percent"))
        .height(12)
        .span(24)
    )


def _moved(board: builders.Dashboard) -> None:
    board.with_row(builders.Row("What moved"))
    board.with_panel(
        barchart.Panel()
        .title("Slips over time")
        .description("Planned dates that moved, by week (UTC, from Monday) and way; of dates known to the day.")
        .datasource(panels.WAREHOUSE)
        .with_target(panels.Sql(panels.read("moved")))
        .x_field("week")
        .unit("short")
        .min(0)
        .stacking(StackingMode.NORMAL)
        .override_by_name("later by a day", panels.coloured(RED))
        .override_by_name("later within a day", panels.coloured(ORANGE))
        .override_by_name("earlier", panels.coloured(GREEN))
        .fill_opacity(80)
        .show_value(VisibilityMode.NEVER)
        .legend(
            VizLegendOptions()
            .display_mode(LegendDisplayMode.LIST)
            .placement(LegendPlacement.BOTTOM)
            .show_legend(show_legend=True)
        )
        .height(10)
        .span(8)
    )
    board.with_panel(
        _table(
            "Changes of the last week",
            "What cycles saw in the last seven days; a slip needs two dates known to the day.",
            panels.read("changes"),
        )
        .override_by_name("slip", panels.with_unit("dtdurations"))
        .height(10)
        .span(16)
    )


def _kept(board: builders.Dashboard) -> None:
    board.with_row(builders.Row("What keeps its dates"))
    for title, name in (("Rockets", "slips_by_rocket"), ("Launch sites", "slips_by_site")):
        board.with_panel(
            _table(
                title,
                "In the year before the newest launch, from the first date known to the day to the launch.",
                panels.read(name),
            )
            .override_by_regexp("median|greatest", panels.with_unit("d", decimals=1))
            .height(8)
            .span(12)
        )
    board.with_panel(
        _table("Launches", "How far from the first date known to the day each launch flew.", panels.read("slips"))
        .override_by_name("slip", panels.with_unit("dtdurations"))
        .height(10)
        .span(24)
    )


def board() -> builders.Dashboard:
    """Return the dashboard."""
    made = (
        panels.page("spacex-elt-schedule", "spacex-elt: schedule", "Next launches, slips, which dates are kept.")
        .link(panels.link("Launches", "/d/spacex-elt-launches", "What has flown"))
        .link(panels.link("Operations", "/d/spacex-elt-operations", "Freshness and cycles"))
        .time("now-1y", "now")
        .refresh("5m")
    )
    for part in (_figures, _next, _moved, _kept):
        part(made)
    return made
