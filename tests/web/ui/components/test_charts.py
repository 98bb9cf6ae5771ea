"""Charts match their numbers, with text for pages and without for PDFs."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
from django.utils.safestring import SafeString

from jatan.web.ui.components import charts
from jatan.web.ui.components.charts import Point

POINTS = [Point("गुमला", 200), Point("खूँटी", 50), Point("सिमडेगा", None), Point("पाकुड़", 0)]
DRAWINGS = [charts.bars, charts.columns, charts.line, charts.shares]


def widths(svg: str, css: str) -> list[float]:
    return [float(width) for width in re.findall(rf'<rect class="{css}"[^>]*? width="([\d.]+)%?"', svg)]


def test_length_of_bars_is_proportional() -> None:
    longer, shorter = widths(charts.bars(POINTS), "c1")
    assert longer == pytest.approx(4 * shorter, rel=0.01)


def test_a_number_that_is_not_given_is_hatched_and_read_as_a_dash() -> None:
    drawn = charts.bars(POINTS, title="ज़िले")
    assert 'class="hatch"' in drawn
    assert ">–</text>" in drawn
    assert drawn.count('class="track"') == sum(point.number is not None for point in POINTS), "no empty track"


def test_a_month_that_is_not_given_is_a_whole_hatched_column_and_a_gap_in_a_line() -> None:
    months = [("a", 4), ("b", None), ("c", 2), ("d", 0), ("e", None)]
    drawn = charts.columns(months)
    assert drawn.count('class="hatch"') == 2
    assert drawn.count('class="c1"') == 2  # nought is no column
    assert len(set(re.findall(r'class="hatch"[^>]*height="([\d.]+)"', drawn))) == 1
    runs = re.findall(r'class="c1 line" d="M([^"]+)"', charts.line(months))
    assert [len(run.split("L")) for run in runs] == [1, 2]


def test_numbers_have_indian_grouping_and_the_users_digits() -> None:
    assert "93,27,108" in charts.bars([("कुल", 9327108)])
    assert "९३,२७,१०८" in charts.bars([("कुल", 9327108)], devanagari=True)


@pytest.mark.parametrize("draw", DRAWINGS)
def test_without_text_no_letter_is_left_for_a_pdf_to_set_wrongly(draw: object) -> None:
    svg = draw(POINTS, with_text=False)  # type: ignore[operator]
    tree = ElementTree.fromstring(svg)
    assert "".join(tree.itertext()).strip() == ""
    assert "%" not in svg


@pytest.mark.parametrize("draw", DRAWINGS)
def test_charts_have_no_inline_style_and_accept_no_points(draw: object) -> None:
    for points in ([], [("एक", 0)], POINTS):
        svg = draw(points, title="कुछ")  # type: ignore[operator]
        assert isinstance(svg, SafeString)
        assert " style=" not in svg


def test_labels_are_escaped() -> None:
    drawn = charts.bars([Point("<script>", 3, 'x" onload="y')], title="<b>")
    assert "<script>" not in drawn
    assert "<b>" not in drawn
    assert 'onload="y' not in drawn


def test_a_chart_with_links_stays_reachable_for_a_screen_reader() -> None:
    assert 'role="group"' in charts.bars([Point("गुमला", 3, "/rows/")], title="ज़िले")
    assert 'role="img"' in charts.bars([Point("गुमला", 3)], title="ज़िले")
    assert "<title>ज़िले</title>" in charts.bars([Point("गुमला", 3)], title="ज़िले")


def test_a_suppressed_month_is_a_gap_in_the_line() -> None:
    whole = charts.line([("1", 4), ("2", 5), ("3", 6)])
    broken = charts.line([("1", 4), ("2", None), ("3", 6)])
    assert whole.count("c1 line") == 1
    assert broken.count("c1 line") == 2


@pytest.mark.parametrize(
    ("number", "top"), [(0, 2), (2, 2), (3, 4), (11, 12), (61, 80), (1430, 1600), (99_999, 100_000)]
)
def test_the_top_of_an_axis_is_round_and_halves_to_a_whole_number(number: int, top: int) -> None:
    assert charts.round_up(number) == top
    assert top % 2 == 0


def test_shares_fill_the_bar_and_name_every_part_in_the_key() -> None:
    drawn = charts.shares([("महिलाएँ", 75), ("पुरुष", 25)])
    assert widths(drawn, "c1")[0] == pytest.approx(3 * widths(drawn, "c2")[0], rel=0.03)
    assert drawn.count("<li>") == 2


@pytest.mark.parametrize(("months", "between"), [(3, 0), (4, 2), (12, 2), (36, 2)])
def test_every_second_of_many_labels_is_hidden_on_a_narrow_screen(months: int, between: int) -> None:
    drawn = charts.columns([Point(f"माह {number}", number) for number in range(months)])
    labels = re.findall(r'class="(axis(?: between)?)"[^>]*y="194"', drawn)
    assert labels.count("axis between") == between
    assert len(labels) <= 5
    assert labels[0] == "axis"
