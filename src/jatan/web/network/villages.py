"""The official list of villages: what is known of it, and taking in a file of the LGD site after a look at it."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.models import ListedVillage
from jatan.intake.registers.uploads import shown_name
from jatan.intake.villages.report import CHANGES, change_lines
from jatan.intake.villages.services import TakenIn, take_in_list
from jatan.web.ui.body_limits import UploadField, for_form
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice, yes
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission
from jatan.web.ui.uploaded_copy import uploaded_copy

LARGEST = 40 * 1024 * 1024


class VillagesForm(AnswerForm):
    workbook = UploadField(
        label=gettext_lazy("File from the LGD site (XLSX, XLS or CSV)"),
        largest=LARGEST,
        help_text=gettext_lazy("All villages of the state, or of single districts or blocks."),
    )
    do = choice(
        gettext_lazy("What now?"),
        [("look", gettext_lazy("only show what would change")), ("take", gettext_lazy("take it in"))],
        needed=True,
        few=True,
    )
    is_whole = yes(gettext_lazy("The file is whole, although many villages are missing in it"))


def _official_villages(request: StaffRequest) -> HttpResponseBase:
    form = submission.bind_form(VillagesForm, request, initial={"do": "look"})
    found: Any = submission.submit_form(form, lambda answers: _take(request, answers))
    if found is not None and form.cleaned_data["do"] == "take":
        messages.success(request, _("The list is taken in."))
    page = {
        "form": form,
        "found": found,
        "is_look": found is not None and form.cleaned_data["do"] == "look",
        "lines": change_lines(found) if found is not None else (),
        "tables": _tables(found) if found is not None else (),
        "known": _known(),
        "crumbs": [(reverse("organisations"), _("Organisations"))],
    }
    return render(request, "network/villages.html", page, status=422 if form.errors else 200)


official_villages = for_form(needs(Permission.NETWORK_MANAGE)(_official_villages), VillagesForm)


def _take(request: StaffRequest, answers: Any) -> TakenIn:
    file = answers["workbook"]
    with uploaded_copy(file) as path:
        return take_in_list(
            path,
            by=request.actor,
            name=shown_name(file.name or ""),
            is_dry_run=answers["do"] != "take",
            is_whole_anyway=answers["is_whole"],
        )


def _tables(found: TakenIn) -> list[Table]:
    """Up to fifty examples of each kind of change."""
    columns = [Column("code", _("LGD code")), Column("before", _("Before")), Column("now", _("Now"))]
    return [
        Table(str(label), columns, [{"code": str(code), "before": before, "now": now} for code, before, now in rows])
        for what, label in CHANGES.items()
        if (rows := found.changes.examples.get(what))
    ]


def _known() -> Table | None:
    """How many villages are listed in each district: one query."""
    rows = ListedVillage.objects.filter(is_listed=True).values("district__name_hi", "district__name_en")
    counted = rows.annotate(
        number=Count("code"), hindi=Count("code", filter=~Q(name_hi="")), placed=Count("block_id")
    ).order_by("district__name_en")
    columns = [
        Column("district", _("District")),
        Column("number", _("Villages"), "number"),
        Column("hindi", _("with a name in Hindi"), "number"),
        Column("placed", _("with their block"), "number"),
    ]
    lines = [{"district": row["district__name_hi"] or row["district__name_en"], **row} for row in counted]
    return Table(_("Villages in the list"), columns, lines) if lines else None
