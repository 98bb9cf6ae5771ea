"""The bar of steps: what is done, where the case stands, and what comes next."""

from typing import Any

from django.utils.translation import override

from jatan.programme.cases.entries.kinds import Stage
from jatan.programme.cases.entries.steps import StepState, steps_of
from tests.programme.cases.entries.paper import AGREED, DAY, CasePaper, days_later

SAFETY = {"danger_from": "ठेकेदार", "to_do": "थाने जाए", "review_on": days_later(300)}
ORDER = [Stage.CONSENT, Stage.ASSESSMENT, Stage.PLAN, Stage.SERVICES, Stage.FOLLOW_UP, Stage.CLOSURE]


def states(paper: CasePaper) -> str:
    """One letter for each step: d(one), c(urrent), o(pen)."""
    return "".join(step.state[0] for step in steps_of(paper.file, paper.at))


def next_of(paper: CasePaper, stage: Stage) -> str:
    with override("en"):
        return str(next(step.next for step in steps_of(paper.file, paper.at) if step.stage is stage))


def grown() -> CasePaper:
    """A case in which all is done but the follow-up."""
    paper = CasePaper()
    paper.write("assessment", on=DAY, needs="घर जाना है")
    paper.write("safety_plan", **SAFETY)
    goal: dict[str, Any] = {"words": "दुकान", "state": "reached", "state_on": DAY}
    paper.write("goal", **goal)
    paper.write("service", kind="medical", state="declined")
    return paper


def test_the_six_steps_stand_in_their_order() -> None:
    assert [step.stage for step in steps_of(CasePaper().file, DAY)] == ORDER


def test_without_consent_nothing_else_comes_first() -> None:
    paper = CasePaper(agreed=False)
    assert states(paper) == "cooooo"
    assert next_of(paper, Stage.CONSENT) == "Write down her consent"


def test_step_by_step_the_bar_moves_on() -> None:
    paper = CasePaper()
    assert states(paper) == "dcoooo"
    paper.write("assessment", on=DAY, needs="घर जाना है")
    assert states(paper) == "ddcooo"
    assert next_of(paper, Stage.PLAN) == "Make the safety plan with her"
    paper.write("safety_plan", **SAFETY)
    assert states(paper) == "ddcooo"
    assert next_of(paper, Stage.PLAN) == "Write down what she wants"
    goal = paper.write("goal", words="दुकान", state="open")
    assert states(paper) == "dddcoo"
    service = paper.write("service", kind="medical", state="offered")
    assert next_of(paper, Stage.SERVICES) == "See how the services stand"
    paper.write("service", service.row, kind="medical", state="declined")
    assert next_of(paper, Stage.SERVICES) == "See how far her goals are"
    paper.write("goal", goal.row, words="दुकान", state="dropped", state_on=DAY)
    assert states(paper) == "ddddco"
    paper.write("follow_up", on=DAY, how="came", which="other", safe="yes")
    assert states(paper) == "dddddc"
    asked = {"reason": "moved", "consent_state": "agrees", "review_on": DAY, "feedback_asked": "refused"}
    paper.write("closure_request", **asked, plan_goes_on=True)
    assert next_of(paper, Stage.CLOSURE) == "A supervisor decides about closing"


def test_follow_up_is_done_only_with_the_twelfth_month() -> None:
    paper = grown()
    paper.write("restoration", on=DAY, to="family", decided_by=["herself"])
    paper.write("follow_up", on=DAY, how="came", which="other", safe="yes")
    assert next_of(paper, Stage.FOLLOW_UP) == "Follow-up 3 months after coming home"
    paper.on(days_later(365)).write("follow_up", on=days_later(365), how="visit", which="month12", safe="yes")
    assert states(paper) == "dddddc"


def test_danger_and_an_agreed_day_keep_the_follow_up_open() -> None:
    paper = grown()
    paper.write("follow_up", on=DAY, how="came", which="other", safe="no", next_on=days_later(1))
    assert next_of(paper, Stage.FOLLOW_UP) == "See to her safety"
    paper.on(days_later(1)).write(
        "follow_up", on=days_later(1), how="came", which="other", safe="yes", next_on=days_later(9)
    )
    assert next_of(paper, Stage.FOLLOW_UP) == "Ask how she fares"


def test_when_she_took_her_consent_back_the_bar_says_so_whatever_was_done() -> None:
    paper = grown()
    (consent,) = paper.file.all("consent")
    paper.write("withdrawal", consent=consent.row, on=DAY)
    assert states(paper) == "cdddoo"


def test_a_closed_case_has_no_current_step_and_shows_what_was_left() -> None:
    paper = grown()
    paper.close()
    assert states(paper) == "ddddod"


def test_opened_again_consent_assessment_and_safety_plan_are_made_anew() -> None:
    paper = grown()
    paper.write("follow_up", on=DAY, how="came", which="other", safe="yes")
    paper.close()
    paper.on(days_later(30)).open_again()
    assert states(paper) == "coodoo"
    assert next_of(paper, Stage.CONSENT) == "Ask for her consent anew"
    paper.write("consent", **AGREED | {"given_on": days_later(30)})
    paper.write("assessment", on=days_later(30), needs="फिर घर")
    paper.write("safety_plan", **SAFETY)
    assert states(paper) == "ddddco"


def test_the_words_of_the_next_step_are_spoken_in_hindi() -> None:
    with override("hi"):
        texts = [str(step.next) for step in steps_of(CasePaper().file, DAY) if step.next]
    assert texts
    assert all(any("\u0900" <= letter <= "\u097f" for letter in text) for text in texts)


def test_done_is_a_state_and_says_nothing_more() -> None:
    for step in steps_of(grown().file, DAY):
        assert (step.state is StepState.DONE) == (step.next == "")


def test_danger_comes_before_every_stage_until_the_safety_plan_is_looked_at() -> None:
    paper = CasePaper()
    paper.write("follow_up", on=DAY, how="came", which="other", safe="no", in_danger="yes", next_on=days_later(1))
    assert states(paper) == "doooco"
    assert next_of(paper, Stage.FOLLOW_UP) == "See to her safety"
    paper.write("safety_plan", **SAFETY)
    assert states(paper) == "dcoooo"
    paper.close()
    assert "c" not in states(paper)
