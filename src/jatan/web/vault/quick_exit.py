"""Quick exit: sign the whole organisation out, or leave a page for a neutral calendar."""

import calendar
import datetime as dt
from typing import Final

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from jatan.foundation.access.emergency_lock import close_office, office_to_close
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.web.ui.needs import StaffRequest, needs, public
from jatan.web.vault.left_quickly import mark_left

# As calendars on a wall begin here.
_SUNDAY: Final = 6
# Written out: Django's Hindi names of months and days are misspelt in places.
_MONTHS: Final = (
    pgettext_lazy("calendar", "January"),
    pgettext_lazy("calendar", "February"),
    pgettext_lazy("calendar", "March"),
    pgettext_lazy("calendar", "April"),
    pgettext_lazy("calendar", "May"),
    pgettext_lazy("calendar", "June"),
    pgettext_lazy("calendar", "July"),
    pgettext_lazy("calendar", "August"),
    pgettext_lazy("calendar", "September"),
    pgettext_lazy("calendar", "October"),
    pgettext_lazy("calendar", "November"),
    pgettext_lazy("calendar", "December"),
)
_WEEKDAYS: Final = (
    pgettext_lazy("calendar", "Sun"),
    pgettext_lazy("calendar", "Mon"),
    pgettext_lazy("calendar", "Tue"),
    pgettext_lazy("calendar", "Wed"),
    pgettext_lazy("calendar", "Thu"),
    pgettext_lazy("calendar", "Fri"),
    pgettext_lazy("calendar", "Sat"),
)


@needs(Permission.HOME_SEE)
def close(request: StaffRequest) -> HttpResponseBase:
    """Sign everybody of the organisation out and lock all keys, after a confirmation."""
    office_to_close(request.actor)
    if request.method == "POST" and request.POST.get("confirm") == "1":
        close_office(by=request.actor)
        logout(request)
        return redirect("account_login")
    return render(request, "vault/close.html")


@public("whoever must leave quickly may be signed out already")
@require_POST
def leave(request: HttpRequest) -> HttpResponseBase:
    """Sign out, lock the keys, and show the calendar; for some minutes this browser shows nothing else of ours."""
    logout(request)
    response = redirect("calendar")
    response.headers["Clear-Site-Data"] = '"cache"'
    mark_left(response)
    return response


@public("what one leaves to must not ask for anything")
@require_safe
def harmless(request: HttpRequest) -> HttpResponseBase:
    """A calendar without our name, colours or logo. `m` (2026-12): another month than this one."""
    today = clock.today()
    first = _month_of(request.GET.get("m", ""), today)
    page = {
        "weeks": calendar.Calendar(_SUNDAY).monthdatescalendar(first.year, first.month),
        "weekdays": _WEEKDAYS,
        "today": today,
        "first": first,
        "month": _MONTHS[first.month - 1],
        "before": first - dt.timedelta(days=1),
        "after": first + dt.timedelta(days=31),
    }
    return render(request, "public/calendar.html", page)


def _month_of(written: str, today: dt.date) -> dt.date:
    """The first day of a month near this one; of this month for anything else."""
    try:
        asked = dt.date.fromisoformat(f"{written}-01")
    except ValueError:
        return today.replace(day=1)
    return asked if abs(asked.year - today.year) <= 1 else today.replace(day=1)
