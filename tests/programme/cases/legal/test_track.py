"""The legal track of a file: vectors through real entries, what became of a deadline, duties, money, court days."""

import csv
import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.kernel.problems import Problems
from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.due_words import due_words
from jatan.programme.cases.entries.dues import dues_of
from jatan.programme.cases.entries.kinds import Writer
from jatan.programme.cases.entries.legal_facts import FACTS, facts_of_file
from jatan.programme.cases.entries.legal_track import (
    State,
    TrackedDeadline,
    deadlines_of,
    diary_of,
    duties_lost,
    duties_of,
    money_of,
    stage_of,
)
from jatan.programme.cases.entries.legal_words import EVENTS
from jatan.programme.cases.entries.open_items import open_items
from jatan.programme.cases.legal.books import book, words
from jatan.programme.cases.legal.rights import rights_for
from jatan.programme.cases.legal.time_limits import in_india
from jatan.programme.laws.citations import cited
from tests.house.record_trips import traced
from tests.programme.cases.legal.paper import A_WOMAN, TODAY, Paper, codes_of
from tests.programme.cases.legal.test_legal_entries import GIRL_OF_13, UNKNOWN

VECTORS = list(csv.DictReader((Path(__file__).parent / "vectors.csv").read_text("utf-8").splitlines()))
LATER = dt.date(2031, 1, 1)
TICKED = {code for code, _label in FACTS}
OF_A_GIRL = {"pocso", "pocso_minor", "pocso_assault"}
A_MAN = {"sex": "m", "born_on": dt.date(1990, 3, 1), "age_basis": "school"}
SECTIONS = {"sexual_offence": "BNS 64", "ten_years_or_more": "BNS 143(5)"}
A_GIRL = {"sex": "f", "born_on": dt.date(2015, 1, 1), "age_basis": "birth_record"}


def paper_of(facts: str) -> Paper:
    """A file of which these facts of the vectors hold, each told as a counsellor would tell it."""
    named = facts.split()
    card = A_GIRL if OF_A_GIRL & {*named} else A_MAN if "man" in named else A_WOMAN
    paper = Paper(today=LATER, card=card)
    ticks = {
        "pocso": ["sexual_harassment"],
        "pocso_minor": ["sexual_harassment"],
        "pocso_assault": ["sexual"],
        "sexual_offence": ["rape"],
    }
    ticked = [one for fact in named for one in ticks.get(fact, [fact] if fact in TICKED else [])]
    paper.write("situation", facts=[*ticked, "children"])
    for section in (SECTIONS[fact] for fact in named if fact in SECTIONS):
        paper.write("offence", day="01/08/2024", offences=[section])
    return paper


def can_be_entered(row: dict[str, str]) -> bool:
    """Whether a counsellor can tell a vector's facts by a card, ticks and sections, and its start is a step."""
    known = {*TICKED, *SECTIONS, *OF_A_GIRL, "appealable", "woman", "man"}
    is_of_a_girl = OF_A_GIRL & {*row["facts"].split()}
    is_unlike = row["due"] == "absent" and not is_of_a_girl and "sexual" in row["facts"]
    return {*row["facts"].split()} <= known and row["event"] in EVENTS and not is_unlike


def tracked(paper: Paper, code: str, today: dt.date = LATER, now: dt.datetime | None = None) -> TrackedDeadline:
    return next(one for one in deadlines_of(paper.file, today, now) if one.deadline.code == code)


ENTERED = [row for row in VECTORS if can_be_entered(row)]


def test_most_vectors_can_be_written_as_entries() -> None:
    assert len(ENTERED) >= 130


@pytest.mark.parametrize("row", ENTERED, ids=lambda row: f"{row['code']} {row['at'][:10]} {row['due']}")
def test_every_vector_falls_on_its_day_out_of_the_entries_of_a_file(row: dict[str, str]) -> None:
    paper = paper_of(row["facts"])
    answers: dict[str, Any] = {"event": row["event"], "at": dt.datetime.fromisoformat(row["at"])}
    if row["journey_hours"]:
        hours = float(row["journey_hours"])
        answers |= {"journey_hours": str(int(hours)), "journey_minutes": str(int(hours % 1 * 60))}
    if row["event"] == "judgment_given":
        answers["outcome"] = "acquitted" if row["facts"] == "appealable" else "convicted"
    for fir_day in row["fir_on"].split():
        paper.write("legal_event", event="fir_registered", at=fir_day)
    step = paper.write("legal_event", **answers)
    due = row["due"]
    if due == "absent":
        assert row["code"] not in {one.deadline.code for one in deadlines_of(paper.file, LATER) if one.event == step}
        return
    found = next(
        one.deadline
        for one in deadlines_of(paper.file, LATER)
        if (one.deadline.code, one.event.row) == (row["code"], step.row)
    )
    assert found.is_hard == (row["kind"] == "hard")
    if due == "unverified":
        assert tracked(paper, row["code"]).state is State.UNVERIFIED
        return
    assert found.day == dt.date.fromisoformat(due) if len(due) == 10 else found.due == dt.datetime.fromisoformat(due)


