"""The villages of a study: the list, the rule and the seed; what was drawn; and whether the draw can be made again."""

import uuid
from itertools import islice
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.foundation.access.permissions import Permission
from jatan.intake.registers.uploads import shown_name
from jatan.intake.registers.workbook.reader import open_workbook
from jatan.kernel.problems import Problem, Problems
from jatan.programme.studies import selectors, services
from jatan.programme.studies.choices import Allocation, SamplingRule
from jatan.programme.studies.draws import MOST_VILLAGES, DrawPlan, FrameVillage, draw
from jatan.programme.studies.frames import known_districts, lines_of_text, read_frame
from jatan.programme.studies.models import Draw, Site, Study
from jatan.programme.studies.services import STUDY
from jatan.web.studies.questions import crumbs, designed, may_design
from jatan.web.ui.body_limits import UploadField, takes_files
from jatan.web.ui.components import charts
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice, count, long_text, text, yes
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission
from jatan.web.ui.uploaded_copy import uploaded_copy

_LARGEST_FILE: Final = 5 * 1024 * 1024
_LONGEST_LIST: Final = 400_000


class DrawForm(AnswerForm):
    frame = long_text(
        gettext_lazy("List of villages"),
        most=_LONGEST_LIST,
        hint=gettext_lazy("On each line: district, village, households. It can be pasted from Excel."),
    )
    workbook = UploadField(
        label=gettext_lazy("Or as a workbook"),
        required=False,
        largest=_LARGEST_FILE,
        help_text=gettext_lazy("The first sheet, with the same three columns."),
    )
    rule = choice(gettext_lazy("How villages are drawn"), SamplingRule, needed=True)
    number = count(gettext_lazy("How many villages to draw"), hint=gettext_lazy("Altogether, over all districts."))
    by_district = yes(gettext_lazy("Draw in each district by itself (stratified)"))
    allocation = choice(gettext_lazy("How many in each district"), Allocation, empty=Allocation.PROPORTIONAL.label)
    districts = count(
        gettext_lazy("How many districts to draw first"), hint=gettext_lazy("Empty: all districts of the list.")
    )
    seed = count(
        gettext_lazy("Seed"),
        needed=True,
        hint=gettext_lazy("Any number. With it anybody can draw the same villages again."),
    )

    def plan(self) -> DrawPlan:
        """The plan asked for. Only after `is_valid()`."""
        found = self.cleaned_data
        return DrawPlan(
            rule=found["rule"],
            seed=found["seed"],
            number=found["number"] or 0,
            by_district=found["by_district"],
            allocation=found["allocation"] or Allocation.PROPORTIONAL.value,
            districts=found["districts"] or None,
        )


