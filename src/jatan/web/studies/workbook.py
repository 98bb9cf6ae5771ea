"""Interviews by workbook: the blank one out, the filled one in, and rows that wait until somebody repairs them."""

import uuid
from itertools import islice
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Organisation
from jatan.intake.registers.uploads import shown_name
from jatan.intake.registers.workbook.reader import open_workbook
from jatan.intake.studies.blank import write_blank
from jatan.intake.studies.filled_workbook import MOST_ROWS, Reading, find_version, read_interviews
from jatan.kernel.answers import parse_cell
from jatan.kernel.problems import Problem, Problems
from jatan.programme.people.reach import live
from jatan.programme.studies import interviews as services
from jatan.programme.studies import selectors
from jatan.programme.studies.commands import RecordInterview
from jatan.programme.studies.models import Instrument, Interview, ParkedInterview, Study
from jatan.programme.studies.services import STUDY
from jatan.web.studies.interviews import reason_words, recorded_study, recording_office
from jatan.web.studies.question_forms import WholeForm
from jatan.web.studies.questions import crumbs
from jatan.web.studies.villages import ReasonForm
from jatan.web.ui.body_limits import UploadField, takes_files
from jatan.web.ui.downloads import send_file
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.papers import makes_paper
from jatan.web.ui.records import submission
from jatan.web.ui.uploaded_copy import uploaded_copy

_LARGEST_FILE: Final = 5 * 1024 * 1024


class WorkbookForm(AnswerForm):
    workbook = UploadField(
        label=gettext_lazy("Workbook"),
        largest=_LARGEST_FILE,
        help_text=gettext_lazy("The one from this page, filled in. Good rows go in; the others wait with a reason."),
    )


