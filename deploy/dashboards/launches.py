"""Launches: the data of the warehouse; every figure covers all launches, whatever the time range."""

from grafana_foundation_sdk.builders import barchart, geomap, stat, table
from grafana_foundation_sdk.builders import dashboard as builders
from grafana_foundation_sdk.builders.common import (
    FrameGeometrySource,
    MapLayerOptions,
    VizLegendOptions,
    VizTextDisplayOptions,
)
from grafana_foundation_sdk.builders.geomap import ControlsOptions, MapViewConfig, TooltipOptions
from grafana_foundation_sdk.models import dashboard
from grafana_foundation_sdk.models.common import (
    BigValueColorMode,
    BigValueGraphMode,
    BigValueTextMode,
    FrameGeometrySourceMode,
    LegendDisplayMode,
    LegendPlacement,
    StackingMode,
    VisibilityMode,
)
from grafana_foundation_sdk.models.geomap import TooltipMode

from deploy.dashboards import panels
from deploy.dashboards.panels import BLUE, GREEN, GREY, ORANGE, RED

_SOURCE = "SELECT concat_ws(': ', source, source_note) AS source FROM freshness"
_TOTALS = "SELECT {} FROM launch_aggregates"
_PER_YEAR = """
SELECT launch_year::text AS year, successful, failed, unknown_outcomes AS unknown
FROM launches_per_year ORDER BY launch_year
"""
_SUCCESS = "SELECT launch_year::text AS year, success_rate FROM launches_per_year ORDER BY launch_year"
_MASS = """
SELECT launch_year::text AS year,
       sum(mass_kg) FILTER (WHERE orbit = 'VLEO') AS "VLEO",
       sum(mass_kg) FILTER (WHERE orbit = 'LEO') AS "LEO",
       sum(mass_kg) FILTER (WHERE orbit = 'ISS') AS "ISS",
       sum(mass_kg) FILTER (WHERE orbit IN ('PO', 'SSO')) AS "polar",
       sum(mass_kg) FILTER (WHERE orbit IN ('GTO', 'GEO')) AS "GTO, GEO",
       sum(mass_kg) FILTER (WHERE orbit = 'MEO') AS "MEO",
       sum(mass_kg) FILTER (WHERE orbit NOT IN ('VLEO', 'LEO', 'ISS', 'PO', 'SSO', 'GTO', 'GEO', 'MEO')
                            OR orbit IS NULL) AS "other"
FROM mass_per_year_and_orbit GROUP BY launch_year ORDER BY launch_year
"""
_SITES = """
SELECT max(launchpad_name) AS site, avg(launchpad_latitude) AS latitude, avg(launchpad_longitude) AS longitude,
       count(*) AS launches, count(*) FILTER (WHERE success) AS successful, max(launched_at) AS last_launch
FROM launches GROUP BY launchpad_id ORDER BY launches DESC
"""
_STATIC_FIRES = """
SELECT launch_year::text AS year, median_static_fire_to_launch_hours AS median,
       average_static_fire_to_launch_hours AS average
FROM launches_per_year WHERE static_fires > 0 ORDER BY launch_year
"""
_REUSE = """
SELECT launch_year::text AS year, count(*) FILTER (WHERE counted_flight = 1) AS "first flight",
       count(*) FILTER (WHERE counted_flight > 1) AS "flown before"
FROM core_flights GROUP BY launch_year ORDER BY launch_year
"""
_LANDINGS = """
SELECT launch_year::text AS year, sum(landings) AS landed, sum(failures) AS failed, sum(unknown_outcomes) AS unknown
FROM landings_per_year GROUP BY launch_year ORDER BY launch_year
"""
_BOOSTERS = """
SELECT coalesce(core_serial, core_id) AS booster, flights, landings, landing_attempts, shortest_turnaround_days,
       average_turnaround_days, first_launched_at, last_launched_at
FROM flights_per_core ORDER BY flights DESC, last_launched_at, core_id LIMIT 15
"""
_LANDPADS = """
SELECT coalesce(landpad_name, landpad_id, 'elsewhere') AS place, landing_type, attempts, landings, failures,
       last_launched_at
FROM landings_per_landpad ORDER BY attempts DESC, landpad_id
"""
_CADENCE = """
SELECT launch_year::text AS year, median_days AS median, longest_days AS longest
FROM cadence_per_year WHERE gaps > 0 ORDER BY launch_year
"""
_GAPS = """
SELECT launch_year::text AS year, count(*) - count(payload_mass_kg) AS "mass",
       count(*) - count(static_fire_at) AS "static fire", count(*) - count(success) AS "outcome"
FROM launches GROUP BY launch_year ORDER BY launch_year
"""
_CORRECTIONS = """
SELECT changed_at, name, field, old_value::text AS old_value, new_value::text AS new_value, launch_id
FROM corrections WHERE field <> 'links' ORDER BY changed_at DESC, launch_id, field LIMIT 50
"""


