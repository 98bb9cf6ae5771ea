"""Stand-ins for colleagues who are away."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Permission
from jatan.programme.safeguarding import services, stand_ins
from jatan.web.safeguarding.forms import HandoverForm
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission


@needs(Permission.PEOPLE_RECORD)
def handovers(request: StaffRequest) -> HttpResponseBase:
    """Name a stand-in; below, the current and future ones."""
    organisation_id = request.actor.home_organisations[0]
    may_name_all = organisation_id in request.actor.reach(Permission.SAFETY_PLAN).organisations
    form = submission.bind_form(HandoverForm, request, about=(organisation_id, may_name_all))

    def act(a: Any) -> object:
        people = {"account": uuid.UUID(a["account"]), "stand_in": uuid.UUID(a["stand_in"])}
        return services.hand_over(
            by=request.actor, organisation_id=organisation_id, since=a["since"], until=a["until"], **people
        )

    if submission.submit_form(form, act) is not None:
        messages.success(request, _("Her rows stand with the stand-in on these days."))
        return redirect("handovers")
    page = {"form": form, "rows": _rows(request)}
    return render(request, "safeguarding/away.html", page, status=422 if form.errors else 200)


@needs(Permission.PEOPLE_RECORD)
@require_POST
def handover_end(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """End a handover because the colleague is back. Raises DoesNotExist (404) if it is out of reach."""
    row = next((row for row in stand_ins.handovers(request.actor) if row.pk == pk), None)
    if row is None:
        raise Account.DoesNotExist
    services.end_handover(by=request.actor, handover=row)
    messages.success(request, _("The stand-in has ended."))
    return redirect("handovers")


def _rows(request: StaffRequest) -> list[tuple[Any, str, str, bool]]:
    """(handover, name of who is away, name of the stand-in, whether this user may end it)."""
    rows = stand_ins.handovers(request.actor)
    people = {account for row in rows for account in (row.account, row.stand_in)}
    names = dict(Account.objects.filter(id__in=people).values_list("id", "name"))
    kept = request.actor.reach(Permission.SAFETY_PLAN).organisations
    return [
        (
            row,
            names.get(row.account, ""),
            names.get(row.stand_in, ""),
            row.account == request.actor.account_id or row.organisation_id in kept,
        )
        for row in rows
    ]
