"""Coordinates as somebody typed or copied them from a map, and distances. Without tables."""

import math
import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.kernel.text.digits import ascii_digits
from jatan.kernel.text.invisible import without_invisible

_NUMBER = r"([+-]?\d{1,3}(?:\.\d{1,15})?)"
_DECIMAL = re.compile(rf"{_NUMBER}\s*°?\s*([NSns])?\s*[,;\s]\s*{_NUMBER}\s*°?\s*([EWew])?", re.ASCII)
_PART = r"(\d{1,3})°\s*(?:(\d{1,2})['′]\s*)?(?:(\d{1,2}(?:\.\d{1,6})?)(?:\"|″|'')\s*)?"
_SEXAGESIMAL = re.compile(rf"{_PART}([NS])[,;\s]*{_PART}([EW])", re.IGNORECASE)
_SIX_PLACES = Decimal("0.000001")
_EARTH = 6371.0


@dataclass(frozen=True)
class Coordinates:
    """Degrees north and east, with six decimals (about 10 cm)."""

    latitude: Decimal
    longitude: Decimal

    def __str__(self) -> str:
        return f"{self.latitude.normalize():f}, {self.longitude.normalize():f}"


def parse_coordinates(text: str) -> Coordinates | None:
    """Latitude and longitude from "23.3441, 85.3096", "२३.३४४१, ८५.३०९६" or 23°20'38.8"N 85°18'34.6"E; None for "".

    Raises Problem("unreadable") for anything else, and where a number is no latitude or longitude.
    """
    tidy = " ".join(ascii_digits(without_invisible(text)).split())
    if not tidy:
        return None
    found = _decimal(tidy) or _sexagesimal(tidy)
    if found is None or not (abs(found[0]) <= 90 and abs(found[1]) <= 180):
        message = _("Write north and east as a map shows them, for example 23.3441, 85.3096.")
        raise Problem("unreadable", message, field="coordinates")
    return Coordinates(*(number.quantize(_SIX_PLACES) for number in found))


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Distance on the globe between two points in degrees (latitude, longitude); haversine."""
    (lat_one, lon_one), (lat_other, lon_other) = (tuple(map(math.radians, point)) for point in (one, other))
    rise = math.sin((lat_other - lat_one) / 2) ** 2
    across = math.cos(lat_one) * math.cos(lat_other) * math.sin((lon_other - lon_one) / 2) ** 2
    return 2 * _EARTH * math.asin(math.sqrt(min(1.0, rise + across)))


def _decimal(text: str) -> tuple[Decimal, Decimal] | None:
    match = _DECIMAL.fullmatch(text)
    if match is None:
        return None
    south, west = (match[2] or "").upper() == "S", (match[4] or "").upper() == "W"
    return Decimal(match[1]) * (-1 if south else 1), Decimal(match[3]) * (-1 if west else 1)


def _sexagesimal(text: str) -> tuple[Decimal, Decimal] | None:
    match = _SEXAGESIMAL.fullmatch(text)
    if match is None:
        return None
    degrees = [
        Decimal(match[at]) + Decimal(match[at + 1] or 0) / 60 + Decimal(match[at + 2] or 0) / 3600 for at in (1, 5)
    ]
    south, west = match[4].upper() == "S", match[8].upper() == "W"
    return degrees[0] * (-1 if south else 1), degrees[1] * (-1 if west else 1)
