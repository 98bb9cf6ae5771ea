"""Who may agree to what: purpose by age by who signs by what else is written, one table with the source of each rule.

What counts later (a birthday, an age learnt afterwards, a consent taken back) stands beside it.
"""

import tomllib
from importlib import resources
from typing import Any

import pytest

from jatan.programme.cases.entries import consent_matrix
from jatan.programme.cases.entries.consent import PURPOSES, agreed_to_work, needs_own_consent, valid_consents
from jatan.programme.cases.entries.dues import dues_of
from jatan.programme.cases.entries.identity import profile_of
from jatan.programme.cases.entries.steps import steps_of
from tests.programme.cases.entries.paper import AGREED, DAY, CasePaper, days_later

ALL = {code for code, _words in PURPOSES}
# What shows her: POCSO section 23 and JJ section 74 bar it for a child, the booklet for whoever may be one.
SHOWS = {"meeting", "booklet", "donor", "public", "press", "photo"}
HELP = ALL - SHOWS
BY_US = {"case_work", "police_court"}
NONE = set[str]()
ORDER = {"order": "रांची ज़िला अदालत, 12/2026, 3 मार्च 2026, पूरी देखरेख"}
MOTHER: dict[str, Any] = {"caregiver_answer": "agreed", "caregiver": "mother"}
UNSAFE: dict[str, Any] = {"caregiver_answer": "unsafe", "why": "पिता ने ही भेजा था"}
MAJORITY = "Majority Act 1875 section 3: at eighteen she decides for herself"
GUARDIAN = "a guardian of a grown person is named by an order (National Trust Act 1999 s.14, RPwD Act 2016 s.14)"
GUIDANCE = "inter-agency guidance on child protection case management (2014)"
HOSPITAL = "ADR 57: where nobody can be asked the file is kept, and nothing is passed on without two people"
UNKNOWN = "ADR 39, ADR 57: whose age is not known may be a child"

# (her age, who signs, what else is written) -> purposes that it may be for, and why.
TABLE: list[tuple[int | None, str, dict[str, Any], set[str], str]] = [
    (18, "herself", {}, ALL, MAJORITY),
    (30, "herself", {}, ALL, MAJORITY),
    (18, "parent", {}, NONE, MAJORITY),
    (22, "parent", {}, NONE, MAJORITY),
    (30, "parent", MOTHER | {"child_part": "assent"}, NONE, MAJORITY),
    (30, "guardian", {}, NONE, GUARDIAN),
    (30, "guardian", {"order": "   "}, NONE, GUARDIAN),
    (30, "guardian", ORDER, HELP, GUARDIAN),
    (30, "parent", ORDER, HELP, GUARDIAN),
    (30, "worker", {"why": "x"}, NONE, MAJORITY),
    (30, "worker", ORDER | {"why": "x"}, NONE, MAJORITY),
    (30, "nobody", {}, {"case_work"}, HOSPITAL),
    (None, "herself", {}, HELP, UNKNOWN),
    (None, "parent", {}, NONE, UNKNOWN),
    (None, "guardian", {}, NONE, UNKNOWN),
    (None, "guardian", ORDER, HELP, UNKNOWN),
    (None, "worker", {"why": "x"}, NONE, UNKNOWN),
    (None, "nobody", {}, {"case_work"}, HOSPITAL),
    (7, "parent", MOTHER | {"child_part": "view"}, HELP, GUIDANCE),
    (7, "guardian", MOTHER | {"caregiver": "guardian", "child_part": "view"}, HELP, GUIDANCE),
    (7, "parent", MOTHER | {"child_part": "no"}, NONE, GUIDANCE),
    (7, "herself", MOTHER | {"child_part": "own"}, NONE, GUIDANCE),
    (7, "worker", UNSAFE | {"child_part": "view"}, BY_US, GUIDANCE),
    (7, "nobody", {}, {"case_work"}, HOSPITAL),
    (11, "parent", MOTHER | {"child_part": "assent"}, HELP, GUIDANCE),
    (11, "parent", MOTHER | {"child_part": "view"}, NONE, GUIDANCE),
    (13, "parent", MOTHER | {"child_part": "assent"}, HELP, GUIDANCE),
    (13, "parent", MOTHER | {"child_part": "view"} | ORDER, NONE, GUIDANCE),
    (13, "worker", UNSAFE | {"child_part": "view"}, BY_US, GUIDANCE),
    (16, "herself", MOTHER | {"mature": "yes", "child_part": "own"}, HELP, GUIDANCE),
    (16, "herself", UNSAFE | {"mature": "yes", "child_part": "own"}, HELP, GUIDANCE),
    (16, "parent", MOTHER | {"mature": "yes", "child_part": "own"}, NONE, GUIDANCE),
    (16, "parent", MOTHER | {"mature": "not_yet", "child_part": "assent"}, HELP, GUIDANCE),
    (17, "herself", MOTHER | {"mature": "not_yet", "child_part": "own"}, NONE, GUIDANCE),
    (17, "worker", UNSAFE | {"mature": "yes", "child_part": "view"}, {"case_work"}, GUIDANCE),
    (17, "nobody", {}, {"case_work"}, HOSPITAL),
]


@pytest.mark.parametrize(("age", "signs", "written", "purposes", "source"), TABLE)
def test_who_agrees_to_what(
    age: int | None, signs: str, written: dict[str, Any], purposes: set[str], source: str
) -> None:
    paper = CasePaper(woman_of=age, agreed=False)
    common = AGREED | written | {"given_by": signs, "recipient": "सखी केंद्र"}
    accepted = {purpose for purpose in ALL if not paper.refusals("consent", **common | {"purpose": purpose})}
    assert accepted == purposes, source


