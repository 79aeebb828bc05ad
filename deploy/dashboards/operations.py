"""Operations: freshness and completeness of the data, and the cycles."""

from grafana_foundation_sdk.builders import dashboard as builders
from grafana_foundation_sdk.builders import stat, statetimeline, table, timeseries
from grafana_foundation_sdk.builders.common import StackingConfig, VizLegendOptions
from grafana_foundation_sdk.models import dashboard
from grafana_foundation_sdk.models.common import (
    BigValueColorMode,
    BigValueTextMode,
    GraphDrawStyle,
    LegendDisplayMode,
    LegendPlacement,
    LineInterpolation,
    StackingMode,
    VisibilityMode,
)

from deploy.dashboards import panels, runbook
from deploy.dashboards.panels import BLUE, GREEN, GREY, ORANGE, PURPLE, RED, YELLOW
from job.errors import ExitCode

EXIT_CODES = panels.words(
    {
        ExitCode.OK: ("0 committed", GREEN),
        ExitCode.USAGE: ("64 usage", PURPLE),
        ExitCode.DATA_REFUSED: ("65 data refused", RED),
        ExitCode.SOURCE_UNAVAILABLE: ("69 source", ORANGE),
        ExitCode.BUG: ("70 bug", PURPLE),
        ExitCode.DATABASE_UNAVAILABLE: ("74 PostgreSQL", ORANGE),
        ExitCode.LOCK_HELD: ("75 lock held", YELLOW),
        ExitCode.CONFIGURATION: ("78 configuration", PURPLE),
        ExitCode.SIGINT: ("130 SIGINT", BLUE),
        ExitCode.SIGTERM: ("143 SIGTERM", BLUE),
    }
)
TRINO = panels.words({1: ("matches", GREEN), 0: ("differs", RED), -1: ("not asked", GREY)})
JOB = '{job="$job"}'


def _stat(title: str, description: str, expression: str, unit: str = "", legend: str = "") -> stat.Panel:
    panel = panels.figure(title, description, panels.PROMETHEUS, panels.now(expression, legend))
    return panel.unit(unit) if unit else panel


def _lines(title: str, description: str, unit: str) -> timeseries.Panel:
    """A gauge keeps its value until the next cycle pushes another, hence the steps."""
    return (
        timeseries.Panel()
        .title(title)
        .description(description)
        .datasource(panels.PROMETHEUS)
        .unit(unit)
        .height(8)
        .span(8)
        .min(0)
        .line_interpolation(LineInterpolation.STEP_AFTER)
        .show_points(VisibilityMode.NEVER)
        .fill_opacity(10)
        .legend(
            VizLegendOptions()
            .display_mode(LegendDisplayMode.LIST)
            .placement(LegendPlacement.BOTTOM)
            .show_legend(show_legend=True)
        )
    )


