"""Calls for help that wait for the secretariat, the longest waiting first."""

import uuid

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Organisation
from jatan.intake.calls.models import CallForHelp
from jatan.intake.calls.selectors import find_call, unanswered
from jatan.intake.calls.services import answer_call, pass_on_call
from jatan.web.helpdesk.calls.forms import AnsweredForm, PassOnForm
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission

SHOWN = 50


@needs(Permission.CALLS_ANSWER)
@require_safe
def calls(request: StaffRequest) -> HttpResponseBase:
    """At most 50 unanswered calls (more than a day's work)."""
    rows = list(unanswered(request.actor)[: SHOWN + 1])
    return render(request, "helpdesk/calls/calls.html", {"calls": rows[:SHOWN], "is_all": len(rows) <= SHOWN})


@needs(Permission.CALLS_ANSWER)
def call_pass_on(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Pass a call on to a member, whose help desk gets it as an urgent issue."""
    call = find_call(request.actor, pk)
    form = submission.bind_form(PassOnForm, request, about=call)

    def act(answers: object) -> object:
        to = Organisation.objects.get(pk=form.cleaned_data["organisation"])
        return pass_on_call(by=request.actor, call=call, to=to)

    if submission.submit_form(form, act) is None:
        return _ask(request, call, form, _("Hand on to a member"))
    messages.success(request, _("The call is at the member's help desk."))
    return redirect("calls")


@needs(Permission.CALLS_ANSWER)
def call_answered(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Record what was done about a call and take it off the list."""
    call = find_call(request.actor, pk)
    form = submission.bind_form(AnsweredForm, request, about=call)

    def act(answers: object) -> object:
        answer_call(by=request.actor, call=call, what_was_done=form.cleaned_data["what_was_done"])
        return call

    if submission.submit_form(form, act) is None:
        return _ask(request, call, form, pgettext("call", "Answered"))
    messages.success(request, _("It is written down."))
    return redirect("calls")


def _ask(request: StaffRequest, call: CallForHelp, form: object, title: str) -> HttpResponseBase:
    status = 422 if getattr(form, "errors", None) else 200
    return render(request, "helpdesk/calls/ask.html", {"call": call, "form": form, "title": title}, status=status)
