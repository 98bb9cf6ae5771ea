"""PlaceFinder with the shipped list of blocks and destinations."""

import csv
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jatan.foundation.places.lookup import PlaceFinder, PlaceMatch, PlaceName
from jatan.kernel.problems import Problem

RANCHI, KHUNTI, SIMDEGA, WEST_SINGHBHUM, DUMKA, RAMGARH, GUMLA = "339", "606", "342", "343", "326", "607", "331"
DESTINATION = ("city", "state", "country", "district")


def _rows(name: str) -> list[dict[str, str]]:
    text = files("jatan.foundation.places").joinpath("facts", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _place(row: dict[str, str], level: str, code: str, district: str | None = None) -> PlaceName:
    names = (row["name_en"], row["name_hi"], *filter(None, row["aliases"].split("|")))
    return PlaceName(f"{level} {row[code]}" if level != "district" else row[code], level, names, district)


BLOCKS = _rows("blocks.csv")
PLACES = [
    *(_place(row, "state", "lgd_code") for row in _rows("states.csv")),
    *(_place(row, "district", "lgd_code") for row in _rows("districts.csv")),
    *(_place(row, "block", "lgd_code", row["district_lgd_code"]) for row in BLOCKS),
    *(_place(row, "city", "code") for row in _rows("destinations.csv")),
    *(_place(row, "country", "iso_code") for row in _rows("countries.csv")),
]


def _finder(*districts: str) -> PlaceFinder:
    return PlaceFinder(PLACES, frozenset(districts))


def _block(name: str, district: str) -> str:
    return next(
        f"block {row['lgd_code']}" for row in BLOCKS if row["name_en"] == name and row["district_lgd_code"] == district
    )


def test_every_block_is_found_at_home_by_both_of_its_names_and_every_alias() -> None:
    for row in BLOCKS:
        finder, meant = _finder(row["district_lgd_code"]), f"block {row['lgd_code']}"
        for name in (row["name_en"], row["name_hi"]):
            assert finder.find(name) == PlaceMatch(meant, "exact")
        for alias in filter(None, row["aliases"].split("|")):
            assert finder.find(alias).place_id == meant, alias


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Chakardharpur", "Chakradharpur"), ("चक्रधरपुर", "Chakradharpur"), ("बंदगाँव", "Bandgaon"),
        ("बंदगांव", "Bandgaon"), ("BANDGAON ", "Bandgaon"), ("Goilkera", "Goelkera"), ("Manoharpur Block", "Manoharpur"),
        ("मनोहरपुर प्रखंड", "Manoharpur"), ("Noamundy", "Noamundi"), ("Chakra dharpur", "Chakradharpur"),
        ("Monoharpur", "Manoharpur"), ("जगनाथपुर", "Jagannathpur"),
    ],
)  # fmt: skip
def test_spelling_variants_are_matched(written: str, name: str) -> None:
    assert _finder(WEST_SINGHBHUM).find(written).place_id == _block(name, WEST_SINGHBHUM)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Basia, Gumla", "Basia"), ("Basia (Gumla)", "Basia"), ("Basia-Gumla", "Basia"), ("बसिया गुमला", "Basia"),
        ("Gumla, Basia", "Basia"), ("Basia, Dist. Gumla", "Basia"), ("ब्लॉक पालकोट", "Palkot"),
        ("ब्लाक पालकोट", "Palkot"), ("प्रखण्ड-पालकोट", "Palkot"), ("प्र. बसिया", "Basia"), ("प्र० बसिया", "Basia"),
        ("Palkot Blk", "Palkot"), ("Palkot Blk.", "Palkot"), ("बसिया प्रखण्ड कार्यालय", "Basia"),
        ("Block: Basia", "Basia"), ("Basia, Jharkhand", "Basia"), ("गुमला, गुमला", "Gumla"),
    ],
)  # fmt: skip
def test_a_block_is_found_with_its_district_or_the_word_block_in_the_text(written: str, name: str) -> None:
    assert _finder(GUMLA).find(written).place_id == _block(name, GUMLA)


def test_a_block_elsewhere_is_found_where_its_district_is_written_beside_it() -> None:
    assert _finder(GUMLA).find("Mandar (Ranchi)").place_id == _block("Mandar", RANCHI)
    assert _finder(RANCHI).find("Ramgarh, Dumka").place_id == _block("Ramgarh", DUMKA)


@pytest.mark.parametrize(
    "written", ["Block Office", "Basia/Palkot", "Xyzabad, Gumla", "Gumla, Jharkhand, Xyzabad", "Block"]
)
def test_two_blocks_or_none_beside_a_district_stay_unknown(written: str) -> None:
    with pytest.raises(Problem) as caught:
        _finder(GUMLA).find(written)
    assert caught.value.code == "unknown_place"


def test_result_says_how_the_place_was_matched() -> None:
    finder = _finder(WEST_SINGHBHUM)
    assert [finder.find(text).how for text in ("Bandgaon", "बंदगाँव", "Bandgaun")] == ["exact", "alias", "similar"]


