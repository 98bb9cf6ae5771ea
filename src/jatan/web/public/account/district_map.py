"""The districts of the state with those in which the network works: one SVG of two or three kilobytes, and their names.

Where members work is no number and no secret. Numbers of a district are never public (ADR 39).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.utils.html import escape
from django.utils.safestring import SafeString

from jatan.evidence.atlas.svg_paths import boundaries, window_of_the_state
from jatan.foundation.network.models import Kind, OrganisationDistrict
from jatan.foundation.places.models import Place

_WINDOW: Final = window_of_the_state(360)
_LINE: Final = 13


@dataclass(frozen=True)
class DistrictMap:
    """`svg`: "" where no outline of our file is a district of the network. `names`: its districts, by name."""

    svg: SafeString
    names: tuple[str, ...]


def district_map(on: dt.date, title: str) -> DistrictMap | None:
    """The map of a day in the active language; None for a network without districts. One query."""
    districts = {row.district_id: row.district for row in _worked_in(on)}
    if not districts:
        return None
    by_code = {place.census2011_code: place for place in districts.values()}
    names = tuple(sorted(place.name for place in districts.values()))
    return DistrictMap(_svg(by_code, title), names)


def _worked_in(on: dt.date) -> list[OrganisationDistrict]:
    is_member = Q(organisation__member_until__isnull=True) | Q(organisation__member_until__gte=on)
    in_force = Q(until__isnull=True) | Q(until__gte=on)
    rows = OrganisationDistrict.objects.filter(is_member, in_force, since__lte=on, organisation__kind=Kind.MEMBER)
    return list(rows.select_related("district"))


def _svg(by_code: dict[str, Place], title: str) -> SafeString:
    known = boundaries()
    drawn = {code: _WINDOW.path(rings, known.unit) for code, rings in known.districts.items()}
    inside = [code for code in drawn if code in by_code]
    if not inside:
        return SafeString("")
    others = "".join(path for code, path in drawn.items() if code not in by_code)
    shapes = "".join(f'<path d="{drawn[code]}"><title>{escape(by_code[code].name)}</title></path>' for code in inside)
    labels = "".join(_label(by_code[code].name, *_WINDOW.middle(known.districts[code], known.unit)) for code in inside)
    box = f"0 0 {_WINDOW.width:.0f} {_WINDOW.height:.0f}"
    return SafeString(
        f'<svg class="map" viewBox="{box}" role="img" aria-label="{escape(title)}">'
        f'<path class="off" d="{others}"/><g class="on">{shapes}</g><g aria-hidden="true">{labels}</g></svg>'
    )


def _label(name: str, x: float, y: float) -> str:
    """A name on at most two lines, in the middle of its district."""
    words = name.split()
    lines = [name] if len(words) < 2 else [words[0], " ".join(words[1:])]
    top = y + _LINE * 0.35 - (len(lines) - 1) * _LINE / 2
    spans = "".join(
        f'<tspan x="{x:.0f}" y="{top + place * _LINE:.0f}">{escape(line)}</tspan>' for place, line in enumerate(lines)
    )
    return f"<text>{spans}</text>"
