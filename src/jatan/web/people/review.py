"""The page to decide on one pair of likely duplicates. No record is overwritten."""

import uuid

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jatan.foundation.access.permissions import Permission
from jatan.programme.people import duplicates as reading
from jatan.programme.people import same_person
from jatan.programme.people.similarity import parse_reasons
from jatan.web.people.facts import FACTS
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records.comparison import compared

_DECISIONS = {"same": True, "different": False}


@needs(Permission.PEOPLE_RECORD)
def duplicate(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Two records side by side; a POST decides. The link can be undone on the page of the person."""
    pair = reading.find_suggestion(request.actor, pk)
    decision = _DECISIONS.get(request.POST.get("decision", "")) if request.method == "POST" else None
    if decision is not None:
        same_person.decide_suggestion(by=request.actor, suggestion=pair, is_same=decision)
        messages.success(request, _decision_message(decision))
        return redirect("duplicates")
    devanagari = request.account.uses_devanagari_digits
    page = {
        "pair": pair,
        "why": [reason.words for reason in parse_reasons(pair.reasons)],
        "records": [reverse("people_detail", args=[person.pk]) for person in (pair.first, pair.second)],
        "facts": compared(FACTS, pair.first, pair.second, devanagari=devanagari),
    }
    return render(request, "people/duplicate.html", page)


def _decision_message(is_same: bool) -> str:
    return _("The two records are linked. Both stay as they are.") if is_same else _("They stay two people.")
