"""Names that are data, in the reader's language."""

import datetime as dt

from django.utils import translation

from jatan.kernel.localised import Localised, localised_day

KHUNTI = Localised(hi="खूँटी", en="Khunti")


def test_the_active_language_decides() -> None:
    with translation.override("hi"):
        assert KHUNTI.in_language() == str(KHUNTI) == "खूँटी"
    with translation.override("en"):
        assert KHUNTI.in_language() == "Khunti"


def test_a_language_can_be_named() -> None:
    assert KHUNTI.in_language("en-gb") == "Khunti"
    assert KHUNTI.in_language("sat") == "खूँटी"


def test_an_empty_side_gives_way_to_the_other() -> None:
    assert Localised(hi="", en="Leh").in_language("hi") == "Leh"
    assert Localised(hi="लेह", en="").in_language("en") == "लेह"


def test_a_day_is_written_in_words_whatever_the_readers_language() -> None:
    with translation.override("en"):
        day = localised_day(dt.date(2021, 4, 1))
    assert (day.hi, day.en) == ("1 अप्रैल 2021", "1 April 2021")
