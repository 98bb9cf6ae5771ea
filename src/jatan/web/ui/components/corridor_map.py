"""The corridor map: journeys from the blocks of Jharkhand to their destinations, as SVG without script or tiles.

Curved lines with arrowheads, width by count, the largest on top; blocks as points, and an inset with Jharkhand
enlarged, placed over open sea. The caller shows the table of the same numbers too, and has already rounded what the
reader may only count.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext, override

from jatan.evidence.atlas.svg_paths import Window, boundaries
from jatan.kernel.localised import Localised
from jatan.kernel.numbers import format_integer

MOST_FLOWS = 60
_LABELS, _LABELS_ON_PHONES = 12, 6
INDIA = Window(west=66.5, south=6.0, east=98.5, north=37.5, width=1000)
# The inset with Jharkhand enlarged, placed where India has no land.
CLOSE = Window(west=83.2, south=21.85, east=88.1, north=25.45, width=288, left=690, top=553)


@dataclass(frozen=True)
class Flow:
    """How many people went from a block to a destination. Coordinates in degrees."""

    origin_name: Localised | str
    origin_lat: float
    origin_lon: float
    dest_name: Localised | str
    dest_lat: float
    dest_lon: float
    count: int


def draw(
    flows: Iterable[Flow], *, language: str | None = None, with_text: bool = True, devanagari: bool = False
) -> SafeString:
    """The largest 60 flows as one SVG; `language` None means the active one."""
    most = sorted(flows, key=lambda flow: flow.count)[-MOST_FLOWS:]
    writer = _Writer(language, with_text, devanagari, max((flow.count for flow in most), default=1))
    parts = [_ground(), *(writer.flow(flow) for flow in most), *_points(most, writer), _close_up(most, writer)]
    if with_text:
        parts += writer.destinations(most)
    with override(language) if language else override(None, deactivate=False):
        title = gettext("Corridors of migration from Jharkhand")
        desc = gettext("Lines lead from blocks of Jharkhand to destinations; the wider, the more people.")
    head = f"<title>{escape(title)}</title><desc>{escape(desc)}</desc>" if with_text else ""
    return SafeString(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="0 0 1000 {INDIA.height:.0f}" role="img">'
        f"{head}{''.join(parts)}</svg>"
    )


@cache
def _ground() -> str:
    """States, districts and disputed areas: the same on every map, so rendered once per process."""
    known = boundaries()
    state = "".join(f'<path d="{INDIA.path(rings, known.unit)}"/>' for rings in known.states.values())
    home = "".join(INDIA.path(rings, known.unit) for rings in known.districts.values())
    grey = "".join(INDIA.path(rings, known.unit) for rings in known.disputed)
    near = "".join(f'<path d="{CLOSE.path(rings, known.unit)}"/>' for rings in known.districts.values())
    frame = (
        f'x="{CLOSE.left - 12:g}" y="{CLOSE.top - 12:g}" width="{CLOSE.width + 24:g}" height="{CLOSE.height + 24:.0f}"'
    )
    return (
        f'<g class="state">{state}</g><path class="home" d="{home}"/><path class="disputed" d="{grey}"/>'
        f'<rect class="frame" {frame} rx="8"/><g class="home close">{near}</g>'
    )


class _Writer:
    """Draws names and numbers in the user's language and digits; widths relative to the largest flow."""

    def __init__(self, language: str | None, with_text: bool, devanagari: bool, largest: int) -> None:
        self.language, self.with_text, self.devanagari, self.largest = language, with_text, devanagari, largest

    def name(self, name: Localised | str) -> str:
        return escape(name.in_language(self.language) if isinstance(name, Localised) else name)

    def number(self, number: int) -> str:
        return format_integer(number, self.devanagari)

    def flow(self, flow: Flow) -> str:
        width = 1 + 6 * math.sqrt(flow.count / self.largest)
        line, arrow = _curve(
            INDIA.point(flow.origin_lat, flow.origin_lon), INDIA.inside(flow.dest_lat, flow.dest_lon), width
        )
        words = f"{self.name(flow.origin_name)} → {self.name(flow.dest_name)}: {self.number(flow.count)}"
        title = f"<title>{words}</title>" if self.with_text else ""
        return (
            f'<g>{title}<path class="flow" stroke-width="{width:.1f}" d="{line}"/><path class="arrow" d="{arrow}"/></g>'
        )

    def destinations(self, flows: Sequence[Flow]) -> list[str]:
        """Labels of the largest destinations, moved up or down until none overlap."""
        totals: dict[tuple[float, float], int] = defaultdict(int)
        names: dict[tuple[float, float], Localised | str] = {}
        for flow in flows:
            spot = INDIA.inside(flow.dest_lat, flow.dest_lon)
            totals[spot] += flow.count
            names[spot] = flow.dest_name
        return [
            self._label(spot, y, names[spot], totals[spot], place)
            for place, (spot, y) in enumerate(_apart(sorted(totals, key=lambda spot: -totals[spot])[:_LABELS]))
        ]

    def _label(self, spot: tuple[float, float], y: float, name: Localised | str, total: int, place: int) -> str:
        """On a phone CSS shows only the first few names, large and without number (the table has it)."""
        anchor, x = ("start", spot[0] + 16) if spot[0] < 160 else ("end", spot[0] - 16)
        css = "big" if place < _LABELS_ON_PHONES else "big minor"
        words = f"{self.name(name)}<tspan> {self.number(total)}</tspan>"
        return f'<text class="{css}" x="{x:.0f}" y="{y + 7:.0f}" text-anchor="{anchor}">{words}</text>'


