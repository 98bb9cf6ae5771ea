"""What is written of the law in a case: sections of the day, facts that carry duties, money with its days."""

import datetime as dt

import pytest

from jatan.kernel.problems import Problems
from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.kinds import Stage
from jatan.programme.cases.entries.legal_facts import FACTS, applicable_duties, facts_of_file, offered_offences
from jatan.programme.cases.entries.legal_words import BODIES, EVENTS, HEADS, STARTS
from jatan.programme.cases.legal.books import book
from jatan.programme.cases.legal.deadlines import events
from tests.programme.cases.legal.paper import A_WOMAN, TODAY, Paper, codes_of

GIRL_OF_13 = {"sex": "f", "born_on": dt.date(2013, 5, 1), "age_basis": "birth_record"}
BOY_OF_16 = {"sex": "m", "age": 16, "age_on": dt.date(2026, 10, 1), "age_basis": "said"}
UNKNOWN = {"sex": "f"}
# Facts that nobody ticks: they follow from the card, from offences or from other facts.
DERIVED = {
    "child", "under_14", "woman", "man", "pocso", "pocso_assault", "appealable", "sexual_offence", "ten_years_or_more",
    "under_12", "under_16", "transgender", "boy", "boy_of_16", "not_a_woman", "penetrative", "ten_year_offence",
    "maybe_child", "adult", "pocso_grave", "woman_officer_offence", "acid_offence", "trafficking_offence",
    "poa_offence", "itpa_offence", "jj_non_cognizable_alone", "acid_attempt", "sex_by_deceit_offence",
    "pocso_minor", "pocso_offence", "seven_years_or_more", "disabled",
    "disability_80", "disability_40", "disability_20", "disability_less", "disability_not_known",
    "hurt_over_50", "hurt_under_50", "hurt_under_20", "hurt_not_known", "sex_not_known",
}  # fmt: skip


def asked_by_the_books() -> set[str]:
    lists = {"deadlines": "deadline", "offences": "offence", "duties": "duty", "rights": "right"}
    rows = [row for name, part in lists.items() for row in book(name)[part]]
    for scheme in book("money")["scheme"]:
        rows += [scheme, *scheme["rows"]]
    sides = ("needs", "needs_one_of", "unless", "old_needs", "old_unless")
    return {fact for row in rows for side in sides for fact in row.get(side, ())}


def test_facts_used_by_the_law_data_are_exactly_those_ticked_or_derived() -> None:
    ticked = {code for code, _label in FACTS}
    assert asked_by_the_books() == (ticked | DERIVED) & asked_by_the_books()
    assert ticked <= asked_by_the_books()
    assert not ticked & DERIVED


def test_every_event_office_and_head_of_the_books_has_its_words() -> None:
    rows = book("deadlines")["deadline"]
    assert set(events()) <= {*EVENTS, *STARTS}
    assert not EVENTS.keys() & STARTS.keys()
    assert {step for row in book("rights")["right"] for step in row.get("after", ())} <= set(EVENTS)
    assert {row[side] for row in rows for side in ("whose", "escalate_to")} <= set(BODIES)
    assert {row["to"] for row in book("duties")["duty"]} <= set(BODIES)
    assert {row["head"] for scheme in book("money")["scheme"] for row in scheme["rows"]} <= set(HEADS)


def test_the_penal_code_is_refused_from_july_2024_and_the_new_code_before() -> None:
    paper = Paper()
    for day, section, is_right in (
        ("30/06/2024", "IPC 370(2)", True),
        ("30/06/2024", "BNS 143(2)", False),
        ("01/07/2024", "BNS 143(2)", True),
        ("०१/०७/२०२४", "IPC 370(2)", False),
    ):
        if is_right:
            paper.write("offence", day=day, offences=[section])
        else:
            with pytest.raises(Problems) as refused:
                paper.write("offence", day=day, offences=[section])
            assert codes_of(refused.value) == {("wrong_code", "offences")}


def test_an_fir_may_name_any_section_whatever_is_known() -> None:
    paper = Paper()
    paper.write("offence", day="01/08/2026", offences=["BNS 64", "BNS 144(1)", "POCSO 4"])
    assert "sexual_offence" in facts_of_file(paper.file, TODAY)


