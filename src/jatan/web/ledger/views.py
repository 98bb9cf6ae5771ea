"""Pages of the ledger. Auditors read events; administrators see the chains and verify them, but read no event."""

import uuid
from typing import Any, Final

from django import forms
from django.apps import apps
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.models import Chain
from jatan.foundation.ledger.verify import verify_chain
from jatan.web.ledger import selectors
from jatan.web.ledger.verbs import verb_words
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.forms.fields import day
from jatan.web.ui.line_breaks import breakable
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import paginate

# Longest chain that a request verifies within seconds; `./jatan ledger verify` has no limit.
LONGEST: Final = 50_000
FAULTS_SHOWN: Final = 20
FAULTS: Final = {
    "gap_in_chain": gettext_lazy("An event is missing before this one."),
    "broken_link": gettext_lazy("This event does not follow the one before it."),
    "changed_event": gettext_lazy("This event was changed after it was written."),
    "cut_tail": gettext_lazy("Events are missing at the end of the chain."),
    "no_head": gettext_lazy("The end of the chain is not written down."),
}


@needs(Permission.LEDGER_VERIFY)
def chains(request: StaffRequest) -> HttpResponseBase:
    """All chains with length and digest of the last event."""
    reads = request.actor.may(Permission.LEDGER_READ)
    columns = [
        Column("name", _("Organisation")),
        Column("code", _("Code")),
        Column("events", _("Events"), "number"),
        Column("digest", _("Last digest")),
    ]
    lines = [_head(head, reads) for head in selectors.heads(request.actor)]
    table = Table(_("Chains"), columns, lines, link="url")
    return render(request, "ledger/chains.html", {"table": table, "lines": lines})


class EventFilter(forms.Form):
    """By month or by one day. Invalid values are ignored, as in every list."""

    on = day(gettext_lazy("Day"))
    month = forms.CharField(
        label=gettext_lazy("Month, as 2026-11"),
        required=False,
        max_length=7,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )


@needs(Permission.LEDGER_READ)
def events(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Events of one organisation in words, newest first; their codes are folded below."""
    organisation = selectors.readable(request.actor).get(pk=pk)
    bar = EventFilter(request.GET, auto_id="filter_%s")
    bar.is_valid()
    month, on = selectors.month_of(request.GET.get("month", "")), bar.cleaned_data.get("on")
    page = paginate(selectors.events(request.actor, organisation.pk, month, on), request.GET)
    shown = {
        "organisation": organisation,
        "lines": [_event(row) for row in page.rows],
        "page": page,
        "bar": bar,
        "month": month,
        "on": on,
    }
    return render(request, "ledger/events.html", shown)


@require_POST
@needs(Permission.LEDGER_VERIFY)
def verify(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Recompute one chain from its first event to its head."""
    organisation = selectors.verifiable(request.actor).get(pk=pk)
    head = Chain.objects.filter(organisation_id=organisation.pk).first()
    is_too_long = head is not None and head.sequence > LONGEST
    report = None if is_too_long else verify_chain(organisation.pk)
    faults = [(fault.sequence, FAULTS[fault.code]) for fault in report.faults[:FAULTS_SHOWN]] if report else []
    page = {
        "organisation": organisation,
        "report": report,
        "faults": faults,
        "more_faults": len(report.faults) - len(faults) if report else 0,
    }
    return render(request, "ledger/verified.html", page)


def _head(head: selectors.Head, reads: bool) -> dict[str, Any]:
    pk = head.organisation.pk
    return {
        "name": head.organisation.name,
        "code": head.organisation.code,
        "events": head.events,
        "digest": head.digest[:16] or "–",
        "url": reverse("ledger_events", args=[pk]) if reads else "",
        "verify_url": reverse("ledger_verify", args=[pk]),
    }


def _event(row: Any) -> dict[str, Any]:
    """One event: the act, what it was about, who and when in words; code and payload as the digest was made of them."""
    kind = _kind_words(row.about_type)
    return {
        "sequence": row.sequence,
        "at": formats.date_format(timezone.localtime(row.at), "j E Y, H:i"),
        "verb": verb_words(row.verb),
        "about": f"{kind} {selectors.short_id(row.about)}" if row.about else kind,
        "by": selectors.short_id(row.by) if row.by else "",
        "rows": _row_words(row.payload),
        "code": breakable(row.verb),
        "payload": breakable(selectors.payload_line(row.payload)),
    }


def _row_words(payload: dict[str, Any]) -> str:
    """How many rows of which kind were written, where more than one was."""
    rows = payload.get("rows")
    if not isinstance(rows, dict):
        return ""
    return ", ".join(f"{_kind_words(label)}: {number}" for label, number in rows.items() if number != 1)


def _kind_words(label: str) -> str:
    """What kind of record an event is about, in words; its code where there is no such table any more."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label