def test_vector_1_and_2_the_section_follows_from_the_day() -> None:
    paper = Paper(today=dt.date(2026, 11, 24), card=GIRL_OF_13)
    paper.write("situation", facts=["trafficked", "children"])
    paper.write("offence", day="30/06/2024", offences=["IPC 370(4)", "IPC 370(5)"])
    paper.write("offence", day="01/07/2024", offences=["BNS 143(5)"])
    assert "ten_years_or_more" in facts_of_file(paper.file, TODAY)


def test_vector_6_a_childs_evidence_is_hard_with_reasons_and_the_trial_is_soft() -> None:
    paper = Paper(today=dt.date(2028, 5, 1), card=GIRL_OF_13)
    paper.write("situation", facts=["sexual"])
    step = paper.write("legal_event", event="cognizance", at="01/04/2027 10:30")
    assert tracked(paper, "child_evidence", dt.date(2027, 5, 1)).state is State.DUE
    assert tracked(paper, "child_evidence", dt.date(2027, 5, 2)).state is State.OVERDUE
    assert not tracked(paper, "pocso_trial").deadline.is_hard
    paper.write(
        "deadline_done", event=step.row, deadline="child_evidence", done_on="10/05/2027", reason="गवाह बीमार थी"
    )
    late = tracked(paper, "child_evidence")
    assert (late.state, late.reason, late.is_open) == (State.LATE, "गवाह बीमार थी", False)


def test_vector_7_interim_relief_is_shown_from_the_first_day_and_never_overdue() -> None:
    paper = Paper(today=dt.date(2027, 3, 1))
    paper.write("legal_event", event="dlsa_application", at="20/12/2026 15:00")
    for day in (dt.date(2026, 12, 20), dt.date(2027, 3, 1)):
        assert tracked(paper, "interim_relief", day).state is State.ANY_TIME
    assert tracked(paper, "compensation_inquiry", dt.date(2027, 2, 21)).state is State.OVERDUE


def test_vector_8_both_schemes_stand_beside_each_other_and_nothing_is_added() -> None:
    paper = Paper()
    paper.write("situation", facts=["trafficked", "rape"])
    found = {row.head: row.amount for row in money_of(paper.file, TODAY)}
    assert {head: (amount.least, amount.most) for head, amount in found.items() if amount} == {
        "jvcs_2016:rape": (300_000, None),
        "jvcs_2016:trafficking_rehabilitation": (100_000, None),
        "nalsa_2018:at_once": (5_000, 10_000),
        "nalsa_2018:rape": (400_000, 700_000),
    }
    paper.write("claim", head="jvcs_2016:rape", claimed=300_000, claimed_on="01/11/2026", part="final")
    paper.write("claim", head="jvcs_2016:rape", claimed=100_000, claimed_on="02/11/2026", part="interim")
    rows = {row.head: row for row in money_of(paper.file, TODAY)}
    assert [claim.get("claimed") for claim in rows["jvcs_2016:rape"].claims] == [300_000, 100_000]
    assert not {"total", "sum"} & {name for row in rows.values() for name in dir(row)}


def test_vector_9_a_girl_of_thirteen_is_raised_by_half_and_the_duty_to_report_stands_on_top() -> None:
    paper = Paper(card=GIRL_OF_13)
    paper.write("situation", facts=["trafficked", "sexual"])
    rows = {row.head: row for row in money_of(paper.file, TODAY)}
    raised = rows["jvcs_2016:trafficking_rehabilitation"].amount
    assert raised is not None
    assert (raised.least, raised.may_be_least) == (100_000, 150_000)
    codes = [one.duty.code for one in duties_of(paper.file, TODAY) if one.is_open]
    assert codes == ["report_sexual_offence", "produce_before_cwc"]


