"""The pages of a row that may be a meeting on record: both side by side, and a person says which it is."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from jatan.foundation.places.models import Place
from jatan.intake.registers.models import ParkedRow
from jatan.programme.activities.models import Activity
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.people.reach import live
from jatan.web.registers.words import column_label
from tests.cast import Cast
from tests.intake.registers.workbooks import meeting
from tests.programme.activities.builders import an_activity
from tests.web.conftest import Browser
from tests.web.registers.conftest import Upload, Work


def _recorded(cast: Cast, as_: Any, days: int) -> None:
    basia = Place.objects.get(level="block", name_en="Basia", district__name_en="Gumla")
    with as_("coordinator") as by:
        for day in range(12, 12 + days):
            held = {"kind": "shg_meeting", "place": basia, "held_on": dt.date(2022, 3, day), "village": "Navapur"}
            an_activity(by, cast, **held, group_name="Navapur Mahila Mandal", women=10, men=0, girls=0, boys=0)


def test_a_row_that_may_be_on_record_is_shown_beside_it_and_closed_by_a_person(
    browser: Browser, upload: Upload, work: Work, cast: Cast, as_: Any
) -> None:
    _recorded(cast, as_, 3)
    client = browser("coordinator")
    rows = [meeting(n, f"{11 + n}/03/2022", women=9) for n in (1, 2, 3)]
    address = upload(client, *rows)["Location"]
    work()
    (preview,) = client.get(address).context["previews"]
    assert (preview["alike_count"], len(preview["alike"]), preview["imported"]) == (3, 3, 0)
    client.post(address + "take-in/")
    work()
    with as_("coordinator"):
        first = ParkedRow.objects.order_by("row_number")[0]
    page = client.get(reverse("repair_row", args=[first.pk]))
    shown = {change.label: (change.old, change.new) for change in page.context["alike"]["rows"][0]["changes"]}
    assert [one.value for one in shown[column_label("women")]] == [10, 9]
    assert page.context["alike"]["count"] == 3
    typed = page.context["form"].initial
    client.post(reverse("repair_row", args=[first.pk]), {**typed, "remember": "", "confirm": "looks_alike"})
    with as_("coordinator"):
        assert Activity.objects.count() == 4
        second = ParkedRow.objects.filter(status="open").order_by("row_number")[0]
    client.post(reverse("repair_row", args=[second.pk]), {"same_all": "yes"})
    with as_("coordinator"):
        assert Activity.objects.count() == 4
        assert not ParkedRow.objects.filter(status="open").exists()


def test_a_row_is_settled_also_where_its_meeting_is_gone(browser: Browser, taken_in: Any, cast: Cast, as_: Any) -> None:
    """Before: the page had neither a word about it nor a button, and another such meeting kept it for ever."""
    _recorded(cast, as_, 2)
    client = browser("coordinator")
    taken_in(client, meeting(1))
    with as_("coordinator") as by:
        row = ParkedRow.objects.get()
        gone = Activity.objects.get(held_on=dt.date(2022, 3, 12))
        ACTIVITY.withdraw(by=by, row=gone, reason="twice")
    page = client.get(reverse("repair_row", args=[row.pk]))
    assert page.context["alike"] == {"is_gone": True}
    assert b'value="looks_alike"' in page.content
    assert b'name="same"' not in page.content
    answer = client.post(reverse("repair_row", args=[row.pk]), {"same": "yes"}, follow=True)
    assert [str(one) for one in answer.context["messages"]] == [_("What this row looked like is no longer on record.")]
    typed = page.context["form"].initial | {"remember": ""}
    client.post(reverse("repair_row", args=[row.pk]), {**typed, "confirm": "looks_alike"})
    with as_("coordinator"):
        assert not ParkedRow.objects.filter(status="open").exists()
        assert live(Activity).count() == 2


def test_a_row_that_looks_like_a_meeting_once_it_is_mended_is_settled_on_the_same_page(
    browser: Browser, taken_in: Any, cast: Cast, as_: Any
) -> None:
    """Before: the page asked whether it is the same, and had no button to answer."""
    _recorded(cast, as_, 1)
    client = browser("coordinator")
    taken_in(client, meeting(1, women="many", total=10))
    with as_("coordinator"):
        row = ParkedRow.objects.get()
    address = reverse("repair_row", args=[row.pk])
    typed = client.get(address).context["form"].initial | {"remember": "", "cell_women": "9", "cell_total": "9"}
    page = client.post(address, typed)
    shown = {change.label: (change.old, change.new) for change in page.context["alike"]["rows"][0]["changes"]}
    assert [str(one.value) for one in shown[column_label("women")]] == ["10", "9"]
    client.post(address, {**typed, "same": "yes"})
    with as_("coordinator"):
        assert Activity.objects.get().women == 10
        assert not ParkedRow.objects.filter(status="open").exists()


def test_the_order_of_days_is_asked_once_and_the_preview_follows_the_answer(
    browser: Browser, upload: Upload, work: Work, as_: Any
) -> None:
    client = browser("coordinator")
    days = ["04/05/2022", "05/02/2022", "06/01/2022", "07/03/2022"]
    address = upload(client, *(meeting(n, day, village=f"Toli {n}") for n, day in enumerate(days, 1)))["Location"]
    work()
    assert client.post(address + "take-in/").status_code == 422
    client.post(address + "take-in/", {"hidden_0": "month_first"})
    work()
    client.post(address + "take-in/", {"hidden_0": "month_first"})
    work()
    with as_("coordinator"):
        found = Activity.objects.order_by("village").values_list("held_on", flat=True)
        assert [day.month for day in found] == [4, 5, 6, 7]


def test_the_page_shows_what_became_of_every_row(browser: Browser, upload: Upload, work: Work) -> None:
    client = browser("coordinator")
    total = ["", "", "", "", "", "Total", 10, "", "", "", 10]
    address = upload(client, meeting(1), total, meeting(2, women="many"))["Location"]
    work()
    (sheet,) = client.get(address).context["row_account"]
    assert sheet["rows"] == 4
    assert [count for _fate, count in sheet["fates"]] == [1, 1]
    assert [(count, rows) for _why, count, rows in sheet["reasons"]] == [(1, "1"), (1, "3")]
