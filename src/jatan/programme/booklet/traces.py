"""What in a story may still find somebody: names of places, years and days, long numbers. A hint, never a verdict."""

import re
import uuid

from jatan.foundation.network.models import OrganisationDistrict
from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place

_DAY_OR_YEAR = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b(?:19|20)\d\d\b|[१२][९०][०-९]{2}")
_MOST = 20


def find_traces(text: str, organisation_id: uuid.UUID) -> list[str]:
    """Words of the text that name a place of the organisation's districts, or a day or year; at most twenty. One query.

    For the network's own office, which works in no district: every district.
    """
    held = OrganisationDistrict.objects.filter(organisation_id=organisation_id).values("district_id")
    places = Place.objects.filter(id__in=held) | Place.objects.filter(level=Level.BLOCK, district_id__in=held)
    if not held.exists():
        places = Place.objects.filter(level=Level.DISTRICT)
    found = list(dict.fromkeys(_DAY_OR_YEAR.findall(text)))
    folded = text.casefold()
    for names in places.order_by("name_en").values_list("name_hi", "name_en"):
        found += [name for name in names if name and _stands_in(name.casefold(), folded)]
    return list(dict.fromkeys(found))[:_MOST]


def _stands_in(name: str, text: str) -> bool:
    """Whether a name stands in a text as a word: Hindi endings may follow it, letters may not come before it."""
    return re.search(rf"(?<!\w){re.escape(name)}(?![a-z])", text) is not None