def test_age_counts_as_it_was_on_the_day_of_the_offence() -> None:
    paper = Paper(card={"sex": "f", "born_on": dt.date(2011, 1, 1), "age_basis": "school"})
    paper.write("situation", facts=["trafficked"])
    assert not any(row.amount and row.amount.may_be_least for row in money_of(paper.file, TODAY))
    paper.write("offence", day="01/08/2024", offences=["BNS 143(4)"])
    assert all(row.amount and row.amount.may_be_least for row in money_of(paper.file, TODAY))


def test_with_doubtful_age_both_amounts_are_given() -> None:
    paper = Paper(card=UNKNOWN)
    paper.write("situation", facts=["rape"])
    row = next(row for row in money_of(paper.file, TODAY) if row.head == "nalsa_2018:rape")
    assert row.amount is not None
    assert row.if_child is not None
    assert (row.amount.least, row.if_child.least) == (400_000, 600_000)


def test_claims_that_no_scheme_fixes_or_that_no_longer_fit_stay_in_sight() -> None:
    paper = Paper()
    paper.write("situation", facts=["rape"])
    paper.write("claim", head="nalsa_2018:rape", claimed=500_000, claimed_on="01/11/2026")
    paper.write("claim", head="other:wages", claimed=42_000, claimed_on="01/11/2026")
    paper.write("situation", facts=[], why_fewer="ग़लती से")
    left = {row.head: (row.amount, len(row.claims)) for row in money_of(paper.file, TODAY)}
    assert left == {"nalsa_2018:rape": (None, 1), "other:wages": (None, 1)}


def test_a_duty_is_closed_by_doing_it_alone_and_opens_again_when_that_is_taken_back() -> None:
    paper = Paper(card=GIRL_OF_13)
    paper.write("situation", facts=["sexual", "found"])
    assert [one.duty.code for one in duties_of(paper.file, TODAY) if one.is_open] == [
        "report_sexual_offence",
        "produce_before_cwc",
    ]
    done = paper.write("duty_done", duty="report_sexual_offence", at="24/11/2026 09:00", to="महिला थाना")
    assert [one.duty.code for one in duties_of(paper.file, TODAY) if one.is_open] == ["produce_before_cwc"]
    paper.take_back(done)
    assert "report_sexual_offence" in {one.duty.code for one in duties_of(paper.file, TODAY) if one.is_open}


def test_hiding_her_identity_is_never_done_with() -> None:
    standing = [one for one in duties_of(Paper(card=GIRL_OF_13).file, TODAY) if one.is_standing]
    assert [one.duty.code for one in standing] == ["hide_identity"]


def test_a_birthday_does_not_end_the_duty_that_was_open_before() -> None:
    card = {"sex": "f", "born_on": dt.date(2008, 11, 20), "age_basis": "school"}
    paper = Paper(card=card)
    paper.write("situation", facts=["sexual", "found"])
    assert {one.duty.code for one in duties_of(paper.file, TODAY)} == {
        "report_sexual_offence",
        "hide_identity",
        "hide_identity_adult",
    }
    grown = Paper(card={**card, "born_on": dt.date(2008, 9, 1)})
    grown.write("situation", facts=["sexual"])
    assert [one.duty.code for one in duties_of(grown.file, TODAY)] == ["hide_identity_adult"]
    grown.write("offence", day="31/08/2026", offences=["BNS 143(4)"])
    assert "report_sexual_offence" in {one.duty.code for one in duties_of(grown.file, TODAY)}


def test_what_the_coded_story_says_is_reported_although_nobody_ticked_it_for_the_law() -> None:
    paper = Paper(card=UNKNOWN)
    assert [one.duty.code for one in duties_of(paper.file, TODAY) if one.is_open] == ["produce_before_cwc"]
    paper.write("exploitation", types=["SexualExploitation"])
    assert "report_sexual_offence" in [one.duty.code for one in duties_of(paper.file, TODAY) if one.is_open]
    assert "sexual" not in facts_of_file(paper.file, TODAY)


