"""The map of the dashboard Launches."""

from grafana_foundation_sdk.builders import geomap
from grafana_foundation_sdk.builders.common import FrameGeometrySource, MapLayerOptions
from grafana_foundation_sdk.builders.geomap import ControlsOptions, MapViewConfig, TooltipOptions
from grafana_foundation_sdk.models.common import FrameGeometrySourceMode
from grafana_foundation_sdk.models.geomap import TooltipMode

from deploy.dashboards import panels
from deploy.dashboards.panels import BLUE, GREY


def worldmap() -> geomap.Panel:
    """Return the map for rows with site, latitude, longitude and launches."""
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
    markers = (
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
        .layers([borders, markers])
        .controls(ControlsOptions().show_zoom(show_zoom=True).show_attribution(show_attribution=True))
        .tooltip(TooltipOptions().mode(TooltipMode.DETAILS))
        .basemap(MapLayerOptions().type("default").name("basemap"))
        .view(MapViewConfig().id("fit").zoom(2).all_layers(all_layers=True))
        .height(9)
        .span(12)
    )
