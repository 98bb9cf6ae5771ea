"""Pages of arrived messages: waiting, all, one message, and the actions on it."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Permission
from jatan.intake.messaging import selectors, services
from jatan.intake.messaging.choices import Arrival, InState
from jatan.intake.messaging.models import InMessage
from jatan.kernel.problems import Problem
from jatan.web.messaging.display import (
    dial_url,
    first_characters,
    format_moment,
    incoming_badge,
    mask_number,
    outgoing_badge,
    phone_to_dial,
    tabs,
)
from jatan.web.messaging.forms import AnswerMessageForm, DecideForm, LinkPersonForm
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import Page, paginate
from jatan.web.ui.records import submission

_SEE, _SEND = Permission.MESSAGES_SEE, Permission.MESSAGES_SEND
type Answers = Mapping[str, Any]


@needs(_SEE)
def waiting(request: StaffRequest) -> HttpResponseBase:
    """Messages that wait for a person, urgent first."""
    listed = paginate(selectors.waiting(request.actor), request.GET)
    page = {
        "page": listed,
        "table": _table(request, _("Waiting messages"), listed),
        "tabs": tabs(request.actor, "messages"),
    }
    page |= {"title": _("Waiting messages"), "empty": _("No message waits. Everything that came in has been read.")}
    return render(request, "messaging/list.html", page)


@needs(_SEE)
def arrived(request: StaffRequest) -> HttpResponseBase:
    """Everything that arrived, newest first."""
    listed = paginate(selectors.arrived(request.actor), request.GET)
    page = {
        "page": listed,
        "table": _table(request, _("Arrived"), listed),
        "tabs": tabs(request.actor, "messages_arrived"),
    }
    page |= {"title": _("Arrived messages"), "empty": _("No message has come in yet.")}
    return render(request, "messaging/list.html", page)


@needs(_SEE)
def message(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One message: its text, possible senders, texts sent to its number, and actions."""
    row = selectors.find_arrived(request.actor, pk)
    may_act = request.actor.may(_SEND) and row.state != InState.DONE
    sent = [_sent_line(out) for out in selectors.with_number(request.actor, row)[:10]]
    columns = [Column("text", _("Message")), Column("at", _("Sent on")), Column("state", _("State"), "badge")]
    page = {
        "row": row,
        "facts": _facts(request, row),
        "badge": incoming_badge(row),
        "issue_url": reverse("issues_detail", args=[row.issue]) if row.issue else "",
        "journeys": list(selectors.journeys_for(request.actor, row)[:20]),
        "table": Table(_("What went to this number"), columns, sent, link="url"),
        "may_act": may_act,
        "may_answer": request.actor.may(_SEND) and bool(row.phone),
        "is_call": row.arrival == Arrival.MISSED_CALL,
        "dial_url": dial_url(row.phone) if request.actor.may(_SEND) else "",
    }
    return render(request, "messaging/message.html", page)


@needs(_SEND)
@require_POST
def read(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Mark a message as read."""
    row = selectors.find_arrived(request.actor, pk)
    try:
        services.mark_read(by=request.actor, message=row)
        messages.success(request, _("Written down: you have read this message."))
    except Problem as problem:
        messages.warning(request, str(problem.message))
    return redirect("messages")


@needs(_SEND)
def decide(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Set what a message means."""

    def act(row: InMessage, answers: Answers) -> object:
        return services.decide(by=request.actor, message=row, **answers)

    return _form_page(request, pk, DecideForm, act, _("What does this message say?"))


@needs(_SEND)
def link(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Link a message to a person."""

    def act(row: InMessage, answers: Answers) -> object:
        return services.link_to_person(by=request.actor, message=row, person=answers["person"])

    return _form_page(request, pk, LinkPersonForm, act, _("Whose message is this?"))


@needs(_SEND)
def answer(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Answer a message."""

    def act(row: InMessage, answers: Answers) -> object:
        return services.answer(by=request.actor, message=row, text=answers["text"])

    return _form_page(request, pk, AnswerMessageForm, act, _("Write back"))


def _form_page(
    request: StaffRequest,
    pk: uuid.UUID,
    kind: type[AnswerForm],
    act: Callable[[InMessage, Answers], object],
    title: str,
) -> HttpResponseBase:
    row = selectors.find_arrived(request.actor, pk)
    form = submission.bind_form(kind, request, about=row)
    if submission.submit_form(form, lambda answers: act(row, answers)) is None:
        page = {"form": form, "title": title, "row": row, "back": reverse("message", args=[pk])}
        return render(request, "messaging/sheet.html", page, status=422 if form.is_bound else 200)
    messages.success(request, _("Saved."))
    return redirect("message", pk)


def _table(request: StaffRequest, caption: str, listed: Page) -> Table:
    columns = (
        Column("text", _("Message")),
        Column("state", _("State"), "badge"),
        Column("phone", _("Telephone")),
        Column("at", _("Arrived on")),
    )
    may_call = request.actor.may(_SEND)
    return Table(caption, columns, [_line(row, may_call) for row in listed.rows], link="url")


def _line(row: InMessage, may_call: bool) -> dict[str, Any]:
    return {
        "text": first_characters(row.text) or row.get_arrival_display(),
        "state": incoming_badge(row),
        "phone": phone_to_dial(row.phone) if may_call and _waits_for_a_call(row) else mask_number(row.phone),
        "at": format_moment(row.arrived_at),
        "url": reverse("message", args=[row.pk]),
    }


def _waits_for_a_call(row: InMessage) -> bool:
    return row.arrival == Arrival.MISSED_CALL and row.state != InState.DONE


def _sent_line(row: Any) -> dict[str, Any]:
    return {
        "text": first_characters(row.text),
        "at": format_moment(row.sent_at or row.recorded_at),
        "state": outgoing_badge(row),
        "url": reverse("message_sent", args=[row.pk]),
    }


def _facts(request: StaffRequest, row: InMessage) -> list[tuple[str, Any]]:
    """Labelled facts of a message. The full number is shown only to readers who may answer."""
    ids = [one for one in (row.handled_by, row.sent_by) if one]
    names = dict(Account.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
    reader, colleague = ("" if one is None else names.get(one, "") for one in (row.handled_by, row.sent_by))
    calls = selectors.calls_of(request.actor, row).count() if row.arrival == Arrival.MISSED_CALL and row.phone else 0
    return [
        (_("Telephone"), row.phone if request.actor.may(_SEND) else mask_number(row.phone)),
        (_("Number of"), colleague),
        (_("Arrived on"), format_moment(row.arrived_at)),
        (_("Has rung since, in all"), calls if calls > 1 else ""),
        (_("Person"), row.person.name if row.person else ""),
        (_("Meaning"), row.get_meaning_display()),
        (_("Read on"), format_moment(row.handled_at) if row.handled_at else ""),
        (_("Read by"), reader),
    ]
