"""Districts, information centres and offices of an organisation. Each view has one form and calls one service."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jatan.foundation.access import network_acts
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Organisation
from jatan.web.network.network_forms import AddDistrictForm, CentreForm, LastDayForm, OfficeForm, ReachForm
from jatan.web.network.organisations import managed
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission

type Answers = Mapping[str, Any]


@needs(Permission.NETWORK_MANAGE)
def add_district(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Add a district to an organisation."""
    row = managed(request.actor).get(pk=pk)

    def act(answers: Answers) -> object:
        return network_acts.add_district(by=request.actor, organisation=row, **answers)

    return _sheet(request, row, AddDistrictForm, act, _("New district"))


@needs(Permission.NETWORK_MANAGE)
def end_district(request: StaffRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponseBase:
    """Set the last day of work in a district."""
    organisation = managed(request.actor).get(pk=pk)
    held = organisation.districts.select_related("organisation", "district").get(pk=row, until__isnull=True)

    def act(answers: Answers) -> object:
        return network_acts.end_district(by=request.actor, row=held, until=answers["on"])

    return _sheet(request, organisation, LastDayForm, act, _("End work in a district"), held.district.name)


@needs(Permission.NETWORK_MANAGE)
def open_centre(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Open an information centre."""
    row = managed(request.actor).get(pk=pk)

    def act(answers: Answers) -> object:
        command = network_acts.OpenCentre(organisation=row, **answers)
        return network_acts.open_centre(by=request.actor, command=command)

    return _sheet(request, row, CentreForm, act, _("New information centre"))


@needs(Permission.NETWORK_MANAGE)
def amend_centre(request: StaffRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponseBase:
    """Say where an information centre is, when it is open, and its number."""
    organisation = managed(request.actor).get(pk=pk)
    centre = organisation.centres.select_related("organisation").get(pk=row)

    def act(answers: Answers) -> object:
        return network_acts.amend_centre(by=request.actor, centre=centre, changes=answers)

    initial = submission.initial_values(ReachForm, centre)
    return _sheet(request, organisation, ReachForm, act, _("How to reach the centre"), centre.name, initial)


@needs(Permission.NETWORK_MANAGE)
def close_centre(request: StaffRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponseBase:
    """Set the last day of an information centre."""
    organisation = managed(request.actor).get(pk=pk)
    centre = organisation.centres.select_related("organisation").get(pk=row, closed_on__isnull=True)

    def act(answers: Answers) -> object:
        return network_acts.close_centre(by=request.actor, centre=centre, on=answers["on"])

    return _sheet(request, organisation, LastDayForm, act, _("Close the information centre"), centre.name)


@needs(Permission.NETWORK_MANAGE)
def record_office(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Add an office."""
    row = managed(request.actor).get(pk=pk)

    def act(answers: Answers) -> object:
        command = network_acts.RecordOffice(organisation=row, **answers)
        return network_acts.record_office(by=request.actor, command=command)

    return _sheet(request, row, OfficeForm, act, _("New office"))


@needs(Permission.NETWORK_MANAGE)
def amend_office(request: StaffRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponseBase:
    """Correct an office."""
    organisation = managed(request.actor).get(pk=pk)
    office = organisation.offices.select_related("organisation", "place").get(pk=row)

    def act(answers: Answers) -> object:
        return network_acts.amend_office(by=request.actor, office=office, changes=answers)

    initial = submission.initial_values(OfficeForm, office)
    return _sheet(request, organisation, OfficeForm, act, _("Correct the office"), office.name_hi, initial)


def _sheet(
    request: StaffRequest,
    organisation: Organisation,
    kind: type[AnswerForm],
    act: Callable[[Answers], object],
    title: str,
    label: str = "",
    initial: Answers | None = None,
) -> HttpResponseBase:
    form = submission.bind_form(kind, request, initial=initial)
    back = reverse("organisation", args=[organisation.pk])
    if submission.submit_form(form, act) is None:
        page = {"form": form, "title": title, "label": label or organisation.name, "back": back}
        return render(request, "network/form.html", page, status=422 if form.is_bound else 200)
    messages.success(request, _("Saved."))
    return redirect(back)
