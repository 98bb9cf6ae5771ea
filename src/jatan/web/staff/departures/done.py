"""Saved: what has to happen now. Hard stops with their duty, the pass, the first contact; and taking one over."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.kernel.problems import Problem
from jatan.programme.journeys import selectors
from jatan.programme.journeys.duties import Duty, duty
from jatan.programme.journeys.models import Journey, Trigger
from jatan.programme.journeys.services import acknowledge_trigger
from jatan.web.needs import StaffRequest, needs
from jatan.web.staff.forms.base import AnswerForm
from jatan.web.staff.forms.fields import long_text

__all__ = ["Stop", "done", "hard_stop"]


@dataclass(frozen=True)
class Stop:
    """A hard stop with its duty in the reader's language."""

    row: Trigger
    duty: Duty
    text: str
    first: str


class TakeOverForm(AnswerForm):
    what_was_done = long_text(_("What did you do?"), most=500, needed=True, hint=_("Short, without names."))


@needs(Permission.PEOPLE_RECORD)
def done(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Everybody of the party with what is next for her."""
    journeys = selectors.leaving_together(request.actor, selectors.find_journey(request.actor, pk))
    stops = [_stop(row) for row in selectors.triggers_of(request.actor, journeys)]
    rows = [(journey, _of(journey, stops)) for journey in journeys]
    page = {"rows": rows, "stops": stops, "is_open": any(stop.row.acknowledged_at is None for stop in stops)}
    return render(request, "staff/departures/done.html", page)


@needs(Permission.PEOPLE_RECORD)
def hard_stop(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One hard stop: what the law asks, whom to call, and taking it over with what was done."""
    trigger = selectors.find_trigger(request.actor, pk)
    form = TakeOverForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            acknowledge_trigger(by=request.actor, trigger=trigger, **form.answers())
            return redirect("hard_stop", pk)
        except Problem as wrong:
            form.show(wrong)
    return render(request, "staff/departures/hard_stop.html", {"stop": _stop(trigger), "form": form})


def _of(journey: Journey, stops: list[Stop]) -> list[Stop]:
    return [stop for stop in stops if stop.row.journey_id == journey.pk]


def _stop(row: Trigger) -> Stop:
    language: Any = get_language() or "hi"
    found = duty(row.code)
    return Stop(row, found, found.text(language), found.first(language))
