"""The map of places and ways as SVG without script or tiles: Jharkhand large, and India where something lies outside.

Three shapes tell the layers apart without colour: circles on the way, triangles of risk, squares of services. A
landmark without coordinates is drawn at its block, district or city, beside others that share the spot; a shelter at
its district. The caller shows the table of the same landmarks too, which is what a keyboard and a screen reader use.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from jatan.evidence.atlas.svg_paths import Window, boundaries

MOST_POINTS = 300
HOME = Window(west=83.2, south=21.85, east=88.1, north=25.45, width=1000)
INDIA = Window(west=66.5, south=6.0, east=98.5, north=37.5, width=1000)
_COLOURS = {"transit": "c4", "risk": "c1", "service": "c3"}
_RADIUS, _LARGEST = 10.0, 22.0


@dataclass(frozen=True)
class MapPoint:
    """One landmark at a point in degrees. `count`: journeys that name it, which make it larger."""

    title: str
    layer: str
    lat: float
    lon: float
    url: str = ""
    count: int = 0


@dataclass(frozen=True)
class MapRoute:
    """One route through points in degrees (latitude, longitude), in order."""

    title: str
    points: Sequence[tuple[float, float]]


def lies_at_home(lat: float, lon: float) -> bool:
    """True if a point lies on the map of Jharkhand."""
    return HOME.covers(lat, lon)


def draw_home(points: Iterable[MapPoint], routes: Iterable[MapRoute] = ()) -> SafeString:
    """Jharkhand with its districts, the routes inside and every point."""
    return _draw(HOME, _home_ground(), points, routes, gettext("Places and ways in Jharkhand"))


def draw_district(
    centre: tuple[float, float], points: Iterable[MapPoint], routes: Iterable[MapRoute] = ()
) -> SafeString:
    """A district and what lies round it, about 130 km across; `centre` in degrees (latitude, longitude)."""
    lat, lon = centre
    window = Window(west=lon - 0.65, south=lat - 0.55, east=lon + 0.65, north=lat + 0.55, width=1000)
    return _draw(window, _districts_in(window), points, routes, gettext("Places and ways in the district"))


def draw_india(points: Iterable[MapPoint], routes: Iterable[MapRoute] = ()) -> SafeString:
    """India with its states; points abroad stand at the edge."""
    return _draw(INDIA, _india_ground(), points, routes, gettext("Places and ways outside Jharkhand"))


def shape(layer: str, x: float, y: float, radius: float) -> str:
    """The shape of a layer round a point, with the class of its colour."""
    colour = _COLOURS.get(layer, "c6")
    if layer == "transit":
        return f'<circle class="{colour}" cx="{x:.0f}" cy="{y:.0f}" r="{radius:.1f}"/>'
    if layer == "risk":
        wide = radius * 1.2
        corners = f"M{x:.0f} {y - wide:.0f}L{x + wide:.0f} {y + wide * 0.8:.0f} {x - wide:.0f} {y + wide * 0.8:.0f}z"
        return f'<path class="{colour}" d="{corners}"/>'
    side = radius * 1.8
    return (
        f'<rect class="{colour}" x="{x - side / 2:.0f}" y="{y - side / 2:.0f}" width="{side:.0f}" height="{side:.0f}"/>'
    )


def _draw(
    window: Window, ground: str, points: Iterable[MapPoint], routes: Iterable[MapRoute], title: str
) -> SafeString:
    shown = list(points)[:MOST_POINTS]
    largest = max((point.count for point in shown), default=0)
    lines = "".join(_line(window, route) for route in routes)
    marks = "".join(_mark(point, x, y, largest) for point, (x, y) in zip(shown, _spread(window, shown), strict=True))
    return SafeString(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="0 0 1000 {window.height:.0f}" role="group"'
        f' aria-label="{escape(title)}">{ground}{lines}<g class="chart">{marks}</g></svg>'
    )


def _line(window: Window, route: MapRoute) -> str:
    spots = [window.inside(lat, lon) for lat, lon in route.points]
    if len(spots) < 2:
        return ""
    steps = " ".join(f"{x:.0f} {y:.0f}" for x, y in spots)
    return f'<path class="flow" stroke-width="4" d="M{steps}"><title>{escape(route.title)}</title></path>'


def _mark(point: MapPoint, x: float, y: float, largest: int) -> str:
    """Touch and mouse follow the link; the keyboard has the table."""
    radius = _RADIUS + (_LARGEST - _RADIUS) * math.sqrt(point.count / largest) if largest else _RADIUS
    drawn = f"{shape(point.layer, x, y, radius)}<title>{escape(point.title)}</title>"
    return f'<a href="{escape(point.url)}" tabindex="-1">{drawn}</a>' if point.url else f"<g>{drawn}</g>"


def _spread(window: Window, points: Sequence[MapPoint]) -> list[tuple[float, float]]:
    """Where each point is drawn: those of one spot on rings around it, so that every one can be seen and touched."""
    at: dict[tuple[int, int], int] = defaultdict(int)
    found = []
    for point in points:
        x, y = window.inside(point.lat, point.lon)
        spot = (round(x / 8), round(y / 8))
        number, at[spot] = at[spot], at[spot] + 1
        ring = (number + 7) // 8 if number else 0
        angle = 2 * math.pi * (number - 1) / 8
        found.append((x + 24 * ring * math.cos(angle), y + 24 * ring * math.sin(angle)))
    return found


@cache
def _home_ground() -> str:
    return _districts_in(HOME)


def _districts_in(window: Window) -> str:
    known = boundaries()
    districts = "".join(f'<path d="{window.path(rings, known.unit)}"/>' for rings in known.districts.values())
    return f'<g class="home">{districts}</g>'


@cache
def _india_ground() -> str:
    known = boundaries()
    states = "".join(f'<path d="{INDIA.path(rings, known.unit)}"/>' for rings in known.states.values())
    home = "".join(INDIA.path(rings, known.unit) for rings in known.districts.values())
    grey = "".join(INDIA.path(rings, known.unit) for rings in known.disputed)
    return f'<g class="state">{states}</g><path class="home" d="{home}"/><path class="disputed" d="{grey}"/>'