def test_where_age_is_in_doubt_offences_against_children_and_against_adults_are_suggested() -> None:
    both = {"BNS 143(4)", "BNS 144(1)", "BNS 144(2)"}
    for card, expected in ((UNKNOWN, both), (A_WOMAN, {"BNS 144(2)"}), (GIRL_OF_13, both - {"BNS 144(2)"})):
        paper = Paper(card=card)
        paper.write("situation", facts=["sexual", "trafficked"])
        suggested = {one.key for one in offered_offences(paper.file, dt.date(2026, 8, 1)) if one.fits}
        assert suggested & both == expected


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        (A_WOMAN, {"woman"}),
        (GIRL_OF_13, {"woman", "child", "under_14"}),
        (BOY_OF_16, {"child"}),
        (UNKNOWN, {"woman", "maybe_child"}),
        ({"sex": "m", "age": 19, "age_on": TODAY, "age_basis": "guess"}, {"man", "maybe_child"}),
        ({"sex": "f", "birth_year": 2012, "age_basis": "said"}, {"woman", "child", "maybe_under_14"}),
        ({"sex": "t", "born_on": dt.date(1990, 1, 1), "age_basis": "card"}, {"transgender"}),
        (None, {"maybe_child"}),
    ],
)
def test_sex_and_age_come_from_the_card_and_in_doubt_she_may_be_a_child(
    card: dict[str, object] | None, expected: set[str]
) -> None:
    assert facts_of_file(Paper(card=card).file, TODAY) == expected


def test_bonded_labour_after_trafficking_is_a_gravest_case() -> None:
    paper = Paper()
    paper.write("situation", facts=["bonded"])
    assert "extreme" not in facts_of_file(paper.file, TODAY)
    paper.write("situation", facts=["bonded", "trafficked"])
    assert {"extreme", "forced_labour"} <= facts_of_file(paper.file, TODAY)


def test_a_duty_does_not_fall_away_by_unticking_what_it_rests_on_without_a_reason() -> None:
    paper = Paper(card=GIRL_OF_13)
    paper.write("situation", facts=["sexual"])
    with pytest.raises(Problems) as refused:
        paper.write("situation", facts=["trafficked"])
    assert codes_of(refused.value) == {("missing_required", "why_fewer")}
    paper.write("situation", facts=["trafficked"], why_fewer="ग़लत सुना")
    assert "report_sexual_offence" not in {duty.code for duty in applicable_duties(paper.file, TODAY)}


def test_no_question_of_a_duty_offers_not_to_report() -> None:
    done = KINDS["duty_done"]
    assert {field.name for field in done.fields} == {"duty", "at", "to", "number", "note"}
    assert [field.name for field in done.fields if field.needed] == ["duty", "at", "to"]
    assert not [field for field in done.fields if field.kind == "yes"]
    assert {code for code, _words in done.field("duty").choices} == {
        row["code"] for row in book("duties")["duty"] if row["to"] != "us"
    }


def test_a_duty_is_not_done_in_the_future() -> None:
    with pytest.raises(Problems) as refused:
        Paper().write("duty_done", duty="report_sexual_offence", at="25/11/2026 09:00", to="थाना")
    assert codes_of(refused.value) == {("date_in_future", "at")}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"event": "cognizance", "at": "25/11/2026"}, ("date_in_future", "at")),
        ({"event": "fir_registred", "at": "24/11/2026"}, ("unreadable", "event")),
        ({"event": "cognizance", "at": "24/11/2026", "fir_kind": "zero_fir"}, ("unreadable", "fir_kind")),
        ({"event": "cognizance", "at": "24/11/2026", "outcome": "acquitted"}, ("unreadable", "outcome")),
        ({"event": "child_found", "at": "24/11/2026", "journey_minutes": "60"}, ("unreadable", "journey_minutes")),
    ],
)
def test_steps_that_cannot_be_are_refused(answers: dict[str, str], expected: tuple[str, str]) -> None:
    with pytest.raises(Problems) as refused:
        Paper().write("legal_event", **answers)
    assert expected in codes_of(refused.value)


