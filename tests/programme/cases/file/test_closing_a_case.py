"""A case is closed by a supervisor who did not ask for it, and opened again by those who stand nearest to her."""

import datetime as dt
import uuid
from typing import Any

import pytest

from jatan.foundation.access.models import Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.ledger.models import Event, Revision
from jatan.foundation.network.models import Organisation
from jatan.foundation.vault.models import Section
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases import events
from jatan.programme.cases.entries.closure import waiting_request
from jatan.programme.cases.entries.open_items import open_items
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.closure import decide_closure, reopen_file
from jatan.programme.cases.file.entry_store import withdraw_entry
from jatan.programme.cases.file.summary import summaries
from jatan.programme.cases.models import Case
from jatan.programme.cases.register import services
from tests.cast import SINCE
from tests.programme.cases.builders import a_case
from tests.programme.cases.case_office import CaseHouse

pytestmark = pytest.mark.django_db
REQUEST = {
    "reason": "goal_reached",
    "consent_state": "agrees",
    "review_on": "01/06/2090",
    "feedback_asked": "by_another",
    "feedback_words": "उन्होंने मेरी बात सुनी",
    "feedback_again": "yes",
}
AGAIN = {"on": "", "why": "came_back", "reason": "वह फिर आई"}


def codes(refused: pytest.ExceptionInfo[Problems]) -> set[tuple[str, str | None]]:
    return {(one.code, one.field) for one in refused.value.problems}


def asked(house: CaseHouse, part: str = "counsellor", **more: Any) -> OpenCaseFile:
    return house.write(house.open_case(), "closure_request", REQUEST | more, part)


def decide(house: CaseHouse, case_file: OpenCaseFile, part: str = "supervisor", **more: Any) -> OpenCaseFile:
    waiting = waiting_request(case_file.file)
    values: dict[str, Any] = {"decision": "approved"}
    if waiting is not None:
        values |= {"request": waiting.row, "seen": waiting.revision}
    with house.acting(part):
        return decide_closure(by=house.by(part), keyring=house.ring(part), case_file=case_file, **(values | more))


def reopen(house: CaseHouse, case_file: OpenCaseFile, part: str = "counsellor", **more: Any) -> OpenCaseFile:
    given = AGAIN | {"on": clock.today()} | more
    with house.acting(part):
        return reopen_file(by=house.by(part), keyring=house.ring(part), case_file=case_file, answers=given)


def is_closed(case_file: OpenCaseFile) -> bool:
    return Case.objects.get(pk=case_file.case.pk).is_closed


def test_a_supervisor_closes_what_the_counsellor_asked_for(house: CaseHouse) -> None:
    closed = decide(house, asked(house))
    assert closed.file.is_closed
    assert is_closed(closed)
    (decision,) = house.read(closed.case.pk).file.all("closure_decision")
    assert decision.written_by == house.cast.accounts["supervisor"].pk


def test_the_counsellor_does_not_approve_her_own_request(house: CaseHouse) -> None:
    found = asked(house)
    with pytest.raises(Problems) as refused:
        decide(house, found, "counsellor")
    assert ("supervisor_only", None) in codes(refused)
    assert not is_closed(found)


def test_a_colleague_who_supervises_nobody_does_not_approve(house: CaseHouse) -> None:
    with pytest.raises(Problems) as refused:
        decide(house, asked(house), "colleague")
    assert ("supervisor_only", None) in codes(refused)


def test_a_supervisor_does_not_approve_what_she_asked_for_herself(house: CaseHouse) -> None:
    case_file = house.open_case()
    with house.acting("supervisor"):
        case_file = house.write(house.read(case_file.case.pk, "supervisor"), "closure_request", REQUEST, "supervisor")
    with pytest.raises(Problems) as refused:
        decide(house, case_file)
    assert ("own_request", None) in codes(refused)
    assert not is_closed(case_file)


def test_nor_when_a_counsellor_wrote_the_last_version_of_it(house: CaseHouse) -> None:
    case_file = house.open_case()
    with house.acting("supervisor"):
        case_file = house.write(house.read(case_file.case.pk, "supervisor"), "closure_request", REQUEST, "supervisor")
    waiting = waiting_request(case_file.file)
    assert waiting is not None
    case_file = house.write(case_file, "closure_request", REQUEST | {"remains": "कुछ नहीं"}, row=waiting.row)
    with pytest.raises(Problems) as refused:
        decide(house, case_file)
    assert codes(refused) == {("own_request", None)}


def test_who_supervises_another_house_and_counsels_here_does_not_approve(house: CaseHouse) -> None:
    account = house.cast.accounts["colleague"]
    Posting.objects.create(account=account, role=Role.SUPERVISOR, organisation=house.cast.khunti, since=SINCE)
    with pytest.raises(Problems) as refused:
        decide(house, asked(house), "colleague")
    assert codes(refused) == {("supervisor_only", None)}