def _stat(title: str, description: str, statement: str, unit: str, decimals: int = 0) -> stat.Panel:
    return (
        stat.Panel()
        .title(title)
        .description(description)
        .datasource(panels.WAREHOUSE)
        .with_target(panels.Sql(statement))
        .unit(unit)
        .decimals(decimals)
        .height(4)
        .span(4)
        .graph_mode(BigValueGraphMode.NONE)
        .color_mode(BigValueColorMode.VALUE)
        .reduce_options(panels.latest())
        .thresholds(panels.scale((None, BLUE)))
    )


def _years(title: str, description: str, statement: str, unit: str = "short") -> barchart.Panel:
    return (
        barchart.Panel()
        .title(title)
        .description(description)
        .datasource(panels.WAREHOUSE)
        .with_target(panels.Sql(statement))
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
    )


def _totals(board: builders.Dashboard) -> None:
    for panel in (
        _stat("Launches", "Flown launches.", _TOTALS.format("total_launches"), "short"),
        _stat(
            "Succeeded",
            "Of all flown launches; an unknown outcome is not a success.",
            _TOTALS.format("successful_launches::double precision / nullif(total_launches, 0) AS rate"),
            "percentunit",
            1,
        ),
        _stat(
            "Mean payload mass",
            "Over the launches with a known mass. A payload can be many satellites.",
            _TOTALS.format("average_payload_mass_kg"),
            "masskg",
        ),
        _stat(
            "Static fire to launch",
            "The median, over static fires that the source dates before their launch. It is no delay of a schedule.",
            _TOTALS.format("median_static_fire_to_launch_seconds"),
            "dtdurations",
        ),
        _stat(
            "Newest launch",
            "When the newest launch flew. The age of the data is beside it, a note about the source below.",
            "SELECT extract(epoch FROM newest_launch_at) * 1000 AS newest_launch_at FROM freshness",
            "dateTimeAsIso",
        ),
        _stat(
            "Last success",
            "Time since the last successful cycle; see the dashboard Operations.",
            "SELECT extract(epoch FROM now() - last_success_at) AS age FROM freshness",
            "dtdurations",
        ),
    ):
        board.with_panel(panel)
    board.with_panel(_source())


def _source() -> stat.Panel:
    return (
        stat.Panel()
        .title("Source")
        .description("Where the launches come from, and what its readers need to know.")
        .datasource(panels.WAREHOUSE)
        .with_target(panels.Sql(_SOURCE))
        .height(3)
        .span(24)
        .graph_mode(BigValueGraphMode.NONE)
        .color_mode(BigValueColorMode.NONE)
        .text_mode(BigValueTextMode.VALUE)
        .text(VizTextDisplayOptions().value_size(16))
        .reduce_options(panels.latest().fields("/.*/"))
    )


def _outcomes(board: builders.Dashboard) -> None:
    board.with_row(builders.Row("Launches"))
    board.with_panel(
        _years("Launches per year", "By outcome; that of Starlink 3-1 is unknown.", _PER_YEAR)
        .stacking(StackingMode.NORMAL)
        .override_by_name("successful", panels.coloured(GREEN))
        .override_by_name("failed", panels.coloured(RED))
        .override_by_name("unknown", panels.coloured(GREY))
    )
    board.with_panel(
        _years("Success rate per year", "Successful launches of all launches of the year.", _SUCCESS, "percentunit")
        .max(1)
        .thresholds(panels.scale((None, RED), (0.8, ORANGE), (0.95, GREEN)))
        .color_scheme(builders.FieldColor().mode(dashboard.FieldColorModeId.THRESHOLDS))
    )
    board.with_panel(
        _years(
            "Mass to orbit",
            "Known masses by year and orbit, each payload once. Rideshares of many satellites often lack a mass.",
            _MASS,
            "masskg",
        ).stacking(StackingMode.NORMAL)
    )
    board.with_panel(_sites())


