"""Review of suggested duplicates: the queue, and the page to decide on one pair. No record is overwritten."""

import uuid

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.foundation.access.permissions import Permission
from jatan.programme.people import duplicates as reading
from jatan.programme.people import links
from jatan.programme.people.models import Person, Suggestion
from jatan.programme.people.similarity import parse_reasons
from jatan.web.people.suggestions import found_person
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records.columns import display_fields, labelled_values, place_line
from jatan.web.ui.records.desk import DisplayField

__all__ = ["duplicate", "duplicates"]

LISTED = 50
_DECISIONS = {"same": True, "different": False}
_FACTS = (
    *display_fields(Person, "name", "guardian_name", "sex", "age", "age_on", "birth_year", "phone"),
    DisplayField(gettext_lazy("Place"), place_line),
    DisplayField(gettext_lazy("Recorded on"), "recorded_at", "day"),
)


@needs(Permission.PEOPLE_RECORD)
def duplicates(request: StaffRequest) -> HttpResponseBase:
    """At most 50 open suggestions, the most likely first."""
    waiting = list(reading.open_suggestions(request.actor)[: LISTED + 1])
    columns = [Column("first", _("One record")), Column("second", _("The other record")), Column("why", _("Why"))]
    table = Table(_("May be one person"), columns, [_line(pair) for pair in waiting[:LISTED]], link="url")
    return render(request, "people/duplicates.html", {"table": table, "is_all": len(waiting) <= LISTED})


@needs(Permission.PEOPLE_RECORD)
def duplicate(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Two records side by side; a POST decides. The link can be undone on the page of the person."""
    pair = reading.find_suggestion(request.actor, pk)
    decision = _DECISIONS.get(request.POST.get("decision", "")) if request.method == "POST" else None
    if decision is not None:
        links.decide_suggestion(by=request.actor, suggestion=pair, is_same=decision)
        messages.success(request, _decision_message(decision))
        return redirect("duplicates")
    devanagari = request.account.uses_devanagari_digits
    page = {
        "pair": pair,
        "why": [reason.words for reason in parse_reasons(pair.reasons)],
        "records": [
            (reverse("people_detail", args=[person.pk]), labelled_values(_FACTS, person, devanagari=devanagari))
            for person in (pair.first, pair.second)
        ],
    }
    return render(request, "people/duplicate.html", page)


def _decision_message(is_same: bool) -> str:
    return _("The two records are linked. Both stay as they are.") if is_same else _("They stay two people.")


def _line(pair: Suggestion) -> dict[str, str]:
    reasons = parse_reasons(pair.reasons)
    first, second = found_person(pair.first, reasons), found_person(pair.second, reasons)
    return {
        "first": f"{pair.first.name}, {first.where}",
        "second": f"{pair.second.name}, {second.where}",
        "why": first.why,
        "url": reverse("duplicate", args=[pair.pk]),
    }