def test_given_back_it_stays_open_and_may_be_asked_for_again(house: CaseHouse) -> None:
    case_file = decide(house, asked(house), decision="back", reason="मुआवज़े का आवेदन बाक़ी है")
    assert not is_closed(case_file)
    assert waiting_request(case_file.file) is None
    case_file = house.write(house.read(case_file.case.pk), "closure_request", REQUEST)
    assert is_closed(decide(house, case_file))


def test_giving_back_says_why(house: CaseHouse) -> None:
    with pytest.raises(Problems) as refused:
        decide(house, asked(house), decision="back")
    assert codes(refused) == {("missing_required", "reason")}


def test_what_was_changed_while_she_read_is_read_again_before_it_is_approved(house: CaseHouse) -> None:
    case_file = asked(house)
    waiting = waiting_request(case_file.file)
    assert waiting is not None
    house.write(case_file, "closure_request", REQUEST | {"remains": "बहुत कुछ"}, row=waiting.row)
    with pytest.raises(Problems) as refused:
        decide(house, case_file)
    assert codes(refused) == {("changed_meanwhile", None)}


def test_two_supervisors_do_not_decide_twice(house: CaseHouse) -> None:
    found = asked(house)
    decide(house, found, decision="back", reason="अभी नहीं")
    with pytest.raises(Problems) as refused:
        decide(house, found)
    assert codes(refused) == {("not_waiting", "request")}
    assert not is_closed(found)


def test_nothing_is_approved_that_nobody_asked_for(house: CaseHouse) -> None:
    with pytest.raises(Problems) as refused:
        decide(house, house.open_case(), request=uuid.uuid4(), seen=1)
    assert codes(refused) == {("unreadable", "request"), ("not_waiting", "request")}


def test_a_decision_is_neither_revised_nor_taken_back(house: CaseHouse) -> None:
    case_file = decide(house, asked(house), decision="back", reason="अभी नहीं")
    (decision,) = case_file.file.all("closure_decision")
    with house.acting("supervisor"):
        mine = {"by": house.by("supervisor"), "keyring": house.ring("supervisor"), "case_file": case_file}
        with pytest.raises(Problems) as refused:
            withdraw_entry(**mine, row=decision.row, reason="ग़लत")
        assert codes(refused) == {("is_final", None)}
        with pytest.raises(Problems):
            house.write(case_file, "closure_decision", dict(decision.answers), "supervisor", row=decision.row)
    assert len(house.read(case_file.case.pk).file.all("closure_decision")) == 1


def test_into_a_closed_case_no_story_is_written(house: CaseHouse) -> None:
    open_page = asked(house)
    closed = decide(house, open_page)
    for page in (closed, open_page):  # the second was opened before the case was closed
        with pytest.raises(Problems) as refused:
            house.write(page, "note", {"about": "x", "text": "y"})
        assert codes(refused) == {("case_closed", None)}
    with pytest.raises(Problems) as refused:
        house.write(closed, "closure_request", REQUEST)
    assert codes(refused) == {("case_closed", None)}


def test_nothing_is_taken_out_of_a_closed_case(house: CaseHouse) -> None:
    found = house.write(house.open_case(), "note", {"about": "x", "text": "y"})
    closed = decide(house, house.write(found, "closure_request", REQUEST))
    (note,) = closed.file.all("note")
    with pytest.raises(Problems) as refused:
        withdraw_entry(
            by=house.by("counsellor"), keyring=house.ring("counsellor"), case_file=closed, row=note.row, reason="x"
        )
    assert codes(refused) == {("case_closed", None)}


def test_follow_up_feedback_and_her_consent_go_on_after_closing(house: CaseHouse) -> None:
    case_file = decide(house, asked(house))
    day = clock.today()
    case_file = house.write(case_file, "follow_up", {"on": day, "how": "phone", "which": "other", "safe": "yes"})
    case_file = house.write(case_file, "feedback", {"on": day, "asked": "by_another", "again": "yes"})
    (consent,) = case_file.file.all("consent")
    case_file = house.write(case_file, "withdrawal", {"consent": consent.row, "on": day})
    assert case_file.file.is_closed
    assert [len(case_file.file.all(kind)) for kind in ("follow_up", "feedback", "withdrawal")] == [1, 1, 1]


def test_the_review_after_closing_is_due_and_nothing_else(house: CaseHouse) -> None:
    found = house.write(house.open_case(), "safety_plan", SAFETY)
    left = {item.key: "बुआ के पास" for item in open_items(found.file, clock.today())}
    closed = decide(house, house.write(found, "closure_request", REQUEST | {"open_items": left}), open_items=left)
    due = [one.due for one in summaries(house.ring("counsellor"), [closed.case.pk])]
    assert [(one.code, one.on) for one in due] == [("closure_review", dt.date(2090, 6, 1))]


