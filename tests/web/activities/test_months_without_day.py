"""A record of which only the month is known shows no day, on no page and in no file."""

import datetime as dt
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from jatan.foundation.access.actors import Actor
from jatan.programme.activities.commands import RecordActivity
from jatan.programme.activities.models import Activity
from jatan.programme.activities.services import ACTIVITY
from tests.cast import Cast
from tests.web.conftest import browser
from tests.web.ui.workbooks.books import read_rows

__all__ = ["browser"]
pytestmark = pytest.mark.django_db
type Browser = Callable[[str], Client]
As = Callable[[str], AbstractContextManager[Actor]]


@pytest.fixture
def meeting(cast: Cast, as_: As) -> Activity:
    with as_("coordinator") as by:
        command = RecordActivity(
            organisation=cast.gumla.id,
            place=cast.gumla_block,
            kind="shg_meeting",
            held_on=dt.date(2022, 5, 17),
            is_day_known=False,
            total=12,
        )
        return ACTIVITY.record(by=by, command=command)


def test_the_month_is_kept_by_its_first_day(meeting: Activity) -> None:
    assert meeting.held_on == dt.date(2022, 5, 1)


def test_list_and_page_show_the_month_and_no_day(browser: Browser, meeting: Activity) -> None:
    coordinator = browser("coordinator")
    for address in ("/activities/", f"/activities/{meeting.pk}/"):
        page = coordinator.get(address).content.decode()
        assert re.search("मई (2022|२०२२)", page)
        assert not re.search('datetime="2022-05-|[1१] मई', page)


def test_the_export_holds_the_month(browser: Browser, meeting: Activity) -> None:
    answer = browser("coordinator").post("/activities/export/", {"purpose": "checking"})
    (row,) = read_rows(answer)
    assert "मई 2022" in row.values()


def test_an_edit_keeps_the_month_until_the_day_is_written(browser: Browser, meeting: Activity, as_: As) -> None:
    coordinator = browser("coordinator")
    address = f"/activities/{meeting.pk}/edit/"
    form = coordinator.get(address).context["form"]
    assert form["held_on"].value() in (None, "")
    answers = {name: form[name].value() or "" for name in form.fields}
    assert coordinator.post(address, answers | {"total": "13"}).status_code == 302
    assert _stored(meeting, as_) == (dt.date(2022, 5, 1), False, 13)
    assert coordinator.post(address, answers | {"total": "13", "held_on": "18/05/2022"}).status_code == 302
    assert _stored(meeting, as_) == (dt.date(2022, 5, 18), True, 13)
    page = coordinator.get(f"/activities/{meeting.pk}/").content.decode()
    assert re.search("(18|१८) मई", page)
    assert not re.search("[^0-9१][1१] मई", page)  # nor does its history


def test_the_database_keeps_no_day_of_a_month_only_record(meeting: Activity, as_: As) -> None:
    with as_("coordinator"), pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=meeting.pk).update(held_on=dt.date(2022, 5, 2))


def _stored(meeting: Activity, as_: As) -> tuple[dt.date, bool, int]:
    with as_("coordinator"):
        row = Activity.objects.get(pk=meeting.pk)
        return row.held_on, row.is_day_known, row.total
