"""The page that asks what the numbers of sheets with a column for each month are."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.foundation.access.permissions import Permission
from jatan.intake.registers import selectors
from jatan.intake.registers.choices import Teaching
from jatan.intake.registers.labels import kind_label
from jatan.intake.registers.recognise.month_columns import BY_ROW, MEETINGS
from jatan.intake.registers.recognise.vocabulary.kinds import ACTIVITIES, ORDER
from jatan.intake.registers.repair import lessons
from jatan.web.registers.month_sheets import ShownSheet, shown
from jatan.web.registers.second_look import look_again
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice
from jatan.web.ui.needs import StaffRequest, needs

_PEOPLE = "people"
_NUMBERS = [
    (_PEOPLE, gettext_lazy("how many people came; one meeting in each filled month")),
    (MEETINGS, gettext_lazy("how many meetings were held")),
]


class MonthsForm(AnswerForm):
    """Two questions about each sheet (`about`: ShownSheet): what its numbers are, and of which register."""

    def prepare(self) -> None:
        for number, sheet in enumerate(self.about):
            numbers, register = f"numbers_{number}", f"register_{number}"
            kinds = [(kind, kind_label(kind)) for kind in ORDER if kind in ACTIVITIES]
            if sheet.details.get("by_row"):
                kinds.insert(0, (BY_ROW, gettext_lazy("each row says it")))
            label = _("Sheet “%(word)s”: what are the numbers?") % {"word": sheet.name}
            self.fields[numbers] = choice(label, _NUMBERS, few=True, empty=gettext_lazy("leave it out for now"))
            self.fields[register] = choice(_("Which register is it?"), kinds)
            is_read = sheet.meaning not in ("", MEETINGS)
            says = _PEOPLE if is_read or sheet.details.get("says_people") else ""
            self.initial[numbers] = MEETINGS if sheet.meaning == MEETINGS else says
            by_row = BY_ROW if sheet.details.get("by_row") and not sheet.details.get("kind") else ""
            self.initial[register] = (sheet.meaning if is_read else "") or by_row or sheet.details.get("kind", "")

    def clean(self) -> dict[str, Any]:
        for number, _sheet in enumerate(self.about):
            if self.cleaned_data.get(f"numbers_{number}") == _PEOPLE and not self.cleaned_data.get(
                f"register_{number}"
            ):
                self.add_error(f"register_{number}", forms.ValidationError(_("Choose the register."), code="required"))
        return self.cleaned_data

    def taught(self) -> list[tuple[str, str]]:
        """(signature of a sheet, what its numbers mean) of each answer."""
        found = []
        for number, sheet in enumerate(self.about):
            numbers = self.cleaned_data.get(f"numbers_{number}")
            if numbers:
                meaning = MEETINGS if numbers == MEETINGS else self.cleaned_data[f"register_{number}"]
                found.append((sheet.details["signature"], meaning))
        return found


@needs(Permission.REGISTER_IMPORT)
def months_page(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """GET asks; POST remembers the answers for the office and previews the workbook again."""
    run = selectors.find_run(request.actor, pk)
    sheets: list[ShownSheet] = [sheet for sheet in shown(run) if sheet.details]
    if not sheets:
        raise Http404
    form = MonthsForm(request.POST if request.method == "POST" else None, actor=request.actor, about=sheets)
    if not form.is_bound or not form.is_valid():
        page = {"run": run, "form": form, "month_sheets": sheets}
        return render(request, "registers/months.html", page, status=422 if form.is_bound else 200)
    for signature, meaning in form.taught():
        lessons.learn_mapping(
            by=request.actor,
            organisation_id=run.organisation_id,
            what=Teaching.MONTHS.value,
            written=signature,
            meaning=meaning,
        )
    messages.success(request, _("Remembered for your office."))
    return redirect("import_run", look_again(request, run).pk)
