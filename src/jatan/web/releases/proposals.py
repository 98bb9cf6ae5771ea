"""A new text, totals of a year, and the second person's decision. GET shows, POST acts."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.evidence.indicators.definitions import indicator
from jatan.evidence.releases import services
from jatan.evidence.releases.choices import Outcome, Section
from jatan.evidence.releases.models import PublicPiece, PublicText, Release
from jatan.evidence.releases.selectors import over_years
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Permission
from jatan.kernel.numbers import format_integer
from jatan.kernel.periods import year_words
from jatan.kernel.problems import Problem, Problems
from jatan.web.releases.desk import state_of
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.forms import fields
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission

_MANAGE = Permission.NETWORK_MANAGE


class TextForm(AnswerForm):
    """One part of the public page in both languages."""

    text_hi = fields.long_text(
        gettext_lazy("Text in Hindi"),
        most=services.LONGEST_TEXT,
        needed=True,
        hint=gettext_lazy("Everybody will read it. No names of people who were helped."),
    )
    text_en = fields.long_text(gettext_lazy("Text in English"), most=services.LONGEST_TEXT, needed=True)


class TotalsForm(AnswerForm):
    """The numbers of one year that everybody may read."""

    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("Numbers that everybody may read"), widget=forms.CheckboxSelectMultiple
    )

    def prepare(self) -> None:
        chosen: Any = self.fields["chosen"]
        chosen.choices = [(_key(row), f"{_label(row)}: {_amount(row)}") for row in self.about]
        chosen.initial = [_key(row) for row in self.about]

    def answers(self) -> dict[str, Any]:
        return {"chosen": {tuple(one.split(".", 1)) for one in self.cleaned_data["chosen"]}}


class ReasonForm(AnswerForm):
    reason = fields.text(gettext_lazy("Reason"), most=300)


@needs(_MANAGE)
def text(request: StaffRequest, code: str) -> HttpResponseBase:
    """Write a new version of one part of the page."""
    if code not in Section.values:
        raise Http404
    last = PublicText.objects.filter(section=code).order_by("-version").first()
    initial = {"text_hi": last.text_hi, "text_en": last.text_en} if last else {}
    form = submission.bind_form(TextForm, request, initial=initial)
    made = submission.submit_form(
        form, lambda answers: services.propose_text(by=request.actor, section=code, **answers)
    )
    if isinstance(made, PublicText):
        messages.success(request, _("It waits for a second person. Until then the page stays as it is."))
        return redirect("release_decide_text", made.pk)
    page = {"form": form, "title": Section(code).label, "submit": _("Give it to a second person")}
    return render(request, "releases/form.html", page, status=422 if form.errors else 200)


@needs(_MANAGE)
def totals(request: StaffRequest, value: int) -> HttpResponseBase:
    """Propose totals of a financial year that is over."""
    first = dt.date(value, 4, 1) if 2000 <= value < 2100 else None
    if first not in over_years() or not request.actor.may(Permission.REPORTS_SEE):
        raise Http404
    numbers = services.totals_of(request.actor, first)
    form = submission.bind_form(TotalsForm, request, about=numbers)
    made = submission.submit_form(
        form, lambda answers: services.propose_totals(by=request.actor, year=first, **answers)
    )
    if isinstance(made, Release):
        messages.success(request, _("It waits for a second person. Until then the page stays as it is."))
        return redirect("release_decide_totals", made.pk)
    page = {
        "form": form if numbers else None,
        "title": _("Totals of %(year)s") % {"year": year_words(first)},
        "submit": _("Give it to a second person"),
    }
    return render(request, "releases/form.html", page, status=422 if form.errors else 200)


@needs(_MANAGE)
def decide_text(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One version of a text: release it, refuse it, take it back or take it down."""
    row = PublicText.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    page = {
        "title": Section(row.section).label,
        "lead": _("Version %(number)s") % {"number": row.version},
        "texts": [(_("Text in Hindi"), "hi", row.text_hi), (_("Text in English"), "en", row.text_en)],
        "new_url": reverse("release_text", args=[row.section]),
    }
    return decision_page(request, row, page)


@needs(_MANAGE)
def decide_totals(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The totals of a year as they were proposed: release, refuse, take back or take down."""
    row = Release.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    columns = [Column("label", _("Number")), Column("amount", _("As proposed"))]
    rows = [{"label": _label(number), "amount": _amount(number)} for number in row.numbers]
    may_propose = request.actor.may(Permission.REPORTS_SEE)
    page = {
        "title": _("Totals of %(year)s") % {"year": year_words(row.year)},
        "table": Table(_("As everybody will read it"), columns, rows),
        "new_url": reverse("release_totals", args=[row.year.year]) if may_propose else "",
    }
    return decision_page(request, row, page)


def decision_page(request: StaffRequest, row: services.Proposal, page: dict[str, Any]) -> HttpResponseBase:
    """What can be decided about a proposal; `page`: how it is shown."""
    form = submission.bind_form(ReasonForm, request)
    decision = request.POST.get("decision", "") if request.method == "POST" else ""
    if decision and form.is_valid():
        try:
            _act(request, row, decision, form.answers())
        except (Problem, Problems) as refused:
            form.show(refused)
        else:
            messages.success(request, _("It is decided."))
            return redirect("releases")
    names = dict(
        Account.objects.filter(id__in=[one for one in (row.proposed_by, row.decided_by) if one]).values_list(
            "id", "name"
        )
    )
    is_own = row.proposed_by == request.actor.account_id
    page |= {
        "row": row,
        "state": state_of(row),
        "facts": [
            (_("Proposed by"), names.get(row.proposed_by, "")),
            (_("Proposed on"), date_format(row.proposed_at, "j E Y")),
            (_("Decided by"), names.get(row.decided_by, "") if row.decided_by else ""),
            (_("Reason"), row.reason),
        ],
        "may_release": row.is_waiting and not is_own,
        "may_refuse": row.is_waiting,
        "is_own": is_own,
        "is_piece": isinstance(row, PublicPiece),
        "may_take_down": row.outcome == Outcome.RELEASED,
        "form": form,
    }
    return render(request, "releases/decision.html", page, status=422 if form.errors else 200)


def _act(request: StaffRequest, row: services.Proposal, decision: str, answers: Mapping[str, Any]) -> None:
    if decision == "release":
        services.decide(by=request.actor, proposal=row, releases=True)
    elif decision == "refuse":
        services.decide(by=request.actor, proposal=row, releases=False, reason=answers["reason"])
    elif decision == "take_down":
        services.take_down(by=request.actor, proposal=row, reason=answers["reason"])
    else:
        raise Http404


def _key(row: Mapping[str, Any]) -> str:
    return f"{row['indicator']}.{row['value']}"


def _label(row: Mapping[str, Any]) -> str:
    one = indicator(row["indicator"])
    return f"{one.label.in_language()}, {one.value(row['value']).label.in_language()}"


def _amount(row: Mapping[str, Any]) -> str:
    number = format_integer(row["amount"])
    return _("about %(number)s") % {"number": number} if row["about"] else number
