"""The page after saving: hard stops with their duties, the pass, the first contact; and taking over a hard stop."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.kernel.problems import Problem
from jatan.programme.journeys import selectors
from jatan.programme.journeys.choices import OF_CHILDREN
from jatan.programme.journeys.duties import Duty, duty
from jatan.programme.journeys.models import Journey, Trigger
from jatan.programme.journeys.services import JOURNEY, acknowledge_trigger
from jatan.programme.safeguarding.models import HandOff
from jatan.programme.safeguarding.next_contact import upcoming_contact
from jatan.programme.safeguarding.plans import plans_of
from jatan.web.ui.call_now import COUNSELLOR, PhoneLine, numbers_to_call
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import long_text
from jatan.web.ui.needs import StaffRequest, needs


@dataclass(frozen=True)
class HardStop:
    """A hard stop with its duty in the user's language."""

    row: Trigger
    duty: Duty
    text: str
    first: str
    lines: Sequence[PhoneLine]
    issue_url: str = ""

    @property
    def numbers(self) -> list[str]:
        """The help numbers of this duty that are not among `lines`."""
        return [number for number in self.duty.numbers if number not in {line.number for line in self.lines}]


@dataclass(frozen=True)
class Danger:
    """One danger and everybody of the party whom it concerns. `stop`: one of them, for the words that all share."""

    stop: HardStop
    whom: Sequence[tuple[str, HardStop]]

    @property
    def is_open(self) -> bool:
        return any(stop.row.acknowledged_at is None for _name, stop in self.whom)


class TakeOverForm(AnswerForm):
    what_was_done = long_text(_("What did you do?"), most=500, needed=True, hint=_("Short, without names."))


@needs(Permission.PEOPLE_RECORD)
def done(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Everybody who leaves together, each with the next steps."""
    journeys = selectors.leaving_together(request.actor, JOURNEY.find(request.actor, pk))
    found = list(selectors.triggers_of(request.actor, journeys))
    issues = _issues(found) if request.actor.may(Permission.HELPDESK_SEE) else {}
    lines = _lines(journeys[0]) if found else []
    stops = [_stop(row, lines, issues.get(row.pk, "")) for row in found]
    plans = plans_of(journeys[0].organisation_id)
    rows = [
        (journey, upcoming_contact(plans, journey, has_stop=any(one.row.journey_id == journey.pk for one in stops)))
        for journey in journeys
    ]
    dangers = _dangers(stops, {journey.pk: journey.person.name for journey in journeys})
    page = {"rows": rows, "dangers": dangers, "lines": lines, "is_open": any(one.is_open for one in dangers)}
    return render(request, "journeys/departures/done.html", page)


@needs(Permission.PEOPLE_RECORD)
def hard_stop(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One hard stop: the legal duty, whom to call, and a form to take it over with what was done."""
    trigger = selectors.find_trigger(request.actor, pk)
    form = TakeOverForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            acknowledge_trigger(by=request.actor, trigger=trigger, **form.answers())
            return redirect("hard_stop", pk)
        except Problem as wrong:
            form.show(wrong)
    return render(
        request, "journeys/departures/hard_stop.html", {"stop": _stop(trigger, _lines(trigger)), "form": form}
    )


def _dangers(stops: Sequence[HardStop], names: Mapping[uuid.UUID, str]) -> list[Danger]:
    """One for each hard stop with everybody whom it concerns: what nobody took over first, of that what endangers a
    child, then as the rules do."""
    found: dict[str, list[tuple[str, HardStop]]] = {}
    for stop in stops:
        found.setdefault(stop.row.code, []).append((names[stop.row.journey_id], stop))
    codes = sorted(found, key=lambda code: code not in OF_CHILDREN)
    dangers = [Danger(found[code][0][1], tuple(found[code])) for code in codes]
    return sorted(dangers, key=lambda danger: not danger.is_open)


def _stop(row: Trigger, lines: Sequence[PhoneLine], issue_url: str = "") -> HardStop:
    language: Any = get_language() or "hi"
    found = duty(row.code)
    return HardStop(row, found, found.text(language), found.first(language), lines, issue_url)


def _lines(row: Journey | Trigger) -> list[PhoneLine]:
    return numbers_to_call(COUNSELLOR, row.organisation_id, row.place, get_language() or "hi")


def _issues(triggers: list[Trigger]) -> dict[uuid.UUID, str]:
    """URLs of the urgent issues by the id of the hard stop they were opened for."""
    rows = HandOff.objects.live().filter(trigger__in=triggers).values_list("trigger_id", "issue")
    return {trigger: reverse("issues_detail", args=[issue]) for trigger, issue in rows}
