"""The map of a report is the same on the page and on paper: a district has one tint, and the legend one meaning."""

import random
import re

import pytest

from jatan.evidence.studio.blocks import Map, Shape
from jatan.evidence.studio.map_tints import map_legend
from jatan.evidence.studio.printed_map import map_as_print
from jatan.kernel.numbers import format_integer
from jatan.web.reports.studio.display import drawn_map


def _map(pick: random.Random) -> Map:
    most = pick.choice((3, 40, 999, 12_000))
    cells = [pick.choice((0, "कम या कोई नहीं", pick.randint(1, most), pick.randint(1, most))) for _ in range(24)]
    shapes = tuple(Shape(str(at), f"ज़िला {at}", f"M{at} 0h1", 1.0, 1.0, cell) for at, cell in enumerate(cells))
    return Map("नक्शा", "लोग", (100, 80), shapes, (), "")


@pytest.mark.parametrize("seed", range(20))
def test_page_and_paper_draw_one_map(seed: int) -> None:
    block = _map(random.Random(seed))
    page = re.findall(r'<path d="([^"]+)" fill="([^"]+)"', str(drawn_map(block)))
    paper = map_as_print(block)
    assert page == re.findall(r'<path d="([^"]+)" fill="([^"]+)"', paper["svg"])
    legend = map_legend(block)
    assert [tint for tint, _low, _high in legend] == [tint for tint, _words in paper["legend"]]
    for (_tint, low, high), (_same, words) in zip(legend, paper["legend"], strict=True):
        assert format_integer(low) in words
        assert high is None or words.endswith(format_integer(high))
    # The legend is true: each district has the tint of the span in which its number lies.
    tints = dict(page)
    for shape in block.shapes:
        spans = [
            tint
            for tint, low, high in legend
            if isinstance(shape.number, int) and low <= shape.number <= (high or 10**9)
        ]
        assert spans == ([tints[shape.path]] if isinstance(shape.number, int) and shape.number else [])
