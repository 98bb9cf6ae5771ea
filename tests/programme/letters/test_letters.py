"""An application is kept as typed, corrected until it is given, and giving it sends the issue to that office."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.ledger.models import Revision
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.services import resolve_issue, send_issue
from jatan.programme.letters.choices import LetterKind
from jatan.programme.letters.models import OfficeLetter
from jatan.programme.letters.selectors import letters, offices_near
from jatan.programme.letters.services import LETTER, give_letter
from tests.cast import Cast
from tests.programme.allies.builders import an_ally
from tests.programme.helpdesk.builders import an_issue
from tests.programme.letters.builders import a_letter

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]


def test_giving_it_sends_the_issue_to_that_office_on_that_day(cast: Cast, as_: As) -> None:
    day, follow_up = clock.today() - dt.timedelta(days=1), clock.today() + dt.timedelta(days=9)
    with as_("desk_operator") as by:
        issue = an_issue(by, cast, next_follow_up_on=follow_up)
        letter = a_letter(by, issue, written_on=day)
        give_letter(by=by, letter=letter, on=day)
        issue = Issue.objects.get()
        assert (issue.status, issue.sent_to, issue.sent_on) == ("sent", "labour_office", day)
        assert issue.next_follow_up_on == follow_up
        assert OfficeLetter.objects.get().given_on == day


def test_the_reference_number_stays_with_its_own_office(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        issue = an_issue(by, cast)
        send_issue(by=by, issue=issue, sent_to="labour_office", sent_on=clock.today(), reference_number="LO/77")
        give_letter(by=by, letter=a_letter(by, Issue.objects.get()), on=clock.today())
        assert Issue.objects.get().reference_number == "LO/77"
        give_letter(by=by, letter=a_letter(by, Issue.objects.get(), LetterKind.LEGAL_AID), on=clock.today())
        assert (Issue.objects.get().sent_to, Issue.objects.get().reference_number) == ("dlsa", "")


def test_a_closed_issue_stays_closed_when_an_application_is_given(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        issue = an_issue(by, cast)
        letter = a_letter(by, issue)
        resolve_issue(by=by, issue=issue, on=clock.today())
        letter = LETTER.find(by, letter.pk)
        give_letter(by=by, letter=letter, on=clock.today())
        assert Issue.objects.get().status == "resolved"
        assert OfficeLetter.objects.get().given_on == clock.today()


def test_what_was_given_is_neither_changed_nor_given_again(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        letter = a_letter(by, an_issue(by, cast))
        assert LETTER.amend(by=by, row=letter, changes={"body": "नया पाठ"})
        assert Revision.objects.get(about=letter.pk).before["body"] != "नया पाठ"
        give_letter(by=by, letter=letter, on=clock.today())
        stale = LETTER.find(by, letter.pk)
        for act in (
            lambda: LETTER.amend(by=by, row=stale, changes={"body": "और कुछ"}),
            lambda: give_letter(by=by, letter=stale, on=clock.today()),
        ):
            with pytest.raises(Problem) as raised:
                act()
            assert raised.value.code == "not_at_this_stage"
        assert OfficeLetter.objects.get().body == "नया पाठ"


def test_it_is_not_given_before_its_date_nor_tomorrow(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        letter = a_letter(by, an_issue(by, cast))
        for days in (-1, 1):
            with pytest.raises(Problems):
                give_letter(by=by, letter=letter, on=clock.today() + dt.timedelta(days=days))
        assert Issue.objects.get().status == "received"


def test_an_aadhaar_number_is_refused(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by, pytest.raises(Problems):
        a_letter(by, an_issue(by, cast), body="आधार 2341 2341 2346")


def test_nobody_of_another_member_sees_or_changes_it(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        letter = a_letter(by, an_issue(by, cast))
    with as_("khunti_desk") as by:
        assert not letters(by).exists()
        assert not OfficeLetter.objects.exists()
        with pytest.raises(OfficeLetter.DoesNotExist):
            LETTER.find(by, letter.pk)
        with pytest.raises((gate.Forbidden, OfficeLetter.DoesNotExist)):
            give_letter(by=by, letter=letter, on=clock.today())


def test_a_field_worker_sees_those_of_issues_that_she_may_see(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        here = a_letter(by, an_issue(by, cast))
        a_letter(by, an_issue(by, cast, place=cast.other_gumla_block))
    with as_("field_worker") as by:
        assert [row.pk for row in letters(by)] == [here.pk]


def test_a_withdrawn_one_leaves_the_list(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        letter = a_letter(by, an_issue(by, cast))
        LETTER.withdraw(by=by, row=letter, reason="दो बार लिखा")
        assert not letters(by).exists()


def test_offices_are_those_of_the_issues_district(cast: Cast, as_: As) -> None:
    with as_("desk_operator") as by:
        issue = an_issue(by, cast)
    with as_("coordinator") as by:
        near = an_ally(by, cast, name="श्रम कार्यालय गुमला", kind="labour")
        an_ally(by, cast, name="एक अखबार", kind="media")
        an_ally(by, cast, name="श्रम कार्यालय खूँटी", kind="labour", place=cast.khunti_district)
        assert [row.pk for row in offices_near(by, issue)] == [near.pk]
