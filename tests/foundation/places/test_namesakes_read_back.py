"""A name with its district, as lists and files show it, is read back as that block."""

import pytest
from django.utils.translation import override

from jatan.foundation.places.models import Place
from jatan.foundation.places.selectors import finder_for

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize("home", [None, "Gumla", "Palamu"])
def test_shown_names_of_namesakes_are_read_back(language: str, home: str | None) -> None:
    finder = finder_for(Place.objects.filter(level="district", name_en=home))
    blocks = [block for block in Place.objects.filter(level="block") if "(" in block.names.hi]
    assert len(blocks) == 7
    with override(language):
        found = {block.name: finder.find(block.name).place_id for block in blocks}
        assert found == {block.name: block.pk for block in blocks}
