"""Work lists of the register: what asks to be checked, what may be there twice, and suggestions while typing."""

import uuid

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jatan.foundation.access.permissions import Permission
from jatan.programme.landmarks import selectors
from jatan.programme.landmarks.services import LANDMARK, verify_landmark
from jatan.web.landmarks.words import check_badge
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import paginate
from jatan.web.ui.records.columns import phone_link, place_line

_SHORTEST, _LONGEST = 2, 60


@needs(Permission.ALLIES_SEE)
@require_safe
def suggest(request: StaffRequest) -> HttpResponseBase:
    """Places on the map for what was typed of a stop, as an HTML list of options."""
    typed = request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST]
    found = selectors.suggest(request.actor, typed) if len(typed) >= _SHORTEST else []
    options = [(row.label, row.get_kind_display()) for row in found]
    return render(request, "components/suggestions.html", {"options": options})


@needs(Permission.ALLIES_SEE)
@require_safe
def unchecked(request: StaffRequest) -> HttpResponseBase:
    """What nobody confirmed for a year, or is said to be different; each with a button that confirms it."""
    is_all = request.GET.get("all") == "1"
    page = paginate(selectors.unchecked(request.actor, mine=not is_all), request.GET)
    rows = [
        {
            "row": row,
            "url": reverse("landmarks_detail", args=[row.pk]),
            "place": place_line(row),
            "badge": check_badge(row),
            "phone": phone_link(row.phone) if row.phone else "",
            "confirm_url": reverse("landmark_confirm", args=[row.pk])
            if selectors.verifying_organisation(request.actor, row) is not None
            else "",
        }
        for row in page.rows
    ]
    address = reverse("landmarks_unchecked")
    tabs = [
        (address, _("In our districts"), not is_all, ""),
        (f"{address}?all=1", _("In the whole network"), is_all, ""),
    ]
    return render(
        request,
        "landmarks/unchecked.html",
        {"rows": rows, "page": page, "tabs": tabs, "state": selectors.register_state(request.actor)},
    )


@needs(Permission.ALLIES_SEE)
@require_POST
def confirm(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One press: it is as written, today, by this account; back to the list."""
    landmark = LANDMARK.find(request.actor, pk)
    verify_landmark(by=request.actor, landmark=landmark)
    messages.success(request, _("Confirmed, with today's date and your name."))
    return redirect("landmarks_unchecked")


@needs(Permission.ALLIES_SEE)
@require_safe
def alike(request: StaffRequest) -> HttpResponseBase:
    """Pairs that may be one place, with reasons. Nothing is joined: its recorder or the secretariat withdraws one."""
    page = paginate(selectors.likely_duplicates(request.actor), request.GET)
    lines = [
        {
            "one": pair.one.label,
            "url": reverse("landmarks_detail", args=[pair.one.pk]),
            "other": pair.other.label,
            "why": ", ".join(map(str, pair.reasons)),
            "who": " · ".join(dict.fromkeys(row.organisation.name for row in (pair.one, pair.other))),
        }
        for pair in page.rows
    ]
    columns = [
        Column("one", _("Place")),
        Column("other", _("May be the same as")),
        Column("why", _("Why")),
        Column("who", _("Recorded by")),
    ]
    table = Table(_("May be the same place"), columns, lines, link="url")
    return render(request, "landmarks/alike.html", {"table": table, "page": page})
