"""What the pages call a register, a column or a choice is read by the importer as just that, in both languages."""

import pytest
from django.utils.translation import override

from jatan.intake.registers.blank.columns import OfficeWords, blank_register
from jatan.intake.registers.labels import KINDS
from jatan.intake.registers.recognise.vocabulary.kinds import kinds
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.programme.activities.choices import Category, Theme
from jatan.programme.cases.choices import CaseKind
from jatan.programme.groups.choices import OfficeHeld
from jatan.programme.helpdesk.choices import IssueKind, SentTo, Status
from jatan.programme.journeys.choices import Work
from jatan.programme.people.choices import Sex
from jatan.programme.schemes.reference import schemes

NOBODY = OfficeWords("", (), (), ())
CHOICES = {
    "theme": Theme,
    "category": Category,
    "issue": IssueKind,
    "office": SentTo,
    "status": Status,
    "sex": Sex,
    "sector": Work,
    "case_kind": CaseKind,
    "office_bearer": OfficeHeld,
}
# "Another theme": a topic in words of its own has this theme.
LEFT_OUT = {("theme", "other")}


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize("kind", list(kinds()))
def test_headings_and_title_of_a_register_are_read_as_its_columns(kind: str, language: str) -> None:
    words = Vocabulary()
    with override(language):
        register = blank_register(kind, NOBODY)
    assert words.kinds_of_title(register.title)[0] == kind
    read = {column.field: words.field(column.heading, kinds()[kind]) for column in register.columns}
    assert read == {name: name for name in kinds()[kind].fields}


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize("name", list(CHOICES))
def test_the_word_of_every_choice_is_read_as_its_code(name: str, language: str) -> None:
    with override(language):
        shown = {code: str(label) for code, label in CHOICES[name].choices if code and (name, code) not in LEFT_OUT}
    assert len(set(shown.values())) == len(shown)
    assert {code: Vocabulary().code(name, label) for code, label in shown.items()} == {code: code for code in shown}


@pytest.mark.parametrize("language", ["hi", "en"])
def test_the_name_of_every_scheme_is_read_as_its_code(language: str) -> None:
    for code, scheme in schemes().items():
        assert Vocabulary().code("scheme", scheme.name.in_language(language)) == code


def test_every_register_has_a_label() -> None:
    assert set(KINDS) == set(kinds())
