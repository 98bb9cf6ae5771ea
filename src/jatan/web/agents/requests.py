"""Entry requests: the secretariat's pages to ask for one statement, and the member's pages to answer.

The secretariat sees only its requests, and a statement once the member allows it; the member sees the statement that
is asked for.
"""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.programme.agents import entry_requests
from jatan.programme.agents.choices import Reply
from jatan.programme.agents.models import EntryRequest, Statement
from jatan.web.agents.forms import AskForm, ReplyForm
from jatan.web.agents.words import grouped_number, label_of
from jatan.web.ui.components import states
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission
from jatan.web.ui.records.columns import PLACE, display_fields, labelled_values
from jatan.web.ui.records.desk import DisplayField

SHOWN = 100
# The fields of a statement without its journey and person, which only the member may see.
_ENTRY = (
    *display_fields(Statement, "kind", "name"),
    DisplayField(_("Phone numbers"), lambda row: ", ".join(row.phones)),
    *display_fields(Statement, "vehicle"),
    DisplayField(_("Where people are taken from"), PLACE.source),
    *display_fields(Statement, "route"),
    DisplayField(_("Where people are taken to"), lambda row: row.destination.name if row.destination else ""),
    *display_fields(Statement, "destination_as_written", "said_on", "source", "reliability", "what_is_said"),
)


@needs(Permission.AGENTS_ASK)
def agent_asks(request: StaffRequest) -> HttpResponseBase:
    """The secretariat's requests and their state."""
    rows = list(entry_requests.requests_made(request.actor)[:SHOWN])
    table = _table(rows, _("Asked of"), lambda row: row.organisation.name, "agent_ask")
    page = {"table": table, "title": _("Entries asked for"), "may_ask": True}
    return render(request, "agents/requests.html", page)


@needs(Permission.AGENTS_ASK)
def ask_entry(request: StaffRequest) -> HttpResponseBase:
    """Ask one member for one statement."""
    form = submission.bind_form(AskForm, request)
    if submission.submit_form(form, lambda answers: entry_requests.ask_for_entry(by=request.actor, **answers)) is None:
        page = {"form": form, "title": _("Ask for one entry"), "back": reverse("agent_asks"), "facts": []}
        return render(request, "agents/request.html", page, status=422 if form.errors else 200)
    messages.success(request, _("The member has been asked. The answer will stand here."))
    return redirect("agent_asks")


@needs(Permission.AGENTS_ASK)
def agent_ask(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One request of the secretariat, with the statement as long as it may be read."""
    row = entry_requests.requests_made(request.actor).get(pk=pk)
    entry = entry_requests.granted_entry(request.actor, row)
    facts = [(_("Asked of"), row.organisation.name), *_facts(row)]
    page = {"title": _("Entry asked for"), "back": reverse("agent_asks"), "facts": facts, "badge": _badge(row)}
    page["entry"] = labelled_values(_ENTRY, entry) if entry else []
    page["is_over"] = row.reply == Reply.YES and entry is None
    return render(request, "agents/request.html", page)


@needs(Permission.AGENTS_SEE)
def agent_requests(request: StaffRequest) -> HttpResponseBase:
    """Requests to this member, unanswered ones first."""
    rows = list(entry_requests.requests_received(request.actor)[:SHOWN])
    table = _table(rows, _("Asked by"), lambda row: row.asked_from.name, "agent_request")
    page = {"table": table, "title": _("Requests of the secretariat"), "may_ask": False}
    return render(request, "agents/requests.html", page)


@needs(Permission.AGENTS_SEE)
def agent_request(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One request with the statement it is about, and the form to answer for those who may."""
    row = entry_requests.requests_received(request.actor).get(pk=pk)
    may_answer = not row.reply and request.actor.may(Permission.AGENTS_RECORD)
    if request.method == "POST" and not may_answer:
        raise Http404
    form = submission.bind_form(ReplyForm, request, about=row) if may_answer else None

    def act(answers: Any) -> object:
        return entry_requests.answer_request(by=request.actor, request=row, **answers)

    if form is not None and submission.submit_form(form, act) is not None:
        messages.success(request, _("Answered. Both ledgers tell of it."))
        return redirect("agent_request", pk)
    page = _request_page(request, row) | {"form": form}
    return render(request, "agents/request.html", page, status=422 if form is not None and form.errors else 200)


def _request_page(request: StaffRequest, row: EntryRequest) -> dict[str, Any]:
    asker = Account.objects.filter(pk=row.asked_by).values_list("name", flat=True).first()
    meant = [(label_of(entry), reverse("agents_detail", args=[entry.pk])) for entry in _meant(request, row)]
    facts = [(_("Asked by"), f"{asker or ''}, {row.asked_from.name}".strip(", ")), *_facts(row)]
    back = reverse("agent_requests")
    return {"title": _("Request for one entry"), "back": back, "facts": facts, "meant": meant, "badge": _badge(row)}


def _meant(request: StaffRequest, row: EntryRequest) -> list[Statement]:
    found = entry_requests.entries_with_number(request.actor, row.number)
    return [entry for entry in found if entry.organisation_id == row.organisation_id]


def _facts(row: EntryRequest) -> list[tuple[Any, Any]]:
    number = DisplayField(_("Number of the entry"), lambda one: grouped_number(one.number))
    return labelled_values((number, *display_fields(EntryRequest, "reason", "until", "note")), row)


def _table(rows: Sequence[EntryRequest], whose: Any, name: Any, page: str) -> Table:
    columns = [
        Column("number", _("Number of the entry")),
        Column("whose", whose),
        Column("on", _("Asked on"), "day"),
        Column("state", _("State"), "badge"),
    ]
    lines = [
        {
            "number": grouped_number(row.number),
            "whose": name(row),
            "on": row.asked_at.astimezone(clock.INDIA).date(),
            "state": _badge(row),
            "url": reverse(page, args=[row.pk]),
        }
        for row in rows
    ]
    return Table(_("Requests for one entry"), columns, lines, link="url")


def _badge(row: EntryRequest) -> states.Badge:
    if not row.reply:
        return states.soon(_("waits for an answer"))
    if row.reply == Reply.NO:
        return states.plain(_("answered with no"))
    if clock.is_past(row.until):
        return states.plain(_("the days are over"), "clock")
    return states.done(_("may be read"))
