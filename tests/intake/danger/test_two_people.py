"""Two people never become one issue, and nobody's own call for help is moved to somebody else."""

from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.intake.fieldbook.held_rows import alike_in
from jatan.intake.fieldbook.repair import send_on
from jatan.intake.fieldbook.translate.entry import Decisions
from jatan.intake.registers.run import import_workbook
from jatan.kernel import clock
from jatan.programme.flows.danger import Danger, report_danger
from jatan.programme.flows.unsafe import report_unsafe
from jatan.programme.helpdesk.models import Issue, IssueFollowUp
from jatan.programme.helpdesk.services import follow_up_issue
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.services import issue_pass
from tests.intake.calls.builders import deliver_all, send_call
from tests.intake.danger.doors import House
from tests.intake.danger.test_phone import answers_of
from tests.intake.registers.workbooks import write
from tests.programme.journeys.builders import a_journey

pytestmark = pytest.mark.django_db
HER_WORDS = "मालिक काग़ज़ नहीं देता"


def _calls_herself(house: House) -> None:
    with acting_as(house.cast.actor("coordinator")) as by:
        code = issue_pass(by=by, journey=house.journey).code
    assert send_call(code, words=HER_WORDS, phone="9835011111")
    deliver_all()


def _other_journey(house: House) -> Journey:
    with acting_as(house.cast.actor("coordinator")) as by:
        return a_journey(by, house.field.members[1], registered_on=clock.today(), leaves_on=clock.today())


def _answers(house: House, danger: str, journey: Journey) -> tuple[str, dict[str, Any]]:
    about = {"journey": str(journey.pk)} if danger == "unsafe" else {"person": str(journey.person_id)}
    return answers_of(house, danger, **about)


def _waits(house: House, danger: str, journey: Journey) -> Any:
    kind, answers = _answers(house, danger, journey)
    row = house.field.row(kind, answers | {"colour": "red"})
    assert house.field.receipt(row)["state"] == "parked"
    return house.field.stored(row)[0]


def _put_right(house: House, danger: str, stored: Any, journey: Journey) -> None:
    with acting_as(house.cast.actor("coordinator")) as by:
        decisions = Decisions(despite_open=True, none_of=alike_in(stored))
        done = send_on(by=by, row=stored, answers=_answers(house, danger, journey)[1], decisions=decisions)
    assert done.state == "recorded", done.problems


@pytest.mark.parametrize("danger", ["help", "unsafe"])
@pytest.mark.parametrize("is_first", [True, False])
def test_her_own_call_stays_hers_when_a_row_that_named_her_is_put_right(
    house: House, danger: str, is_first: bool
) -> None:
    """Whether she called before the row came, or after it."""
    other = _other_journey(house)
    if is_first:
        _calls_herself(house)
    stored = _waits(house, danger, house.journey)
    if not is_first:
        _calls_herself(house)
    (joint,) = house.urgent()
    _put_right(house, danger, stored, other)
    kept, new = house.urgent()
    assert (kept.pk, kept.person, kept.about_journey) == (joint.pk, house.journey.person, house.journey.pk)
    assert (new.person, new.about_journey) == (other.person, other.pk)


def test_the_news_that_is_missing_of_her_stays_about_her(house: House) -> None:
    other = _other_journey(house)
    first = house.field.row(*_answers(house, "no_news", house.journey))
    assert house.field.receipt(first)["state"] == "recorded"
    stored = _waits(house, "no_news", house.journey)
    (joint,) = house.urgent()
    _put_right(house, "no_news", stored, other)
    kept, new = house.urgent()
    assert (kept.pk, kept.person, new.person) == (joint.pk, house.journey.person, other.person)


