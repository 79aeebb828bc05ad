"""Launches: every figure covers the launches of the time range and of the three variables.

`sql/chosen.sql` selects them, before each of the other files of `sql/`. A click on a year opens its launches.
"""

from grafana_foundation_sdk.builders import barchart, stat, table
from grafana_foundation_sdk.builders import dashboard as builders
from grafana_foundation_sdk.builders.common import VizLegendOptions
from grafana_foundation_sdk.models import dashboard
from grafana_foundation_sdk.models.common import (
    LegendDisplayMode,
    LegendPlacement,
    StackingMode,
    VisibilityMode,
)

from deploy.dashboards import panels, sites
from deploy.dashboards.panels import GREEN, GREY, ORANGE, RED

LIST = 100  # the number of the panel with the launches themselves, to which links lead
_HERE = "/d/spacex-elt-launches"
_ROCKET_AND_ORBIT = "${rocket:queryparam}&${orbit:queryparam}"
_OF_YEAR = (
    f"{_HERE}?${{site:queryparam}}&{_ROCKET_AND_ORBIT}&from=${{__data.fields.year}}-01-01T00:00:00.000Z"
    f"&to=${{__data.fields.year}}-12-31T23:59:59.999Z&viewPanel=panel-{LIST}"
)
_OF_SITE = f"{_HERE}?var-site=${{__data.fields.site:percentencode}}&{_ROCKET_AND_ORBIT}&${{__url_time_range}}"


def _chosen(name: str) -> panels.Sql:
    return panels.Sql(panels.read("chosen"), panels.read(name))


def _stat(title: str, description: str, query: panels.Sql, unit: str, decimals: int = 0) -> stat.Panel:
    return panels.figure(title, description, panels.WAREHOUSE, query).unit(unit).decimals(decimals)


def _figure(title: str, description: str, statement: str, unit: str, decimals: int = 0) -> stat.Panel:
    return _stat(title, description, panels.Sql(panels.read("chosen"), statement), unit, decimals)


def _years(title: str, description: str, name: str, unit: str = "short") -> barchart.Panel:
    return (
        barchart.Panel()
        .title(title)
        .description(description)
        .datasource(panels.WAREHOUSE)
        .with_target(_chosen(name))
        .x_field("year")
        .unit(unit)
        .min(0)
        .height(9)
        .span(12)
        .fill_opacity(80)
        .show_value(VisibilityMode.NEVER)
        .legend(
            VizLegendOptions()
            .display_mode(LegendDisplayMode.LIST)
            .placement(LegendPlacement.BOTTOM)
            .show_legend(show_legend=True)
        )
        .override_by_regexp(".*", [panels.leading_to("Launches of ${__data.fields.year}", _OF_YEAR)])
    )


def _table(title: str, description: str, name: str) -> table.Panel:
    return table.Panel().title(title).description(description).datasource(panels.WAREHOUSE).with_target(_chosen(name))


def _figures(board: builders.Dashboard) -> None:
    newest = "SELECT extract(epoch FROM newest_launch_at) * 1000 AS newest_launch_at FROM freshness"
    age = "SELECT extract(epoch FROM now() - last_success_at) AS age FROM freshness"
    for panel in (
        _figure("Launches", "Flown launches.", "SELECT count(*) AS launches FROM chosen", "short"),
        _figure(
            "Succeeded",
            "Of all flown launches; an unknown outcome is not a success.",
            "SELECT count(*) FILTER (WHERE success)::double precision / nullif(count(*), 0) AS rate FROM chosen",
            "percentunit",
            1,
        ),
        _figure(
            "Mean payload mass",
            "Over the launches with a known mass. A payload can be many satellites.",
            "SELECT avg(payload_mass_kg) AS mass FROM chosen",
            "masskg",
        ),
        _figure(
            "Median static fire to launch",
            "Over static fires that the source dates before their launch. It is no delay of a schedule.",
            "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY launch_delay_seconds)"
            " FILTER (WHERE launch_delay_seconds > 0) AS median FROM chosen",
            "dtdurations",
        ),
        _stat(
            "Newest launch",
            "When the newest launch of the warehouse flew. The age of its last load is beside it, a note about the"
            " source below.",
            panels.Sql(newest),
            "dateTimeAsIso",
        ),
        _stat(
            "Last success",
            "Time since the last successful cycle; see the dashboard Operations.",
            panels.Sql(age),
            "dtdurations",
        ),
    ):
        board.with_panel(panel)
    board.with_panel(panels.source())