def test_a_case_with_an_open_duty_is_not_closed() -> None:
    paper = Paper(card=GIRL_OF_13).supervised()
    paper.write("situation", facts=["sexual"])
    answers = {"reason": "moved", "consent_state": "agrees", "feedback_asked": "refused", "review_on": "24/12/2026"}

    def why() -> dict[str, str]:
        return {item.key: "वकील देखती हैं" for item in open_items(paper.file, TODAY) if not item.bars}

    done = []
    for duty in ("report_sexual_offence", "produce_before_cwc"):
        with pytest.raises(Problems) as refused:
            paper.write("closure_request", **answers, open_items=why())
        assert codes_of(refused.value) == {("duty_open", None)}
        done.append(paper.write("duty_done", duty=duty, at="24/11/2026 09:00", to="थाना"))
    request = paper.write("closure_request", **answers, open_items=why())
    paper.writer = Writer(new_id(), True, TODAY)
    paper.take_back(done[0])
    with pytest.raises(Problems) as refused:
        paper.write("closure_decision", request=request.row, decision="approved", open_items=why())
    assert codes_of(refused.value) == {("duty_open", "decision")}
    paper.write("duty_done", duty="report_sexual_offence", at="24/11/2026 09:00", to="थाना")
    assert paper.write("closure_decision", request=request.row, decision="approved", open_items=why())


def test_a_duty_that_is_open_in_a_closed_case_stays_on_the_list() -> None:
    paper = Paper(card=GIRL_OF_13)
    paper.write("situation", facts=["sexual"])
    closed = replace(paper.file, is_closed=True)
    assert [due.code for due in dues_of(closed, TODAY)] == ["duty:report_sexual_offence", "duty:produce_before_cwc"]
    assert KINDS["duty_done"].in_closed


def test_harassment_of_a_child_is_reported_too() -> None:
    paper = Paper(card=UNKNOWN)
    paper.write("situation", facts=["sexual_harassment"])
    assert "report_sexual_offence" in {one.duty.code for one in duties_of(paper.file, TODAY)}
    assert "sexual_exploitation_of_minor" not in {row.head.split(":")[1] for row in money_of(paper.file, TODAY)}


@pytest.mark.parametrize(
    ("step", "at", "code", "state"),
    [
        ("charge_sheet", "28/02/2027 17:00", "investigation_ended", State.DONE),
        ("charge_sheet", "01/03/2027 09:00", "investigation_ended", State.LATE),
        ("closure_report", "01/02/2027", "investigation_ended", State.DONE),
        ("statement_recorded", "31/12/2026 18:00", "magistrate_statement", State.DONE),
        ("statement_recorded", "01/01/2027 10:59", "magistrate_statement", State.DONE),
        ("statement_recorded", "01/01/2027 11:01", "magistrate_statement", State.LATE),
        ("charge_sheet", "30/12/2026 10:00", "investigation_ended", State.OVERDUE),
    ],
)
def test_the_next_step_itself_shows_that_a_deadline_was_met(step: str, at: str, code: str, state: State) -> None:
    paper = paper_of("sexual_offence")
    paper.write("legal_event", event="fir_registered", at="31/12/2026 11:00")
    paper.write("legal_event", event=step, at=at)
    assert tracked(paper, code).state is state


def test_hours_are_compared_by_the_hour() -> None:
    paper = Paper(today=LATER, card=GIRL_OF_13)
    paper.write("legal_event", event="child_found", at="24/11/2026 10:00", journey_hours="6")
    for hour, state in ((16, State.DUE), (17, State.OVERDUE)):
        now = dt.datetime(2026, 11, 25, hour, tzinfo=clock.INDIA)
        assert tracked(paper, "child_before_cwc", in_india(now), now).state is state
    assert tracked(paper, "child_before_cwc", dt.date(2026, 11, 25)).state is State.DUE
    paper.write("legal_event", event="cwc_production", at="25/11/2026 16:30")
    assert tracked(paper, "child_before_cwc").state is State.LATE


def test_a_duty_that_was_done_meets_its_deadline() -> None:
    paper = Paper(card=GIRL_OF_13)
    paper.write("situation", facts=["sexual"])
    paper.write("legal_event", event="child_sexual_offence_known_to_us", at="23/11/2026 10:00")
    assert tracked(paper, "child_sexual_offence_reported", TODAY).state is State.OVERDUE
    paper.write("duty_done", duty="report_sexual_offence", at="23/11/2026 13:00", to="थाना")
    assert tracked(paper, "child_sexual_offence_reported", TODAY).state is State.DONE


def test_taking_back_what_met_a_deadline_opens_it_again() -> None:
    paper = Paper(today=LATER)
    step = paper.write("legal_event", event="fir_registered", at="01/12/2026")
    done = paper.write("deadline_done", event=step.row, deadline="fir_copy", done_on="01/12/2026")
    assert tracked(paper, "fir_copy").state is State.DONE
    paper.take_back(done)
    assert tracked(paper, "fir_copy").state is State.OVERDUE
    paper.take_back(step)
    assert deadlines_of(paper.file, LATER) == []


