"""What holds for every kind of entry, whoever declared it."""

import re
from collections.abc import Iterator
from operator import attrgetter

import pytest
from django.utils.translation import override

from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.fields import Field
from jatan.programme.cases.entries.kinds import EntryKind
from tests.programme.cases.entries.paper import DAY, CasePaper

_CODE = re.compile(r"[a-z][a-z0-9_]*")
# Codes that are somebody else's: HTCDS as on the wire, sections of the law, heads of a scheme.
_OF_OTHERS = {
    ("offence", "offences"),
    ("claim", "head"),
    ("alleged_offender", "roles"),
    ("alleged_offender", "relationship"),
    ("involved_organisation", "type"),
    ("place_of_harm", "type"),
} | {
    ("exploitation", name)
    for name in (
        "status",
        "decided_by",
        "types",
        "sector",
        "division",
        "sex_types",
        "recruited",
        "relation",
        "controls",
        "known_before",
        "destination_country",
        "recruited_on",
        "used_online",
    )
}
# Codes of places: LGD and ISO 3166.
_OF_OTHERS |= {
    (kind, name)
    for kind in ("identity", "involved_organisation", "place_of_harm")
    for name in ("district_code", "state", "country", "citizenship", "other_citizenship")
}
_OF_OTHERS |= {("involved_organisation", "type"), ("place_of_harm", "type")}
_OF_OTHERS |= {("identity", name) for name in ("gender", "marital", "education")}
OPEN_IN_CLOSED_CASES = {
    "consent",
    "withdrawal",
    "follow_up",
    "reopening",
    "feedback",
    "identity",
    "register",
    "card",
    "reader",
    "case_withdrawn",
    "linked_file",  # a sister is found after the case was closed
    "printed_paper",  # court and committee go on
    "foreign_case",  # a second letter about it is recognised
}


def fields() -> Iterator[tuple[EntryKind, Field]]:
    for kind in KINDS.values():
        for field in kind.fields:
            yield kind, field


def test_names_are_codes_and_occur_once() -> None:
    for kind in KINDS.values():
        names = [field.name for field in kind.fields]
        assert len(names) == len(set(names)), kind.code
        assert all(_CODE.fullmatch(name) for name in [kind.code, *names])
        assert "withdrawn_because" not in names


def test_day_and_headline_name_questions_of_the_kind() -> None:
    for kind in KINDS.values():
        names = {field.name for field in kind.fields}
        assert {kind.day} - {""} | set(kind.headline) <= names, kind.code
        if kind.day:
            assert kind.field(kind.day).kind in ("day", "past_day", "instant", "past_instant"), kind.code


def test_only_questions_with_a_list_have_choices_and_their_codes_differ() -> None:
    for kind, field in fields():
        codes = [code for code, _label in field.choices]
        assert (field.kind in ("choice", "choices")) == bool(codes), (kind.code, field.name)
        assert len(codes) == len(set(codes)), (kind.code, field.name)


def test_codes_of_our_own_are_small_letters() -> None:
    for kind, field in fields():
        if (kind.code, field.name) in _OF_OTHERS:
            continue
        assert all(_CODE.fullmatch(code) for code, _label in field.choices), (kind.code, field.name)


def test_links_lead_to_a_kind_that_there_is() -> None:
    for kind, field in fields():
        assert (field.kind == "link") == bool(field.to), (kind.code, field.name)
        assert set(field.linked_kinds) <= set(KINDS)


def test_two_answers_of_one_question_are_never_called_alike() -> None:
    for language in ("hi", "en"):
        with override(language):
            for kind, field in fields():
                labels = [str(label) for _code, label in field.choices]
                assert len(labels) == len(set(labels)), (language, kind.code, field.name)


def test_two_questions_of_one_kind_are_never_called_alike_unless_they_are_notes() -> None:
    for language in ("hi", "en"):
        with override(language):
            for kind in KINDS.values():
                asked = [field for field in kind.fields if field.kind != "machine" and not field.name.endswith("_note")]
                labels = [str(field.label) for field in asked]
                assert len(labels) == len(set(labels)), (language, kind.code)


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_every_text_is_spoken_in_hindi(kind: EntryKind) -> None:
    labels = [kind.label, kind.intro]
    for field in kind.fields:
        labels += [field.label, field.hint, *(label for _code, label in field.choices)]
    with override("hi"):
        spoken = [str(label) for label in labels if label]
    assert [text for text in spoken if not any("\u0900" <= letter <= "\u097f" for letter in text)] == []


def test_no_kind_asks_for_a_score() -> None:
    for kind, field in fields():
        assert not re.search(r"score|points|risk_level|weight", field.name), (kind.code, field.name)


def test_what_is_written_in_a_closed_case_is_a_short_list() -> None:
    """Whoever adds a kind to it says why here: her rights, her voice, court papers, and what goes on without us."""
    codes = {code for code, kind in KINDS.items() if kind.in_closed and kind.stage not in ("legal", "sharing")}
    assert codes == OPEN_IN_CLOSED_CASES


def test_the_law_goes_on_in_a_closed_case() -> None:
    legal = [kind for kind in KINDS.values() if kind.stage == "legal"]
    assert len(legal) >= 9
    assert all(kind.in_closed for kind in legal)


def test_no_story_is_taken_before_consent() -> None:
    narrative = {
        "assessment",
        "exploitation",
        "departure",
        "safety_plan",
        "goal",
        "conference",
        "service",
        "restoration",
        "follow_up",
        "child_plan",
        "alleged_offender",
    }
    assert all(KINDS[code].is_story for code in narrative)


def test_no_headline_says_a_bare_yes_or_no() -> None:
    for kind in KINDS.values():
        for field in (kind.field(name) for name in kind.headline):
            codes = {code for code, _label in field.choices}
            assert not {"yes", "no"} & codes or field.in_headline, (kind.code, field.name)
            assert {code for code, _label in field.in_headline} <= codes, (kind.code, field.name)


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.is_by_hand], ids=attrgetter("code"))
def test_no_entry_is_written_without_an_answer(kind: EntryKind) -> None:
    """What was saved empty would count as knowledge."""
    paper = CasePaper()
    assert paper.refusals(kind.code)
    with_its_day = {kind.day: DAY} if kind.day else {}
    assert paper.refusals(kind.code, **with_its_day)
