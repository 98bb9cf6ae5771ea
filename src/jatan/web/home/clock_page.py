"""Day and time of the house: what speaks against them, and the answer of a person who compared them with her phone."""

from collections.abc import Mapping
from typing import Any, Final, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.foundation.access.house_clock import confirm_time
from jatan.foundation.access.permissions import Permission
from jatan.foundation.operation.choices import Doubt
from jatan.foundation.operation.clock_watch import present_doubt
from jatan.kernel import clock
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission

_WHY: Final[Mapping[Doubt, Any]] = {
    Doubt.JUMPED: gettext_lazy("The clock of the machine was set forward or back by more than five minutes."),
    Doubt.FUTURE: gettext_lazy("A record has a time that is still to come: the clock is slow, or was fast before."),
    Doubt.LONG_OFF: gettext_lazy("The house was off for more than a day, and nobody knows whether its clock went on."),
}


class _ComparedForm(AnswerForm):
    """Her answer. `shown`: the time that stood on the page when she compared it."""

    compared = forms.BooleanField(
        label=gettext_lazy("I have compared day and time with my phone. They are right."),
        error_messages={"required": gettext_lazy("First compare day and time with your phone, then tick here.")},
    )
    shown = forms.DateTimeField(widget=forms.HiddenInput)

    def ask_again(self) -> None:
        """With the present time, and without the tick: what she compared may be long ago."""
        self.data = {"shown": clock.now().isoformat()}


@needs(Permission.CLOCK_CONFIRM)
def house_clock(request: StaffRequest) -> HttpResponseBase:
    """The page: the present time beside the last one that was sure, what rests meanwhile, and the question."""
    form = cast(_ComparedForm, submission.bind_form(_ComparedForm, request, initial={"shown": clock.now().isoformat()}))

    def act(answers: Mapping[str, Any]) -> None:
        confirm_time(by=request.actor, shown=answers["shown"])

    if submission.submit_form(form, act) is not None:
        messages.success(request, _("Written down, with your name. Contacts are looked for again within a minute."))
        return redirect("home")
    if form.errors:
        form.ask_again()
    standing = present_doubt()
    page = {
        "form": form,
        "now": clock.now(),
        "standing": standing,
        "was_off": standing is not None and standing.doubt is Doubt.LONG_OFF,
        "why": _WHY[standing.doubt] if standing is not None else "",
    }
    return render(request, "home/clock.html", page, status=422 if form.errors else 200)