@pytest.mark.parametrize("written", ["Xyzabad", "Jamtoli", "पिपराटांड़", "कखगघ", "Foo", "x", "?"])
def test_an_unknown_name_raises_with_two_candidates(written: str) -> None:
    with pytest.raises(Problem) as caught:
        _finder(RANCHI).find(written)
    assert caught.value.code == "unknown_place"
    assert len(caught.value.candidates) == 2


def test_candidates_are_in_the_script_of_the_text() -> None:
    with pytest.raises(Problem) as caught:
        _finder(SIMDEGA).find("केरसोई टांगर")
    assert all("\u0900" <= name[0] <= "\u097f" for name in caught.value.candidates)


def test_a_blank_raises_missing_required() -> None:
    with pytest.raises(Problem) as caught:
        _finder(RANCHI).find("  ")
    assert caught.value.code == "missing_required"


def test_a_name_of_two_districts_means_the_one_in_the_home_district() -> None:
    assert _finder(DUMKA).find("Ramgarh").place_id == _block("Ramgarh", DUMKA)
    assert _finder(RAMGARH).find("रामगढ़").place_id == _block("Ramgarh", RAMGARH)


def test_a_name_of_two_districts_that_are_both_far_is_offered_with_its_districts() -> None:
    with pytest.raises(Problem) as caught:
        _finder(RANCHI).find("Dumri")
    assert set(caught.value.candidates) == {"Dumri (Giridih)", "Dumri (Gumla)"}


def test_a_district_argument_decides_between_equal_names() -> None:
    finder = _finder(DUMKA, RAMGARH)
    with pytest.raises(Problem):
        finder.find("Ramgarh")
    assert finder.find("Ramgarh", district=DUMKA).place_id == _block("Ramgarh", DUMKA)


def test_away_from_home_a_name_must_be_written_right() -> None:
    assert _finder(RANCHI).find("Thethaitangar").place_id == _block("Thethaitanger", SIMDEGA)
    with pytest.raises(Problem):
        _finder(RANCHI).find("Thetaitangir")


def test_the_very_name_of_a_block_elsewhere_is_not_bent_to_one_at_home() -> None:
    near = PlaceName("a", "block", ("Manjhari", "", ""), "home")
    far = PlaceName("b", "block", ("Manjhar", ""), "away")
    with pytest.raises(Problem) as caught:
        PlaceFinder([near, far], frozenset({"home"})).find("Manjhar")
    assert caught.value.candidates == ("Manjhari", "Manjhar")


def test_two_places_equally_near_are_both_offered() -> None:
    places = [PlaceName(n, "block", (n, ""), "home") for n in ("Sonatola", "Sonatila")]
    with pytest.raises(Problem) as caught:
        PlaceFinder(places, frozenset({"home"})).find("Sonatula")
    assert set(caught.value.candidates) == {"Sonatola", "Sonatila"}


def test_digits_in_a_name_are_read_in_either_script() -> None:
    places = [PlaceName(n, "block", (f"Ward {n}", ""), "home") for n in (1, 2)]
    assert PlaceFinder(places, frozenset({"home"})).find("Ward २").place_id == 2


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("दिल्ली", "city delhi"), ("Delhi", "city delhi"), ("Gurgaon", "city gurugram"), ("केरल", "state 32"),
        ("एर्नाकुलम", "city ernakulam"), ("Banglore", "city bengaluru"), ("Tirupur", "city tiruppur"),
        ("Leh", "city leh"),
        ("Saudi", "country SA"), ("Port Blair", "city port-blair"), ("अंडमान", "state 35"), ("Chenai", "city chennai"),
        ("Singapore", "country SG"), ("Jamshedpur", "city jamshedpur"), ("Ranchi", "339"),
        ("Pashchimi Singhbhum", "343"),
        ("W. Singhbhum", "343"), ("नेपाल", "country NP"), ("Panaji", "city panaji"), ("Goa", "state 30"),
    ],
)  # fmt: skip
def test_destinations_are_cities_before_states_and_countries(written: str, place: str) -> None:
    assert _finder(KHUNTI).find(written, levels=DESTINATION).place_id == place


def test_a_block_is_not_found_among_destinations() -> None:
    with pytest.raises(Problem):
        _finder(KHUNTI).find("Murhu", levels=DESTINATION)


def test_names_of_other_districts_are_hardly_ever_bent_to_a_block_at_home() -> None:
    home = {row["name_en"] for row in BLOCKS if row["district_lgd_code"] == WEST_SINGHBHUM}
    finder = PlaceFinder([p for p in PLACES if p.district_id == WEST_SINGHBHUM], frozenset({WEST_SINGHBHUM}))
    bent = []
    for row in BLOCKS:
        if row["name_en"] not in home:
            try:
                bent.append((row["name_en"], finder.find(row["name_en"])))
            except Problem:
                continue
    assert len(bent) <= 4, bent


FINDER = _finder(SIMDEGA)


@given(st.text(max_size=30))
def test_any_text_is_answered_or_refused_with_a_problem(text: str) -> None:
    code = "found"
    try:
        assert FINDER.find(text) == FINDER.find(text)
    except Problem as problem:
        code = problem.code
    assert code in ("found", "unknown_place", "missing_required")