def test_a_deadline_is_met_only_where_its_step_started_it_and_not_before_the_step() -> None:
    paper = Paper(today=dt.date(2028, 6, 1), card=GIRL_OF_13)
    paper.write("situation", facts=["sexual"])
    court = paper.write("legal_event", event="cognizance", at="01/04/2027 10:30")
    for answers, expected in (
        ({"deadline": "cwc_order", "done_on": "01/05/2027"}, ("unreadable", "deadline")),
        ({"deadline": "child_evidence", "done_on": "31/03/2027"}, ("unreadable", "done_on")),
        ({"deadline": "child_evidence", "done_on": "02/05/2027"}, ("missing_required", "reason")),
    ):
        with pytest.raises(Problems) as refused:
            paper.write("deadline_done", event=court.row, **answers)
        assert codes_of(refused.value) == {expected}
    paper.write("deadline_done", event=court.row, deadline="child_evidence", done_on="01/05/2027")


@pytest.mark.parametrize(
    ("next_on", "sits"),
    [("28/11/2026", "30/11/2026"), ("26/01/2027", "27/01/2027"), ("29/02/2028", ""), ("26/02/2028", "28/02/2028")],
)
def test_a_day_on_which_no_court_sits_is_asked_about_and_may_be_kept(next_on: str, sits: str) -> None:
    paper = Paper()
    answers = {"at": "23/11/2026 10:30", "court": "पॉक्सो अदालत", "purpose": "her_evidence", "next_on": next_on}
    if sits:
        with pytest.raises(Problems) as refused:
            paper.write("hearing", **answers)
        assert codes_of(refused.value) == {("no_sitting", "next_on")}
        assert sits in str(refused.value.problems[0].message)
        answers["day_is_right"] = "1"
    assert paper.write("hearing", **answers).get("next_on") is not None


def test_a_hearing_of_the_past_is_never_doubted_and_the_next_lies_after_it() -> None:
    paper = Paper()
    paper.write("hearing", at="22/11/2026 11:00", court="x", purpose="bail")
    with pytest.raises(Problems) as refused:
        paper.write("hearing", at="23/11/2026 11:00", court="x", purpose="bail", next_on="23/11/2026")
    assert codes_of(refused.value) == {("unreadable", "next_on")}


def test_money_has_its_days_and_fits_what_is_known() -> None:
    paper = Paper()
    paper.write("situation", facts=["trafficked"])
    for answers, expected in (
        ({"head": "jvcs_2016:rape", "claimed": "300000", "claimed_on": "01/11/2026"}, ("not_known", "head")),
        ({"head": "nalsa_2018:nothing"}, ("unreadable", "head")),
        ({"head": "jvcs_2016:trafficking_rehabilitation", "claimed": "100000"}, ("missing_required", "claimed_on")),
        ({"head": "other:wages", "paid_on": "01/11/2026"}, ("missing_required", "paid")),
        ({"head": "other:wages"}, ("missing_required", "claimed")),
        ({"head": "other:wages", "claimed": "-5", "claimed_on": "01/11/2026"}, ("negative_number", "claimed")),
    ):
        with pytest.raises(Problems) as refused:
            paper.write("claim", **answers)
        assert expected in codes_of(refused.value)
    claimed = paper.write(
        "claim", head="jvcs_2016:trafficking_rehabilitation", claimed="१,००,०००", claimed_on="01/11/2026"
    )
    assert claimed.get("claimed") == 100_000


def test_she_is_not_warned_before_the_bail_itself() -> None:
    with pytest.raises(Problems) as refused:
        Paper().write("bail", what="granted", on="20/11/2026", warned_on="19/11/2026")
    assert codes_of(refused.value) == {("unreadable", "warned_on")}


def test_legal_officers_write_the_law_notes_tasks_and_the_accused_and_nothing_else() -> None:
    open_to_them = {code for code, kind in KINDS.items() if kind.is_open_to(Paper(legal=True).writer)}
    assert open_to_them == {code for code, kind in KINDS.items() if kind.stage is Stage.LEGAL} | {
        "note",
        "to_do",
        "alleged_offender",
        # What a court or the police ask for: written down by them, decided by a supervisor.
        "file_request",
        "file_given",
    }
    assert all(kind.is_open_to(Paper().writer) for kind in KINDS.values())