def test_a_text_that_joined_her_call_moves_nothing_of_it(house: House) -> None:
    other = _other_journey(house)
    _calls_herself(house)
    danger = Danger(organisation=house.cast.gumla.pk, origin="message", journey=house.journey.pk, words=("मदद",))
    with acting_as(machine_for([house.cast.gumla.pk])):
        joint = report_danger(danger)
    assert [one.pk for one in house.urgent()] == [joint]
    with acting_as(house.cast.actor("coordinator")) as by:
        new = report_unsafe(by=by, journey=other, note="मदद", at=clock.now(), standing=joint)
    assert new != joint
    found = {one.pk: (one.person, one.about_journey) for one in house.urgent()}
    assert found == {joint: (house.journey.person, house.journey.pk), new: (other.person, other.pk)}


def test_what_the_desk_noted_does_not_keep_a_row_from_its_own_issue(house: House) -> None:
    other = _other_journey(house)
    stored = _waits(house, "help", house.journey)
    (issue,) = house.urgent()
    with acting_as(house.cast.actor("coordinator")) as by:
        follow_up_issue(by=by, issue=Issue.objects.get(pk=issue.pk), on=clock.today(), note="पूछा: दूसरी है")
    _put_right(house, "help", stored, other)
    (after,) = house.urgent()
    assert (after.pk, after.person, after.about_journey) == (issue.pk, other.person, other.pk)


LEADERS_NUMBER = "9835012345"
TYPED = {"kind": "violence", "caller_phone": LEADERS_NUMBER, "caller_name": "बुधनी", "village": "करौंदी"}
ANOTHER: dict[str, dict[str, Any]] = {
    "name": {"caller_name": "फूलो"},
    "village": {"village": "टोटो"},
    "name_and_village": {"caller_name": "फूलो", "village": "टोटो"},
    "no_name": {"caller_name": ""},
    "nothing": {},
}


@pytest.mark.parametrize("description", ["", "पति ने मारा"])
@pytest.mark.parametrize("another", ANOTHER)
@pytest.mark.parametrize("is_parked", [True, False])
def test_two_whom_one_leader_writes_down_are_two_issues(
    house: House, description: str, another: str, is_parked: bool
) -> None:
    bad = {"colour": "red"} if is_parked else {}
    for more in ({}, ANOTHER[another]):
        house.field.receipt(house.field.row("help", TYPED | more | {"description": description} | bad))
    found = [(one.caller_name, one.village) for one in house.urgent()]
    second = TYPED | ANOTHER[another]
    assert found == [("बुधनी", "करौंदी"), (second["caller_name"], second["village"])]


def test_the_same_words_about_the_same_one_are_one_issue(house: House) -> None:
    about = TYPED | {"person": str(house.field.members[1].pk), "description": "पति ने मारा", "colour": "red"}
    for _time in range(2):
        house.field.receipt(house.field.row("help", about))
    assert len(house.urgent()) == 1


def test_two_rows_of_a_register_are_two_issues(house: House, tmp_path: Path) -> None:
    head = ["Date", "Name", "Phone", "Block", "Village", "Issue", "Status"]
    rows = [
        [f"{clock.today():%d/%m/%Y}", name, LEADERS_NUMBER, "Xyzabad", village, "Violence", "Pending"]
        for name, village in (("Budhni", "Karondi"), ("Phulo", "Toto"), ("Phulo", "Basia"))
    ]
    import_workbook(write(tmp_path / "a.xlsx", {"Help desk": [head, *rows]}), house.cast.gumla)
    found = [(one.caller_name, one.village) for one in house.urgent()]
    assert found == [("Budhni", "Karondi"), ("Phulo", "Toto"), ("Phulo", "Basia")]


def test_what_another_alarm_says_of_her_stands_in_its_follow_up(house: House) -> None:
    """Village, age and sex that the issue does not have."""
    usual = {"organisation": house.cast.gumla.pk, "origin": "field_book", "journey": house.journey.pk}
    with acting_as(machine_for([house.cast.gumla.pk])):
        issue = report_danger(Danger(**usual, words=("मदद",)))
        Issue.objects.filter(pk=issue).update(sex="", village="")
        assert report_danger(Danger(**usual, words=("जल्दी",))) == issue
        note = IssueFollowUp.objects.get(issue=issue).note
    assert house.journey.village in note
    assert house.journey.person.get_sex_display() in note