def _now(board: builders.Dashboard) -> None:
    age = f"time() - spacex_elt_last_success_timestamp_seconds{JOB}"
    full = f"time() - spacex_elt_last_full_timestamp_seconds{JOB}"
    alerts = 'count(ALERTS{alertname=~"SpacexElt.+", alertstate="firing"}) or vector(0)'
    for panel in (
        _stat(
            "Age of the last load",
            "Since the last successful cycle, without backfills. Not green when it is recent: the newest launch, beside"
            " it, may be old. Red: SpacexEltNoRecentSuccess.",
            f"({age}) / on (job) spacex_elt:interval_seconds{JOB}",
            "suffix: intervals",
        )
        .decimals(1)
        .thresholds(panels.scale((None, BLUE), (1.5, YELLOW), (2, RED))),
        _stat("Last success", "Time since the last successful cycle.", age, "dtdurations"),
        _stat(
            "Newest launch", "Time since the newest launch; with a source that has stopped it only grows.",
            f"time() - spacex_elt_newest_launch_timestamp_seconds{JOB}", "dtdurations",
        ),
        _stat(
            "Last exit code", "Of the last cycle; a click opens its section of the runbook.",
            f"spacex_elt_last_cycle_exit_code{JOB}",
        )
        .mappings(EXIT_CODES)
        .color_mode(BigValueColorMode.BACKGROUND)
        .override_by_regexp(".*", [panels.leading_to("Runbook", f"{runbook.EXIT_CODE}${{__value.numeric}}")]),
        _stat("Firing alerts", "Firing alerts of spacex-elt.", alerts)
        .thresholds(panels.scale((None, GREEN), (1, RED))).color_mode(BigValueColorMode.BACKGROUND),
        _stat(
            "Last full", "In intervals of full cycles: only these detect old corrections and removed launches.",
            f"({full}) / on (job) spacex_elt:full_interval_seconds{JOB}", "suffix: intervals",
        )
        .decimals(1)
        .color_mode(BigValueColorMode.BACKGROUND)
        .thresholds(panels.scale((None, GREEN), (1.2, YELLOW), (2, RED))),
        _stat("In quarantine", "Rejected records that are not resolved.", f"spacex_elt_rejected_open{JOB}")
        .thresholds(panels.scale((None, GREEN), (1, ORANGE))).color_mode(BigValueColorMode.BACKGROUND),
        _stat("Launches", "Flown launches in the warehouse.", f"spacex_elt_launches{JOB}"),
        _stat(
            "Trino", "Whether Trino shows what the last cycle committed.", f"spacex_elt_trino_matches{JOB}"
        ).mappings(TRINO).color_mode(BigValueColorMode.BACKGROUND),
        _stat(
            "Duration of the last cycle", "Share of its deadline. Red: SpacexEltCycleSlow.",
            f"spacex_elt_last_cycle_duration_seconds{JOB} / on (job) spacex_elt:cycle_timeout_seconds{JOB}",
            "percentunit",
        )
        .thresholds(panels.scale((None, GREEN), (0.8, RED))).color_mode(BigValueColorMode.BACKGROUND),
        _stat(
            "Memory", "Share of the container's limit; empty without a limit. Red: SpacexEltMemoryNearLimit.",
            f"spacex_elt_peak_memory_bytes{JOB} / on (job) (spacex_elt:memory_limit_bytes{JOB} > 0)", "percentunit",
        )
        .thresholds(panels.scale((None, GREEN), (0.9, RED))).color_mode(BigValueColorMode.BACKGROUND),
        _stat("Version", "Of the last cycle.", f"spacex_elt_build_info{JOB}", legend="{{version}}")
        .text_mode(BigValueTextMode.NAME),
    ):  # fmt: skip
        board.with_panel(panel)
    board.with_panel(panels.source())


def _cycles(board: builders.Dashboard) -> None:
    board.with_row(builders.Row("Cycles"))
    board.with_panel(
        statetimeline.Panel()
        .title("Exit codes")
        .description("Exit code of the last cycle, over time.")
        .datasource(panels.PROMETHEUS)
        .with_target(panels.metric(f"spacex_elt_last_cycle_exit_code{JOB}", "{{job}}"))
        .mappings(EXIT_CODES)
        .thresholds(panels.scale((None, GREY)))
        .show_value(VisibilityMode.AUTO)
        .height(4)
        .span(24)
    )
    board.with_panel(
        _lines("Duration", "Of the last cycle, against its deadline; SpacexEltCycleSlow fires at 80 %.", "s")
        .with_target(panels.metric(f"spacex_elt_last_cycle_duration_seconds{JOB}", "cycle"))
        .with_target(panels.metric(f"spacex_elt:cycle_timeout_seconds{JOB}", "deadline", "B"))
        .override_by_name("deadline", panels.coloured(RED))
    )
    board.with_panel(
        _lines("Steps", "Duration of each step of the last cycle; 0 if it was not reached.", "s")
        .with_target(panels.metric(f"spacex_elt_step_duration_seconds{JOB}", "{{step}}"))
        .stacking(StackingConfig().mode(StackingMode.NORMAL).group("A"))
        .draw_style(GraphDrawStyle.LINE)
        .fill_opacity(60)
    )
    board.with_panel(
        _lines("Records by outcome", "Of the last cycle. Removed: for either reason.", "short")
        .with_target(panels.metric(f"spacex_elt_records{JOB}", "{{outcome}}"))
        .override_by_name("rejected", panels.coloured(ORANGE))
        .override_by_name("removed", panels.coloured(RED))
    )


