"""Review of suggested duplicates: the queue, and the page to decide on one pair. No record is overwritten."""

import uuid
from dataclasses import dataclass
from typing import Any

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
from jatan.web.ui.components import states
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import paginate
from jatan.web.ui.records.columns import display_fields, labelled_values, place_line
from jatan.web.ui.records.desk import DisplayField

__all__ = ["duplicate", "duplicates"]

_LISTED = 15
_DECISIONS = {"same": True, "different": False}
_FACTS = (
    *display_fields(Person, "name", "guardian_name", "sex", "age", "age_on", "birth_year", "phone"),
    DisplayField(gettext_lazy("Place"), place_line),
    DisplayField(gettext_lazy("Recorded on"), "recorded_at", "day"),
)


@dataclass(frozen=True)
class Compared:
    """One fact of both records as text; "" where a record has none."""

    label: str
    one: Any
    other: Any

    @property
    def badge(self) -> states.Badge:
        """Whether the two say the same, in a word and a sign."""
        if not self.one or not self.other:
            return states.plain(_("only in one record"))
        return states.done(_("the same")) if str(self.one) == str(self.other) else states.soon(_("different"))


@needs(Permission.PEOPLE_RECORD)
def duplicates(request: StaffRequest) -> HttpResponseBase:
    """Open suggestions as lines, the most likely first."""
    page = paginate(reading.open_suggestions(request.actor), request.GET, size=_LISTED)
    return render(request, "people/duplicates.html", {"lines": [_line(pair) for pair in page.rows], "page": page})


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
        "records": [reverse("people_detail", args=[person.pk]) for person in (pair.first, pair.second)],
        "facts": _compared(pair, devanagari),
    }
    return render(request, "people/duplicate.html", page)


def _compared(pair: Suggestion, devanagari: bool) -> list[Compared]:
    """The facts that at least one of the two records has, in the order of the person's page."""
    one, other = (
        {str(label): value for label, value in labelled_values(_FACTS, person, devanagari=devanagari)}
        for person in (pair.first, pair.second)
    )
    labels = dict.fromkeys(str(fact.label) for fact in _FACTS)
    return [
        Compared(label, one.get(label, ""), other.get(label, "")) for label in labels if label in one or label in other
    ]


def _decision_message(is_same: bool) -> str:
    return _("The two records are linked. Both stay as they are.") if is_same else _("They stay two people.")


def _line(pair: Suggestion) -> dict[str, str]:
    reasons = parse_reasons(pair.reasons)
    first, second = found_person(pair.first, reasons), found_person(pair.second, reasons)
    same = pair.first.name == pair.second.name
    return {
        "first": pair.first.name,
        "second": pair.second.name,
        "where": first.where if same and first.where == second.where else f"{first.where} / {second.where}",
        "why": first.why,
        "url": reverse("duplicate", args=[pair.pk]),
    }