def test_what_counsel_has_not_confirmed_and_who_helps_further_is_kept_with_each_deadline() -> None:
    paper = paper_of("sexual_offence")
    paper.write("legal_event", event="fir_registered", at="31/12/2026 11:00")
    paper.write("legal_event", event="accused_remanded", at="02/01/2027")
    ended, bail = tracked(paper, "investigation_ended").deadline, tracked(paper, "default_bail_90").deadline
    assert (ended.is_confirmed, ended.whose, ended.escalate_to) == (True, "police", "sp")
    assert ended.source == "BNSS 2023 s.193(2)"
    assert not bail.is_confirmed


def hearing(paper: Paper, at: str, next_on: str = "", **more: str) -> None:
    answers = {"court": "पॉक्सो अदालत", "purpose": "evidence", "next_on": next_on} | more
    paper.write("hearing", at=at, **answers)


def test_a_diary_runs_over_month_ends_leap_years_and_holidays() -> None:
    paper = Paper(today=dt.date(2028, 3, 1))
    for at, next_on in (
        ("31/12/2026 10:30", "29/01/2027"),
        ("29/01/2027 10:30", "28/02/2028"),
        ("28/02/2028 10:30", "31/03/2028"),
    ):
        hearing(paper, at, next_on, happened="तारीख़ मिली")
    days = diary_of(paper.file)
    assert [day.on.isoformat() for day in days] == ["2026-12-31", "2027-01-29", "2028-02-28", "2028-03-31"]
    assert [day.is_next for day in days] == [False, False, False, True]


def test_a_next_day_stands_until_that_court_sat_again() -> None:
    paper = Paper()
    hearing(paper, "02/11/2026 10:30", "14/12/2026", happened="x")
    hearing(paper, "09/11/2026 11:00", "16/12/2026", court="बाल कल्याण समिति", happened="x")
    assert [day.on.day for day in diary_of(paper.file) if day.is_next] == [14, 16]
    hearing(paper, "20/11/2026 10:30", "18/12/2026", court=" पॉक्सो  अदालत", happened="x")
    assert [day.on.day for day in diary_of(paper.file) if day.is_next] == [16, 18]


def test_how_far_a_case_has_come_follows_from_its_steps() -> None:
    paper = Paper(today=LATER)
    assert stage_of(paper.file)[0] == "not_yet"
    for step, stage in (("information_given", "complaint"), ("charge_sheet", "charge_sheet"), ("fir_registered", "")):
        paper.write("legal_event", event=step, at="01/12/2026")
        assert stage_of(paper.file)[0] == (stage or "charge_sheet")


def test_what_is_due_puts_duties_days_of_the_law_court_days_and_bail_together() -> None:
    paper = Paper(card=GIRL_OF_13)
    paper.write("situation", facts=["sexual"])
    paper.write("legal_event", event="fir_registered", at="20/11/2026 10:00")
    paper.write("bail", what="granted", on="23/11/2026")
    paper.write("bail", what="granted", on="23/11/2026", warned_on="23/11/2026")
    hearing(paper, "16/11/2026 10:30", "25/11/2026", happened="")
    found = dues_of(paper.file, TODAY)
    assert {due.code: (due.on.day, due.whose, due.is_hard) for due in found} == {
        "hearing_to_write": (16, "us", False),
        "deadline:fir_copy": (20, "police", True),
        "bail_warning": (23, "us", False),
        "duty:report_sexual_offence": (24, "us", True),
        "duty:produce_before_cwc": (25, "us", True),
        "hearing": (25, "us", False),
        "deadline:pocso_investigation_ended": (20, "police", True),
        "deadline:victim_told_progress": (18, "police", True),
        # The file begins with the FIR: what the police owe the child from her being reported runs from it.
        "deadline:police_report_to_cwc": (21, "police", True),
        "deadline:child_shelter_arranged": (21, "police", True),
        "deadline:pocso_medical_care": (21, "police", True),
        "deadline:pocso_rule_4": (20, "police", False),
    }
    assert all(due.on.year in (2026, 2027) for due in found)


