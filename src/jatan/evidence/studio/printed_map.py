"""The map of a printed report: shapes and ways as SVG without text, and where the words stand, which Typst sets.

Typst shapes Hindi rightly, in SVG it does not.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from django.utils.translation import gettext

from jatan.evidence.indicators.results import display_number
from jatan.evidence.studio.blocks import Cell, Map, Way
from jatan.evidence.studio.map_tints import map_bounds, map_legend, tint_of
from jatan.kernel.numbers import format_integer

_INK: Final = "#221c17"
# Parts of the map's width: the thickest and the thinnest way.
_THICKEST, _THINNEST = 0.009, 0.0018

type _Point = tuple[float, float]


def map_as_print(block: Map) -> dict[str, Any]:
    """The picture, labels and ends in parts of its width and height, what the tints mean, the ways as text."""
    width, height = block.size
    bounds = map_bounds(block)
    ways = sorted(block.ways, key=lambda way: (-_weight(way.amount), way.start, way.end))
    return {
        "title": block.title,
        "unit": block.unit,
        "credit": block.credit,
        "ratio": round(height / width, 4),
        "svg": _svg(block, {shape.code: tint_of(shape.number, bounds) for shape in block.shapes}, ways),
        "labels": [
            {
                "name": shape.name,
                "number": format_integer(shape.number) if isinstance(shape.number, int) else "",
                "x": round(shape.x / width, 4),
                "y": round(shape.y / height, 4),
                "has_number": isinstance(shape.number, int) and bool(shape.number),
            }
            for shape in block.shapes
        ],
        "ends": [
            {"name": name, "x": round(x / width, 4), "y": round(y / height, 4)}
            for name, x, y in dict.fromkeys((way.end, way.x, way.y) for way in block.ways)
        ],
        "words": list(_words(block)),
        "legend": list(_legend(block)),
        "ways": [f"{way.start} → {way.end}" for way in ways],
        "amounts": [display_number(way.amount, format_integer) for way in ways],
    }


def _words(block: Map) -> Iterator[tuple[str, str]]:
    """The words that stand in place of numbers, each with its districts."""
    named = [(shape.number, shape.name) for shape in block.shapes if isinstance(shape.number, str) and shape.number]
    for word, several in groupby(sorted(named), key=lambda one: one[0]):
        yield word, ", ".join(name for _word, name in several)


def _legend(block: Map) -> Iterator[tuple[str, str]]:
    for tint, low, high in map_legend(block):
        first = format_integer(low)
        more = gettext("%(number)s and more") % {"number": first}
        yield tint, more if high is None else f"{first}–{format_integer(high)}"


def _svg(block: Map, tints: Mapping[str, str], ways: Sequence[Way]) -> str:
    width, height = block.size
    shapes = "".join(f'<path d="{shape.path}" fill="{tints[shape.code]}"/>' for shape in block.shapes)
    thin = width * 0.0022
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" stroke-linejoin="round">'
        f'<g stroke="{_INK}" stroke-width="{thin:g}">{shapes}</g>{"".join(_curves(block, ways))}</svg>'
    )


def _curves(block: Map, ways: Sequence[Way]) -> Iterator[str]:
    """Ways to one end share their last piece, so that they run together before they arrive; thick ones lie below.

    Each has a light edge, so that it is seen on dark districts and where it crosses another.
    """
    width = block.size[0]
    starts = {shape.name: (shape.x, shape.y) for shape in block.shapes}
    most = max((_weight(way.amount) for way in ways), default=0) or 1
    drawn = []
    for _end, several in groupby(sorted(ways, key=lambda way: way.end), key=lambda way: way.end):
        bundle = [way for way in several if way.start in starts]
        if not bundle:
            continue
        hub = _hub([starts[way.start] for way in bundle], (bundle[0].x, bundle[0].y))
        for way in bundle:
            thickness = max(_weight(way.amount) / most * _THICKEST, _THINNEST) * width
            drawn.append((thickness, _path(starts[way.start], hub, (way.x, way.y)), way.amount))
    drawn.sort(key=lambda one: -one[0])
    for thickness, path, _amount in drawn:
        yield f'<path d="{path}" fill="none" stroke="#ffffff" stroke-width="{thickness + width * 0.004:.3f}"/>'
    for thickness, path, amount in drawn:
        dashes = "" if isinstance(amount, int) else f' stroke-dasharray="{width * 0.006:g}"'
        yield f'<path d="{path}" fill="none" stroke="{_INK}" stroke-width="{thickness:.3f}"{dashes}/>'
    for x, y in dict.fromkeys((way.x, way.y) for way in ways):
        yield f'<circle cx="{x:g}" cy="{y:g}" r="{width * 0.008:g}" fill="{_INK}" stroke="#ffffff" stroke-width="1"/>'


def _hub(starts: Sequence[_Point], end: _Point) -> _Point:
    """Where the ways of a bundle meet: over half the way from their middle to the end, a little to the side."""
    x, y = sum(x for x, _y in starts) / len(starts), sum(y for _x, y in starts) / len(starts)
    east, south = end[0] - x, end[1] - y
    bow = 0.12
    return x + 0.6 * east - bow * south, y + 0.6 * south + bow * east


def _path(start: _Point, hub: _Point, end: _Point) -> str:
    along = math.dist(start, hub) * 0.45
    far = math.dist(hub, end) or 1.0
    first = (start[0] + (hub[0] - start[0]) * 0.5, start[1] + (hub[1] - start[1]) * 0.5)
    # The last piece comes to the hub in the direction in which it leaves it.
    before = (hub[0] - (end[0] - hub[0]) / far * along, hub[1] - (end[1] - hub[1]) / far * along)
    points = " ".join(f"{x:.2f} {y:.2f}" for x, y in (first, before, hub))
    return f"M{start[0]:.2f} {start[1]:.2f}C{points}L{end[0]:.2f} {end[1]:.2f}"


def _weight(amount: Cell) -> int:
    return amount if isinstance(amount, int) else 0