def test_each_rule_for_a_grown_person_has_its_source_and_says_whether_the_text_was_read() -> None:
    rows = tomllib.loads(resources.files(consent_matrix.__package__).joinpath("consent_matrix.toml").read_text())[
        "grown"
    ]
    assert {(row["band"], row["giver"]) for row in rows} == {
        ("adult", "herself"), ("adult", "ordered"), ("", "herself"), ("", "ordered")
    }  # fmt: skip
    assert all(row["source"] and row["tag"] in {"M", "U", "P"} for row in rows)


@pytest.mark.parametrize("purpose", sorted(ALL))
@pytest.mark.parametrize("signs", ["parent", "guardian"])
def test_what_a_mother_agreed_to_before_this_was_asked_lets_nothing_pass(purpose: str, signs: str) -> None:
    """Entries of earlier versions: whoever signed for a grown woman, her case waits for her own yes."""
    paper = CasePaper(woman_of=22, agreed=False)
    paper.lay("consent", AGREED | {"purpose": purpose, "given_by": signs, "recipient": "सखी केंद्र"}, None)
    assert valid_consents(paper.file, purpose, DAY, "सखी केंद्र") == []
    assert not agreed_to_work(paper.file, DAY)


@pytest.mark.parametrize("purpose", sorted(ALL))
def test_taken_back_it_lets_nothing_pass_from_that_day_on(purpose: str) -> None:
    paper = CasePaper(agreed=False)
    consent = paper.write("consent", **AGREED | {"purpose": purpose, "recipient": "सखी केंद्र"})
    assert valid_consents(paper.file, purpose, DAY, "सखी केंद्र")
    paper.write("withdrawal", consent=consent.row, on=DAY)
    assert valid_consents(paper.file, purpose, DAY, "सखी केंद्र") == []


def test_the_order_stays_as_it_was_written() -> None:
    paper = CasePaper(woman_of=30, agreed=False)
    consent = paper.write("consent", **AGREED | ORDER | {"given_by": "guardian"})
    assert consent.get("order") == ORDER["order"]


def turning_eighteen(days: int, **consent: Any) -> CasePaper:
    """The file of a girl who is eighteen in so many days; her mother agreed for her, or as `consent` says."""
    paper = CasePaper(woman_of=None, agreed=False)
    grown_from = days_later(days)
    born = grown_from.replace(year=grown_from.year - 18)
    paper.lay("profile", profile_of({"sex": "f", "born_on": born, "age_basis": "school"}), None)
    given = MOTHER | {"mature": "not_yet", "child_part": "assent", "given_by": "parent"} | consent
    for purpose in sorted(HELP):
        paper.write("consent", **AGREED | given | {"purpose": purpose, "recipient": "सखी केंद्र"})
    return paper


@pytest.mark.parametrize("purpose", sorted(HELP))
def test_at_eighteen_what_others_agreed_to_ends_for_everything_but_the_work_itself(purpose: str) -> None:
    paper = turning_eighteen(30)
    assert valid_consents(paper.file, purpose, days_later(29), "सखी केंद्र")
    assert bool(valid_consents(paper.file, purpose, days_later(30), "सखी केंद्र")) == (purpose == "case_work")


@pytest.mark.parametrize("purpose", sorted(HELP))
def test_her_own_yes_of_sixteen_stays_and_is_asked_anew(purpose: str) -> None:
    paper = turning_eighteen(30, given_by="herself", mature="yes", child_part="own")
    assert valid_consents(paper.file, purpose, days_later(31), "सखी केंद्र")
    assert paper.on(days_later(31)).dues("own_consent") == [("own_consent", days_later(30))]


def test_the_file_warns_sixty_days_before_and_asks_until_she_has_agreed_herself() -> None:
    paper = turning_eighteen(90)
    (due,) = [one for one in dues_of(paper.file, paper.at) if one.code == "own_consent"]
    assert due.on == days_later(90)
    assert [due.is_shown(days_later(day)) for day in (0, 29, 30, 90, 400)] == [False, False, True, True, True]
    paper.on(days_later(91))
    assert str(steps_of(paper.file, paper.at)[0].next)
    paper.write("consent", **AGREED | {"given_on": paper.at, "given_by": "herself"})
    assert paper.dues("own_consent") == []
    assert steps_of(paper.file, paper.at)[0].next == ""


def test_somebody_whom_an_order_names_is_asked_in_her_place() -> None:
    paper = turning_eighteen(30).on(days_later(31))
    paper.write("consent", **AGREED | ORDER | {"given_on": paper.at, "given_by": "guardian"})
    assert paper.dues("own_consent") == []
    assert not needs_own_consent(paper.file, paper.at)


def test_her_no_is_an_answer_too() -> None:
    """She takes back that her mother agreed to the work; another consent taken back says nothing of it."""
    paper = turning_eighteen(30)
    given = {str(one.get("purpose")): one for one in paper.file.all("consent")}
    paper.write("withdrawal", consent=given["case_work"].row, on=paper.at)
    assert paper.dues("own_consent") == [("own_consent", days_later(30))]
    paper = turning_eighteen(30).on(days_later(31))
    given = {str(one.get("purpose")): one for one in paper.file.all("consent")}
    paper.write("withdrawal", consent=given["statistics"].row, on=paper.at)
    assert paper.dues("own_consent") == [("own_consent", days_later(30))]
    paper.write("withdrawal", consent=given["case_work"].row, on=paper.at)
    assert paper.dues("own_consent") == []
    assert not needs_own_consent(paper.file, paper.at)
    assert not agreed_to_work(paper.file, paper.at)