@pytest.mark.parametrize("facts", [["sexual_harassment"], ["pornography"], ["sexual_feared"]])
def test_a_child_to_whom_less_than_rape_was_done_or_is_feared_is_reported(facts: list[str]) -> None:
    paper = Paper(card=A_GIRL)
    paper.write("situation", facts=facts)
    assert "report_sexual_offence" in [one.duty.code for one in duties_of(paper.file, TODAY) if one.is_open]


def test_a_second_production_does_not_start_the_committees_months_again() -> None:
    paper = Paper(card=A_GIRL, today=LATER)
    paper.write("legal_event", event="cwc_production", at="05/01/2027 12:00")
    paper.write("legal_event", event="cwc_production", at="05/02/2027 12:00")
    orders = [one.deadline.day for one in deadlines_of(paper.file, LATER) if one.deadline.code == "cwc_order"]
    assert orders == [dt.date(2027, 5, 5)]


def test_one_report_told_twice_starts_the_polices_hours_once() -> None:
    paper = Paper(card=A_GIRL)
    paper.write("situation", facts=["sexual"])
    paper.write("legal_event", event="child_sexual_offence_known", at="20/11/2026 10:00")
    paper.write("legal_event", event="information_given", at="21/11/2026 10:00")
    found = [
        one.deadline.due.day for one in deadlines_of(paper.file, TODAY) if one.deadline.code == "police_report_to_cwc"
    ]
    assert found == [21]


def test_the_childs_hours_run_from_the_report_about_it_and_not_from_an_older_one_about_something_else() -> None:
    paper = Paper(card=A_GIRL)
    paper.write("situation", facts=["sexual"])
    old = paper.write("legal_event", event="information_given", at="02/10/2026 10:00")
    clocks = {"police_report_to_cwc", "child_shelter_arranged", "pocso_medical_care", "pocso_rule_4"}

    def started_by() -> dict[str, Any]:
        return {
            one.deadline.code: one.event.row for one in deadlines_of(paper.file, TODAY) if one.deadline.code in clocks
        }

    assert started_by() == dict.fromkeys(clocks, old.row)
    known = paper.write("legal_event", event="child_sexual_offence_known", at="20/11/2026 10:00")
    assert started_by() == dict.fromkeys(clocks, known.row)


def test_an_old_fir_does_not_take_the_new_codes_rows_from_a_new_one() -> None:
    paper = Paper()
    paper.write("offence", day="01/11/2026", offences=["BNS 143(2)", "BNS 64"])
    firs = {day: paper.write("legal_event", event="fir_registered", at=day).row for day in ("10/05/2024", "12/11/2026")}
    found = {(one.event.row, one.deadline.code) for one in deadlines_of(paper.file, TODAY)}
    of_new = {"investigation_ended", "fir_copy", "victim_told_progress", "magistrate_statement"}
    assert {(firs["12/11/2026"], code) for code in of_new} <= found
    assert not {(firs["10/05/2024"], code) for code in of_new} & found
    assert (firs["10/05/2024"], "investigation_ended_old") in found
    assert (firs["12/11/2026"], "investigation_ended_old") not in found
    step = paper.write("legal_event", event="charge_sheet", at="20/11/2026").row
    found = {(one.event.row, one.deadline.code) for one in deadlines_of(paper.file, TODAY)}
    assert {(step, "sexual_offence_trial"), (step, "sexual_offence_trial_old")} <= found


def test_who_does_not_want_to_be_examined_is_never_late_for_it() -> None:
    paper = Paper()
    paper.write("legal_event", event="rape_informed", at="20/11/2026 10:00")
    assert not tracked(paper, "medical_examination", TODAY).deadline.is_hard
    assert tracked(paper, "medical_examination", TODAY).state is State.OVERDUE
    paper.write("legal_event", event="medical_declined", at="20/11/2026 15:00")
    assert tracked(paper, "medical_examination", TODAY).state is State.DONE
    assert "medical_report" not in {one.deadline.code for one in deadlines_of(paper.file, TODAY)}


def test_a_woman_whose_age_is_in_doubt_keeps_her_three_years_and_the_committal() -> None:
    for card, shown in ((UNKNOWN, True), (A_GIRL, False), (A_WOMAN, True)):
        paper = Paper(card=card, today=dt.date(2026, 11, 24))
        paper.write("situation", facts=["rape", "sc_st"])
        paper.write("offence", day="01/08/2026", offences=["BNS 64"])
        paper.write("legal_event", event="cognizance", at="01/11/2026")
        paper.write("legal_event", event="judgment_given", at="20/11/2026", outcome="convicted")
        found = {one.deadline.code for one in deadlines_of(paper.file, TODAY)}
        for code in ("nalsa_claim_offence", "nalsa_claim_trial", "committal"):
            assert (code in found) is shown, (card, code)


