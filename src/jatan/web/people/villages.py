"""Villages as written that look like a listed one or like each other: same, another, later; many at once."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.models import Place
from jatan.kernel.localised import Localised
from jatan.kernel.numbers import format_integer
from jatan.kernel.problems import Problem
from jatan.programme.villages import selectors, services
from jatan.programme.villages.choices import Verdict
from jatan.programme.villages.likeness import Pair, Reason
from jatan.web.ui.needs import StaffRequest, needs

__all__ = ["village_back", "villages"]

SHOWN, DECIDED_SHOWN = 50, 50
_REASONS = {
    Reason.SPELLING: gettext_lazy("the same name in other letters"),
    Reason.SOUND: gettext_lazy("sounds alike"),
    Reason.ONE_LETTER: gettext_lazy("one letter differs"),
}
_KINDS = {
    "people.person": gettext_lazy("people"),
    "journeys.journey": gettext_lazy("journeys"),
    "groups.group": gettext_lazy("groups"),
    "activities.activity": gettext_lazy("activities"),
    "helpdesk.issue": gettext_lazy("issues"),
    "schemes.linkage": gettext_lazy("scheme linkages"),
}


class _PairsForm(forms.Form):
    """A tick for each pair that is shown."""

    pairs = forms.MultipleChoiceField(
        label=gettext_lazy("Tick those of which you know it"), widget=forms.CheckboxSelectMultiple
    )


@needs(Permission.PEOPLE_RECORD)
def villages(request: StaffRequest) -> HttpResponseBase:
    """GET shows the pairs in most rows first; POST says of those that are ticked what they are."""
    if request.method == "POST":
        return _decide(request)
    found = selectors.open_questions(request.actor)
    shown = found.pairs[:SHOWN]
    blocks = Place.objects.select_related("block", "district").in_bulk({pair.writing.block for pair in shown})
    form = _PairsForm()
    form.fields["pairs"].choices = [  # type: ignore[attr-defined]
        (pair.token, _words(pair, blocks[pair.writing.block])) for pair in shown
    ]
    page = {
        "form": form if shown else None,
        "open": len(found.pairs),
        "writings": found.writings,
        "certain": found.certain,
        "decided": list(selectors.links(request.actor)[:DECIDED_SHOWN]),
        "crumbs": [(reverse("people"), _("People"))],
    }
    return render(request, "people/villages.html", page)


@needs(Permission.PEOPLE_RECORD)
@require_POST
def village_back(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Take back what was said of one pair."""
    services.take_back(by=request.actor, link_id=pk)
    messages.success(request, _("Taken back: the pair is asked about again."))
    return redirect("villages")


def _decide(request: StaffRequest) -> HttpResponseBase:
    verdict = request.POST.get("verdict", "")
    if verdict not in Verdict.values:
        raise Http404
    try:
        rows = services.decide(by=request.actor, tokens=set(request.POST.getlist("pairs")), verdict=Verdict(verdict))
    except Problem as wrong:
        messages.error(request, str(wrong.message))
    else:
        text = ngettext("%(n)s pair is decided.", "%(n)s pairs are decided.", len(rows))
        messages.success(request, text % {"n": len(rows)})
    return redirect("villages")


def _words(pair: Pair, block: Place) -> Any:
    """ "Bargadi → बरगाडीह (panchayat Banai)", then why, in how many rows, of which kinds, in which block."""
    if pair.listed is not None:
        listed = pair.listed
        name = " / ".join(filter(None, (listed.name_hi, listed.name_en)))
        panchayat = Localised(hi=listed.panchayat_hi, en=listed.panchayat_en).in_language()
        target = f"{name} ({panchayat})" if panchayat else name
        where = _("official list")
    else:
        target, where = (pair.other.text if pair.other is not None else ""), _("also written")
    kinds = ", ".join(str(_KINDS[kind]) for kind in pair.writing.kinds)
    rows = ngettext("%(n)s row", "%(n)s rows", pair.writing.rows) % {"n": format_integer(pair.writing.rows)}
    about = " · ".join((str(_REASONS[pair.reason]), where, rows, kinds, block.name))
    return format_html("<b>{}</b> → <b>{}</b> <small>{}</small>", pair.writing.text, target, about)
