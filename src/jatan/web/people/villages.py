"""Villages as written that look like a listed one or like each other: all writings of one at once, undone at once."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
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
from jatan.programme.villages.likeness import Cluster, Line, ListedName, Reason, clusters
from jatan.programme.villages.models import VillageLink
from jatan.web.ui.needs import StaffRequest, needs

SHOWN, DECIDED_SHOWN = 25, 100
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


@needs(Permission.PEOPLE_RECORD)
def villages(request: StaffRequest) -> HttpResponseBase:
    """GET shows the villages with most to decide first, each with all writings that look like it; POST says of those
    that are ticked what they are."""
    if request.method == "POST":
        return _decide(request)
    found = selectors.open_questions(request.actor)
    waiting = clusters(found.pairs, found.decisions)
    shown = waiting[:SHOWN]
    blocks = Place.objects.select_related("block", "district").in_bulk({one.lines[0].writing.block for one in shown})
    on_page = {line.writing for one in shown for line in one.lines}
    page = {
        "clusters": [_shown(one, blocks[one.lines[0].writing.block]) for one in shown],
        "more": len(waiting) - len(shown),
        "certainly": [line.token for line in found.certainly if line.writing in on_page],
        "open": len(found.pairs),
        "writings": found.writings,
        "certain": found.certain,
        "acts": _acts(selectors.links(request.actor)[:DECIDED_SHOWN]),
        "crumbs": [(reverse("people"), _("People"))],
    }
    return render(request, "people/villages.html", page)


@needs(Permission.PEOPLE_RECORD)
@require_POST
def village_back(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Take back what was said of one pair, or with `whole` of all pairs that were decided together with it."""
    if request.POST.get("whole"):
        count = services.take_act_back(by=request.actor, link_id=pk)
        words = ngettext(
            "Taken back: %(n)s pair is asked about again.", "Taken back: %(n)s pairs are asked about again.", count
        )
        messages.success(request, words % {"n": format_integer(count)})
    else:
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


def _shown(one: Cluster, block: Place) -> dict[str, Any]:
    """A village with the writings that look like it: what it is called, where, and a line for each writing, ticked
    beforehand where the names are equal."""
    head = one.head
    if isinstance(head, ListedName):
        name = " / ".join(filter(None, (head.name_hi, head.name_en)))
        panchayat = Localised(hi=head.panchayat_hi, en=head.panchayat_en).in_language()
        target, where = f"{name} ({panchayat})" if panchayat else name, _("official list")
    else:
        target, where = head.text, _("written most often")
    return {
        "target": target,
        "where": f"{where} · {block.name}",
        "lines": [(line.token, line.writing.text, _about(line), line.reason is Reason.SPELLING) for line in one.lines],
    }


def _about(line: Line) -> str:
    """Why a writing looks like it, in how many rows it stands, and of which kinds."""
    kinds = ", ".join(str(_KINDS[kind]) for kind in line.writing.kinds)
    rows = ngettext("%(n)s row", "%(n)s rows", line.writing.rows) % {"n": format_integer(line.writing.rows)}
    return " · ".join((str(_REASONS[line.reason]), rows, kinds))


def _acts(links: Iterable[VillageLink]) -> list[list[VillageLink]]:
    """The links that were decided together, the latest first."""
    found: dict[tuple[Any, ...], list[VillageLink]] = {}
    for link in links:
        found.setdefault((link.organisation_id, link.recorded_at, link.recorded_by), []).append(link)
    return list(found.values())
