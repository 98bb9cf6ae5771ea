"""Who is asked in a child's case, by age, maturity, purpose and caregiver; and which text is read."""

import dataclasses
import itertools
import uuid
from typing import Any

import pytest
from django.utils import translation

from jatan.programme.cases.entries.consent import CONSENT, PURPOSES, matrix_problems, valid_consents
from jatan.programme.cases.entries.consent_matrix import barred_caregivers, is_barred_name
from jatan.programme.cases.entries.consent_texts import LISTENERS, edition_of, listener_of, text_for, text_version
from jatan.programme.cases.entries.identity import profile_of
from jatan.programme.cases.entries.statistics import statistics_columns
from tests.programme.cases.entries.paper import AGREED, DAY, CasePaper

AGES = [5, 10, 11, 14, 15, 17, 18, 26]
ANSWERS = ("agreed", "refused", "unsafe", "absent")
ALL = [code for code, _words in PURPOSES]
OF_HERSELF = ("meeting", "booklet", "donor", "public", "press", "photo")
EDITION = edition_of(text_version("share", ""))
GIVERS = ("herself", "parent", "guardian", "worker")
OWN, WITH_FAMILY, ALONE = {"herself"}, {"parent", "guardian"}, {"worker"}
NOBODY = set[str]()
BY_US = {"case_work": ALONE, "police_court": ALONE}
FOR_A_CHILD = ["case_work", "share", "hand_over", "statistics", "police_court", "legal_reads"]
FAMILY = dict.fromkeys(FOR_A_CHILD, WITH_FAMILY)
HER_OWN = dict.fromkeys(FOR_A_CHILD, OWN)
UNCOUNTED = {purpose: OWN for purpose in FOR_A_CHILD if purpose != "statistics"}


def expected(age: int, mature: str, answer: str, child: str) -> dict[str, set[str]]:
    """Who may give a consent, by purpose: written down again by hand, as the guidance puts it."""
    if age < 11:
        return FAMILY if answer == "agreed" and child != "no" else BY_US
    if age < 15 or mature == "not_yet":
        return FAMILY if answer == "agreed" and child in ("assent", "own") else BY_US
    if child != "own":
        return {"case_work": ALONE}
    return UNCOUNTED if answer == "refused" else HER_OWN


def child_answers(mature: str, answer: str, child: str) -> dict[str, Any]:
    return {
        "mature": mature,
        "caregiver_answer": answer,
        "caregiver": "mother",
        "child_part": child,
        "why": "माँ अस्पताल में है",
        "recipient": "सखी केंद्र",
    }


CELLS = [
    (age, mature, answer, child)
    for age in AGES
    if age < 18
    for mature in ("yes", "not_yet")
    for answer in ANSWERS
    for child in ("own", "assent", "view", "no")
]


@pytest.mark.parametrize(("age", "mature", "answer", "child"), CELLS)
def test_each_cell_of_the_matrix(age: int, mature: str, answer: str, child: str) -> None:
    paper, wanted = CasePaper(woman_of=age, agreed=False), expected(age, mature, answer, child)
    for purpose, giver in itertools.product(ALL, GIVERS):
        given = child_answers(mature, answer, child) | {"purpose": purpose, "given_by": giver}
        is_given = not paper.refusals("consent", **AGREED | given)
        # Whose family said no, or was not asked, did not give it, whatever the form claims.
        may = giver in wanted.get(purpose, NOBODY) and not (giver in WITH_FAMILY and answer != "agreed")
        assert is_given == may, (purpose, giver)


@pytest.mark.parametrize("age", [18, 26])
def test_a_grown_woman_agrees_alone_and_nobody_decides_for_her(age: int) -> None:
    paper = CasePaper(woman_of=age, agreed=False)
    for purpose in ALL:
        given = AGREED | {"purpose": purpose, "recipient": "सखी केंद्र"}
        assert not paper.refusals("consent", **given)
        assert ("unreadable", "given_by") in paper.refusals("consent", **given | {"given_by": "worker", "why": "x"})


@pytest.mark.parametrize("purpose", ["share", "statistics"])
def test_a_girl_of_sixteen_alone_does_not_give_it_unprompted(purpose: str) -> None:
    paper = CasePaper(woman_of=16)
    alone = AGREED | {"purpose": purpose, "recipient": "सखी केंद्र"}
    assert paper.refusals("consent", **alone) == {
        ("missing_required", "mature"),
        ("missing_required", "caregiver_answer"),
    }
    with_mother = alone | {"mature": "yes", "caregiver_answer": "agreed", "caregiver": "mother"}
    paper.write("consent", **with_mother)
    assert valid_consents(paper.file, purpose, DAY, "सखी केंद्र")


def test_where_nobody_is_asked_the_reason_is_written_down() -> None:
    paper = CasePaper(woman_of=16)
    unsafe = AGREED | {"purpose": "statistics", "mature": "yes", "caregiver_answer": "unsafe"}
    assert paper.refusals("consent", **unsafe) == {("missing_required", "why")}
    assert not paper.refusals("consent", **unsafe | {"why": "पिता ने ही भेजा था"})


def older_file(age: int, purpose: str) -> CasePaper:
    """A file whose consent was written before her age was asked."""
    paper = CasePaper(woman_of=None, agreed=False)
    paper.lay("consent", AGREED | {"purpose": purpose, "recipient": "सखी केंद्र"}, None)
    paper.lay("profile", profile_of({"sex": "f", "age": age, "age_on": DAY, "age_basis": "school"}), None)
    return paper


