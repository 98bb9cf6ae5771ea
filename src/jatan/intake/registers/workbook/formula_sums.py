"""What the formula of a sum adds up: of one row, or of the rows above it. Pure functions."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from jatan.intake.registers.workbook.cell_names import column_number

_SUM = re.compile(r"=\+?(?:(?:SUM\(|SUBTOTAL\((?:10)?9[,;])(?P<cells>[A-Z0-9:,;+]+)\)|(?P<plus>[A-Z0-9+]+))")
_CELLS = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?")


class Area(NamedTuple):
    """Rows from 1 and columns from 0, the last ones included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


def added_areas(formula: str) -> list[Area] | None:
    """The areas that a formula adds up ("=SUM(G2:J2)", "=G2+H2"); None for any other formula."""
    found = _SUM.fullmatch(re.sub(r"[\s$]", "", formula).upper())
    if found is None:
        return None
    areas: list[Area] = []
    for piece in re.split(r"[,;+]", found["cells"] or found["plus"]):
        cells = _CELLS.fullmatch(piece)
        if cells is None:
            return None
        left, top, right, bottom = cells[1], cells[2], cells[3] or cells[1], cells[4] or cells[2]
        areas.append(Area(int(top), column_number(left), int(bottom), column_number(right)))
    return areas


def adds_columns(formula: str, row: int, columns: Iterable[int]) -> bool:
    """True where a formula adds up these cells of this row, each once, and nothing else."""
    areas = added_areas(formula)
    if areas is None or any((area.first_row, area.last_row) != (row, row) for area in areas):
        return False
    added = [column for area in areas for column in range(area.first_column, area.last_column + 1)]
    return sorted(added) == sorted(columns)


def adds_rows(formula: str) -> bool | None:
    """Whether a formula adds up several rows, as that of a total does; None for a formula that is no sum."""
    areas = added_areas(formula)
    return None if areas is None else len({row for area in areas for row in (area.first_row, area.last_row)}) > 1
