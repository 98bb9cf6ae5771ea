"""What does not apply: duties and danger by a listed reason and a supervisor, days of the law by a person and words."""

import datetime as dt
from typing import Any

import pytest

from jatan.kernel import clock
from jatan.kernel.problems import Problems
from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.entries.duty_answer import DUTY_ANSWER
from jatan.programme.cases.entries.kinds import Writer
from jatan.programme.cases.entries.legal_answers import REASONS, reason_words, set_aside_in
from jatan.programme.cases.entries.legal_track import State, deadlines_of, duties_of
from jatan.programme.cases.entries.open_items import closing_problems, open_items
from jatan.programme.cases.legal.books import book
from tests.programme.cases.legal.paper import TODAY, Paper, codes_of
from tests.programme.cases.legal.test_legal_entries import GIRL_OF_13

STEPS = {
    "produce_before_cwc": "child_found",
    "report_sexual_offence": "child_sexual_offence_known_to_us",
    "report_lost_child": "lost_child_found",
}
DUTIES = sorted(STEPS)


def girls_file() -> Paper:
    paper = Paper(card=GIRL_OF_13)
    paper.hour = 9
    paper.write("situation", facts=["sexual", "separated", "found"])
    paper.hour = 18
    return paper


def state_of(paper: Paper, code: str) -> State:
    return next(one.state for one in duties_of(paper.file, TODAY) if one.duty.code == code)


def in_danger(paper: Paper) -> Entry:
    return paper.lay("follow_up", {"on": TODAY, "how": "visit", "in_danger": "yes", "next_on": TODAY})


def confirmed(**more: Any) -> dict[str, Any]:
    return {"is_confirmed": True, "confirmed_because": "काग़ज़ देखा", **more}


def test_every_duty_that_can_be_done_has_its_list_of_reasons() -> None:
    assert set(REASONS) == {row["code"] for row in book("duties")["duty"] if row["to"] != "us"} | {"danger"}
    asked = {code for code, _words in DUTY_ANSWER.field("why").choices}
    assert asked == {code for listed in REASONS.values() for code, _words in listed}


@pytest.mark.parametrize(("duty", "why"), [(duty, why) for duty in DUTIES for why, _words in REASONS[duty]])
@pytest.mark.parametrize("has_step", [True, False])
def test_a_duty_is_set_aside_by_a_listed_reason_once_a_supervisor_agrees(duty: str, why: str, has_step: bool) -> None:
    paper = girls_file()
    step = paper.write("legal_event", event=STEPS[duty], at="23/11/2026 10:00") if has_step else None
    about = {"duty": duty, "answer": "not_applicable", "why": why, **({"event": step.row} if step else {})}
    asked = paper.write("duty_answer", **about)
    assert paper.is_open(duty)
    with pytest.raises(Problems) as refused:
        paper.write("duty_answer", asked.row, **about, **confirmed())
    assert codes_of(refused.value) == {("supervisor_only", None)}
    paper.supervised()
    with pytest.raises(Problems) as refused:
        paper.write("duty_answer", asked.row, **about, is_confirmed=True)
    assert codes_of(refused.value) == {("missing_required", "confirmed_because")}
    agreed = paper.write("duty_answer", asked.row, **about, **confirmed())
    assert state_of(paper, duty) is State.NOT_APPLICABLE
    assert not paper.is_open(duty)
    assert set_aside_in(paper.file) == [agreed]
    assert str(reason_words(agreed)) == str(dict(REASONS[duty])[why])
    paper.take_back(agreed)
    assert paper.is_open(duty)


@pytest.mark.parametrize("duty", [*DUTIES, "danger"])
@pytest.mark.parametrize("why", ["", "goal_reached", "she does not want it"])
def test_no_other_reason_counts(duty: str, why: str) -> None:
    paper = girls_file().supervised()
    about = {"duty": duty, "answer": "not_applicable", "why": why, "reason": "वह नहीं चाहती"}
    about |= {"event": in_danger(paper).row} if duty == "danger" else {}
    with pytest.raises(Problems) as refused:
        paper.write("duty_answer", **about, **confirmed())
    assert {field for _code, field in codes_of(refused.value)} == {"why"}


def test_a_reason_of_another_duty_is_none() -> None:
    with pytest.raises(Problems) as refused:
        girls_file().write("duty_answer", duty="report_sexual_offence", answer="not_applicable", why="at_home")
    assert codes_of(refused.value) == {("missing_required", "why")}


@pytest.mark.parametrize("duty", DUTIES)
def test_what_begins_anew_is_open_again(duty: str) -> None:
    """Another child, another day: an answer of before says nothing about it."""
    paper = girls_file().supervised()
    why = REASONS[duty][-1][0]
    paper.write("duty_answer", duty=duty, answer="not_applicable", why=why, **confirmed())
    assert not paper.is_open(duty)
    step = paper.write("legal_event", event=STEPS[duty], at="24/11/2026 08:00")
    assert paper.is_open(duty)
    paper.write("duty_answer", duty=duty, event=step.row, answer="not_applicable", why=why, **confirmed())
    assert not paper.is_open(duty)
    paper.write("legal_event", event=STEPS[duty], at="24/11/2026 12:00")
    assert paper.is_open(duty)


