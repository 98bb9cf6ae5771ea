"""Agents' telephone numbers or similar names that occur on journeys of several people. URLs contain neither."""

import uuid
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jatan.foundation.access.permissions import Permission
from jatan.programme.agents import selectors, shared_numbers
from jatan.programme.agents.shared_numbers import SharedValue
from jatan.programme.journeys.models import Journey
from jatan.web.agents.words import asked_line
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records.columns import place_line

SHOWN = 100


@needs(Permission.AGENTS_SEE)
def agent_numbers(request: StaffRequest) -> HttpResponseBase:
    """Shared numbers first (the stronger evidence), then similar names, with a warning."""
    page = {
        "numbers": _groups(
            _("Same number"), pgettext("telephone", "Number"), shared_numbers.shared_numbers(request.actor)
        ),
        "names": _groups(_("Name written alike"), _("Name"), shared_numbers.shared_names(request.actor), "?name"),
        "most": shared_numbers.MOST,
    }
    return render(request, "agents/numbers.html", page)


@needs(Permission.AGENTS_SEE)
def agent_number(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """All journeys with the same agent's number or name as one journey, and which member to ask."""
    by = request.actor
    example = shared_numbers.find_journey(by, pk)
    by_name = "name" in request.GET or not example.agent_phone
    rows = list(shared_numbers.journeys_with_same_agent(by, example, by_name=by_name)[: SHOWN + 1])
    phone = "" if by_name else example.agent_phone
    page: dict[str, Any] = {
        "title": _("Journeys with a name written alike") if by_name else _("Same number on several journeys"),
        "label": " · ".join(part for part in (example.agent_name, phone) if part),
        "asked": asked_line(selectors.members_to_ask(example.organisation_id, phone)),
        "table": _journeys(rows[:SHOWN]),
        "is_all": len(rows) <= SHOWN,
    }
    if by.may(Permission.AGENTS_RECORD):
        page["new_url"] = f"{reverse('agents_new')}?journey={example.pk}"
    return render(request, "agents/number.html", page)


def _groups(caption: str, heading: str, found: list[SharedValue], query: str = "") -> Table:
    columns = [
        Column("said", heading),
        Column("people", _("People"), "number"),
        Column("journeys", _("Journeys"), "number"),
        Column("names", _("Goes by the names")),
        Column("first", _("First"), "day"),
        Column("last", _("Latest"), "day"),
    ]
    lines = [
        {
            "said": one.value,
            "people": one.people,
            "journeys": one.journeys,
            "names": ", ".join(one.names),
            "first": one.first,
            "last": one.last,
            "url": reverse("agent_number", args=[one.example]) + query,
        }
        for one in found
    ]
    return Table(caption, columns, lines, link="url")


def _journeys(rows: list[Journey]) -> Table:
    columns = [
        Column("person", _("Person")),
        Column("place", _("Place")),
        Column("to", _("Where to")),
        Column("agent", _("Agent as written")),
        Column("phone", pgettext("telephone", "Number")),
        Column("on", _("Registered on"), "day"),
    ]
    lines = [
        {
            "person": row.person.name,
            "place": place_line(row),
            "to": row.destination.name if row.destination else row.destination_as_written,
            "agent": row.agent_name,
            "phone": row.agent_phone,
            "on": row.registered_on,
            "url": reverse("journeys_detail", args=[row.pk]),
        }
        for row in rows
    ]
    return Table(_("Journeys with this number or name"), columns, lines, link="url")
