"""How dark a district is on the map of a report: the same on the page and on paper."""

from collections.abc import Sequence
from typing import Final

from jatan.evidence.studio.blocks import Cell, Map

# From light to dark, so that a grey print keeps their order; districts without a number are paler than all.
_TINTS: Final = ("#efd9b5", "#d9a868", "#b56a3c", "#7c2a18")
_PALE: Final = "#fbf8f1"


def map_bounds(block: Map) -> list[int]:
    """Upper bounds of the tints but the last, by quarters of the districts, rounded up to two figures; ascending."""
    ordered = sorted(shape.number for shape in block.shapes if isinstance(shape.number, int) and shape.number)
    found = set()
    for part in range(1, len(_TINTS)):
        bound = ordered[min(len(ordered) * part // len(_TINTS), len(ordered) - 1)] if ordered else 0
        unit = 10 ** max(len(str(bound)) - 2, 0)
        found.add(-(-bound // unit) * unit)
    return sorted(bound for bound in found if ordered and bound < ordered[-1])


def tint_of(number: Cell, bounds: Sequence[int]) -> str:
    """With fewer bounds the darker tints are used, so that the most is always the darkest."""
    if isinstance(number, str) or not number:
        return _PALE
    return _TINTS[len(_TINTS) - 1 - sum(number <= bound for bound in bounds)]


def map_legend(block: Map) -> list[tuple[str, int, int | None]]:
    """(tint, from, to) of each tint in use; to None: and more. Empty where no district has a number."""
    if not any(isinstance(shape.number, int) and shape.number for shape in block.shapes):
        return []
    bounds = map_bounds(block)
    lows = [1, *(bound + 1 for bound in bounds)]
    return list(zip(_TINTS[len(_TINTS) - len(lows) :], lows, [*bounds, None], strict=True))