def test_what_becomes_known_after_the_answer_is_open_again() -> None:
    paper = Paper(card={**GIRL_OF_13, "whereabouts": "home"}).supervised()
    first = paper.write("situation", facts=["found"])
    paper.write("duty_answer", duty="produce_before_cwc", answer="not_applicable", why="at_home", **confirmed())
    assert not paper.is_open("produce_before_cwc")
    paper.writer = Writer(paper.writer.account, True, TODAY + dt.timedelta(days=3))
    paper.write("situation", first.row, facts=[], why_fewer="ग़लत")
    paper.write("situation", first.row, facts=["found"])
    assert "produce_before_cwc" in {
        one.duty.code for one in duties_of(paper.file, TODAY + dt.timedelta(days=3)) if one.is_open
    }


def test_a_day_of_the_law_is_set_aside_by_a_person_with_words() -> None:
    paper = girls_file()
    step = paper.write("legal_event", event="fir_registered", at="20/11/2026 10:00")
    about = {"deadline": "fir_copy", "event": step.row, "answer": "not_applicable"}
    with pytest.raises(Problems) as refused:
        paper.write("duty_answer", **about)
    assert codes_of(refused.value) == {("missing_required", "reason")}
    answer = paper.write("duty_answer", **about, reason="नकल अदालत से मिली")
    found = next(one for one in deadlines_of(paper.file, TODAY) if one.deadline.code == "fir_copy")
    assert (found.state, found.is_open) == (State.NOT_APPLICABLE, False)
    assert "deadline.fir_copy" not in {item.key.rsplit(".", 2)[0] for item in open_items(paper.file, TODAY)}
    with pytest.raises(Problems) as refused:
        paper.write("duty_answer", **about, reason="दोबारा")
    assert codes_of(refused.value) == {("not_open", "answer")}
    paper.take_back(answer)
    assert next(one for one in deadlines_of(paper.file, TODAY) if one.deadline.code == "fir_copy").is_open


@pytest.mark.parametrize(("why", "_words"), REASONS["danger"])
def test_danger_is_set_aside_by_a_supervisor_and_the_next_report_counts(why: str, _words: Any) -> None:
    paper = girls_file()
    heard = in_danger(paper)
    about = {"duty": "danger", "event": heard.row, "answer": "not_applicable", "why": why}
    asked = paper.write("duty_answer", **about)
    assert "danger" in {item.code for item in open_items(paper.file, TODAY)}
    paper.supervised().write("duty_answer", asked.row, **about, **confirmed())
    assert "danger" not in {item.code for item in open_items(paper.file, TODAY)}
    in_danger(paper)
    assert "danger" in {item.code for item in open_items(paper.file, TODAY)}


def test_what_does_not_apply_bars_no_closing_and_what_waits_does() -> None:
    paper = girls_file()
    rows = [paper.write("duty_answer", duty=duty, answer="not_applicable", why="mistake") for duty in DUTIES]

    def barred() -> bool:
        return "duty_open" in {one.code for one in closing_problems(paper.file, TODAY, reason="moved", given={})}

    assert barred()
    paper.supervised()
    for row, duty in zip(rows, DUTIES, strict=True):
        assert barred()
        paper.write("duty_answer", row.row, duty=duty, answer="not_applicable", why="mistake", **confirmed())
    assert not barred()
    assert len(set_aside_in(paper.file)) == len(DUTIES)


@pytest.mark.parametrize("duty", DUTIES)
def test_what_was_never_done_is_late_today_and_closes_nothing(duty: str) -> None:
    paper = girls_file()
    assert state_of(paper, duty) is State.DUE
    paper.write("duty_answer", duty=duty, answer="never_done")
    assert state_of(paper, duty) is State.OVERDUE
    assert paper.is_open(duty)
    paper.write("duty_done", duty=duty, at="24/11/2026 17:00", to="समिति")
    assert not paper.is_open(duty)


def test_an_answer_is_about_one_thing_that_is_open() -> None:
    paper = girls_file()
    step = paper.write("legal_event", event="fir_registered", at="20/11/2026 10:00")
    for answers in (
        {},
        {"duty": "produce_before_cwc", "deadline": "fir_copy", "event": step.row},
        {"deadline": "cwc_order", "event": step.row},
        {"deadline": "fir_copy"},
        {"duty": "danger", "event": step.row},
        {"duty": "hide_identity"},
    ):
        with pytest.raises(Problems):
            paper.write("duty_answer", answer="not_applicable", why="mistake", reason="x", **answers)


