"""Blank registers of former versions are still filled in: their words are read like the ones that are printed now."""

import pytest
from django.utils.translation import override

from jatan.intake.registers.labels import column_label, kind_label
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary

HEADINGS = {
    "facilitator": "संचालक",
    "decisions": "निर्णय",
    "category": "श्रेणी",
    "description": "विवरण",
    "wage": "तय मज़दूरी",
    "contact_at_destination": "वहाँ का संपर्क",
    "issue": "मुद्दा",
}
SHEETS = {
    "journeys": ("प्रवासी पंजी",),
    "cases": ("केसों की पंजी", "केस वर्क"),
    "group_reach": ("समूहों के माध्यम से पहुँच",),
    "frontline_meeting": ("फ्रंटलाइन कार्यकर्ताओं के साथ बैठकें",),
}
VALUES = [
    ("issue", "stranded", "फँसे हुए या बंधक"),
    ("status", "sent", "कार्यालय को भेजी गई"),
    ("status", "resolved", "समाधान हुआ"),
    ("status", "withdrawn", "शिकायत करने वाले ने वापस ली"),
    ("status", "unreachable", "संपर्क नहीं हो पाया"),
    ("case_kind", "labour_exploitation", "श्रम शोषण"),
    ("office", "labour_office", "श्रम कार्यालय"),
    ("office", "block_office", "प्रखंड कार्यालय"),
    ("sector", "construction", "निर्माण मज़दूरी"),
    ("theme", "registration", "प्रवास से पहले पंजीकरण"),
]


@pytest.mark.parametrize("field", sorted(HEADINGS))
def test_a_heading_is_read_as_it_was_printed_and_as_it_is_printed(field: str) -> None:
    with override("hi"):
        now = str(column_label(field))
    assert {Vocabulary().field(heading) for heading in (HEADINGS[field], now)} == {field}


@pytest.mark.parametrize("kind", sorted(SHEETS))
def test_a_sheet_is_known_by_its_former_and_its_present_name(kind: str) -> None:
    with override("hi"):
        names = [*SHEETS[kind], str(kind_label(kind))]
    assert [Vocabulary().kinds_of_title(name)[:1] for name in names] == [[kind]] * len(names)


@pytest.mark.parametrize(("name", "code", "text"), VALUES)
def test_a_word_of_a_former_list_is_still_its_code(name: str, code: str, text: str) -> None:
    assert Vocabulary().code(name, text) == code
