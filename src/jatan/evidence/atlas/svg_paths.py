"""Projects places and boundaries onto a drawing, as SVG path data.

Equirectangular projection at the middle latitude, accurate enough for one country. Outlines come from
`boundaries.json` (see tools/boundaries.py), which is read once.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

type Rings = list[list[int]]

_FILE = Path(__file__).with_name("boundaries.json")


@dataclass(frozen=True)
class Window:
    """A rectangle in degrees, drawn on a rectangle at (`left`, `top`) that is `width` units wide."""

    west: float
    south: float
    east: float
    north: float
    width: float
    left: float = 0.0
    top: float = 0.0

    @cached_property
    def scale(self) -> float:
        """Drawing units for one degree of latitude."""
        return self.width / ((self.east - self.west) * self.squeeze)

    @cached_property
    def squeeze(self) -> float:
        return math.cos(math.radians((self.south + self.north) / 2))

    @property
    def height(self) -> float:
        return (self.north - self.south) * self.scale

    def point(self, lat: float, lon: float) -> tuple[float, float]:
        """A place in drawing units; y grows downwards."""
        x = self.left + (lon - self.west) * self.squeeze * self.scale
        return x, self.top + (self.north - lat) * self.scale

    def inside(self, lat: float, lon: float, margin: float = 14.0) -> tuple[float, float]:
        """Like `point`, moved to the edge for a place outside the window (Dubai is drawn at the western edge)."""
        x, y = self.point(lat, lon)
        right, bottom = self.left + self.width - margin, self.top + self.height - margin
        return min(max(x, self.left + margin), right), min(max(y, self.top + margin), bottom)

    def covers(self, lat: float, lon: float) -> bool:
        return self.west <= lon <= self.east and self.south <= lat <= self.north

    def path(self, rings: Rings, unit: float) -> str:
        """SVG path data in whole units, as relative steps without repeated points."""
        return "".join(filter(None, (self._ring(ring, unit) for ring in rings)))

    def middle(self, rings: Rings, unit: float) -> tuple[float, float]:
        """The centre of gravity of the largest ring, in drawing units: where a label stands."""
        return max((self._gravity(ring, unit) for ring in rings), key=lambda found: found[0])[1]

    def _gravity(self, ring: Sequence[int], unit: float) -> tuple[float, tuple[float, float]]:
        """(area, centre) of a ring of steps, by the shoelace formula."""
        lon, lat, corners = 0, 0, []
        for east, north in zip(ring[::2], ring[1::2], strict=True):
            lon, lat = lon + east, lat + north
            corners.append(self.point(lat * unit, lon * unit))
        area = across = down = 0.0
        for (x, y), (next_x, next_y) in zip(corners, [*corners[1:], corners[0]], strict=True):
            cross = x * next_y - next_x * y
            area += cross
            across += (x + next_x) * cross
            down += (y + next_y) * cross
        if not area:
            return 0.0, corners[0]
        return abs(area) / 2, (across / (3 * area), down / (3 * area))

    def _ring(self, ring: Sequence[int], unit: float) -> str:
        lon, lat, steps = 0, 0, []
        before: tuple[int, int] | None = None
        for east, north in zip(ring[::2], ring[1::2], strict=True):
            lon, lat = lon + east, lat + north
            x, y = self.point(lat * unit, lon * unit)
            now = (round(x), round(y))
            if before is None:
                steps.append(f"M{now[0]} {now[1]}l")
            elif now != before:
                steps.append(f"{now[0] - before[0]} {now[1] - before[1]}")
            before = now
        if len(steps) < 4:
            return ""
        return steps[0] + " ".join(steps[1:]).replace(" -", "-") + "z"


def window_of_the_state(width: float) -> Window:
    """Jharkhand with its neighbours' edges, on a drawing that is so many units wide."""
    return Window(west=83.25, south=21.9, east=88.05, north=25.4, width=width)


@dataclass(frozen=True)
class Boundaries:
    """Outlines in units of `unit` degrees. Districts by Census 2011 code (never LGD: the source mixes them up)."""

    unit: float
    note: str
    states: dict[str, Rings]
    districts: dict[str, Rings]
    disputed: list[Rings]


@cache
def boundaries() -> Boundaries:
    """The boundaries file, read once per process."""
    document = json.loads(_FILE.read_text("utf-8"))
    return Boundaries(
        unit=document["unit_degrees"],
        note=document["note"],
        states=document["states"],
        districts=document["districts_by_census_code"],
        disputed=document["disputed"],
    )
