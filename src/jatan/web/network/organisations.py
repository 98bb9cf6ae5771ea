"""Organisations of the network: list, detail with districts, centres and offices, new, correction."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from jatan.foundation.access import network_acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Kind, Organisation
from jatan.kernel import clock
from jatan.programme.membership.selectors import caretaker_of, open_work
from jatan.programme.membership.services import end_membership
from jatan.web.network.network_forms import AmendOrganisationForm, NewOrganisationForm, OrganisationForm
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission


def managed(by: Actor) -> QuerySet[Organisation]:
    """Organisations that this actor manages."""
    return Organisation.objects.filter(id__in=by.reach(Permission.NETWORK_MANAGE).organisations)


@needs(Permission.NETWORK_MANAGE)
def organisations(request: StaffRequest) -> HttpResponseBase:
    """All organisations with their present number of districts and centres."""
    today = clock.today()
    rows = managed(request.actor).annotate(
        district_count=Count("districts", filter=_open("districts__until", today), distinct=True),
        centre_count=Count("centres", filter=_open("centres__closed_on", today), distinct=True),
    )
    columns = [
        Column("name", _("Organisation")),
        Column("code", _("Code")),
        Column("since", _("Member since"), "day"),
        Column("until", _("Member until"), "day"),
        Column("districts", _("Districts"), "number"),
        Column("centres", _("Information centres"), "number"),
    ]
    table = Table(_("Organisations"), columns, [_line(row) for row in rows], link="url")
    return render(request, "network/organisations.html", {"table": table})


@needs(Permission.NETWORK_MANAGE)
def organisation(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One organisation: membership, districts, centres, offices."""
    row = managed(request.actor).get(pk=pk)
    page = {
        "row": row,
        "caretaker": caretaker_of(row),
        "districts": _districts(row),
        "centres": _centres(row),
        "offices": _offices(row),
    }
    return render(request, "network/organisation.html", page)


@needs(Permission.NETWORK_MANAGE)
def register(request: StaffRequest) -> HttpResponseBase:
    """Add a member."""
    form = submission.bind_form(NewOrganisationForm, request)
    made: Any = submission.submit_form(form, lambda answers: _register(request, answers))
    if made is None:
        page = {"form": form, "title": _("New member"), "back": reverse("organisations")}
        return render(request, "network/form.html", page, status=422 if form.is_bound else 200)
    messages.success(request, _("The member is written down. Now add its districts."))
    return redirect("organisation", made.pk)


@needs(Permission.NETWORK_MANAGE)
def amend(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Correct names and dates of membership."""
    row = managed(request.actor).get(pk=pk)
    kind = AmendOrganisationForm if row.kind == Kind.MEMBER else OrganisationForm
    form = submission.bind_form(kind, request, about=row, initial=submission.initial_values(kind, row))
    back = reverse("organisation", args=[row.pk])
    if submission.submit_form(form, lambda answers: _amend(request, row, answers)) is None:
        page = {"form": form, "title": _("Correct"), "label": row.name, "back": back}
        if kind is AmendOrganisationForm:
            page["open_work"] = _open_work(row)
        return render(request, "network/organisation_form.html", page, status=422 if form.is_bound else 200)
    messages.success(request, _("The correction is saved."))
    return redirect(back)


def _register(request: StaffRequest, answers: Any) -> Organisation:
    command = network_acts.RegisterOrganisation(**answers)
    return network_acts.register_organisation(by=request.actor, command=command)


def _amend(request: StaffRequest, row: Organisation, answers: Any) -> bool:
    changes = dict(answers)
    until, chosen = changes.pop("member_until", None), changes.pop("caretaker", None)
    caretaker = Organisation.objects.get(pk=chosen) if chosen else None
    chosen_id = caretaker.pk if caretaker else None
    with transaction.atomic():
        is_amended = network_acts.amend_organisation(by=request.actor, organisation=row, changes=changes)
        if row.kind != Kind.MEMBER:
            return is_amended
        # A name is corrected whatever is open: only another day, or another caretaker, asks what is.
        present = caretaker_of(row)
        if until == row.member_until and chosen_id == (present.caretaker_id if present else None):
            return is_amended
        return end_membership(by=request.actor, organisation=row, until=until, caretaker=caretaker) or is_amended


def _open_work(row: Organisation) -> Table:
    columns = [Column("what", _("Open at this moment")), Column("is_open", _("Is any open?"))]
    lines = [{"what": what, "is_open": _("yes") if is_open else _("no")} for what, is_open in open_work(row.id).lines()]
    return Table(_("What is open here"), columns, lines)


def _open(path: str, today: dt.date) -> Q:
    return Q(**{f"{path}__isnull": True}) | Q(**{f"{path}__gte": today})


def _line(row: Any) -> dict[str, Any]:
    return {
        "name": row.name,
        "code": row.code,
        "since": row.member_since,
        "until": row.member_until,
        "districts": row.district_count,
        "centres": row.centre_count,
        "url": reverse("organisation", args=[row.pk]),
    }


def _districts(row: Organisation) -> Table:
    columns = [Column("name", _("District")), *_dates(_("Since"), _("Until"))]
    lines = [
        {"name": held.district.name, "first": held.since, "last": held.until}
        | _action_cell("" if held.until else reverse("district_end", args=[row.pk, held.pk]), _("End"))
        for held in row.districts.select_related("district").order_by("since", "id")
    ]
    return Table(_("Districts"), columns, lines)


def _centres(row: Organisation) -> Table:
    columns = [
        Column("name", _("Information centre")),
        Column("district", _("District")),
        Column("reach", _("How to reach it")),
    ]
    lines = [
        {
            "name": centre.name,
            "district": centre.district.name,
            "reach": format_html(
                '{} <a href="{}">{}</a>',
                ", ".join(filter(None, (centre.address, centre.hours, centre.phone))),
                reverse("centre_edit", args=[row.pk, centre.pk]),
                _("Correct"),
            ),
            "first": centre.opened_on,
            "last": centre.closed_on,
        }
        | _action_cell("" if centre.closed_on else reverse("centre_close", args=[row.pk, centre.pk]), _("Close"))
        for centre in row.centres.select_related("district").order_by("opened_on", "id")
    ]
    return Table(_("Information centres"), [*columns, *_dates(_("Opened"), _("Closed"))], lines)


def _offices(row: Organisation) -> Table:
    columns = [Column("name", _("Office")), Column("place", _("Place")), Column("phone", _("Phone"))]
    lines = [
        {"name": office.name_hi, "place": office.place.name, "phone": office.phone or "–"}
        | _action_cell(reverse("office_edit", args=[row.pk, office.pk]), _("Correct"))
        for office in row.offices.select_related("place").order_by("id")
    ]
    return Table(_("Offices"), [*columns, Column("action", _("To do"))], lines)


def _dates(first: str, last: str) -> Iterable[Column]:
    return Column("first", first, "day"), Column("last", last, "day"), Column("action", _("To do"))


def _action_cell(url: str, label: str) -> dict[str, Any]:
    return {"action": format_html('<a href="{}">{}</a>', url, label) if url else "–"}