@pytest.mark.parametrize(
    ("outcome", "is_warned"), [("", True), ("acquitted", True), ("lesser", True), ("convicted", False)]
)
def test_a_judgment_without_an_outcome_warns_of_the_appeal(outcome: str, is_warned: bool) -> None:
    paper = Paper()
    paper.write("legal_event", event="judgment_given", at="20/11/2026", outcome=outcome)
    found = {one.deadline.code for one in deadlines_of(paper.file, TODAY)}
    assert ({"victim_appeal_30", "victim_appeal", "victim_appeal_90"} <= found) is is_warned


def test_what_the_sections_say_hides_a_grown_womans_identity_without_a_tick() -> None:
    for section, hidden in (("BNS 64", True), ("BNS 69", True), ("BNS 74", False), ("BNS 143(4)", False)):
        paper = Paper()
        paper.write("offence", day="01/11/2026", offences=[section])
        codes = [one.duty.code for one in duties_of(paper.file, TODAY)]
        assert codes == (["hide_identity_adult"] if hidden else []), section


@pytest.mark.parametrize("fir_on", ["20/11/2026 10:00", "24/11/2026 20:00"])
def test_a_section_alone_brings_the_duty_to_report_and_the_fir_meets_it(fir_on: str) -> None:
    """Whether the FIR was before or after the section was written: it is the police who wrote it."""
    paper = Paper(card=A_GIRL)
    section = paper.write("offence", day="01/11/2026", offences=["POCSO 12"])
    (report,) = (one for one in duties_of(paper.file, TODAY) if one.duty.code == "report_sexual_offence")
    assert (report.began_at, report.is_open) == (section.written_at, True)
    before, paper.hour = paper.file, 21
    paper.write("legal_event", event="fir_registered", at=fir_on)
    (report,) = (one for one in duties_of(paper.file, TODAY) if one.duty.code == "report_sexual_offence")
    assert not report.is_open
    assert duties_lost(before, paper.file, TODAY) == []


def test_an_entry_that_takes_no_duty_away_works_out_no_deadline() -> None:
    """The legal track of a long file is dear; it is needed only where a duty is gone."""
    paper = Paper(card=A_GIRL)
    paper.write("offence", day="01/11/2026", offences=["POCSO 12"])
    paper.write("legal_event", event="fir_registered", at="02/11/2026 10:00")
    before = paper.file
    paper.write("note", about="घर पर मुलाक़ात", on="03/11/2026", text="माँ साथ थी")
    with traced() as trace:
        assert duties_lost(before, paper.file, TODAY) == []
    assert trace.calls["programme/cases/entries/legal_facts.py"]
    assert not trace.calls["programme/cases/entries/legal_steps.py"]


def test_a_disability_on_the_card_is_enough_for_how_her_statement_is_written() -> None:
    for card, shown in (({**A_WOMAN, "disability": "कम सुनती हैं"}, True), (A_WOMAN, False)):
        paper = Paper(card=card)
        paper.write("offence", day="01/11/2026", offences=["BNS 74"])
        facts = facts_of_file(paper.file, TODAY)
        assert ("disabled_statement" in {one.code for one in rights_for(facts, [], TODAY)}) is shown


@pytest.mark.parametrize(
    ("fir", "ends"), [("30/06/2024", "investigation_ended_old"), ("01/07/2024", "investigation_ended")]
)
@pytest.mark.parametrize(("offence", "section"), [("30/06/2024", "IPC 376"), ("01/07/2024", "BNS 64")])
def test_the_offences_day_chooses_the_section_and_the_firs_day_the_procedure(
    fir: str, ends: str, offence: str, section: str
) -> None:
    paper = Paper(today=dt.date(2024, 8, 1))
    paper.write("situation", facts=["rape"])
    paper.write("offence", day=offence, offences=[section])
    paper.write("legal_event", event="fir_registered", at=fir)
    paper.write("legal_event", event="charge_sheet", at="25/07/2024")
    found = {one.deadline.code for one in deadlines_of(paper.file, paper.writer.today)}
    assert {code for code in found if code.startswith("investigation_ended")} == {ends}
    is_old = ends.endswith("_old")
    trials = {"sexual_offence_trial_old"} if is_old else {"sexual_offence_trial"}
    assert {code for code in found if code.startswith("sexual_offence_trial")} == trials


