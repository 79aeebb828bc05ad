"""A plot of seconds against N, both on logarithmic axes, as an SVG made by hand."""

import math
from collections.abc import Callable, Sequence

SHOWN = {
    ("the limit", "full"): "#000000",
    ("this program", "full"): "#c0392b",
    ("this program", "nothing new"): "#e59866",
    ("this program", "nothing new, incremental"): "#f5cba7",
    ("the floor", "full"): "#2471a3",
    ("sling", "full"): "#229954",
    ("dlt", "full"): "#7d3c98",
}
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 420, 60, 220, 20, 40

SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" font-family="sans-serif" font-size="12">
<rect width="{0}" height="{1}" fill="white"/>"""


def cost(seconds: dict[int, dict[tuple[str, str], float]]) -> str:
    """Return the plot: for each N the seconds of each contender's scenario."""
    lines = {pair: [(count, found[pair]) for count, found in seconds.items() if pair in found] for pair in SHOWN}
    points = [point for line in lines.values() for point in line]
    if not points:
        return ""
    across = _scale([n for n, _ in points], LEFT, WIDTH - RIGHT)
    down = _scale([s for _, s in points], HEIGHT - BOTTOM, TOP)
    parts = [
        SVG.format(WIDTH, HEIGHT),
        *(_text(across(count), HEIGHT - 15, f"{count:,}", "middle") for count in seconds),
        *(_tick(power, down) for power in _powers([s for _, s in points])),
    ]
    ends: list[float] = []
    for pair, line in sorted(lines.items(), key=lambda item: -item[1][-1][1] if item[1] else 0):
        if line:
            parts += _line(pair, [(across(n), down(s)) for n, s in line], ends)
    return "\n".join([*parts, "</svg>", ""])


def _scale(values: Sequence[float], low: float, high: float) -> Callable[[float], float]:
    least, most = math.log10(min(values)), math.log10(max(values))
    return lambda value: low + (math.log10(value) - least) / ((most - least) or 1) * (high - low)


def _powers(values: list[float]) -> list[float]:
    first, last = math.ceil(math.log10(min(values))), math.floor(math.log10(max(values)))
    return [10.0**power for power in range(first, last + 1)]


def _tick(power: float, down: Callable[[float], float]) -> str:
    rule = f'<path d="M{LEFT} {down(power):.0f}H{WIDTH - RIGHT}" stroke="#dddddd"/>'
    return rule + _text(LEFT - 6, down(power) + 4, f"{power:g} s", "end")


def _line(pair: tuple[str, str], points: list[tuple[float, float]], ends: list[float]) -> list[str]:
    """Draw one line with its name behind its end, below the names that are there already."""
    colour = SHOWN[pair]
    path = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    beside = max([points[-1][1] + 4, *(end + 14 for end in ends[-1:])])
    ends.append(beside)
    return [
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>',
        *(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3" fill="{colour}"/>' for x, y in points),
        _text(WIDTH - RIGHT + 10, beside, ": ".join(pair), "start", colour),
    ]


def _text(x: float, y: float, words: str, anchor: str, colour: str = "#333333") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'
