"""Reads a list of villages to draw from: district, village and size on each line, as typed, pasted or in a workbook."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place
from jatan.kernel.answers import cell_text
from jatan.kernel.numbers import parse_int
from jatan.kernel.problems import Problem
from jatan.kernel.text.aadhaar import aadhaar_problem
from jatan.programme.studies.draws import LARGEST_SIZE, MOST_VILLAGES, FrameVillage
from jatan_names import fold

_CELLS: Final = re.compile(r"\t|,|;|\|")
_LONGEST: Final = 120
_MOST_SHOWN: Final = 5


def known_districts() -> dict[str, Place]:
    """{folded name in either language, or another spelling: district}, for all districts of the tree of places."""
    found: dict[str, Place] = {}
    for place in Place.objects.filter(level=Level.DISTRICT, recorded_by_organisation__isnull=True):
        for name in (place.name_en, place.name_hi, *place.aliases):
            if name:
                found.setdefault(fold(name), place)
    return found


def lines_of_text(text: str) -> list[list[str]]:
    """The cells of a pasted list: by tab, comma, semicolon or bar."""
    return [[cell.strip() for cell in _CELLS.split(line)] for line in text.splitlines()]


def read_frame(lines: Iterable[Sequence[Any]], districts: Mapping[str, Place]) -> list[FrameVillage]:
    """The villages of a list, in its order. A first line of headings is left out, empty lines too.

    Raises Problem "frame" that names the first lines that cannot be read; then nothing is read.
    """
    found, wrong = list[FrameVillage](), list[Any]()
    met = set[tuple[str, str]]()
    for number, cells in enumerate(lines, start=1):
        texts = [cell_text(cell) for cell in cells[:3]]
        if not any(texts):
            continue
        if len(found) + len(wrong) > MOST_VILLAGES:
            raise Problem(
                "too_many", format_lazy(_("At most {most} villages in one list."), most=MOST_VILLAGES), field="frame"
            )
        district = districts.get(fold(texts[0]))
        if district is None and not found and not wrong and _is_heading(texts):
            continue
        why = _why_not(texts, district, met)
        if why:
            wrong.append(format_lazy("{line} {number}: {why}", line=_("Line"), number=number, why=why))
            continue
        name = texts[1]
        met.add((texts[0].casefold(), name.casefold()))
        size = parse_int(texts[2]) if len(texts) > 2 and texts[2] else None
        found.append(FrameVillage(str(district.pk) if district else "", name, size))
    if wrong:
        shown = " · ".join(str(one) for one in wrong[:_MOST_SHOWN])
        more = len(wrong) - _MOST_SHOWN
        if more > 0:
            shown += " · " + str(_("and %(more)s more") % {"more": more})
        raise Problem("frame", shown, field="frame")
    return found


def _is_heading(texts: Sequence[str]) -> bool:
    return not any(character.isdecimal() for text in texts[2:] for character in text)


def _why_not(texts: Sequence[str], district: Place | None, met: set[tuple[str, str]]) -> Any:
    if district is None:
        return _("this district is not known")
    if len(texts) < 2 or not texts[1] or len(texts[1]) > _LONGEST:
        return _("the village is missing: district, village, size")
    if (found := aadhaar_problem(texts[1])) is not None:
        return found.message
    if (texts[0].casefold(), texts[1].casefold()) in met:
        return _("this village stands in the list twice")
    if len(texts) > 2 and texts[2]:
        try:
            if 0 < parse_int(texts[2]) <= LARGEST_SIZE:
                return ""
        except Problem:
            pass
        return _("the size is no whole number")
    return ""
