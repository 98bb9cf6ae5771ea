"""The values that a column admits are read back as what they say."""

from typing import Any

import pytest

from jatan.intake.registers.office import load_office
from jatan.intake.registers.recognise.vocabulary.contents import word_list
from jatan.intake.registers.recognise.vocabulary.lists import values
from jatan.intake.registers.translate.admitted_values import admitted_values
from tests.cast import Cast


@pytest.mark.parametrize("language", ["hi", "en"])
def test_every_block_of_the_office_is_offered_once_and_found_again(
    cast: Cast, behind_gumla: Any, language: str
) -> None:
    with behind_gumla():
        office = load_office(cast.gumla.id)
        offered = admitted_values(office, "shg_meeting", "block", language)
        assert len(offered) == len(set(offered)) == len(office.places.blocks) > 5
        assert {office.places.block(name).id for name in offered} == {place.id for place in office.places.blocks}
        assert all(name.isascii() == (language == "en") for name in offered)
        assert admitted_values(office, "shg_meeting", "district", "hi") == ["गुमला"]


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize("column", ["topic", "sex", "category", "issue", "sent_to", "status", "scheme", "work"])
def test_every_code_of_a_list_is_offered_in_a_word_that_means_it(
    cast: Cast, behind_gumla: Any, column: str, language: str
) -> None:
    name = word_list("issues", column)
    assert name is not None
    with behind_gumla():
        office = load_office(cast.gumla.id)
        offered = admitted_values(office, "issues", column, language)
    codes = [office.words.code(name, word) for word in offered]
    assert codes == list(dict.fromkeys(codes))
    assert set(codes) == set(values()[name].values())


def test_free_text_dates_and_numbers_have_no_list(cast: Cast, behind_gumla: Any) -> None:
    with behind_gumla():
        office = load_office(cast.gumla.id)
        assert [admitted_values(office, "journeys", column, "hi") for column in ("name", "date", "wage")] == [
            [],
            [],
            [],
        ]


def test_the_status_of_a_case_has_words_of_its_own() -> None:
    assert (word_list("cases", "status"), word_list("issues", "status")) == ("case_status", "status")
