"""The corridor map: correct positions, small enough for 2G, draws only the given flows."""

import gzip
import re

import pytest

from jatan.evidence.atlas.svg_paths import Window, boundaries
from jatan.kernel.localised import Localised
from jatan.web.ui.components.corridor_map import CLOSE, INDIA, MOST_FLOWS, Flow, draw

BASIA = ("बसिया", "Basia", 22.87, 84.82)
DELHI = ("दिल्ली", "Delhi", 28.65, 77.22)


def flow(count: int = 10, lat: float = DELHI[2], lon: float = DELHI[3], name: str = "दिल्ली") -> Flow:
    return Flow(Localised(BASIA[0], BASIA[1]), BASIA[2], BASIA[3], Localised(name, "Delhi"), lat, lon, count)


def test_the_file_knows_every_state_and_the_24_districts_by_census_code() -> None:
    known = boundaries()
    assert len(known.states) == 35
    assert set(known.districts) == {str(code) for code in range(346, 370)}
    assert known.disputed
    assert "Survey of India" in known.note


def test_a_district_contains_its_capital() -> None:
    """Khunti has Census code 365 and LGD code 606: boundaries must be joined by Census code."""
    rings = boundaries().districts["365"]
    lons, lats, lon, lat = [], [], 0, 0
    for east, north in zip(rings[0][::2], rings[0][1::2], strict=True):
        lon, lat = lon + east, lat + north
        lons.append(lon * boundaries().unit)
        lats.append(lat * boundaries().unit)
    assert min(lats) < 23.07 < max(lats)
    assert min(lons) < 85.28 < max(lons)


def test_the_largest_map_is_at_most_forty_kilobytes_and_nine_hundred_nodes() -> None:
    flows = [flow(n + 1, 8 + n % 26, 70 + n % 20) for n in range(300)]
    svg = draw(flows)
    assert len(gzip.compress(svg.encode(), 9)) <= 40 * 1024
    assert svg.count("<") - svg.count("</") <= 900
    assert svg.count('class="flow"') == MOST_FLOWS


def test_the_largest_flows_are_the_ones_kept_and_the_widest() -> None:
    svg = draw([flow(1), flow(400), flow(100)])
    found = [float(width) for width in re.findall(r'stroke-width="([\d.]+)"', svg)]
    assert found == sorted(found)
    assert found[-1] == 7.0


def test_a_destination_beyond_the_frame_sits_at_its_edge() -> None:
    x, y = INDIA.inside(25.2, 55.27)
    assert x == INDIA.left + 14
    assert 0 < y < INDIA.height


def test_north_is_up_and_east_is_right() -> None:
    leh, kochi, guwahati = INDIA.point(34.16, 77.58), INDIA.point(9.97, 76.28), INDIA.point(26.14, 91.74)
    assert leh[1] < guwahati[1] < kochi[1]
    assert guwahati[0] > leh[0]


def test_the_enlarged_jharkhand_hides_no_land_of_india() -> None:
    """The inset lies over open sea: south of Mizoram, north of the Andamans, east of Odisha."""
    left, top, bottom = CLOSE.left - 12, CLOSE.top - 12, CLOSE.top + CLOSE.height + 12
    known = boundaries()
    for rings in known.states.values():
        for ring in rings:
            lon = lat = 0
            for east, north in zip(ring[::2], ring[1::2], strict=True):
                lon, lat = lon + east, lat + north
                x, y = INDIA.point(lat * known.unit, lon * known.unit)
                assert not (x > left and top < y < bottom)


def test_names_follow_the_language_and_markup_in_a_name_stays_text() -> None:
    assert "दिल्ली" in draw([flow()], language="hi")
    assert "Delhi" in draw([flow()], language="en")
    assert "<script" not in draw([flow(name="<script>")], language="hi")


def test_without_text_nothing_is_written() -> None:
    svg = draw([flow()], with_text=False)
    assert "<text" not in svg
    assert "<title" not in svg


@pytest.mark.parametrize("count", [0, 1])
def test_a_map_without_flows_is_drawn(count: int) -> None:
    assert 'class="home"' in draw([flow()][:count])


def test_points_that_fall_together_are_written_once() -> None:
    window = Window(west=0, south=0, east=10, north=10, width=100)
    assert window.path([[0, 0, 1, 0, 1, 0, 400, 0, 0, 400]], 0.01).count(" ") < 6
