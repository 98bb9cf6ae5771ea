"""Pages of the second person: what waits for her yes, one request, and the code that she hands over, shown once."""

import uuid
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.foundation.access import approvals, second_person
from jatan.foundation.access.invitations import INVITATION_HOURS
from jatan.foundation.access.models import AccessRequest, RequestKind
from jatan.foundation.access.permissions import Permission
from jatan.web.ui.needs import StaffRequest, needs

_WORDS: Final = {
    RequestKind.POSTING: gettext_lazy("%(name)s is to work as %(role)s: %(organisation)s."),
    RequestKind.LINK: gettext_lazy("%(name)s is to get a link to choose a new password."),
    RequestKind.SECOND_STEP: gettext_lazy(
        "The second step of %(name)s is to be taken away: telephone or sheet are lost."
    ),
    RequestKind.REOPEN: gettext_lazy("The access of %(name)s is to be opened again."),
}
_DONE: Final = {
    RequestKind.POSTING: gettext_lazy("%(name)s works as %(role)s: %(organisation)s."),
    RequestKind.LINK: gettext_lazy("%(name)s got a link to choose a new password."),
    RequestKind.SECOND_STEP: gettext_lazy("The second step of %(name)s was taken away."),
    RequestKind.REOPEN: gettext_lazy("The access of %(name)s was opened again."),
}
_BY_WHOM: Final = ("asked_by", "decided_by")
_RECENT: Final = 20


@needs(Permission.ACCESS_APPROVE)
def access_requests(request: StaffRequest) -> HttpResponseBase:
    """What waits for the yes of this user, and what others agreed to in the last fourteen days."""
    recent = second_person.recent_requests(request.actor, *_BY_WHOM)[:_RECENT]
    page = {
        "waiting": [(row, words_of(row)) for row in second_person.waiting_requests(request.actor, *_BY_WHOM)],
        "recent": [(row, words_of(row)) for row in recent],
    }
    return render(request, "network/access_requests.html", page)


@needs(Permission.ACCESS_APPROVE, fresh_second_step=True)
def access_request(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One waiting request: agree, refuse, or take back one's own. 404 for everybody else and once it is decided."""
    row = second_person.find_request(request.actor, pk)
    may_decide = row.outcome == "" and second_person.may_decide(request.actor, row)
    may_take_back = approvals.may_take_back(request.actor, row)
    if not may_decide and not may_take_back:
        raise Http404
    if request.method == "POST":
        return _decided(request, row)
    page = {"row": row, "words": words_of(row), "may_decide": may_decide, "may_take_back": may_take_back}
    return render(request, "network/access_request.html", page)


def words_of(row: AccessRequest) -> str:
    """A sentence: what is asked for, or what was done."""
    words = _DONE if row.outcome else _WORDS
    about = {"name": row.account.name, "role": row.get_role_display(), "organisation": row.organisation.name}
    return str(words[RequestKind(row.kind)] % about)


def _decided(request: StaffRequest, row: AccessRequest) -> HttpResponseBase:
    act: dict[str, Any] = {"by": request.actor, "request": row}
    match request.POST.get("deed", ""):
        case "agree":
            if code := approvals.agree(**act):
                page = {"row": row, "code": code, "hours": INVITATION_HOURS}
                return render(request, "network/second_person_code.html", page)
            messages.success(request, _("You agreed. It takes effect now."))
        case "refuse":
            approvals.refuse(**act)
            messages.success(request, _("You refused. Nothing was changed."))
        case "take-back":
            approvals.take_back(**act)
            messages.success(request, _("Taken back."))
        case _:
            raise Http404
    return redirect("access_requests")
