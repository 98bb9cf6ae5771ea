"""Coordinates as people type and copy them, and distances."""

from decimal import Decimal

import pytest

from jatan.kernel.problems import Problem
from jatan.programme.landmarks.coordinates import Coordinates, kilometres, parse_coordinates

RANCHI = Coordinates(Decimal("23.344100"), Decimal("85.309600"))


@pytest.mark.parametrize(
    "text",
    [
        "23.3441, 85.3096",
        "23.3441 85.3096",
        " 23.3441;85.3096 ",
        "२३.३४४१, ८५.३०९६",
        "23.3441° N, 85.3096° E",
        "23°20'38.76\"N 85°18'34.56\"E",
    ],
)
def test_the_same_point_is_read_in_every_usual_way(text: str) -> None:
    assert parse_coordinates(text) == RANCHI


def test_south_and_west_are_below_zero() -> None:
    assert parse_coordinates("1.5 S, 2.25 W") == Coordinates(Decimal("-1.500000"), Decimal("-2.250000"))


def test_nothing_typed_is_no_point() -> None:
    assert parse_coordinates("  ") is None


@pytest.mark.parametrize("text", ["Ranchi", "23.3441", "91, 85", "23, 181", "23,3441, 85,3096", "1e3, 2", "nan, nan"])
def test_what_is_no_point_is_refused(text: str) -> None:
    with pytest.raises(Problem):
        parse_coordinates(text)


def test_a_point_is_written_without_needless_zeros() -> None:
    assert str(RANCHI) == "23.3441, 85.3096"


def test_the_distance_from_ranchi_to_delhi() -> None:
    # Great-circle distance of 23.3441 N 85.3096 E and 28.6139 N 77.2090 E on a sphere of 6,371 km.
    assert kilometres((23.3441, 85.3096), (28.6139, 77.2090)) == pytest.approx(999.6, abs=1.5)