def _apart(spots: Sequence[tuple[float, float]]) -> list[tuple[tuple[float, float], float]]:
    """Each spot with the y of its label so that no two touch; the first six get the spacing a phone needs."""
    placed: list[tuple[tuple[float, float], float]] = []
    for spot in spots:
        room = 44 if len(placed) < _LABELS_ON_PHONES else 24
        near = [other for beside, other in placed if abs(spot[0] - beside[0]) < 190]
        # Up and down in turn, so that a label stays as near to its point as possible.
        tries = (spot[1] + step * side for step in range(0, 400, 6) for side in (1, -1))
        placed.append((spot, next((y for y in tries if all(abs(y - other) >= room for other in near)), spot[1])))
    return placed


def _curve(start: tuple[float, float], end: tuple[float, float], width: float) -> tuple[str, str]:
    """Path data of a curve (longer ones bend more) and of its arrowhead."""
    (x0, y0), (x1, y1) = start, end
    dx, dy = x1 - x0, y1 - y0
    length = math.hypot(dx, dy) or 1.0
    bend = 0.14 + 0.06 * min(length / 600, 1)
    cx, cy = (x0 + x1) / 2 + dy * bend, (y0 + y1) / 2 - dx * bend
    away = math.hypot(x1 - cx, y1 - cy) or 1.0
    ux, uy = (x1 - cx) / away, (y1 - cy) / away
    head, half = 9 + width * 1.5, 4.5 + width * 0.75
    bx, by = x1 - ux * head, y1 - uy * head
    line = f"M{x0:.0f} {y0:.0f}Q{cx:.0f} {cy:.0f} {bx:.0f} {by:.0f}"
    arrow = f"M{x1:.0f} {y1:.0f}L{bx - uy * half:.0f} {by + ux * half:.0f} {bx + uy * half:.0f} {by - ux * half:.0f}z"
    return line, arrow


def _points(flows: Sequence[Flow], writer: _Writer) -> list[str]:
    spots = {INDIA.inside(flow.dest_lat, flow.dest_lon) for flow in flows}
    return [f'<circle class="destination" cx="{x:.0f}" cy="{y:.0f}" r="6"/>' for x, y in sorted(spots)]


def _close_up(flows: Sequence[Flow], writer: _Writer) -> str:
    """The blocks on the inset, circle area by count, each with a title."""
    totals: dict[tuple[float, float], int] = defaultdict(int)
    names: dict[tuple[float, float], Localised | str] = {}
    for flow in flows:
        if CLOSE.covers(flow.origin_lat, flow.origin_lon):
            spot = CLOSE.point(flow.origin_lat, flow.origin_lon)
            totals[spot] += flow.count
            names[spot] = flow.origin_name
    largest = max(totals.values(), default=1)
    parts = []
    for (x, y), count in sorted(totals.items(), key=lambda item: -item[1]):
        title = f"<title>{writer.name(names[x, y])}: {writer.number(count)}</title>" if writer.with_text else ""
        radius = 3 + 11 * math.sqrt(count / largest)
        parts.append(f'<circle class="origin" cx="{x:.0f}" cy="{y:.0f}" r="{radius:.1f}">{title}</circle>')
    return "".join(parts)
