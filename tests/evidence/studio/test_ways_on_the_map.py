"""Ways out of the districts end where the eye looks for their destination, each destination once."""

import pytest

from jatan.evidence.studio.parts_of_places import end_of_ways

# Where it stands seen from Jharkhand, by latitude and longitude.
SEEN = {
    "Delhi": (28.6, 77.2, "left"),
    "Ladakh": (34.2, 77.6, "top"),
    "Chennai": (13.1, 80.3, "bottom"),
    "Bengaluru": (13.0, 77.6, "bottom"),
    "Guwahati": (26.1, 91.7, "right"),
    "Kathmandu": (27.7, 85.3, "top"),
}
WIDTH, HEIGHT = 1000, 796


@pytest.mark.parametrize(("lat", "lon", "side"), SEEN.values(), ids=SEEN)
def test_a_way_leaves_the_map_on_the_side_of_its_destination(lat: float, lon: float, side: str) -> None:
    x, y = end_of_ways(lat, lon)
    near = {"left": x, "top": y, "right": WIDTH - x, "bottom": HEIGHT - y}
    assert min(near, key=lambda name: near[name]) == side
    assert abs(near[side]) < 1


def test_a_destination_on_the_map_is_its_own_end() -> None:
    x, y = end_of_ways(23.36, 85.33)
    assert 0 < x < WIDTH
    assert 0 < y < HEIGHT
