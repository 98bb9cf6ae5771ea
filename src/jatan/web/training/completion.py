"""Who completed a phase, and their certificates as PDF."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jatan.foundation.access import acts, gate
from jatan.foundation.access.permissions import Permission
from jatan.programme.training import selectors
from jatan.programme.training.completion import complete_phase, withdraw_completion
from jatan.programme.training.models import Completion, Trainee
from jatan.programme.training.sessions import is_held
from jatan.web.training.page_forms import CompletionForm, ReasonForm
from jatan.web.training.phase import missed_modules
from jatan.web.training.printed import LANGUAGES, certificates
from jatan.web.training.series_request import AskedPhase, asked_phase
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.downloads import send_file
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.papers import makes_paper
from jatan.web.ui.records import submission


@needs(Permission.ACTIVITIES_RECORD)
def completed(request: StaffRequest, pk: uuid.UUID, value: int) -> HttpResponseBase:
    """Who completed the phase. POST writes down those who are ticked."""
    asked = asked_phase(request, pk, value, writes=True)
    rows = list(selectors.completions(request.actor, asked.series).filter(phase=value))
    waiting = _waiting(request, asked, {row.trainee_id for row in rows})
    form: Any = None
    if waiting:
        days = [
            row.activity.held_on
            for row in selectors.sessions(request.actor, asked.series).filter(phase=value)
            if is_held(row) and row.activity is not None
        ]
        ticked = [str(row.pk) for row, missed in waiting if days and not missed]
        initial = {"completed_on": max(days, default=None), "trainees": ticked}
        form = submission.bind_form(CompletionForm, request, about=waiting, initial=initial)
        found = submission.submit_form(form, lambda answers: _complete(request, asked, answers))
        if found is not None:
            return redirect("training_completed", pk, value)
    page = {
        "asked": asked,
        "crumbs": asked.crumbs,
        "form": form,
        "table": _table(request, rows) if rows else None,
        "papers": [
            (reverse("training_certificates", args=[pk, value, language]), label)
            for language, label in LANGUAGES.items()
        ],
    }
    return render(request, "training/completed.html", page, status=422 if form is not None and form.errors else 200)


@needs(Permission.ACTIVITIES_RECORD)
def completion_withdraw(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Withdraw a completed phase that was written down by mistake."""
    row = selectors.find_completion(request.actor, pk)
    asked = asked_phase(request, row.series_id, row.phase)
    if not _may_change(request, row):
        raise Http404
    form = submission.bind_form(ReasonForm, request)
    if submission.submit_form(
        form, lambda answers: withdraw_completion(by=request.actor, completion=row, reason=answers["reason"])
    ):
        messages.success(request, _("It is withdrawn."))
        return redirect("training_completed", asked.series.pk, asked.number)
    page = {
        "asked": asked,
        "crumbs": asked.crumbs,
        "form": form,
        "title": _("Not completed after all"),
        "lead": row.trainee.called,
        "back": reverse("training_completed", args=[asked.series.pk, asked.number]),
    }
    return render(request, "training/form.html", page, status=422 if form.errors else 200)


@makes_paper
@needs(Permission.ACTIVITIES_RECORD)
def certificate_files(request: StaffRequest, pk: uuid.UUID, value: int, code: str) -> HttpResponseBase:
    """The certificates of everybody who completed the phase, one a page."""
    asked = asked_phase(request, pk, value, writes=True)
    rows = list(selectors.completions(request.actor, asked.series).filter(phase=value))
    return _pdf(request, asked, rows, code)


@needs(Permission.ACTIVITIES_RECORD)
def certificate_file(request: StaffRequest, pk: uuid.UUID, code: str) -> HttpResponseBase:
    """The certificate of one person for one phase."""
    row = selectors.find_completion(request.actor, pk)
    return _pdf(request, asked_phase(request, row.series_id, row.phase, writes=True), [row], code)


def _pdf(request: StaffRequest, asked: AskedPhase, rows: Sequence[Completion], language: str) -> HttpResponseBase:
    if language not in LANGUAGES or not rows:
        raise Http404
    modules = list(selectors.modules(asked.series.curriculum_id).filter(phase=asked.number))
    content = certificates(asked, sorted(rows, key=lambda row: row.trainee.called), modules, language)
    return send_file(content, "certificate.pdf", is_shown=True)


def _complete(request: StaffRequest, asked: AskedPhase, answers: Any) -> bool:
    found = complete_phase(
        by=request.actor,
        series=asked.series,
        phase=asked.number,
        trainees_=answers["trainees"],
        completed_on=answers["completed_on"],
    )
    words = ngettext("%(n)s person completed the phase.", "%(n)s people completed the phase.", found)
    messages.success(request, words % {"n": found})
    return True


def _waiting(request: StaffRequest, asked: AskedPhase, done: set[uuid.UUID]) -> list[tuple[Trainee, list[str]]]:
    """Participants who have not completed the phase, with what each missed."""
    held = [row for row in selectors.sessions(request.actor, asked.series).filter(phase=asked.number) if is_held(row)]
    modules = list(selectors.modules(asked.series.curriculum_id).filter(phase=asked.number))
    rows = selectors.attendances(request.actor, asked.series).filter(
        session__in=[row.pk for row in held], is_present=True
    )
    present: dict[uuid.UUID, set[uuid.UUID]] = {}
    for trainee, session in rows.values_list("trainee_id", "session_id"):
        present.setdefault(trainee, set()).add(session)
    return [
        (one, [row.title for row in missed_modules(modules, held, present.get(one.pk, set()))])
        for one in selectors.trainees(request.actor, asked.series)
        if one.pk not in done and one.stopped_on is None
    ]


def _may_change(request: StaffRequest, row: Completion) -> bool:
    may_write = gate.allows(
        request.actor, Permission.ACTIVITIES_RECORD, organisation_id=row.organisation_id, place=row.place
    )
    return may_write and acts.may_change(request.actor, Permission.ACTIVITIES_RECORD, Permission.RECORDS_CORRECT, row)


def _table(request: StaffRequest, rows: Sequence[Completion]) -> Table:
    columns = [
        Column("name", _("Name")),
        Column("day", _("Completed on"), "day"),
        Column("paper", _("Certificate"), "html"),
        Column("gone", _("To do"), "html"),
    ]
    lines = [
        {
            "name": row.trainee.called,
            "day": row.completed_on,
            "paper": format_html_join(
                " · ",
                '<a href="{}">{}</a>',
                ((reverse("training_certificate", args=[row.pk, code]), label) for code, label in LANGUAGES.items()),
            ),
            "gone": format_html(
                '<a href="{}">{}</a>', reverse("training_completion_withdraw", args=[row.pk]), _("Withdraw")
            )
            if _may_change(request, row)
            else "",
        }
        for row in sorted(rows, key=lambda row: row.trainee.called)
    ]
    return Table(_("Who completed this phase"), columns, lines)
