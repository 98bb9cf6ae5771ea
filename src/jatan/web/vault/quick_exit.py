"""Quick exit: sign the whole organisation out, or leave a page for a neutral calendar."""

import calendar
from typing import Final

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.views.decorators.http import require_POST, require_safe

from jatan.foundation.access.emergency_lock import close_office, office_to_close
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.web.ui.needs import StaffRequest, needs, public

_MONDAY: Final = 0


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
    """Sign out, lock the keys, and show the calendar."""
    logout(request)
    response = redirect("calendar")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@public("what one leaves to must not ask for anything")
@require_safe
def harmless(request: HttpRequest) -> HttpResponseBase:
    """A calendar of this month without our name, colours or logo."""
    today = clock.today()
    weeks = calendar.Calendar(_MONDAY).monthdatescalendar(today.year, today.month)
    page = {"weeks": weeks, "today": today, "title": date_format(today, "F Y")}
    return render(request, "public/calendar.html", page)
