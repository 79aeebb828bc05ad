"""Charts: draws rows as SVG by Vega-Lite, without a browser. The only importer of vl_convert."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import vl_convert

from job.observe import escape

_FOLDER = Path(__file__).parent / "charts"
_WIDTH = 420
# Vega cuts a long label between the two halves of such a character, and then its renderer fails.
_BEYOND_16_BITS = re.compile("[\U00010000-\U0010ffff]")
# Vega labels marks for screen readers; a title is also shown under the pointer.
_MARK = re.compile(r'<(path|text|line) aria-label="([^"]*)" role="graphics-symbol" ([^>]*?)/>')
_NAMESPACES = re.compile(r' xmlns(:xlink)?="[^"]*"')


def draw(name: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """Return the chart `charts/<name>.json` in each of its widths, narrowest first; none without rows or that file."""
    path = _FOLDER / f"{name}.json"
    if not rows or not path.exists():
        return []
    spec = json.loads(path.read_text(encoding="utf-8"))
    values = [dict(zip(columns, map(_plain, row), strict=True)) for row in rows]
    widths = spec.get("usermeta", {}).get("widths", [_WIDTH])
    return [_svg({**spec, "data": {"values": values}}, width) for width in widths]


def _svg(spec: dict[str, Any], width: int) -> str:
    theme = json.loads((_FOLDER / "theme.json").read_text(encoding="utf-8"))
    theme["view"] |= {"continuousWidth": width, "discreteWidth": width}
    # No URL is allowed, so that no value in a row can make the renderer fetch one.
    svg = vl_convert.vegalite_to_svg(spec, config=theme, allowed_base_urls=[])
    # Inline SVG in HTML needs no namespaces.
    return _MARK.sub(r"<\1 \3><title>\2</title></\1>", _NAMESPACES.sub("", svg))


def _plain(value: object) -> object:
    """Return a value that Vega can draw: it aborts the process on a text that XML cannot hold."""
    if isinstance(value, str):
        return _BEYOND_16_BITS.sub(lambda found: ascii(found[0])[1:-1], escape.active(value))
    return value.isoformat() if isinstance(value, datetime) else value