@makes_paper
@needs(Permission.INTERVIEWS_RECORD)
def download(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The blank workbook for the reader's organisation."""
    study, office = recorded_study(request, pk)
    content = write_blank(
        study,
        selectors.current_instrument(study),
        selectors.sites_for(study, office.pk),
        list(selectors.enumerators_of(request.actor, study, [office.pk])),
        get_language() or "hi",
    )
    return send_file(content, "jatan-interviews.xlsx")


@takes_files(_LARGEST_FILE)
@needs(Permission.INTERVIEWS_RECORD)
def upload(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Take a filled workbook in: good rows become interviews, others are parked with their reason."""
    study, office = recorded_study(request, pk)
    form = submission.bind_form(WorkbookForm, request)
    sites = selectors.sites_for(study, office.pk)
    enumerators = list(selectors.enumerators_of(request.actor, study, [office.pk]))

    def act(answers: Any) -> object:
        if not sites or not enumerators:
            raise Problem("not_ready", _("Villages and enumerators come first."), field="workbook")
        try:
            instrument, reading = _read(study, office, answers["workbook"], sites, enumerators)
            services.take_in_workbook(
                by=request.actor,
                study=study,
                instrument=instrument,
                organisation=office.pk,
                place=sites[0].place,
                commands=reading.commands,
                refused=reading.refused,
            )
        except (Problem, Problems) as refused:
            raise refused.problems[0].at("workbook") from refused
        return reading

    if isinstance(reading := submission.submit_form(form, act), Reading):
        _say(request, reading)
        return redirect("study_interviews", study.pk)
    page = {"study": study, "crumbs": crumbs(study), "form": form, "is_ready": bool(sites and enumerators)}
    return render(request, "studies/upload.html", page, status=422 if form.errors else 200)


@needs(Permission.INTERVIEWS_RECORD)
def parked_interview(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """A row that waits: repaired it becomes an interview; `decision=close` closes it with a reason."""
    row = selectors.find_parked(request.actor, pk)
    office = recording_office(request)
    if office is None or office.pk != row.organisation_id:
        raise Http404
    study = STUDY.find(request.actor, row.study_ref)
    instrument = selectors.instrument_of(study, row.version)
    enumerators = list(selectors.enumerators_of(request.actor, study, [office.pk]))
    about = (instrument.asked(), selectors.sites_for(study, office.pk), enumerators)
    is_closing = request.method == "POST" and request.POST.get("decision") == "close"
    reason = ReasonForm(request.POST if is_closing else None, actor=request.actor)
    if is_closing and reason.is_valid():
        services.close_parked(by=request.actor, parked=row, because=reason.cleaned_data["reason"])
        messages.success(request, _("The row is closed. What stood there is kept."))
        return redirect("study_interviews", study.pk)
    initial = _initial(row, about)
    form: Any = WholeForm(
        None if is_closing or request.method != "POST" else request.POST,
        actor=request.actor,
        about=about,
        initial=initial,
    )
    if submission.submit_form(form, lambda _answers: _repair(request, study, instrument, row, form)) is not None:
        messages.success(request, _("The row is repaired and has become an interview."))
        return redirect("study_interviews", study.pk)
    page = {
        "study": study,
        "crumbs": [*crumbs(study), (reverse("study_interviews", args=[study.pk]), _("Interviews"))],
        "row": row,
        "why": reason_words(row),
        "cells": list(row.cells.items()),
        "form": form,
        "reason": reason,
    }
    return render(request, "studies/parked.html", page, status=422 if form.errors or reason.errors else 200)


def _read(
    study: Study, office: Organisation, file: Any, sites: list[Any], enumerators: list[Any]
) -> tuple[Instrument, Reading]:
    with uploaded_copy(file) as path, open_workbook(path, name=shown_name(file.name or "")) as book:
        rows = list(islice(book.rows(book.names[0]), MOST_ROWS * 2)) if book.names else []
    version = find_version(rows, study.pk)
    instrument = selectors.current_instrument(study)
    if version is not None and version != instrument.version:
        try:
            instrument = selectors.instrument_of(study, version)
        except Instrument.DoesNotExist:
            raise Problem("no_version", _("There is no such version of the questions."), field="workbook") from None
    kept = live(Interview).filter(organisation_id=office.pk, study_ref=study.pk)
    reading = read_interviews(
        rows,
        organisation=office.pk,
        instrument=instrument,
        sites=sites,
        enumerators=enumerators,
        present={row.number: row for row in kept},
    )
    return instrument, reading


def _say(request: StaffRequest, reading: Reading) -> None:
    many = len(reading.commands)
    words = ngettext("%(number)s interview is kept.", "%(number)s interviews are kept.", many) % {"number": many}
    messages.success(request, words)
    if reading.refused:
        waiting = len(reading.refused)
        words = ngettext(
            "%(number)s row waits with a reason: look at it below.",
            "%(number)s rows wait with a reason: look at them below.",
            waiting,
        )
        messages.warning(request, words % {"number": waiting})
    if reading.without_consent:
        words = _("Without consent, so nothing is kept: %(number)s.") % {"number": reading.without_consent}
        messages.info(request, words)
    if reading.unchanged:
        messages.info(request, _("Known already and unchanged: %(number)s.") % {"number": reading.unchanged})


def _initial(row: ParkedInterview, about: tuple[Any, Any, Any]) -> dict[str, Any]:
    """What could be read of a parked row, by field."""
    questions, sites, enumerators = about
    cells = row.cells
    found: dict[str, Any] = {"number": cells.get("number", ""), "minutes": cells.get("minutes", "")}
    found["held_on"] = cells.get("held_on", "")
    by_number = {str(one.position): one for one in sites}, {str(one.number): one for one in enumerators}
    for name, known, cell in (("site_ref", by_number[0], "site"), ("enumerator", by_number[1], "enumerator")):
        one = known.get(str(cells.get(cell, "")).partition("·")[0].strip())
        if one is not None:
            found[name] = str(one.pk)
    if "consent" in cells and row.code != "no_consent":
        found["consent"] = "spoken"
    for question in questions:
        try:
            answer = parse_cell(question, cells.get(question.code))
        except Problem:
            answer = cells.get(question.code) if question.kind in ("number", "text") else None
        if answer is not None:
            found[question.code] = answer
    return found


def _repair(request: StaffRequest, study: Study, instrument: Instrument, row: ParkedInterview, form: Any) -> object:
    if not form.has_consent:
        services.close_parked(by=request.actor, parked=row, because=_("without consent"))
        return True
    command = RecordInterview(
        organisation=row.organisation_id,
        study_ref=study.pk,
        version=instrument.version,
        questions=form.about[0],
        answers=form.given_answers(),
        minutes=form.cleaned_data["minutes"],
        **form.head(),
    )
    services.record_interview(by=request.actor, study=study, instrument=instrument, command=command)
    return services.close_parked(by=request.actor, parked=row, because=_("repaired"))
