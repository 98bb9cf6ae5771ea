"""What proves a deadline met or a duty done: the step it asks for, also one from before the file was opened."""

import datetime as dt

import pytest

from jatan.programme.cases.entries.legal_evidence import _MET_BY
from jatan.programme.cases.entries.legal_track import State, deadlines_of, duties_of
from jatan.programme.cases.legal.books import book
from tests.programme.cases.legal.paper import TODAY, Paper
from tests.programme.cases.legal.test_legal_entries import GIRL_OF_13

REPORT = "report_sexual_offence"
# The offence, and the FIR, of a file that is written on the 24th of November 2026.
LONG_AGO, THE_FIR = "05/09/2024", "07/09/2024 11:00"


def a_girls_file(*sections: str, day: str = LONG_AGO) -> Paper:
    paper = Paper(card=GIRL_OF_13)
    paper.write("situation", facts=["sexual"])
    if sections:
        paper.write("offence", day=day, offences=list(sections))
    return paper


@pytest.mark.parametrize("step", ["fir_registered", "information_given", "e_information_given"])
@pytest.mark.parametrize(
    ("sections", "day", "at", "expected"),
    [
        (["POCSO 6"], LONG_AGO, THE_FIR, False),
        (["BNS 65(2)", "BNS 143(4)"], LONG_AGO, THE_FIR, False),
        # Of the day of the offence itself.
        (["POCSO 8"], LONG_AGO, "05/09/2024", False),
        # An FIR under other sections, or under none that is written, may be about something else: it silences nothing.
        (["BNS 137"], LONG_AGO, THE_FIR, True),
        ([], LONG_AGO, THE_FIR, True),
        # What was done after it is not in it.
        (["POCSO 6"], "08/09/2024", THE_FIR, True),
    ],
)
def test_a_report_of_before_proves_it_where_the_sections_are_about_it(
    step: str, sections: list[str], day: str, at: str, expected: bool
) -> None:
    paper = a_girls_file(*sections, day=day)
    assert paper.is_open(REPORT)
    paper.write("legal_event", event=step, at=at)
    assert paper.is_open(REPORT) is expected


def test_a_second_offence_after_the_fir_is_reported_anew() -> None:
    paper = a_girls_file("POCSO 6")
    paper.write("legal_event", event="fir_registered", at=THE_FIR)
    assert not paper.is_open(REPORT)
    paper.write("offence", day="20/11/2026", offences=["POCSO 4"])
    assert paper.is_open(REPORT)


def test_an_old_file_of_a_court_case_asks_for_no_report_tonight() -> None:
    """FIR under POCSO 6 two years ago, charge framed, the child heard: finding 4 of the cases that were tried."""
    paper = a_girls_file("POCSO 6")
    for event, at in (
        ("fir_registered", THE_FIR),
        ("child_sexual_offence_known_to_us", "06/09/2024 09:00"),
        ("charge_sheet", "01/11/2024"),
        ("charge_framed", "03/02/2025"),
        ("evidence_given", "10/06/2025"),
    ):
        paper.write("legal_event", event=event, at=at)
    assert not paper.is_open(REPORT)


@pytest.mark.parametrize("step", ["fir_registered", "information_given", "e_information_given"])
def test_what_we_learn_after_the_fir_is_asked_about_before_it_counts_as_reported(step: str) -> None:
    """A new step says that we learnt of an offence: nobody has said yet that it is the one of two years ago, and if it
    is another, nobody has reported it."""
    paper = a_girls_file("POCSO 6")
    paper.write("legal_event", event=step, at=THE_FIR)
    assert not paper.is_open(REPORT)
    learnt = paper.write("legal_event", event="child_sexual_offence_known_to_us", at="20/11/2026 10:00")
    assert paper.is_open(REPORT)
    paper.supervised()
    paper.write(
        "duty_answer",
        duty=REPORT,
        event=learnt.row,
        answer="not_applicable",
        why="police_have_it",
        is_confirmed=True,
        confirmed_because="एफ़आईआर की नकल देखी",
    )
    assert not paper.is_open(REPORT)