def _sites() -> geomap.Panel:
    # Grafana includes these borders; the tiles of the basemap come from the internet, if it is reachable.
    borders = (
        MapLayerOptions()
        .type("geojson")
        .name("borders")
        .tooltip(tooltip=False)
        .config(
            {
                "src": "public/maps/countries.geojson",
                "rules": [],
                "style": {"color": {"fixed": GREY}, "opacity": 0.1, "lineWidth": 1},
            }
        )
    )
    sites = (
        MapLayerOptions()
        .type("markers")
        .name("sites")
        .tooltip(tooltip=True)
        .location(
            FrameGeometrySource().mode(FrameGeometrySourceMode.COORDS).latitude("latitude").longitude("longitude")
        )
        .config(
            {
                "showLegend": True,
                "style": {
                    "size": {"field": "launches", "min": 8, "max": 28},
                    "color": {"fixed": BLUE},
                    "opacity": 0.6,
                    "symbol": {"mode": "fixed", "fixed": "img/icons/marker/circle.svg"},
                    "text": {"field": "site", "mode": "field"},
                    "textConfig": {"fontSize": 12, "offsetX": 0, "offsetY": -18, "textAlign": "center"},
                },
            }
        )
    )
    return (
        geomap.Panel()
        .title("Launch sites")
        .description("Marker size: number of launches.")
        .datasource(panels.WAREHOUSE)
        .with_target(panels.Sql(_SITES))
        .layers([borders, sites])
        .controls(ControlsOptions().show_zoom(show_zoom=True).show_attribution(show_attribution=True))
        .tooltip(TooltipOptions().mode(TooltipMode.DETAILS))
        .basemap(MapLayerOptions().type("default").name("basemap"))
        .view(MapViewConfig().id("fit").zoom(2).all_layers(all_layers=True))
        .height(9)
        .span(12)
    )


def _boosters(board: builders.Dashboard) -> None:
    board.with_row(builders.Row("Boosters and pace"))
    board.with_panel(
        _years("Booster reuse", "Flights of known cores: how many had flown before.", _REUSE).stacking(
            StackingMode.NORMAL
        )
    )
    board.with_panel(
        _years("Booster landings", "Attempts by outcome; up to three per Falcon Heavy.", _LANDINGS)
        .stacking(StackingMode.NORMAL)
        .override_by_name("landed", panels.coloured(GREEN))
        .override_by_name("failed", panels.coloured(RED))
        .override_by_name("unknown", panels.coloured(GREY))
    )
    board.with_panel(
        _years(
            "From static fire to launch",
            "Without static fires dated after their launch; most launches since 2021 have no date of one.",
            _STATIC_FIRES,
            "h",
        )
    )
    board.with_panel(
        _years("Days between launches", "Of the launches of a year, since the previous launch.", _CADENCE, "d")
    )
    board.with_panel(
        table.Panel()
        .title("Boosters with the most flights")
        .description("Turnaround is days from one launch to the next.")
        .datasource(panels.WAREHOUSE)
        .with_target(panels.Sql(_BOOSTERS))
        .override_by_regexp(".*_days", panels.with_unit("d", decimals=1))
        .height(9)
        .span(16)
    )
    board.with_panel(
        table.Panel()
        .title("Landings by ship and zone")
        .description("Attempts of each place; elsewhere is the sea, or a place that the source does not name.")
        .datasource(panels.WAREHOUSE)
        .with_target(panels.Sql(_LANDPADS))
        .height(9)
        .span(8)
    )


def _gaps(board: builders.Dashboard) -> None:
    board.with_row(builders.Row("What is unknown, what was corrected"))
    board.with_panel(_years("Launches without …", "How many launches of a year lack the value at the source.", _GAPS))
    board.with_panel(
        table.Panel()
        .title("Latest corrections")
        .description("Fields that differ between two versions of a launch, without those of links.")
        .datasource(panels.WAREHOUSE)
        .with_target(panels.Sql(_CORRECTIONS))
        .no_value("nothing has been corrected since the first cycle")
        .height(9)
        .span(12)
    )


def board() -> builders.Dashboard:
    """Return the dashboard."""
    made = (
        panels.page("spacex-elt-launches", "spacex-elt: launches", "Launches, mass, sites, boosters, corrections.")
        .link(panels.link("Operations", "/d/spacex-elt-operations", "Freshness and cycles"))
        .time("now-30d", "now")
        .refresh("15m")
    )
    for part in (_totals, _outcomes, _boosters, _gaps):
        part(made)
    return made