@pytest.mark.parametrize("purpose", ALL)
@pytest.mark.parametrize("age", [16, 19])
def test_a_consent_from_before_her_age_was_known_carries_what_the_matrix_lets_it(age: int, purpose: str) -> None:
    paper = older_file(age, purpose)
    stands = bool(valid_consents(paper.file, purpose, DAY, "सखी केंद्र"))
    assert stands == (age == 19 or purpose == "case_work")
    if purpose == "statistics":
        assert bool(statistics_columns(paper.file, DAY)) == (age == 19)


def with_card(paper: CasePaper, **card: Any) -> CasePaper:
    """The file with its identity card open, as the rules read it."""
    entry = dataclasses.replace(paper.lay("profile", paper.file.last("profile").answers, None), kind="identity")  # type: ignore[union-attr]
    paper.file = dataclasses.replace(paper.file, identity=dataclasses.replace(entry, answers=card, row=uuid.uuid4()))
    return paper


@pytest.mark.parametrize(
    ("words", "barred"),
    [
        ("पिता को कुछ न बताएँ", {"father"}),
        ("मां और चाचा, सुरेश मुंडा", {"mother", "relative"}),
        ("माँ-बाप दोनों", {"mother", "father"}),
        ("her husband and in-laws", {"husband"}),
        ("ठेकेदार", set()),
        ("", set()),
    ],
)
def test_who_must_not_know_is_not_asked(words: str, barred: set[str]) -> None:
    paper = with_card(CasePaper(woman_of=16), not_to_tell=words)
    assert barred_caregivers(paper.file) == barred
    asked = AGREED | {"purpose": "statistics", "mature": "yes", "caregiver_answer": "agreed"}
    for caregiver in ("mother", "father", "relative", "husband"):
        refused = ("not_to_be_asked", "caregiver") in paper.refusals("consent", **asked | {"caregiver": caregiver})
        assert refused == (caregiver in barred)


@pytest.mark.parametrize("name", ["सुरेश मुंडा", "Suresh Munda", "सुरेश"])
def test_a_name_on_the_list_is_known_in_both_scripts(name: str) -> None:
    paper = with_card(CasePaper(woman_of=16), not_to_tell="मामा के घर का सुरेश मुंडा")
    assert is_barred_name(paper.file, name)
    assert not is_barred_name(paper.file, "मीना मुंडा")
    given = AGREED | {"purpose": "share", "recipient": "सखी केंद्र", "mature": "yes", "caregiver_answer": "agreed"}
    given |= {"caregiver": "guardian", "caregiver_name": name}
    assert paper.refusals("consent", **given) == {("not_to_be_asked", "caregiver_name")}


def test_who_is_said_to_have_taken_her_is_not_asked_and_her_earlier_yes_no_longer_carries_it() -> None:
    paper = CasePaper(woman_of=16)
    given = {"purpose": "statistics", "mature": "yes", "caregiver_answer": "agreed", "caregiver": "relative"}
    paper.write("consent", **AGREED | given)
    assert valid_consents(paper.file, "statistics", DAY)
    paper.write("exploitation", types=["ForcedLabour"], relation="Relative")
    assert valid_consents(paper.file, "statistics", DAY) == []
    assert ("not_to_be_asked", "caregiver") in paper.refusals("consent", **AGREED | given)


@pytest.mark.parametrize(("outcome", "is_barred"), [("said", True), ("charged", True), ("mistaken", False)])
def test_an_alleged_offender_is_not_asked_by_relation_or_name(outcome: str, is_barred: bool) -> None:
    paper = CasePaper(woman_of=16)
    accused = {"name": "Suresh Munda", "relation_words": "चाचा", "outcome": outcome, "accused_of": "माँ से पैसे लिए"}
    paper.lay("alleged_offender", accused, None)
    assert barred_caregivers(paper.file) == ({"relative"} if is_barred else set())
    assert is_barred_name(paper.file, "सुरेश") == is_barred


@pytest.mark.parametrize("age", [*AGES, None])
@pytest.mark.parametrize("purpose", ALL)
def test_the_text_and_its_version_follow_from_purpose_and_age(age: int | None, purpose: str) -> None:
    paper = CasePaper(woman_of=age, agreed=False)
    (version,) = CONSENT.fills(paper.file, {"purpose": purpose, "given_on": DAY}).values()
    listener = "grown" if age is None or age > 17 else "15_17" if age > 14 else "under_15"
    assert version == f"{EDITION} {purpose} {listener}"
    text = text_for(purpose, listener)
    assert (text is None) == (purpose in OF_HERSELF and listener != "grown")
    assert text is None or text.version == version


@pytest.mark.parametrize("listener", LISTENERS)
@pytest.mark.parametrize("purpose", ALL)
def test_each_text_can_be_read_aloud_in_both_languages(purpose: str, listener: str) -> None:
    text = text_for(purpose, listener)
    if text is None:
        assert (purpose in OF_HERSELF, listener != "grown") == (True, True)
        return
    for language, shortest in (("hi", 200), ("en", 200)):
        with translation.override(language):
            words = " ".join(map(str, text.paragraphs))
        assert shortest < len(words) < 900
        assert not set("()[]/*") & set(words)
    with translation.override("hi"):
        assert not any(letter.isascii() and letter.isalpha() for letter in " ".join(map(str, text.paragraphs)))


def test_a_version_given_from_outside_stays() -> None:
    assert CONSENT.fills(CasePaper().file, {"purpose": "share", "given_on": DAY, "text_version": "1"}) == {}
    assert text_version("share", "") == f"{EDITION} share {listener_of('')}"


def test_an_older_entry_without_these_answers_still_opens() -> None:
    paper = older_file(16, "share")
    (entry,) = paper.file.all("consent")
    assert {one.field for one in matrix_problems(paper.file, entry.answers)} == {"mature", "caregiver_answer"}
    assert entry.get("text_version") == "1"
