"""Numbers that are names: of telephones with the zero of their town, of FIRs, orders and diaries."""

import pytest

from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.fields import Field
from jatan.programme.cases.exchange.of_person import person
from tests.programme.cases.entries.paper import DAY, CasePaper
from tests.programme.cases.legal.paper import Paper

NUMBERS = [
    (kind.code, field)
    for kind in KINDS.values()
    for field in kind.fields
    if field.kind == "line" and "number" in field.name
]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("06524 222333", "06524222333"),
        ("०६५२४-२२२३३३", "06524222333"),
        ("(06524) 222333", "06524222333"),
        ("06524222333 / 9835102030", "06524222333"),
        ("09835102030", "09835102030"),
        ("9835102030", "9835102030"),
        ("+91 98351 02030", "9835102030"),
        ("0091 98351 02030", "9835102030"),
        ("222333", "222333"),
        ("1098", "1098"),
        ("बड़ी बहन 1234567", "बड़ी बहन 1234567"),
        ("+977 98510 12345", "+977 98510 12345"),
    ],
)
def test_a_telephone_of_a_town_keeps_the_zero_that_was_typed(typed: str, kept: str) -> None:
    field = Field("phone", "", "phone")
    assert field.parse_answer(typed) == kept
    assert field.parse_answer(kept) == kept


def test_a_number_of_a_town_leaves_the_house_in_the_form_of_the_standard() -> None:
    paper = Paper()
    card = paper.lay("identity", {"name": "बुधनी", "phone": "06524222333"})
    assert person(paper.file, card)["prs_MobilePhone"] == "+916524222333"


@pytest.mark.parametrize(("kind", "field"), NUMBERS, ids=lambda one: getattr(one, "name", one))
@pytest.mark.parametrize("number", ["0041/2026", "००४१/२०२६", "007", "0"])
def test_a_written_number_is_kept_letter_by_letter(kind: str, field: Field, number: str) -> None:
    assert field.read(field.kept(field.parse_answer(number))) == number


def test_every_number_of_the_law_is_a_line_and_never_counted() -> None:
    assert {kind for kind, _field in NUMBERS} >= {"legal_event", "duty_done", "claim"}


PHONES = [(kind.code, field) for kind in KINDS.values() for field in kind.fields if field.kind == "phone"]


@pytest.mark.parametrize(("kind", "field"), PHONES, ids=[f"{kind}-{field.name}" for kind, field in PHONES])
def test_letters_are_no_telephone_number(kind: str, field: Field) -> None:
    for typed in ("abc", "कोई नहीं", "12", "१२"):
        with pytest.raises(Problem) as refused:
            field.parse_answer(typed)
        assert (refused.value.code, refused.value.field) == ("unreadable", field.name)


def test_words_that_stand_for_a_number_since_older_rules_are_not_lost() -> None:
    paper = CasePaper()
    paper.lay("child_plan", {"carer": "relative", "carer_phone": "पड़ोसी के पास", "review_on": DAY}, None)
    answers = {"carer": "relative", "review_on": DAY}
    assert paper.refusals("child_plan", **answers, carer_phone="पड़ोसी के पास") == set()
    assert paper.refusals("child_plan", **answers, carer_phone="abc") == {("unreadable", "carer_phone")}
