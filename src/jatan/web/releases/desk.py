"""What stands on the public page, what waits for a second person, and what can be proposed."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jatan.evidence.releases.choices import Outcome, Section
from jatan.evidence.releases.models import PublicPiece, Release
from jatan.evidence.releases.selectors import over_years, texts_by_section
from jatan.evidence.releases.services import Proposal
from jatan.foundation.access.permissions import Permission
from jatan.kernel.periods import year_words
from jatan.web.ui.components import states
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs


@needs(Permission.NETWORK_MANAGE)
@require_safe
def releases(request: StaffRequest) -> HttpResponseBase:
    """Tables of the texts by part of the page, of the financial years, and of stories, consultations and the report."""
    return render(request, "releases/releases.html", {"texts": _texts(), "years": _years(), "pieces": _pieces()})


def state_of(row: Proposal | None) -> states.Badge:
    """The state of a proposal as a badge."""
    if row is None:
        return states.plain(_("nothing yet"))
    if row.is_waiting:
        return states.soon(_("waits for a second person"))
    label = row.get_outcome_display()
    return states.done(label) if row.outcome == Outcome.RELEASED else states.plain(label)


def _texts() -> Table:
    rows = []
    for section, versions in texts_by_section().items():
        newest = versions[0] if versions else None
        public = next((row for row in versions if row.outcome == Outcome.RELEASED), None)
        shown = newest if newest is not None and newest.is_waiting else public
        rows.append(
            {
                "part": Section(section).label,
                "state": state_of(shown),
                "public": public.version if public else None,
                "url": reverse("release_decide_text", args=[shown.pk])
                if shown
                else reverse("release_text", args=[section]),
            }
        )
    columns = [
        Column("part", _("Part of the page")),
        Column("state", _("State"), "badge"),
        Column("public", _("Public version"), "number"),
    ]
    return Table(_("In our own words"), columns, rows, link="url")


def _years() -> Table:
    found: dict[Any, list[Release]] = {}
    for row in Release.objects.order_by("-proposed_at"):
        found.setdefault(row.year, []).append(row)
    rows = []
    for year in over_years():
        versions = found.get(year, [])
        public = next((row for row in versions if row.outcome == Outcome.RELEASED), None)
        shown = next((row for row in versions if row.is_waiting), public)
        rows.append(
            {
                "year": year_words(year),
                "state": state_of(shown),
                "numbers": len(public.numbers) if public else None,
                "url": reverse("release_decide_totals", args=[shown.pk])
                if shown
                else reverse("release_totals", args=[year.year]),
            }
        )
    columns = [
        Column("year", _("Financial year")),
        Column("state", _("State"), "badge"),
        Column("numbers", _("Public numbers"), "number"),
    ]
    return Table(_("Totals by financial year"), columns, rows, link="url")


def _pieces() -> Table:
    rows = [
        {"kind": row.get_kind_display(), "state": state_of(row), "url": reverse("release_decide_piece", args=[row.pk])}
        for row in PublicPiece.objects.filter(outcome__in=("", Outcome.RELEASED)).order_by("kind", "-proposed_at")
    ]
    columns = [Column("kind", _("Kind")), Column("state", _("State"), "badge")]
    return Table(_("Stories, consultations, photographs and the report"), columns, rows, link="url")
