"""Fields and codes of the standard stand in Hindi on the page of a letter."""

import re

import pytest
from django.utils.translation import override

from jatan.programme.cases.exchange.standard import FIELDS
from jatan.programme.cases.exchange.standard_words import code_words, field_words
from jatan.programme.cases.sharing.letter_bodies import ImportLetter
from jatan.programme.cases.sharing.record_words import NOT_REPEATED
from jatan.web.cases.letter_display import letter_parts
from tests.programme.cases.exchange.samples import whole_record

_HINDI = re.compile("[\u0900-\u097f]")
# Names of apps are names, and ages are figures.
_NAMES = {
    "Facebook", "Instagram", "WhatsApp", "Telegram", "FacebookMessenger", "Viber", "SnapChat", "Line", "4Sale",
    "WeChat", "QQ", "QZone", "TikTok", "Twitter",
}  # fmt: skip
_SHOWN = [one for one in FIELDS.values() if one.name not in NOT_REPEATED]


@pytest.mark.parametrize("name", [one.name for one in _SHOWN])
def test_every_field_that_a_letter_shows_has_words(name: str) -> None:
    with override("hi"):
        assert _HINDI.search(str(field_words(name))), name


@pytest.mark.parametrize("name", [one.name for one in _SHOWN if one.codes and not one.name.startswith("x_age")])
def test_every_code_that_a_letter_shows_has_words(name: str) -> None:
    with override("hi"):
        unsaid = [code for code in FIELDS[name].codes if not _HINDI.search(str(code_words(code)))]
    assert set(unsaid) <= _NAMES


def test_a_letter_with_every_field_has_no_english_label() -> None:
    letter = ImportLetter(source="खूँटी", level="full", record=whole_record())
    with override("hi"):
        labels = [
            str(label) for heading, pairs in letter_parts(letter) for label in (heading, *(one for one, _ in pairs))
        ]
    assert len(labels) > 60
    assert [label for label in labels if not _HINDI.search(label)] == []
