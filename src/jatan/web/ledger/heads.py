"""Pages of lines that say how far ledgers have come, to keep outside of the house, and of lines that come back."""

import uuid
from typing import Any, Final

import segno
from django import forms
from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.heads import Compared, LedgerHead, Verdict, compare_lines, heads_of_ledgers
from jatan.foundation.ledger.models import Chain
from jatan.foundation.ledger.verify import verify_chain
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.web.ledger import selectors
from jatan.web.ledger.views import LONGEST
from jatan.web.ui.downloads import send_file
from jatan.web.ui.needs import StaffRequest, needs

_LONGEST_TEXT: Final = 20_000
_STATES: Final = {Verdict.CONTAINED: "good", Verdict.CHANGED: "late", Verdict.NEWER: "late"}


class LinesForm(forms.Form):
    """Lines that were kept."""

    lines = forms.CharField(
        label=_("Lines that were kept"),
        help_text=_("Paste them, or copy them from paper. Blanks, line ends and capital letters do not matter."),
        max_length=_LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
    )


@needs(Permission.LEDGER_VERIFY)
def kept_heads(request: StaffRequest) -> HttpResponseBase:
    """The present lines; POST compares lines that come back."""
    organisations = {row.code: row for row in selectors.verifiable(request.actor)}
    form = LinesForm(request.POST if request.method == "POST" else None)
    page: dict[str, Any] = {"form": form, "heads": _shown(organisations)}
    if form.is_valid():
        found = compare_lines(form.cleaned_data["lines"], {code: row.pk for code, row in organisations.items()})
        page |= {"answers": [_answer(one) for one in found], "is_alarm": any(one.is_alarm for one in found)}
        named = {one.organisation_id for one in found}
        page |= _verified([row for row in organisations.values() if row.pk in named])
    return render(request, "ledger/heads.html", page, status=422 if form.errors else 200)


@needs(Permission.LEDGER_VERIFY)
@require_safe
def heads_file(request: StaffRequest) -> HttpResponseBase:
    """The present lines as a text file."""
    organisations = {row.code: row.pk for row in selectors.verifiable(request.actor)}
    lines = [f"{head.line}\n" for head in heads_of_ledgers(organisations)]
    return send_file("".join(lines).encode(), f"jatan-heads-{clock.today():%Y-%m-%d}.txt")


@needs(Permission.LEDGER_VERIFY)
@require_safe
def head_paper(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The present line of one organisation, for paper: as a mark to scan and in groups to compare."""
    organisation = selectors.verifiable(request.actor).get(pk=pk)
    heads = heads_of_ledgers({organisation.code: organisation.pk})
    if not heads:
        raise Http404
    mark = segno.make(heads[0].line, error="m", micro=False).svg_data_uri(border=4, light="#fff")
    page = {"organisation": organisation, "head": heads[0], "at": heads[0].at.astimezone(clock.INDIA), "mark": mark}
    return render(request, "ledger/head.html", page)


def _shown(organisations: dict[str, Organisation]) -> list[dict[str, Any]]:
    heads = heads_of_ledgers({code: row.pk for code, row in organisations.items()})
    return [_line(head, organisations[head.code]) for head in heads]


def _line(head: LedgerHead, organisation: Organisation) -> dict[str, Any]:
    return {"head": head, "name": organisation.name, "url": reverse("ledger_head", args=[organisation.pk])}


def _answer(one: Compared) -> dict[str, Any]:
    return {"compared": one, "kind": _STATES.get(one.verdict, "soon")}


def _verified(organisations: list[Organisation]) -> dict[str, Any]:
    """Whether these chains are whole: the names of those that are not (`broken`), and of those too long for a page."""
    chains = Chain.objects.filter(organisation__in=organisations)
    lengths = dict(chains.values_list("organisation_id", "sequence"))
    broken, too_long, left = [], [], LONGEST
    for row in organisations:
        left -= lengths.get(row.pk, 0)
        if left < 0:
            too_long.append(row.name)
        elif verify_chain(row.pk).faults:
            broken.append(row.name)
    return {"broken": broken, "too_long": too_long}