@takes_files(_LARGEST_FILE)
@needs(Permission.LIBRARY_SEE)
def villages(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """What was drawn; before that, for who designs the study, the form to draw (POST)."""
    study = STUDY.find(request.actor, pk)
    is_designer, drawn = may_design(request, study), selectors.draw_of(study)
    if request.method == "POST" and (not is_designer or drawn is not None):
        raise Http404
    page: dict[str, Any] = {"study": study, "crumbs": crumbs(study), "may_design": is_designer, "draw": drawn}
    if drawn is not None:
        return render(request, "studies/villages.html", page | _drawn(request, study, drawn))
    form = submission.bind_form(DrawForm, request) if is_designer else None
    if form is not None and submission.submit_form(form, lambda _answers: _draw(request, study, form)) is not None:
        messages.success(request, _("The villages are drawn, and the draw is written down."))
        return redirect("study_villages", study.pk)
    return render(
        request, "studies/villages.html", page | {"form": form}, status=422 if form is not None and form.errors else 200
    )


@needs(Permission.STUDIES_DESIGN)
def take_back(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Take the draw back with a reason, so that villages can be drawn anew."""
    study = designed(request, pk)
    drawn = selectors.draw_of(study)
    if drawn is None:
        raise Http404
    form = submission.bind_form(ReasonForm, request)

    def act(answers: Any) -> object:
        services.withdraw_draw(by=request.actor, draw=drawn, reason=answers["reason"])
        return True

    if submission.submit_form(form, act) is not None:
        messages.success(request, _("The draw is taken back. It stays on record with your reason."))
        return redirect("study_villages", study.pk)
    page = {
        "crumbs": crumbs(study),
        "title": _("Take the draw back"),
        "sentence": _("Villages can be drawn anew afterwards. What was drawn stays on record with your reason."),
        "form": form,
        "back": "study_villages",
        "study": study,
    }
    return render(request, "studies/reason.html", page, status=422 if form.errors else 200)


class ReasonForm(AnswerForm):
    reason = text(gettext_lazy("Reason"), most=300, needed=True)


def _draw(request: StaffRequest, study: Study, form: Any) -> Draw:
    districts = known_districts()
    frame = read_frame(_lines(form), districts)
    places = {str(place.pk): place for place in districts.values()}
    return services.draw_villages(by=request.actor, study=study, frame=frame, plan=form.plan(), places=places)


def _lines(form: Any) -> Any:
    file = form.cleaned_data["workbook"]
    if not file:
        return lines_of_text(form.cleaned_data["frame"])
    with uploaded_copy(file) as path, open_workbook(path, name=shown_name(file.name or "")) as book:
        return list(islice(book.rows(book.names[0]), MOST_VILLAGES * 2)) if book.names else []


def _drawn(request: StaffRequest, study: Study, drawn: Draw) -> dict[str, Any]:
    sites = list(selectors.sites_of(study))
    counts = selectors.interview_counts(request.actor, study)
    plan, frame = drawn.rule(), drawn.villages()
    sees = request.actor.reach(Permission.INTERVIEWS_SEE).has_rows
    facts = [
        (_("How villages are drawn"), SamplingRule(plan.rule).label),
        (_("Villages of the list"), len(frame)),
        (_("Drawn"), len(sites)),
        (_("In each district by itself"), _("yes") if plan.by_district or plan.districts else _("no")),
        (_("Shared out"), Allocation(plan.allocation).label if plan.by_district or plan.districts else ""),
        (_("Districts drawn first"), plan.districts or ""),
        (_("Seed"), plan.seed if plan.rule != SamplingRule.CHOSEN else ""),
    ]
    return {
        "facts": [(label, value) for label, value in facts if value != ""],
        "again": _is_same(plan, frame, sites),
        "table": _table(sites, counts if sees else None),
        "picture": _picture(sites),
        "may_take_back": may_design(request, study) and not services.has_interviews(study),
    }


def _is_same(plan: DrawPlan, frame: list[FrameVillage], sites: list[Site]) -> bool:
    """Whether drawing again from the list, rule and seed on record gives the villages on record."""
    try:
        again = draw(frame, plan)
    except (Problem, Problems):
        return False
    return [(one.index + 1, one.times, one.weight) for one in again] == [
        (site.position, site.times, site.weight) for site in sites
    ]


def _table(sites: list[Site], counts: dict[uuid.UUID, int] | None) -> Table:
    columns = [
        Column("village", _("Village")),
        Column("district", _("District")),
        Column("size", _("Size"), "number"),
        Column("weight", _("Stands for villages")),
    ]
    if counts is not None:
        columns.append(Column("held", _("Interviews"), "number"))
    rows = [
        {
            "village": site.village + (f" ×{site.times}" if site.times > 1 else ""),
            "district": (site.place.district or site.place).name,
            "size": site.size,
            "weight": f"{site.weight:.2f}",
            "held": (counts or {}).get(site.pk, 0),
        }
        for site in sites
    ]
    return Table(_("Drawn villages"), columns, rows)


def _picture(sites: list[Site]) -> Any:
    by_district: dict[str, int] = {}
    for site in sites:
        name = (site.place.district or site.place).name
        by_district[name] = by_district.get(name, 0) + site.times
    return charts.bars(list(by_district.items()), title=_("Drawn villages by district"))
