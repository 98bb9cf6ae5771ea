"""Blank registers to download: as a workbook with drop-downs."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Organisation
from jatan.intake.registers.blank.columns import office_words
from jatan.intake.registers.blank.workbook import blank_workbook
from jatan.intake.registers.labels import KINDS
from jatan.intake.registers.recognise.vocabulary.kinds import ORDER
from jatan.web.registers.states import tabs
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice
from jatan.web.ui.needs import StaffRequest, needs

__all__ = ["BlankForm", "blank_registers"]

_ALL = "all"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class BlankForm(AnswerForm):
    """Which register, and of which organisation where the actor has several."""

    register = choice(
        _("Register"), [(_ALL, _("All registers")), *((kind, KINDS[kind]) for kind in ORDER)], needed=True
    )

    def prepare(self) -> None:
        reach = self.actor.reach(Permission.REGISTER_IMPORT).row_organisations
        self.offices = list(Organisation.objects.filter(id__in=reach).order_by("code"))
        if len(self.offices) > 1:
            pairs = [(str(office.id), office.name) for office in self.offices]
            self.fields["organisation"] = forms.ChoiceField(label=_("Organisation"), choices=pairs)

    def office(self) -> Organisation:
        """The chosen organisation, or the only one."""
        chosen = self.cleaned_data.get("organisation")
        return next((office for office in self.offices if chosen and office.id == UUID(chosen)), self.offices[0])

    def kinds(self) -> Sequence[str]:
        """The chosen register, or all of them in their order."""
        chosen = self.cleaned_data["register"]
        return ORDER if chosen == _ALL else (chosen,)


@needs(Permission.REGISTER_IMPORT)
def blank_registers(request: StaffRequest) -> HttpResponseBase:
    """The page; with ?register= the file."""
    form = BlankForm(request.GET if "register" in request.GET else None, actor=request.actor)
    if form.is_bound and form.is_valid():
        return _file(form)
    page: dict[str, Any] = {"form": form, "tabs": tabs("blank_registers")}
    return render(request, "registers/blank.html", page, status=422 if form.is_bound else 200)


def _file(form: BlankForm) -> HttpResponse:
    office, kinds = form.office(), form.kinds()
    name = f"register-{office.code}-{kinds[0] if len(kinds) == 1 else _ALL}.xlsx".lower()
    answer = HttpResponse(blank_workbook(kinds, office_words(office)), content_type=_XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
