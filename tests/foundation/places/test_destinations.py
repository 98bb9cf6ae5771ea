"""Matching of destinations: a name in any spelling matches, a merely similar name does not."""

import pytest

from jatan.foundation.places.destinations import destination_named
from jatan.foundation.places.models import Place
from jatan_names import fold

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("written", ["सूरत", "Surat", "surat", "Soorat", "सुरत", " सूरत "])
def test_a_name_is_known_in_either_script_and_in_other_spellings(written: str) -> None:
    place = destination_named(written)
    assert place is not None
    assert place.name_en == "Surat"


@pytest.mark.parametrize("written", ["सूरता", "Surtt", "Tirupura", "Banglore West"])
def test_a_name_that_is_merely_near_is_kept_as_written(written: str) -> None:
    assert destination_named(written) is None


def test_no_slip_of_one_letter_is_taken_for_a_place_unless_it_is_a_spelling_of_it() -> None:
    wrong = []
    for place in Place.objects.filter(level="city", recorded_by_organisation__isnull=True)[:60]:
        for written in (f"{place.name_en}o", f"{place.name_en[:-1]}", f"{place.name_hi}गा"):
            found = destination_named(written)
            names = (found.name_en, found.name_hi, *found.aliases) if found else ()
            if found and fold(written).replace(" ", "") not in {fold(name).replace(" ", "") for name in names}:
                wrong.append((written, found.name_en))
    assert wrong == []