def _surroundings(board: builders.Dashboard) -> None:
    board.with_row(builders.Row("Source, memory, data"))
    board.with_panel(
        _lines(
            "Requests to the source",
            "Of the last cycle, retries included, and the calls that the source allows after it.",
            "short",
        )
        .with_target(panels.metric(f"spacex_elt_api_requests{JOB}", "requests"))
        .with_target(panels.metric(f"spacex_elt_api_retries{JOB}", "retries", "B"))
        .with_target(panels.metric(f"spacex_elt_api_calls_left{JOB}", "calls left", "C"))
        .override_by_name("retries", panels.coloured(ORANGE))
    )
    board.with_panel(
        _lines("Memory", "Peak of the last cycle, against the container's limit (0: none).", "bytes")
        .with_target(panels.metric(f"spacex_elt_peak_memory_bytes{JOB}", "peak"))
        .with_target(panels.metric(f"spacex_elt:memory_limit_bytes{JOB}", "limit", "B"))
        .override_by_name("limit", panels.coloured(RED))
    )
    board.with_panel(
        _lines(
            "Launches, quarantine, drift", "Current launches, rejected records, and deviations from the model.", "short"
        )
        .with_target(panels.metric(f"spacex_elt_launches{JOB}", "launches"))
        .with_target(panels.metric(f"spacex_elt_rejected_open{JOB}", "in quarantine", "B"))
        .with_target(panels.metric(f"spacex_elt_schema_drift_fields{JOB}", "drifted fields", "C"))
        .with_target(panels.metric(f"spacex_elt_upcoming_launches{JOB}", "upcoming launches", "D"))
    )


def _ledger(board: builders.Dashboard) -> None:
    board.with_panel(
        table.Panel()
        .title("The last 50 cycles")
        .description(
            "From the ledger, backfills included. The error is in ops.cycles.error, or in the log of its cycle_id."
        )
        .datasource(panels.WAREHOUSE)
        .with_target(panels.Sql(panels.read("cycles")))
        .override_by_name(
            "exit_code",
            [
                dashboard.DynamicConfigValue("mappings", EXIT_CODES),
                dashboard.DynamicConfigValue("custom.cellOptions", {"type": "color-text"}),
            ],
        )
        .override_by_name("duration_seconds", panels.with_unit("s", decimals=1))
        .links([panels.runbook()])
        .height(12)
        .span(24)
    )
    board.with_panel(
        table.Panel()
        .title("What changed")
        .description("The newest 50 launches that came, changed, left or returned in the time range.")
        .datasource(panels.WAREHOUSE)
        .with_target(panels.Sql(panels.read("events")))
        .no_value("no launch changed in this time range")
        .height(9)
        .span(24)
    )


def board() -> builders.Dashboard:
    """Return the dashboard."""
    made = (
        panels.page("spacex-elt-operations", "spacex-elt: operations", "Freshness, cycles, quarantine, ledger.")
        .link(panels.link("Launches", "/d/spacex-elt-launches", "The data"))
        .time("now-2d", "now")
        .refresh("1m")
        .with_variable(
            builders.QueryVariable("job")
            .label("job")
            .description("PUSHGATEWAY_JOB; backfills use a separate name")
            .datasource(panels.PROMETHEUS)
            .query("label_values(spacex_elt_last_cycle_timestamp_seconds, job)")
            .refresh(dashboard.VariableRefresh.ON_TIME_RANGE_CHANGED)
            .sort(dashboard.VariableSort.ALPHABETICAL_ASC)
        )
    )
    for part in (_now, _cycles, _surroundings, _ledger):
        part(made)
    return made
