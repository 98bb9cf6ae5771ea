"""Sets of statements about the same agent: list, detail, confirmation by a second person, undoing."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.agents import selectors, statement_sets
from jatan.programme.agents.models import Joining, Profile, Statement
from jatan.web.agents.record_forms import UndoForm
from jatan.web.agents.words import label_of, set_line
from jatan.web.ui.components import states
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission
from jatan.web.ui.records.columns import place_line

SHOWN = 100


@needs(Permission.AGENTS_SEE)
def agent_sets(request: StaffRequest) -> HttpResponseBase:
    """At most 100 sets, those that wait for confirmation first."""
    rows = list(selectors.profiles(request.actor)[: SHOWN + 1])
    lines = [
        {"who": label_of(row.seed), "kind": row.seed.get_kind_display(), "many": set_line(row), "url": _url(row)}
        for row in rows[:SHOWN]
    ]
    columns = [
        Column("who", _("Who is meant")),
        Column("kind", pgettext("statement", "About")),
        Column("many", _("How many")),
    ]
    page = {"table": Table(_("Statements that belong together"), columns, lines, link="url")}
    return render(request, "agents/sets.html", page | {"is_all": len(rows) <= SHOWN})


@needs(Permission.AGENTS_SEE)
def agent_set(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One set with its statements, their sources and the reasons for joining."""
    profile = selectors.find_profile(request.actor, pk)
    lines = [_line(profile.seed, {"state": states.plain(_("the first one"))})]
    for row in selectors.joinings(request.actor, profile)[:SHOWN]:
        lines.append(_line(row.statement, _state_and_links(request.actor, row)))
    page = {"label": label_of(profile.seed), "line": set_line(profile), "table": _table(lines)}
    return render(request, "agents/set.html", page)


@needs(Permission.AGENTS_RECORD)
def confirm_same(request: StaffRequest, pk: uuid.UUID, child: uuid.UUID) -> HttpResponseBase:
    """Confirm a proposed joining. 404 for the account that proposed it."""
    row = _joining(request.actor, pk, child)
    if row.confirmed_at is not None or row.recorded_by == request.actor.account_id:
        raise Http404
    form = submission.bind_form(AnswerForm, request)
    if (
        submission.submit_form(form, lambda _answers: statement_sets.confirm_same(by=request.actor, joining=row))
        is None
    ):
        sentence = _("Only confirm what you have checked yourself. An innocent person may bear the same name.")
        return _ask(request, row, form, title=_("Confirm"), sentence=sentence)
    messages.success(request, _("It is confirmed."))
    return redirect("agent_set", pk)


@needs(Permission.AGENTS_RECORD)
def undo_same(request: StaffRequest, pk: uuid.UUID, child: uuid.UUID) -> HttpResponseBase:
    """Take a statement out of the set; the statement itself stays."""
    row = _joining(request.actor, pk, child)
    form = submission.bind_form(UndoForm, request)
    done = submission.submit_form(
        form, lambda a: statement_sets.undo_same(by=request.actor, joining=row, reason=a["reason"])
    )
    if done is None:
        sentence = _("The statement leaves this set and stays in the register as it was said.")
        return _ask(request, row, form, title=_("Take out of the set"), sentence=sentence)
    messages.success(request, _("It is taken out."))
    return redirect("agents_detail", row.statement_id)


def _joining(by: Actor, pk: uuid.UUID, child: uuid.UUID) -> Joining:
    row = selectors.joinings(by, selectors.find_profile(by, pk)).get(pk=child)
    gate.require(by, Permission.AGENTS_RECORD, organisation_id=row.organisation_id, place=row.place)
    return row


def _ask(request: StaffRequest, row: Joining, form: AnswerForm, *, title: str, sentence: str) -> HttpResponseBase:
    page = {"form": form, "title": title, "sentence": sentence, "label": label_of(row.statement), "row": row}
    page["back"] = reverse("agent_set", args=[row.profile_id])
    return render(request, "agents/ask.html", page, status=422 if form.errors else 200)


def _url(row: Profile) -> str:
    return reverse("agent_set", args=[row.pk])


def _line(statement: Statement, more: dict[str, Any]) -> dict[str, Any]:
    return {
        "who": label_of(statement),
        "url": reverse("agents_detail", args=[statement.pk]),
        "said_on": statement.said_on,
        "source": statement.get_source_display(),
        "known": statement.get_reliability_display(),
        "place": place_line(statement),
        "reason": "",
    } | more


def _state_and_links(by: Actor, row: Joining) -> dict[str, Any]:
    state = states.soon(_("waits for a second person")) if row.confirmed_at is None else states.done(_("confirmed"))
    links = []
    if gate.allows(by, Permission.AGENTS_RECORD, organisation_id=row.organisation_id, place=row.place):
        address = [row.profile_id, row.pk]
        if row.confirmed_at is None and row.recorded_by != by.account_id:
            links.append((reverse("agent_set_confirm", args=address), _("Confirm")))
        links.append((reverse("agent_set_undo", args=address), _("Take out of the set")))
    links_to = format_html_join(" · ", '<a href="{}">{}</a>', links)
    return {"state": state, "reason": row.reason, "actions": links_to}


def _table(lines: list[dict[str, Any]]) -> Table:
    columns = [
        Column("who", _("Who is meant")),
        Column("said_on", _("Said on"), "day"),
        Column("source", _("Who says so")),
        Column("known", _("How it is known")),
        Column("place", _("Place")),
        Column("state", _("State"), "badge"),
        Column("reason", _("Why it stands here")),
    ]
    if any(line.get("actions") for line in lines):
        columns.append(Column("actions", _("To do"), "html"))
    return Table(_("Statements that belong together"), columns, lines, link="url")
