"""Pages of outgoing messages, and of a forecast of today's, which sends nothing."""

import uuid
from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jatan.foundation.access.permissions import Permission
from jatan.intake.messaging import selectors, services
from jatan.intake.messaging.choices import OutState, Purpose, Reason
from jatan.intake.messaging.due import ForecastMessage, forecast_messages
from jatan.intake.messaging.models import OutMessage
from jatan.intake.messaging.office import sending_rules_of, spent_in
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.web.messaging.display import first_characters, format_moment, mask_number, outgoing_badge, rupees, tabs
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import paginate

_SEE, _SEND = Permission.MESSAGES_SEE, Permission.MESSAGES_SEND
_MAY_RETRY = (OutState.FAILED, OutState.REFUSED)
_MAY_CANCEL = (OutState.QUEUED, OutState.HELD)


@needs(_SEE)
def sent(request: StaffRequest) -> HttpResponseBase:
    """The outbox, newest first, with the month's spending."""
    listed = paginate(selectors.outgoing(request.actor), request.GET)
    columns = (
        Column("text", _("Message")),
        Column("state", _("State"), "badge"),
        Column("phone", _("Telephone")),
        Column("cost", _("Cost")),
        Column("at", _("Sent on")),
    )
    table = Table(_("Sent messages"), columns, [_line(row) for row in listed.rows], link="url")
    page = {"page": listed, "table": table, "tabs": tabs(request.actor, "messages_sent"), "money": _money(request)}
    page |= {"title": _("Sent messages"), "empty": _("No message has gone out yet.")}
    return render(request, "messaging/list.html", page)


@needs(_SEE)
def sent_message(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One outgoing message with its delivery state."""
    row = selectors.find_outgoing(request.actor, pk)
    facts = [
        (_("For what"), row.get_purpose_display()),
        (_("Telephone"), row.phone if request.actor.may(_SEND) else mask_number(row.phone)),
        (_("Queued on"), format_moment(row.recorded_at)),
        (_("Not before"), format_moment(row.not_before) if row.state in _MAY_CANCEL else ""),
        (_("Sent on"), format_moment(row.sent_at) if row.sent_at else ""),
        (_("Reached the telephone on"), format_moment(row.delivered_at) if row.delivered_at else ""),
        (_("Attempts"), row.attempts),
        (_("Message parts"), row.segments),
        (_("Cost"), rupees(row.cost_paise)),
    ]
    may = request.actor.may(_SEND)
    page = {"row": row, "facts": facts, "badge": outgoing_badge(row)}
    page |= {"may_again": may and row.state in _MAY_RETRY, "may_cancel": may and row.state in _MAY_CANCEL}
    return render(request, "messaging/sent.html", page)


@needs(_SEND)
@require_POST
def again(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Queue a failed message again."""
    return _act_and_redirect(request, pk, services.send_again, _("It is in the outbox again."))


@needs(_SEND)
@require_POST
def cancel(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Cancel a message that was not sent yet."""
    return _act_and_redirect(request, pk, services.cancel, _("It will not be sent."))


@needs(_SEE)
def today(request: StaffRequest) -> HttpResponseBase:
    """Forecast of what would be sent now, with counts and cost. Sends nothing."""
    organisation = request.actor.home_organisations[0]
    found = forecast_messages(request.actor, organisation)
    columns = (
        Column("purpose", _("For what")),
        Column("what", _("What would happen")),
        Column("count", _("Messages"), "number"),
        Column("parts", _("Message parts"), "number"),
        Column("cost", _("Cost")),
    )
    rows = _grouped(found)
    going = [one for one in found if one.state == OutState.CLAIMED]
    page = {
        "table": Table(_("What goes out today"), columns, rows),
        "tabs": tabs(request.actor, "messages_today"),
        "money": _money(request),
        "going": len(going),
        "cost": rupees(sum(one.paise for one in going)),
        "kept": len(found) - len(going),
    }
    return render(request, "messaging/today.html", page)


def _act_and_redirect(request: StaffRequest, pk: uuid.UUID, act: Any, words: str) -> HttpResponseBase:
    row = selectors.find_outgoing(request.actor, pk)
    try:
        act(by=request.actor, message=row)
        messages.success(request, words)
    except Problem as problem:
        messages.warning(request, str(problem.message))
    return redirect("message_sent", pk)


def _money(request: StaffRequest) -> list[tuple[str, str]]:
    """This month's spending and its limits."""
    rules = sending_rules_of(request.actor.home_organisations[0])
    spent = spent_in(rules, clock.now())
    limit = rupees(rules.monthly_rupees * 100) if rules.monthly_rupees is not None else _("no limit")
    max_messages = str(rules.monthly_messages) if rules.monthly_messages is not None else _("no limit")
    return [
        (_("Spent this month"), rupees(spent.paise)),
        (_("It may cost"), limit),
        (_("Messages this month"), str(spent.messages)),
        (_("At most"), max_messages),
    ]


def _line(row: OutMessage) -> dict[str, Any]:
    return {
        "text": first_characters(row.text) or row.get_purpose_display(),
        "state": outgoing_badge(row),
        "phone": mask_number(row.phone),
        "cost": rupees(row.cost_paise),
        "at": format_moment(row.sent_at),
        "url": reverse("message_sent", args=[row.pk]),
    }


def _grouped(found: list[ForecastMessage]) -> list[dict[str, Any]]:
    """One line per purpose, state and reason."""
    counted: Counter[tuple[str, str, str]] = Counter()
    parts: Counter[tuple[str, str, str]] = Counter()
    paise: Counter[tuple[str, str, str]] = Counter()
    for one in found:
        key = (one.purpose, one.state, one.reason)
        counted[key] += 1
        parts[key] += one.segments
        paise[key] += one.paise if one.state in (OutState.CLAIMED, OutState.HELD) else 0
    return [
        {
            "purpose": Purpose(key[0]).label,
            "what": _outcome_label(key[1], key[2]),
            "count": counted[key],
            "parts": parts[key],
            "cost": rupees(paise[key]),
        }
        for key in sorted(counted)
    ]


def _outcome_label(state: str, reason: str) -> str:
    if state == OutState.CLAIMED:
        return _("goes out")
    words = str(OutState(state).label)
    return f"{words}: {Reason(reason).label}" if reason else words