def test_refused_at_the_station_then_the_sp_then_the_magistrate() -> None:
    paper = Paper(today=dt.date(2026, 11, 26))
    paper.write("legal_event", event="fir_refused", at="24/11/2026 10:00", place="थाना")
    assert tracked(paper, "fir_refused_sp", dt.date(2026, 11, 24)).state is State.DUE
    assert tracked(paper, "fir_refusal_offence").state is State.ANY_TIME
    paper.write("legal_event", event="complaint_to_sp", at="24/11/2026 15:00")
    assert tracked(paper, "fir_refused_sp").state is State.DONE
    assert tracked(paper, "fir_refused_magistrate").state is State.ANY_TIME
    paper.write("legal_event", event="magistrate_application", at="26/11/2026")
    assert tracked(paper, "fir_refused_magistrate").state is State.DONE


def test_her_claim_is_watched_for_three_years_from_the_offence_and_is_met_by_claiming() -> None:
    paper = Paper(today=dt.date(2026, 11, 24))
    paper.write("situation", facts=["rape"])
    entry = paper.write("offence", day="01/08/2024", offences=["BNS 64"])
    one = tracked(paper, "nalsa_claim_offence", TODAY)
    assert (one.deadline.day, one.state, one.can_be_marked) == (dt.date(2027, 8, 1), State.DUE, False)
    paper.write("claim", head="nalsa_2018:rape", claimed=500_000, claimed_on="01/11/2026")
    assert tracked(paper, "nalsa_claim_offence", TODAY).state is State.DONE
    paper.take_back(entry)
    assert "nalsa_claim_offence" not in {one.deadline.code for one in deadlines_of(paper.file, TODAY)}


def test_certificate_and_cash_of_the_bonded_are_asked_for_each_until_it_is_there() -> None:
    paper = Paper()
    paper.write("situation", facts=["bonded"])
    paper.write("legal_event", event="bonded_labour_found", at="20/11/2026 10:00")

    def asked() -> dict[str, bool]:
        rows = [one for one in deadlines_of(paper.file, TODAY) if one.deadline.code.startswith("bonded_")]
        words = [one.deadline.text.en for one in rows if one.done_on is None]
        return {what: any(what in text for text in words) for what in ("cash", "certificate")}

    assert asked() == {"cash": True, "certificate": True}
    step = paper.write("legal_event", event="release_certificate", at="21/11/2026 10:00")
    assert asked() == {"cash": True, "certificate": False}
    paper.write("claim", head="bonded_labour_2021:immediate_cash", claimed=30000, claimed_on="21/11/2026")
    assert asked() == {"cash": False, "certificate": False}
    paper.take_back(step)
    assert asked() == {"cash": False, "certificate": True}


def test_a_marriage_in_childhood_may_be_annulled_until_she_is_twenty_unless_she_was_sold() -> None:
    paper = Paper(card={"sex": "f", "age": 17, "age_on": TODAY, "age_basis": "said"})
    paper.write("situation", facts=["child_marriage"])
    # At the earliest: she may have turned seventeen on the day or almost a year ago.
    assert tracked(paper, "marriage_annulled", TODAY).deadline.day == dt.date(2028, 11, 24)
    paper.write("situation", facts=["child_marriage", "trafficked"])
    assert tracked(paper, "marriage_annulled", TODAY).deadline.day == dt.date(2028, 11, 24)
    paper.write("situation", facts=["child_marriage", "sold_for_marriage"])
    assert "marriage_annulled" not in {one.deadline.code for one in deadlines_of(paper.file, TODAY)}


@pytest.mark.parametrize("language", ["hi", "en"])
def test_every_row_is_read_in_both_languages(language: str) -> None:
    with override(language):
        for name, part in (("deadlines", "deadline"), ("duties", "duty"), ("rights", "right")):
            for row in book(name)[part] + (book(name)["data"] if part == "right" else []):
                shown = [str(due_words(f"{part}:{row['code']}"))] if part != "right" else [str(words(row))]
                shown += [row[f"note_{language}"]] if "note_hi" in row else []
                shown.append(str(cited(row["source"])))
                for text in shown:
                    has_hindi = any("ऀ" <= letter <= "ॿ" for letter in text)
                    assert has_hindi is (language == "hi"), (row["code"], text)
