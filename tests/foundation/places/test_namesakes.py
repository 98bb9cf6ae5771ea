"""Places of one name are told apart by their district, wherever a name is shown."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest
from django.utils.translation import override

import jatan.foundation.places
from jatan.foundation.places.models import Place

FACTS = Path(jatan.foundation.places.__file__).parent / "facts"

pytestmark = pytest.mark.django_db


def blocks_by_name() -> dict[str, list[int]]:
    """{Hindi name: LGD codes} of the shipped blocks, read here anew."""
    found = defaultdict[str, list[int]](list)
    with (FACTS / "blocks.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            found[row["name_hi"]].append(int(row["lgd_code"]))
    return found


@pytest.mark.parametrize("language", ["hi", "en"])
def test_no_two_blocks_are_shown_by_the_same_name(language: str) -> None:
    with override(language):
        names = [place.name for place in Place.objects.filter(level="block")]
    assert len(names) == len(set(names)) >= 260


def test_only_namesakes_carry_their_district() -> None:
    shared = {code for codes in blocks_by_name().values() if len(codes) > 1 for code in codes}
    assert len(shared) >= 7
    for place in Place.objects.filter(level="block").select_related("district"):
        assert place.district is not None
        beside = f" ({place.district.name_hi})"
        assert place.names.hi == place.name_hi + (beside if place.lgd_code in shared else "")


def test_dumri_is_in_gumla_or_in_giridih() -> None:
    with override("hi"):
        assert sorted(place.name for place in Place.objects.filter(name_hi="डुमरी", level="block")) == [
            "डुमरी (गिरिडीह)",
            "डुमरी (गुमला)",
        ]


def test_a_village_or_city_of_that_name_stays_as_it_is() -> None:
    assert Place(level="village", name_hi="डुमरी", name_en="Dumri", lgd_code=None).names.hi == "डुमरी"