# What else may become known of a sexual offence after a supervisor set the duty to report it aside.
NEWS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "ticked": [("situation", {"facts": ["sexual_feared", "rape"]})],
    "ticked instead": [("situation", {"facts": ["rape"]})],
    "a section": [("offence", {"day": "23/11/2026", "offences": ["POCSO 4"]})],
    "codes": [("exploitation", {"types": ["SexualExploitation"]})],
    "other codes": [("exploitation", {"types": ["ForcedLabour"], "controls": ["SexualAbuse"]})],
}


@pytest.mark.parametrize("has_step", [True, False])
@pytest.mark.parametrize("news", NEWS)
def test_a_new_offence_opens_the_duty_that_was_set_aside(news: str, has_step: bool) -> None:
    paper = Paper(card=GIRL_OF_13).supervised()
    paper.hour = 9
    paper.write("situation", facts=["sexual_feared"])
    about: dict[str, Any] = {"duty": "report_sexual_offence", "answer": "not_applicable", "why": "no_offence"}
    if has_step:
        step = paper.write("legal_event", event=STEPS["report_sexual_offence"], at="24/11/2026 08:00")
        about["event"] = step.row
    paper.hour = 18
    paper.write("duty_answer", **about, **confirmed())
    assert not paper.is_open("report_sexual_offence")
    paper.hour = 19
    paper.write("situation", facts=["sexual_feared", "injury"])  # a correction that says nothing new of it
    assert not paper.is_open("report_sexual_offence")
    paper.hour = 20
    for kind, answers in NEWS[news]:
        paper.write(kind, **answers)
    found = next(one for one in duties_of(paper.file, TODAY) if one.duty.code == "report_sexual_offence")
    assert found.is_open
    assert (found.began_at.astimezone(clock.INDIA).hour, found.event, found.answer) == (20, None, None)
    paper.hour = 21
    paper.write("duty_answer", **{**about, "event": None}, **confirmed())
    assert not paper.is_open("report_sexual_offence")


def test_what_is_marked_or_written_more_exactly_restarts_no_hours() -> None:
    """Six hours run from the first word of it, however often and by whatever it is said since."""
    paper = Paper(card=GIRL_OF_13)
    paper.hour = 9
    paper.write("situation", facts=["sexual_feared"])
    paper.write("exploitation", types=["SexualExploitation"])
    paper.hour = 15
    paper.write("situation", facts=["rape"])
    paper.write("exploitation", controls=["SexualAbuse"])
    found = next(one for one in duties_of(paper.file, TODAY) if one.duty.code == "report_sexual_offence")
    assert found.began_at.astimezone(clock.INDIA).hour == 9
    paper.take_back(paper.file.all("situation")[0])
    found = next(one for one in duties_of(paper.file, TODAY) if one.duty.code == "report_sexual_offence")
    assert found.began_at.astimezone(clock.INDIA).hour == 9


def test_a_section_added_to_an_offence_is_news_and_a_note_is_none() -> None:
    paper = Paper(card=GIRL_OF_13).supervised()
    paper.hour = 9
    offence = paper.write("offence", day="23/11/2026", offences=["POCSO 12"])
    paper.hour = 10
    about = {"duty": "report_sexual_offence", "answer": "not_applicable", "why": "no_offence"}
    paper.write("duty_answer", **about, **confirmed())
    paper.hour = 11
    paper.write("offence", offence.row, day="23/11/2026", offences=["POCSO 12"], note="थाने से सुना")
    assert not paper.is_open("report_sexual_offence")
    paper.hour = 12
    paper.write("offence", offence.row, day="23/11/2026", offences=["POCSO 12", "POCSO 4"], note="थाने से सुना")
    assert paper.is_open("report_sexual_offence")


@pytest.mark.parametrize(
    ("kind", "answers", "kept"),
    [
        ("situation", {"facts": ["sexual", "rape", "found"]}, "found={at} sexual={at}"),
        ("exploitation", {"types": ["SexualExploitation"]}, "{at}"),
    ],
)
def test_what_an_older_version_kept_is_read(kind: str, answers: dict[str, Any], kept: str) -> None:
    """One instant for all, as until November 2026: it goes on to count, and nothing in it is news."""
    paper = Paper(card=GIRL_OF_13).supervised()
    paper.hour = 10
    at = dt.datetime.combine(TODAY, dt.time(7), clock.INDIA)
    former = paper.lay(kind, {**answers, "known_since": kept.format(at=at.isoformat())})
    for _revision in range(2):
        found = next(one for one in duties_of(paper.file, TODAY) if one.duty.code == "report_sexual_offence")
        assert found.began_at == at
        former = paper.write(kind, former.row, **answers)
    paper.write("duty_answer", duty="report_sexual_offence", answer="not_applicable", why="mistake", **confirmed())
    paper.hour = 12
    paper.write(kind, former.row, **answers)
    assert not paper.is_open("report_sexual_offence")
