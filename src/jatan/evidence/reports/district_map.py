"""The map of the printed report: districts of Jharkhand, darker where more people came to what was held there.

The shapes are an SVG without text; labels are placed by Typst, which shapes Hindi rightly where SVG does not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from jatan.evidence.atlas.svg_paths import Rings, Window, boundaries
from jatan.evidence.indicators.definitions import INDICATORS, indicator
from jatan.evidence.indicators.results import ImpactReport, Key, Line
from jatan.evidence.reports.labels import number_label
from jatan.kernel.numbers import format_integer

__all__ = ["DistrictMap", "MapLabel", "draw_districts"]

_WINDOW = Window(west=83.25, south=21.9, east=88.05, north=25.4, width=1000)
# From light to dark, so that a grey print keeps the order. The first is for districts without a number.
_TINTS = ("#fffdf8", "#efd9b5", "#d9a868", "#b56a3c", "#7c2a18")
_HELD = [
    (one.code, rows.name, people.name)
    for one in INDICATORS
    for rows in one.values
    for people in one.values
    if rows.source == people.source == "activities" and rows.measure == "rows" and people.measure == "amount"
]
# Columns of the table beside the map, after what was held and who came.
_BESIDE: tuple[Key, ...] = (
    ("forums", "forums"),
    ("information_centres", "received"),
    ("scheme_linkages", "beneficiaries"),
)


@dataclass(frozen=True)
class MapLabel:
    """A district's name at a point, in parts of the width and height of the map. `is_dark`: on a dark tint."""

    name: str
    x: float
    y: float
    is_dark: bool


@dataclass(frozen=True)
class DistrictMap:
    """`svg`: shapes alone. `legend`: (tint, from–to). `rows`: district and its numbers as text, in map order."""

    svg: str
    alternative: str
    ratio: float
    labels: tuple[MapLabel, ...]
    legend: tuple[tuple[str, str], ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str


def draw_districts(report: ImpactReport) -> DistrictMap | None:
    """The map in the active language; None where fewer than two districts of our outlines have a number."""
    codes = report.printed_parts.outlines if report.printed_parts else {}
    outlines = boundaries().districts
    lines = {
        codes[line.id]: line for line in report.by_district if line.id is not None and codes.get(line.id) in outlines
    }
    came = {code: _came(line) for code, line in lines.items()}
    if sum(bool(number) for number in came.values()) < 2:
        return None
    steps = _steps([number for number in came.values() if number])
    tints = {code: _TINTS[_class(number, steps)] for code, number in came.items()}
    headings = (
        gettext("District"),
        gettext("Meetings and programmes"),
        gettext("Attendances"),
        *(_heading(report, key) for key in _BESIDE),
    )
    return DistrictMap(
        svg=_svg(tints),
        alternative=gettext("Map of Jharkhand: the darker a district, the more people came to what was held there."),
        ratio=round(_WINDOW.height / _WINDOW.width, 4),
        labels=tuple(_labels(lines, tints)),
        legend=tuple(_legend(steps)),
        headings=headings,
        rows=tuple(_row(line) for line in lines.values()),
        note=boundaries().note,
    )


def _held(line: Line) -> int:
    return sum(line.number(code, rows) or 0 for code, rows, _people in _HELD)


def _came(line: Line) -> int:
    return sum(line.number(code, people) or 0 for code, _rows, people in _HELD)


def _row(line: Line) -> tuple[str, ...]:
    numbers = (_held(line), _came(line), *(line.cell(*key) for key in _BESIDE))
    return (
        line.label.in_language(),
        *(format_integer(cell) if isinstance(cell, int) else cell for cell in numbers),
    )


def _heading(report: ImpactReport, key: Key) -> str:
    one = indicator(key[0])
    return number_label(report, one, one.value(key[1]), is_of_lines=True)


def _steps(numbers: Sequence[int]) -> list[int]:
    """Upper bounds of the tints but the last, by quarters of the districts, rounded up to two figures; ascending."""
    ordered = sorted(numbers)
    found = []
    for part in range(1, len(_TINTS) - 1):
        bound = ordered[min(len(ordered) * part // (len(_TINTS) - 1), len(ordered) - 1)]
        unit = 10 ** max(len(str(bound)) - 2, 0)
        found.append(-(-bound // unit) * unit)
    return sorted({bound for bound in found if bound < ordered[-1]})


def _class(number: int, steps: Sequence[int]) -> int:
    """Index of the tint; with fewer steps the darker tints are used, so that the most is always the darkest."""
    if not number:
        return 0
    return len(_TINTS) - 1 - sum(number <= bound for bound in steps)


def _legend(steps: Sequence[int]) -> Iterator[tuple[str, str]]:
    low = 1
    for place, bound in enumerate(steps):
        yield _TINTS[len(_TINTS) - 1 - len(steps) + place], f"{format_integer(low)}–{format_integer(bound)}"
        low = bound + 1
    yield _TINTS[-1], gettext("%(number)s and more") % {"number": format_integer(low)}


def _svg(tints: Mapping[str, str]) -> str:
    known = boundaries()
    paths = "".join(
        f'<path d="{_WINDOW.path(rings, known.unit)}" fill="{tints.get(code, _TINTS[0])}"/>'
        for code, rings in known.districts.items()
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WINDOW.width:.0f} {_WINDOW.height:.0f}" '
        f'stroke="#221c17" stroke-width="2" stroke-linejoin="round">{paths}</svg>'
    )


def _labels(lines: Mapping[str, Line], tints: Mapping[str, str]) -> Iterator[MapLabel]:
    for code, line in lines.items():
        x, y = _middle(boundaries().districts[code], boundaries().unit)
        yield MapLabel(
            line.label.in_language(),
            round(x / _WINDOW.width, 4),
            round(y / _WINDOW.height, 4),
            tints[code] in _TINTS[3:],
        )


def _middle(rings: Rings, unit: float) -> tuple[float, float]:
    """The centre of gravity of the largest ring, in drawing units."""
    return max((_gravity(ring, unit) for ring in rings), key=lambda found: found[0])[1]


def _gravity(ring: Sequence[int], unit: float) -> tuple[float, tuple[float, float]]:
    """(area, centre) of a ring of steps, by the shoelace formula."""
    lon, lat, corners = 0, 0, []
    for east, north in zip(ring[::2], ring[1::2], strict=True):
        lon, lat = lon + east, lat + north
        corners.append(_WINDOW.point(lat * unit, lon * unit))
    area = across = down = 0.0
    for (x, y), (next_x, next_y) in zip(corners, [*corners[1:], corners[0]], strict=True):
        cross = x * next_y - next_x * y
        area += cross
        across += (x + next_x) * cross
        down += (y + next_y) * cross
    if not area:
        return 0.0, corners[0]
    return abs(area) / 2, (across / (3 * area), down / (3 * area))
