"""Write src/jatan/evidence/atlas/boundaries.json: India's states and Jharkhand's districts, small enough for 2G.

    uv pip install --no-deps --target /tmp/adarv adarvmaps==0.1.42
    uv run --no-project --with pyogrio --with "shapely>=2.1" tools/boundaries.py /tmp/adarv

Run by hand when the boundaries change; GDAL is not a dependency of the product. Districts and states come from the same
layer, so that their borders are the same lines. Neighbours in the source do not share vertices, so the lines are noded
on a grid and polygonised, and each face is assigned to the area that covers it; then every line between two nodes is
simplified once, finely near Jharkhand, coarsely elsewhere.

DIST_LGD in the source holds Census 2011 codes. Areas without a state are disputed between two states: they are kept
separate and drawn grey.
"""

import itertools
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pyogrio
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge, polygonize

GRID = 0.005  # degrees; the unit of the integers in the file, about 500 m
FINE, COARSE = 0.012, 0.06
SMALLEST = 0.012  # square degrees; islands and enclaves below are left out, unless a state has nothing larger
HOME_STATE = "JHARKHAND"
OUT = Path(__file__).parents[1] / "src/jatan/evidence/atlas/boundaries.json"
NOTE = "Boundaries: Survey of India outline, via AdarvMaps 0.1.42 (MIT), simplified; not for legal use"


def main() -> None:
    source = Path(sys.argv[1]) / "adarvmaps/data/district_boundary_lite.fgb"
    areas = read(source)
    owners = list(areas)
    shapes = [areas[owner] for owner in owners]
    faces = owned_faces(shapely.unary_union([shape.boundary for shape in shapes], grid_size=GRID), owners, shapes)
    coverage = {owner: shapely.unary_union(parts, grid_size=GRID) for owner, parts in faces.items()}
    lines = shapely.unary_union([shape.boundary for shape in coverage.values()], grid_size=GRID)
    home = shapely.unary_union([shape for owner, shape in coverage.items() if owner[0] == "home"])
    slivers = shapely.unary_union([shape for owner, shape in coverage.items() if owner[0] == "disputed"])
    near, exact = shapely.buffer(home, GRID * 2), shapely.buffer(slivers, GRID)
    arcs = [simplified(arc, near, exact) for arc in shapely.get_parts(linemerge(lines))]
    final = owned_faces(shapely.unary_union(arcs, grid_size=GRID), list(coverage), list(coverage.values()))
    write(final)


def read(source: Path) -> dict[tuple[str, str], BaseGeometry]:
    """(level, code) -> shape. States by name, districts of Jharkhand by Census code, slivers by number."""
    meta, _, shapes, columns = pyogrio.raw.read(source)
    names = list(meta["fields"])
    parts: dict[tuple[str, str], list[BaseGeometry]] = defaultdict(list)
    for number, (wkb, *values) in enumerate(zip(shapes, *columns, strict=True)):
        row = dict(zip(names, values, strict=True))
        shape = shapely.set_precision(shapely.force_2d(shapely.from_wkb(wkb)), GRID)
        if row["STATE_UT"] is None:
            owner = ("disputed", str(number))
        elif row["STATE_UT"] == HOME_STATE:
            owner = ("home", str(row["DIST_LGD"]).lstrip("0"))
        else:
            owner = ("state", str(row["STATE_UT"]))
        parts[owner].append(shape)
    return {owner: shapely.unary_union(shapes, grid_size=GRID) for owner, shapes in parts.items()}


def owned_faces(
    lines: BaseGeometry, owners: list[tuple[str, str]], shapes: list[BaseGeometry]
) -> dict[tuple[str, str], list[BaseGeometry]]:
    """Owner -> faces between the lines, each assigned to the shape that covers most of it; others are dropped."""
    tree = shapely.STRtree(shapes)
    found: dict[tuple[str, str], list[BaseGeometry]] = defaultdict(list)
    for face in polygonize(shapely.get_parts(lines)):
        best, most = None, 0.0
        for place in tree.query(face):
            overlap = shapes[place].intersection(face).area
            if overlap > most:
                best, most = owners[place], overlap
        if best is not None and most > face.area * 0.4:
            found[best].append(face)
    return found


def simplified(arc: BaseGeometry, near: BaseGeometry, exact: BaseGeometry) -> BaseGeometry:
    """A line between two nodes with fewer points; edges of disputed slivers are unchanged, or these would vanish."""
    if exact.covers(arc):
        return arc
    tolerance = FINE if arc.intersects(near) else COARSE
    return shapely.set_precision(shapely.simplify(arc, tolerance, preserve_topology=True), GRID)


def write(final: dict[tuple[str, str], list[BaseGeometry]]) -> None:
    levels: dict[str, dict[str, Any]] = {"state": {}, "home": {}, "disputed": {}}
    for (level, code), faces in sorted(final.items()):
        parts = [part for part in shapely.get_parts(shapely.unary_union(faces, grid_size=GRID)) if part.area]
        least = SMALLEST if level == "state" else 0.0
        kept = [part for part in parts if part.area >= least] or sorted(parts, key=shapely.area)[-1:]
        levels[level][code] = [
            encoded(ring)
            for part in kept
            for ring in (part.exterior, *part.interiors)
            if ring is part.exterior or shapely.Polygon(ring).area >= SMALLEST / 4
        ]
    document = {
        "note": NOTE,
        "licence": "AdarvMaps: MIT, Copyright (c) 2025 ADARV; shapes follow the Survey of India",
        "unit_degrees": GRID,
        "states": levels["state"],
        "districts_by_census_code": levels["home"],
        "disputed": list(levels["disputed"].values()),
    }
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(document, separators=(",", ":"), ensure_ascii=False) + "\n", "utf-8")
    print({level: len(shapes) for level, shapes in levels.items()}, OUT.stat().st_size)


def encoded(ring: BaseGeometry) -> list[int]:
    """lon, lat of the first point, then steps, all in units of the grid; the closing point is left out."""
    points = [(round(x / GRID), round(y / GRID)) for x, y in ring.coords][:-1]
    steps = [points[0]]
    for before, now in itertools.pairwise(points):
        steps.append((now[0] - before[0], now[1] - before[1]))
    return [value for step in steps for value in step]


if __name__ == "__main__":
    main()
