"""Places in cells: the office's own district is accepted in the block column. No database."""

import uuid

import pytest

from jatan.foundation.places.lookup import PlaceFinder, PlaceName
from jatan.foundation.places.models import Place
from jatan.intake.registers.recognise.rows import RegisterRow
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.intake.registers.translate.answers import Answers
from jatan.intake.registers.translate.places import OfficePlaces
from jatan.kernel.problems import Problem

NAMES = {
    "Ranchi": ("district", ("Ranchi", "राँची", "रांची"), None),
    "Gumla": ("district", ("Gumla", "गुमला"), None),
    "Khunti": ("district", ("Khunti", "खूँटी"), None),
    "block Gumla": ("block", ("Gumla", "गुमला"), "Gumla"),
    "block Kanke": ("block", ("Kanke", "कांके"), "Ranchi"),
}
IDS = {name: uuid.uuid5(uuid.NAMESPACE_URL, name) for name in NAMES}


def _office(district: str) -> OfficePlaces:
    known = [
        PlaceName(IDS[name], level, names, IDS[inside] if inside else None)
        for name, (level, names, inside) in NAMES.items()
    ]
    places = {IDS[name]: Place(id=IDS[name], level=level, name_en=name) for name, (level, _, _) in NAMES.items()}
    finder = PlaceFinder(known, frozenset([IDS[district]]))
    return OfficePlaces(finder, places, [places[IDS[district]]], Vocabulary())


@pytest.mark.parametrize(
    ("district", "written", "place"),
    [
        ("Ranchi", "Ranchi", "Ranchi"), ("Ranchi", "रांची", "Ranchi"), ("Ranchi", "Ranchi district", "Ranchi"),
        ("Gumla", "Gumla", "block Gumla"), ("Gumla", "जिला गुमला", "Gumla"), ("Gumla", "Gumla Block", "block Gumla"),
    ],
)  # fmt: skip
def test_own_district_in_the_block_column_is_the_place(district: str, written: str, place: str) -> None:
    assert _office(district).block(written).name_en == place


@pytest.mark.parametrize("written", ["Khunti", "Rancho", "Khunti district"])
def test_other_or_misspelt_district_in_the_block_column_is_unknown(written: str) -> None:
    with pytest.raises(Problem) as caught:
        _office("Ranchi").block(written)
    assert caught.value.code == "unknown_place"


@pytest.mark.parametrize("written", ["-", "NA", "N/A", "नहीं", "Not recorded"])
def test_empty_block_gives_the_offices_district(written: str) -> None:
    answers = Answers(RegisterRow("SHG", 2, "1", {"block": written}), Vocabulary())
    assert answers.place(_office("Gumla")).name_en == "Gumla"
    assert answers.problems == []
