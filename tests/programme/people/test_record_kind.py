"""What every ordinary kind of records does, and what one refuses whose verbs leave something out."""

import datetime as dt
import uuid

import pytest

from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.activities.commands import AddParticipant, AddPhotograph
from jatan.programme.activities.photographs import PHOTOGRAPH
from jatan.programme.activities.services import PARTICIPATION
from jatan.programme.groups.commands import CheckBooks
from jatan.programme.groups.models import BookCheck
from jatan.programme.groups.services import BOOK_CHECK
from tests.cast import Cast
from tests.programme.activities.builders import an_activity
from tests.programme.groups.builders import a_group
from tests.programme.people.builders import a_person

pytestmark = pytest.mark.django_db


def test_it_records_lists_finds_and_withdraws_with_an_event_each(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        group = a_group(by, cast)
        looked_on = clock.today() - dt.timedelta(days=1)
        row = BOOK_CHECK.record(by, CheckBooks(group=group, looked_on=looked_on, kept=["money"]))
        assert list(BOOK_CHECK.rows(by)) == [row] == [BOOK_CHECK.find(by, row.pk)]
        with pytest.raises(BookCheck.DoesNotExist):
            BOOK_CHECK.find(by, uuid.uuid4())
        BOOK_CHECK.withdraw(by, row, "दो बार")
        assert not BOOK_CHECK.rows(by).exists()
        verbs = Event.objects.filter(about=row.pk).order_by("sequence").values_list("verb", flat=True)
        assert list(verbs) == [BOOK_CHECK.recorded, BOOK_CHECK.withdrawn]


def test_what_its_verbs_leave_out_is_refused(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        group = a_group(by, cast)
        row = BOOK_CHECK.record(by, CheckBooks(group=group, looked_on=clock.today(), kept=[]))
        with pytest.raises(ValueError, match="not corrected here"):
            BOOK_CHECK.amend(by, row, {"kept": ["money"]})
        command = AddPhotograph(activity=an_activity(by, cast), content=b"-")
        with pytest.raises(ValueError, match="not recorded here"):
            PHOTOGRAPH.record(by, command)


def test_a_second_one_is_said_beside_its_field(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        command = AddParticipant(activity=an_activity(by, cast), person=a_person(by, cast))
        PARTICIPATION.record(by, command)
        with pytest.raises(Problem) as caught:
            PARTICIPATION.record(by, command)
    assert (caught.value.code, caught.value.field) == ("already_named", "person")
