"""The attendance sheet of a consultation, to be printed and signed: who was invited, and lines for the others."""

import uuid

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from jatan.foundation.access.permissions import Permission
from jatan.programme.consultations.selectors import invitations
from jatan.programme.consultations.services import CONSULTATION
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs

_EMPTY_LINES = 12
# Room to write by hand: spaces that are not joined, as wide as a name, a number and a signature.
_NAME, _PHONE, _SIGNATURE = ("\N{NO-BREAK SPACE}" * width for width in (24, 16, 28))


@needs(Permission.ACTIVITIES_SEE)
def consultation_sheet(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """For the own office alone: names stand on it."""
    row = CONSULTATION.find(request.actor, pk)
    if row.organisation_id not in request.actor.home_organisations:
        raise Http404
    invited = [
        {"number": number, "office": one.invitee, "name": one.name or _NAME, "phone": _PHONE, "signature": _SIGNATURE}
        for number, one in enumerate(invitations(request.actor, row), start=1)
    ]
    empty = {"office": _NAME, "name": _NAME, "phone": _PHONE, "signature": _SIGNATURE}
    lines = invited + [
        {"number": number, **empty} for number in range(len(invited) + 1, len(invited) + 1 + _EMPTY_LINES)
    ]
    columns = [
        Column("number", _("No."), "number"),
        Column("office", _("Office or organisation")),
        Column("name", _("Name")),
        Column("phone", _("Telephone")),
        Column("signature", _("Signature")),
    ]
    page = {
        "row": row,
        "crumbs": [
            (reverse("consultations"), _("Consultations")),
            (reverse("consultations_detail", args=[row.pk]), row.title),
        ],
        "table": Table(_("Attendance sheet"), columns, lines, stacks=False),
    }
    return render(request, "consultations/sheet.html", page)