def _by_outcome(panel: barchart.Panel, good: str) -> barchart.Panel:
    return (
        panel.stacking(StackingMode.NORMAL)
        .override_by_name(good, panels.coloured(GREEN))
        .override_by_name("failed", panels.coloured(RED))
        .override_by_name("unknown", panels.coloured(GREY))
    )


def _outcomes(board: builders.Dashboard) -> None:
    board.with_row(builders.Row("Launches"))
    board.with_panel(_by_outcome(_years("Launches per year", "By outcome.", "outcomes"), "successful"))
    board.with_panel(
        _years(
            "Success rate per year", "Successful launches of all launches of the year.", "success_rate", "percentunit"
        )
        .max(1)
        .thresholds(panels.scale((None, RED), (0.8, ORANGE), (0.95, GREEN)))
        .color_scheme(builders.FieldColor().mode(dashboard.FieldColorModeId.THRESHOLDS))
    )
    board.with_panel(
        _years(
            "Mass to orbit",
            "Known masses by year and orbit, each payload once. Rideshares of many satellites often lack a mass.",
            "mass",
            "masskg",
        ).stacking(StackingMode.NORMAL)
    )
    board.with_panel(
        sites.worldmap()
        .with_target(_chosen("sites"))
        .override_by_regexp(".*", [panels.leading_to("Launches from ${__data.fields.site}", _OF_SITE)])
    )


def _boosters(board: builders.Dashboard) -> None:
    board.with_row(builders.Row("Boosters and pace"))
    board.with_panel(
        _years("Booster reuse", "Flights of known cores: how many had flown before.", "reuse").stacking(
            StackingMode.NORMAL
        )
    )
    landings = _years("Booster landings", "Attempts by outcome; up to three per Falcon Heavy.", "landings")
    board.with_panel(_by_outcome(landings, "landed"))
    board.with_panel(
        _years(
            "Static fire to launch",
            "Without static fires dated after their launch; most launches since 2021 have no date of one.",
            "static_fire",
            "h",
        )
    )
    board.with_panel(
        _years(
            "Days between launches", "From one of these launches to the next, in the later one's year.", "cadence", "d"
        )
    )
    board.with_panel(
        _table("Boosters with the most flights", "Turnaround is days from one launch to the next.", "boosters")
        .override_by_regexp(".*_days", panels.with_unit("d", decimals=1))
        .height(9)
        .span(14)
    )
    board.with_panel(
        _table(
            "Landings by ship and zone", "Elsewhere is the sea, or a place that the source does not name.", "landpads"
        )
        .height(9)
        .span(10)
    )


def _launches(board: builders.Dashboard) -> None:
    board.with_row(builders.Row("The launches themselves"))
    board.with_panel(
        _table("The launches", "The newest first. A click on a bar above opens those of its year.", "list")
        .id(LIST)
        .override_by_name("mass", panels.with_unit("masskg"))
        .override_by_name("site", [panels.leading_to("Launches from ${__value.text}", _OF_SITE)])
        .override_by_name("page", [panels.leading_to("Read about it", "${__value.raw}", elsewhere=True)])
        .no_value("no launch is in this time range with this site, rocket and orbit")
        .height(12)
        .span(24)
    )


def _gaps(board: builders.Dashboard) -> None:
    board.with_row(builders.Row("What is unknown, what was corrected"))
    board.with_panel(
        _years(
            "Launches without …", "How many launches of a year lack the value, or have an impossible one.", "unknowns"
        )
    )
    board.with_panel(
        _table(
            "Latest corrections", "Fields that differ between two versions of a launch, without links.", "corrections"
        )
        .no_value("nothing of these launches has been corrected since the first cycle")
        .height(9)
        .span(12)
    )


def board() -> builders.Dashboard:
    """Return the dashboard."""
    made = (
        panels.page("spacex-elt-launches", "spacex-elt: launches", "Launches, mass, sites, boosters, corrections.")
        .link(panels.link("Schedule", "/d/spacex-elt-schedule", "What comes next; empty with spacex-v4"))
        .link(panels.link("Operations", "/d/spacex-elt-operations", "Freshness and cycles"))
        .time("2006-01-01T00:00:00.000Z", "now")
        .refresh("15m")
    )
    for name, description, column in (
        ("site", "where it was launched", "coalesce(launchpad_name, 'unknown') FROM launches"),
        ("rocket", "what launched it", "rocket_name FROM launches"),
        (
            "orbit",
            "launches with a payload for it",
            "coalesce(orbit, 'unknown') FROM launches LEFT JOIN launch_payloads USING (launch_id)",
        ),
    ):
        made.with_variable(panels.variable(name, description, f"SELECT DISTINCT {column} ORDER BY 1"))
    for part in (_figures, _outcomes, _launches, _boosters, _gaps):
        part(made)
    return made