def test_the_police_who_learnt_of_it_themselves_need_no_word_of_ours() -> None:
    paper = a_girls_file()
    paper.write("legal_event", event="child_sexual_offence_known", at="20/09/2026 10:00")
    assert not paper.is_open(REPORT)
    # What we learnt after that is another matter.
    paper.write("legal_event", event="child_sexual_offence_known_to_us", at="20/10/2026 10:00")
    assert paper.is_open(REPORT)


@pytest.mark.parametrize("step", ["child_sexual_offence_known_to_us", "child_found", "lost_child_found"])
def test_a_step_says_it_although_nobody_ticked_it(step: str) -> None:
    paper = Paper(card={**GIRL_OF_13, "whereabouts": "home"})
    assert not [one for one in duties_of(paper.file, TODAY) if one.is_open]
    paper.write("legal_event", event=step, at="24/11/2026 10:00")
    assert len([one for one in duties_of(paper.file, TODAY) if one.is_open]) == 1


@pytest.mark.parametrize(
    ("code", "started_by", "met_by"),
    [
        ("pocso_medical_care", "information_given", "medical_done"),
        ("pocso_medical_care", "information_given", "medical_declined"),
        ("child_shelter_arranged", "information_given", "cwc_production"),
        ("itpa_before_magistrate", "itpa_rescue", "itpa_produced"),
        ("itpa_custody", "itpa_interim_order", "itpa_produced"),
        ("itpa_inquiry", "itpa_custody_order", "itpa_produced"),
    ],
)
@pytest.mark.parametrize("day", ["18/11/2026 10:00", "20/11/2026 09:00", "20/11/2026 20:00"])
def test_a_row_is_met_by_what_it_asks_for(code: str, started_by: str, met_by: str, day: str) -> None:
    """Care and shelter that were there before the police were told meet it too, if they came after the offence."""

    def state(paper: Paper) -> State:
        return next(one.state for one in deadlines_of(paper.file, TODAY) if one.deadline.code == code)

    paper = a_girls_file("POCSO 6", day="19/11/2026")
    paper.write("legal_event", event=started_by, at="20/11/2026 10:00")
    before = state(paper)
    paper.write("legal_event", event=met_by, at=day)
    is_of_police = code in ("pocso_medical_care", "child_shelter_arranged")
    is_met = day.endswith("20:00") or (is_of_police and day == "20/11/2026 09:00")
    assert (state(paper) is State.DONE) is is_met
    assert is_met or state(paper) is before


def test_days_without_an_hour_and_the_same_day() -> None:
    paper = a_girls_file("POCSO 6", day="07/09/2024")
    paper.write("legal_event", event="fir_registered", at=dt.date(2024, 9, 7))
    assert not paper.is_open(REPORT)


@pytest.mark.parametrize(
    ("code", "started_by", "started", "met_by"),
    [
        ("fir_refused_sp_old", "fir_refused", "20/06/2024", "complaint_to_sp"),
        ("fir_refused_sp_old", "fir_refused", "20/06/2024", "magistrate_application"),
        ("fir_refused_sp_old", "fir_refused", "20/06/2024", "fir_registered"),
        ("fir_refusal_offence_old", "fir_refused", "20/06/2024", "fir_registered"),
        ("wages_before_code", "work_ended", "20/10/2025", "wages_claimed"),
    ],
)
def test_a_row_of_a_law_of_before_is_met_as_its_successor_is(
    code: str, started_by: str, started: str, met_by: str
) -> None:
    def is_open_row() -> bool:
        return next(one.is_open for one in deadlines_of(paper.file, TODAY) if one.deadline.code == code)

    paper = Paper()
    paper.write("legal_event", event=started_by, at=started)
    assert is_open_row()
    paper.write("legal_event", event=met_by, at="25/06/2024" if started_by == "fir_refused" else "20/11/2025")
    assert not is_open_row()


def test_every_row_is_met_as_its_neighbour_of_another_time_is() -> None:
    """A row of a law of before ("_old", "_before_code") that nothing proves would stay on the page for ever."""
    rows = {row["code"] for row in book("deadlines")["deadline"]}
    former = {code: code.removesuffix("_old") for code in rows if code.endswith("_old")}
    assert len(former) > 5
    assert [code for code, now in former.items() if now in _MET_BY and code not in _MET_BY] == []
