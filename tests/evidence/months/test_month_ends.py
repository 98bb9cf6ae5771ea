"""Month-ends: who may say and accept what, what a later change does, and which months a member has."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError

from jatan.evidence.indicators.services import recount_fully, recount_pending
from jatan.evidence.months.choices import State, Status
from jatan.evidence.months.models import MonthEnd
from jatan.evidence.months.selectors import (
    completeness_of,
    history_of,
    months_to_complete,
    reported_on,
    silent_members,
    waiting_months,
)
from jatan.evidence.months.services import OpenWork, Seen, accept_months, complete_months, send_back
from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor, importer_for, machine_for
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.kernel.periods import Period, month_of
from jatan.kernel.problems import Problem
from jatan.programme.activities.models import Activity
from jatan.programme.activities.services import ACTIVITY
from tests.cast import Cast
from tests.evidence import builders

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
JUNE, JULY = dt.date(2022, 6, 1), dt.date(2022, 7, 1)


def the_month(cast: Cast, month: dt.date = JUNE) -> MonthEnd:
    return MonthEnd.objects.get(organisation=cast.gumla, month=month)


def complete(cast: Cast, as_: As, *months: dt.date) -> None:
    with as_("coordinator") as by:
        complete_months(by=by, organisation_id=cast.gumla.id, months=months or (JUNE,))


def accept(cast: Cast, as_: As, month: dt.date = JUNE) -> None:
    with as_("secretariat") as by:
        row = the_month(cast, month)
        accept_months(by=by, seen=[Seen(row.id, row.touched_acts, row.touched_records)])


@pytest.fixture
def accepted(cast: Cast, as_: As) -> Activity:
    """A meeting of June in Gumla, whose month was counted, said to be complete and accepted."""
    with as_("coordinator") as by:
        found = builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 6, 3))
    recount_pending([cast.gumla.id])
    complete(cast, as_)
    accept(cast, as_)
    with as_("secretariat"):
        assert the_month(cast).status == Status.ACCEPTED
    return found


def test_a_member_says_it_and_the_secretariat_accepts(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        complete_months(by=by, organisation_id=cast.gumla.id, months=[JUNE], missing="दो बैठकें अभी कागज़ पर हैं")
        row = the_month(cast)
        assert (row.status, row.missing) == (Status.COMPLETE, "दो बैठकें अभी कागज़ पर हैं")
        assert row.completed_by == by.account_id
        with pytest.raises(Forbidden):
            accept_months(by=by, seen=[Seen(row.id, 0, 0)])
    with as_("secretariat") as by:
        assert [found.pk for found in waiting_months(by)] == [row.pk]
        accept_months(by=by, seen=[Seen(row.id, 0, 0)])
        assert the_month(cast).status == Status.ACCEPTED
        assert not waiting_months(by).exists()
        history = [(one.verb, one.reason) for one in history_of(row)]
        assert history == [("months.accepted", ""), ("months.completed", "दो बैठकें अभी कागज़ पर हैं")]
        with pytest.raises(Forbidden):
            complete_months(by=by, organisation_id=cast.gumla.id, months=[JULY])


def test_each_act_is_one_event_of_the_member_without_the_sentence(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        complete_months(by=by, organisation_id=cast.gumla.id, months=[JUNE, JULY], missing="Sita's form")
    with as_("secretariat") as by:
        accept_months(by=by, seen=[Seen(row.id, 0, 0) for row in waiting_months(by)])
    with as_("auditor"):
        events = Event.objects.filter(organisation=cast.gumla, verb__startswith="months.").order_by("sequence")
        assert [event.verb for event in events] == ["months.completed", "months.accepted"]
        assert all(event.payload == {"month_ends": ["2022-06", "2022-07"]} for event in events)


def test_a_month_is_sent_back_with_a_sentence_and_said_anew(cast: Cast, as_: As) -> None:
    complete(cast, as_)
    with as_("secretariat") as by:
        row = the_month(cast)
        with pytest.raises(Problem) as refused:
            send_back(by=by, month_end=row, reason="  ")
        assert refused.value.code == "missing_required"
        send_back(by=by, month_end=row, reason="फोरम की बैठकें नहीं दिखतीं")
        with pytest.raises(Problem):
            send_back(by=by, month_end=row, reason="again")
        with pytest.raises(Problem):
            accept_months(by=by, seen=[Seen(row.id, 0, 0)])
    with as_("coordinator"):
        assert the_month(cast).sent_back_because == "फोरम की बैठकें नहीं दिखतीं"
    complete(cast, as_)
    with as_("coordinator"):
        assert the_month(cast).status == Status.COMPLETE
        assert the_month(cast).sent_back_because == ""


def test_open_work_needs_a_sentence(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        with pytest.raises(Problem) as refused:
            complete_months(by=by, organisation_id=cast.gumla.id, months=[JUNE], open_work=OpenWork(parked=3))
        assert (refused.value.code, refused.value.field) == ("missing_required", "missing")
        work = OpenWork(parked=3, silent=1)
        complete_months(by=by, organisation_id=cast.gumla.id, months=[JUNE], missing="3 rows wait", open_work=work)
        row = the_month(cast)
        assert (row.parked, row.corrections, row.drafts, row.silent) == (3, 0, 0, 1)


@pytest.mark.parametrize("sentence", ["x" * 301, "9999 4105 7058"])
def test_a_sentence_is_bounded_and_holds_no_aadhaar_number(sentence: str, cast: Cast, as_: As) -> None:
    with as_("coordinator") as by, pytest.raises(Problem) as refused:
        complete_months(by=by, organisation_id=cast.gumla.id, months=[JUNE], missing=sentence)
    assert refused.value.field == "missing"


def test_a_month_that_is_not_over_or_before_the_membership_is_refused(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        for month, code in ((clock.today().replace(day=1), "date_in_future"), (dt.date(2021, 3, 1), "not_a_member")):
            with pytest.raises(Problem) as refused:
                complete_months(by=by, organisation_id=cast.gumla.id, months=[month])
            assert refused.value.code == code


def test_another_member_may_not(cast: Cast, as_: As) -> None:
    for part in ("khunti_coordinator", "field_worker", "desk_operator", "researcher"):
        with as_(part) as by, pytest.raises(Forbidden):
            complete_months(by=by, organisation_id=cast.gumla.id, months=[JUNE])
    complete(cast, as_)
    with as_("khunti_coordinator"):
        assert not MonthEnd.objects.exists()


def test_the_wall_refuses_what_the_gate_would_let_through(cast: Cast, as_: As) -> None:
    with as_("field_worker"), pytest.raises(ProgrammingError), transaction.atomic():
        MonthEnd.objects.create(organisation=cast.gumla, month=JUNE)
    complete(cast, as_)
    with as_("coordinator"), pytest.raises(IntegrityError), transaction.atomic():
        MonthEnd.objects.create(organisation=cast.gumla, month=JUNE)


def test_a_correction_and_a_withdrawal_mark_the_accepted_month(accepted: Activity, cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        ACTIVITY.amend(by=by, row=accepted, changes={"total": 20}, reason="counted again")
    recount_pending([cast.gumla.id])
    with as_("secretariat") as by:
        row = the_month(cast)
        assert (row.status, row.acts_since, row.records_since) == (Status.CHANGED, 1, 1)
        assert [found.pk for found in waiting_months(by)] == [row.pk]
    with as_("coordinator") as by:
        ACTIVITY.withdraw(by=by, row=accepted, reason="never held")
    recount_pending([cast.gumla.id])
    with as_("secretariat"):
        assert (the_month(cast).acts_since, the_month(cast).records_since) == (2, 2)
    accept(cast, as_)
    with as_("secretariat"):
        assert the_month(cast).status == Status.ACCEPTED


def test_an_import_marks_it_with_the_rows_of_that_month_only(accepted: Activity, cast: Cast, as_: As) -> None:

    with (
        acting_as(importer_for(cast.gumla.id)) as by,
        acts.one_act(by=by, organisation_id=cast.gumla.id, verb="registers.sheet_imported"),
    ):
        for day in (1, 2, 3):
            builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 6, day), total=5)
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 7, 1), total=5)
    recount_pending([cast.gumla.id])
    with as_("secretariat"):
        row = the_month(cast)
        assert (row.status, row.acts_since, row.records_since) == (Status.CHANGED, 1, 3)


def test_a_date_that_moves_marks_the_month_it_leaves(accepted: Activity, cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        ACTIVITY.amend(by=by, row=accepted, changes={"held_on": dt.date(2022, 8, 3)}, reason="wrong month")
    recount_pending([cast.gumla.id])
    with as_("secretariat"):
        assert the_month(cast).status == Status.CHANGED


def test_work_in_another_month_marks_nothing(accepted: Activity, cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 7, 3))
        builders.person(by, cast.gumla, cast.gumla_block)
    with as_("khunti_coordinator") as by:
        builders.meeting(by, cast.khunti, cast.khunti_block, dt.date(2022, 6, 3))
    recount_pending([cast.gumla.id, cast.khunti.id])
    with as_("secretariat"):
        assert the_month(cast).status == Status.ACCEPTED


def test_a_full_recount_does_not_swallow_a_change_nor_count_it_twice(accepted: Activity, cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 6, 4))
    for _time in range(2):
        with acting_as(machine_for([cast.gumla.id])):
            recount_fully(cast.gumla.id)
    recount_pending([cast.gumla.id])
    with as_("secretariat"):
        assert the_month(cast).acts_since == 1


def test_what_changed_after_the_secretariat_looked_is_not_accepted_with_it(cast: Cast, as_: As) -> None:
    complete(cast, as_)
    with as_("secretariat"):
        looked_at = the_month(cast)
    with as_("coordinator") as by:
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 6, 9))
    recount_pending([cast.gumla.id])
    with as_("secretariat") as by:
        accept_months(by=by, seen=[Seen(looked_at.id, looked_at.touched_acts, looked_at.touched_records)])
        assert (the_month(cast).status, the_month(cast).acts_since) == (Status.CHANGED, 1)


def test_more_than_was_there_cannot_be_accepted_in_advance(cast: Cast, as_: As) -> None:
    complete(cast, as_)
    with as_("secretariat") as by:
        accept_months(by=by, seen=[Seen(the_month(cast).id, 10_000, 10_000)])
    with as_("coordinator") as by:
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 6, 9))
    recount_pending([cast.gumla.id])
    with as_("secretariat"):
        assert the_month(cast).status == Status.CHANGED


def test_a_member_cannot_take_an_accepted_month_back_to_complete(accepted: Activity, cast: Cast, as_: As) -> None:
    with as_("coordinator") as by, pytest.raises(Problem) as refused:
        complete_months(by=by, organisation_id=cast.gumla.id, months=[JUNE])
    assert refused.value.code == "not_at_this_stage"


def test_members_that_joined_later_or_left_have_only_their_months(cast: Cast, as_: As) -> None:
    Organisation.objects.filter(id=cast.khunti.id).update(member_since=dt.date(2022, 6, 20))
    Organisation.objects.filter(id=cast.gumla.id).update(member_until=dt.date(2022, 7, 2))
    period = Period(dt.date(2022, 5, 1), dt.date(2022, 8, 31))
    with as_("secretariat") as by:
        found = completeness_of(by, Organisation.objects.order_by("code"), period)
        by_member = {one.code: [status is not None for status in found.statuses(one)] for one in found.members}
        assert by_member == {"T01": [True, True, True, False], "T02": [False, True, True, True]}
        assert (found.complete, len(found.reporting)) == (0, 2)
        assert [one.code for one in silent_members(by, dt.date(2022, 5, 1))] == ["T01"]
        assert [one.code for one in silent_members(by, dt.date(2022, 8, 1))] == ["T02"]


def test_a_member_that_has_left_can_still_complete_its_last_months(cast: Cast, as_: As) -> None:
    Organisation.objects.filter(id=cast.gumla.id).update(member_until=dt.date(2022, 6, 15))
    complete(cast, as_)
    accept(cast, as_)
    with as_("secretariat"):
        assert the_month(cast).status == Status.ACCEPTED
    with as_("coordinator") as by, pytest.raises(Problem) as refused:
        complete_months(by=by, organisation_id=cast.gumla.id, months=[JULY])
    assert refused.value.code == "not_a_member"


def test_completeness_counts_members_whose_months_are_all_said(cast: Cast, as_: As) -> None:
    period = Period(JUNE, month_of(JULY).end)
    offices = list(Organisation.objects.order_by("code"))
    complete(cast, as_, JUNE)
    with as_("secretariat") as by:
        assert completeness_of(by, offices, period).complete == 0
    complete(cast, as_, JULY)
    with as_("secretariat") as by:
        found = completeness_of(by, offices, period)
        assert (found.complete, found.accepted, len(found.reporting)) == (1, 0, 2)
    accept(cast, as_, JUNE)
    accept(cast, as_, JULY)
    with as_("secretariat") as by:
        assert completeness_of(by, offices, period).accepted == 1
    with as_("coordinator") as by:
        assert [one.code for one in completeness_of(by, offices, period).members] == ["T01"]
    with as_("field_worker") as by:  # she reads a block, not the member
        assert completeness_of(by, offices, period).members == ()


def test_the_running_month_is_not_asked_for(cast: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        today = clock.today()
        found = completeness_of(by, [cast.gumla], Period(today.replace(day=1), today))
        assert found.months == ()
        assert found.reporting == ()


def test_reminders_name_the_months_that_are_over(cast: Cast, as_: As) -> None:
    october = dt.date(2026, 10, 1)
    with clock.frozen_at(dt.datetime(2026, 11, 28, 6, tzinfo=dt.UTC)):
        with as_("coordinator") as by:
            due = months_to_complete(by)
            assert len(due) == 6
            assert (due[-1][0], due[-1][1], due[-1][2]) == (cast.gumla, october, Status.NOT_YET)
            complete_months(by=by, organisation_id=cast.gumla.id, months=[october])
            assert len(months_to_complete(by)) == 5
        with as_("secretariat") as by:
            assert months_to_complete(by) == []
            assert [one.code for one in silent_members(by, october)] == ["T02"]
        with as_("field_worker") as by:
            assert months_to_complete(by) == []
            assert not waiting_months(by).exists()


@pytest.mark.parametrize(("today", "month"), [((2026, 12, 5), (2026, 10)), ((2026, 12, 6), (2026, 11))])
def test_members_have_five_days_to_report(today: tuple[int, int, int], month: tuple[int, int]) -> None:
    assert reported_on(dt.date(*today)) == dt.date(*month, 1)


def test_the_database_keeps_one_row_a_month_and_first_days_only(cast: Cast, as_: As) -> None:
    complete(cast, as_)
    complete(cast, as_)
    with as_("coordinator"):
        assert MonthEnd.objects.count() == 1
        with pytest.raises(IntegrityError), transaction.atomic():
            MonthEnd.objects.create(organisation=cast.gumla, month=dt.date(2022, 6, 2), state=State.COMPLETE)
    assert connection.connection is not None