def test_what_the_request_lets_go_on_stays_due_after_closing(house: CaseHouse) -> None:
    found = house.write(house.open_case(), "safety_plan", SAFETY)
    closed = decide(house, house.write(found, "closure_request", REQUEST | {"plan_goes_on": "on"}))
    due = [one.due for one in summaries(house.ring("counsellor"), [closed.case.pk])]
    assert {one.code: one.on for one in due} == {
        "closure_review": dt.date(2090, 6, 1),
        "safety_plan": dt.date(2090, 5, 1),
    }


def test_no_page_of_the_register_closes_or_opens_a_case_past_its_file(house: CaseHouse) -> None:
    case_file = house.open_case()
    for part in ("counsellor", "supervisor"):
        with house.acting(part):
            with pytest.raises(Problem) as refused:
                services.close_case(by=house.by(part), case=case_file.case)
            assert refused.value.code == "has_file"
            with pytest.raises(Problem):
                services.amend_case(by=house.by(part), case=case_file.case, changes={"is_closed": True})
    assert not is_closed(case_file)
    closed = decide(house, house.write(case_file, "closure_request", REQUEST))
    with pytest.raises(Problem):
        services.reopen_case(by=house.by("counsellor"), case=closed.case, why="goes_on")
    assert is_closed(closed)


def test_a_case_without_a_file_is_closed_in_the_register(house: CaseHouse) -> None:
    with house.acting("supervisor") as by:
        case = a_case(by, house.cast)
        assert services.close_case(by=by, case=case)
        assert services.reopen_case(by=by, case=case, why="goes_on")


def test_a_sealed_case_is_not_opened_new_or_again_once_a_last_day_is_set(house: CaseHouse) -> None:
    closed = decide(house, asked(house))
    Organisation.objects.filter(pk=house.cast.gumla.pk).update(member_until=clock.today() + dt.timedelta(days=30))
    with pytest.raises(Problems) as refused:
        reopen(house, closed)
    assert codes(refused) == {("leaves", None)}
    with pytest.raises(Problem) as raised:
        house.open_case()
    assert raised.value.code == "leaves"
    assert is_closed(closed)


SAFETY = {"danger_from": "ठेकेदार", "to_do": "पड़ोस में जाए", "review_on": "01/05/2090"}


def test_her_counsellor_opens_it_again_and_the_work_goes_on(house: CaseHouse) -> None:
    case_file = reopen(house, decide(house, asked(house)))
    assert not case_file.file.is_closed
    assert not is_closed(case_file)
    case_file = house.write(case_file, "note", {"about": "x", "text": "y"})
    assert is_closed(decide(house, house.write(case_file, "closure_request", REQUEST)))


def test_an_open_case_is_not_opened_again(house: CaseHouse) -> None:
    with pytest.raises(Problems) as refused:
        reopen(house, house.open_case())
    assert codes(refused) == {("not_closed", None)}


def test_it_is_opened_again_on_no_day_before_it_was_closed(house: CaseHouse) -> None:
    closed = decide(house, asked(house))
    with pytest.raises(Problems) as refused:
        reopen(house, closed, on=clock.today() - dt.timedelta(days=1))
    assert codes(refused) == {("wrong_order", "on")}
    assert is_closed(closed)


def test_a_colleague_without_access_cannot_reopen_a_case_and_a_supervisor_can(house: CaseHouse) -> None:
    closed = decide(house, asked(house))
    with pytest.raises(Problems) as refused:
        reopen(house, closed, "colleague")
    assert codes(refused) == {("not_hers", None)}
    assert house.read(closed.case.pk).file.all("reopening") == []
    assert not is_closed(reopen(house, closed, "supervisor"))


def test_the_open_tables_learn_neither_day_nor_reason(house: CaseHouse) -> None:
    case_file = reopen(house, decide(house, asked(house)), reason="पति ने फिर मारा")
    with house.acting("supervisor"):
        logged = Event.objects.filter(about=case_file.case.pk)
        assert {events.CASE_CLOSED, events.CASE_REOPENED} <= {event.verb for event in logged}
        kept = Revision.objects.filter(about=case_file.case.pk)
        text = repr([(event.payload) for event in logged]) + repr([(row.before, row.after, row.reason) for row in kept])
        raw = b"".join(bytes(row.sealed) for row in Section.objects.filter(case=case_file.case.pk))
    for word in ("पति", "came_back", "goal_reached", "सुनी", str(clock.today())):
        assert word not in text
        assert word.encode() not in raw
