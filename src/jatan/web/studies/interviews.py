"""Interviews on pages: consent first, then the questions; a list, one interview, its correction and withdrawal."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from jatan.evidence.studies.tables import lacks, matches
from jatan.foundation.access import acts
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Organisation
from jatan.kernel.answers import answer_words, read_answer
from jatan.kernel.numbers import parse_int
from jatan.kernel.problems import Problem
from jatan.kernel.questions import Question
from jatan.programme.studies import interviews as services
from jatan.programme.studies import selectors
from jatan.programme.studies.commands import NameEnumerator, RecordInterview
from jatan.programme.studies.models import Instrument, Interview, ParkedInterview, Study
from jatan.programme.studies.services import STUDY
from jatan.web.studies.question_forms import AnswersForm, HeadForm, WholeForm, initial_answers
from jatan.web.studies.questions import crumbs
from jatan.web.studies.villages import ReasonForm
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import day, text
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import paginate
from jatan.web.ui.records import submission
from jatan.web.ui.records.columns import day_text
from jatan.web.ui.records.history import record_history

_MOST_NARROWED = 20_000


class EnumeratorForm(AnswerForm):
    name = text(gettext_lazy("Name"), needed=True)
    trained_on = day(gettext_lazy("Trained on"))


@needs(Permission.INTERVIEWS_SEE)
def interviews(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Interviews of a study within reach. `?question=` and `?choice=`, `?district=`: those behind a number."""
    study = selectors.find_asked_study(request.actor, pk)
    sites = {site.pk: site for site in selectors.sites_of(study)}
    rows, narrowed = _narrowed(request, study, sites)
    page = paginate(rows, request.GET)
    office = recording_office(request)
    enumerators = selectors.enumerators_of(
        request.actor,
        study,
        [office.pk] if office else request.actor.reach(Permission.INTERVIEWS_SEE).row_organisations,
    )
    parked = list(selectors.parked_of(request.actor, study)[:100])
    shown = {
        "study": study,
        "crumbs": crumbs(study),
        "page": page,
        "table": _table(page.rows, sites),
        "narrowed": narrowed,
        "may_record": office is not None and study.finished_on is None,
        "has_sites": bool(sites),
        "enumerators": [
            f"{one.number} · {one.name}" for one in enumerators if office and one.organisation_id == office.pk
        ],
        "parked": _parked_table(parked) if parked else None,
    }
    return render(request, "studies/interviews.html", shown)


@needs(Permission.INTERVIEWS_RECORD)
def name_enumerator(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Name somebody who holds interviews for the reader's organisation."""
    study, office = recorded_study(request, pk)
    form = submission.bind_form(EnumeratorForm, request)

    def act(answers: Any) -> object:
        sites = selectors.sites_for(study, office.pk)
        place = sites[0].place if sites else study.place
        command = NameEnumerator(organisation=office.pk, place=place, study_ref=study.pk, **answers)
        return services.name_enumerator(by=request.actor, command=command)

    if submission.submit_form(form, act) is not None:
        messages.success(request, _("She can hold interviews now."))
        return redirect("study_interview_new", study.pk)
    page = {"study": study, "crumbs": crumbs(study), "form": form, "title": _("Who holds interviews")}
    return render(request, "studies/form.html", page, status=422 if form.errors else 200)


@needs(Permission.INTERVIEWS_RECORD)
def begin_interview(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Where, who, when, and whether she agreed. Without consent nothing is kept."""
    study, office = recorded_study(request, pk)
    about = _about(request, study, office, selectors.current_instrument(study))
    initial = {
        "number": services.next_number(office.pk, study),
        **{name: request.GET[name][:40] for name in ("site_ref", "enumerator", "held_on") if name in request.GET},
    }
    form: Any = submission.bind_form(HeadForm, request, about=about, initial=initial)
    if form.is_bound and form.is_valid():
        head = form.head()
        if not form.has_consent:
            messages.warning(request, _("She did not agree: nothing is kept."))
            return redirect(_following(study, form.cleaned_data))
        query = {name: str(form.cleaned_data[name]) for name in ("site_ref", "enumerator", "held_on", "number")}
        address = reverse("study_interview_answers", args=[study.pk])
        return redirect(f"{address}?{urlencode(query | {'consent': head['consent']})}")
    page = {
        "study": study,
        "crumbs": crumbs(study),
        "form": form,
        "has_enumerators": bool(about[2]),
        "has_sites": bool(about[1]),
        "has_questions": bool(about[0]),
    }
    return render(request, "studies/begin_interview.html", page, status=422 if form.errors else 200)


@needs(Permission.INTERVIEWS_RECORD)
def ask_questions(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The questions, once she has agreed: the address says to what (ids and days only)."""
    study, office = recorded_study(request, pk)
    instrument = selectors.current_instrument(study)
    about = _about(request, study, office, instrument)
    head = HeadForm(request.GET, actor=request.actor, about=about)
    if not head.is_valid() or not head.has_consent:
        return redirect("study_interview_new", study.pk)
    form: Any = submission.bind_form(AnswersForm, request, about=about)

    def act(_answers: Any) -> object:
        command = RecordInterview(
            organisation=office.pk,
            study_ref=study.pk,
            version=instrument.version,
            questions=about[0],
            answers=form.given_answers(),
            minutes=form.cleaned_data["minutes"],
            **head.head(),
        )
        return services.record_interview(by=request.actor, study=study, instrument=instrument, command=command)

    if submission.submit_form(form, act) is not None:
        number = head.cleaned_data["number"]
        messages.success(request, _("Interview %(number)s is kept. The next one?") % {"number": number})
        return redirect(_following(study, head.cleaned_data))
    page = {"study": study, "crumbs": crumbs(study), "form": form, "head": head.head()}
    return render(request, "studies/answers.html", page, status=422 if form.errors else 200)


@needs(Permission.INTERVIEWS_SEE)
def interview(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One interview with its answers and history."""
    row = selectors.find_interview(request.actor, pk)
    study = STUDY.find(request.actor, row.study_ref)
    asked = selectors.instrument_of(study, row.version).asked()
    may_change = acts.may_change(request.actor, Permission.INTERVIEWS_RECORD, Permission.RECORDS_CORRECT, row)
    page = {
        "study": study,
        "row": row,
        "crumbs": [*crumbs(study), (reverse("study_interviews", args=[study.pk]), _("Interviews"))],
        "facts": _facts(request, row),
        "answers": [(one.label, _words(one, row.answers)) for one in asked],
        "may_change": may_change,
        "history": record_history(row, request.actor, {"answers": _answer_changes(asked)}),
    }
    return render(request, "studies/interview.html", page)


@needs(Permission.INTERVIEWS_RECORD)
def correct_interview(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Correct an interview. The former answers stay in its history."""
    row, study, instrument = _changed_row(request, pk)
    office = Organisation.objects.get(pk=row.organisation_id)
    about = _about(request, study, office, instrument)
    initial = {
        **initial_answers(about[0], row.answers),
        "site_ref": str(row.site_ref),
        "enumerator": str(row.enumerator_id),
        "held_on": row.held_on,
        "number": row.number,
        "consent": row.consent,
        "minutes": row.minutes,
    }
    form: Any = submission.bind_form(WholeForm, request, about=about, initial=initial)

    def act(_answers: Any) -> object:
        if not form.has_consent:
            raise Problem(
                "no_consent",
                _("Where consent was taken back, withdraw the interview instead: it leaves every table."),
                field="consent",
            )
        changes = form.head() | {"answers": form.given_answers(), "minutes": form.cleaned_data["minutes"]}
        return services.amend_interview(by=request.actor, interview=row, instrument=instrument, changes=changes)

    if submission.submit_form(form, act) is not None:
        messages.success(request, _("The correction is saved."))
        return redirect("interview", row.pk)
    page = {"study": study, "crumbs": _crumbs_of(study, row), "form": form, "title": _("Correct the interview")}
    return render(request, "studies/form.html", page, status=422 if form.errors else 200)


@needs(Permission.INTERVIEWS_RECORD)
def withdraw_interview(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Withdraw an interview with a reason: entered twice, or consent taken back."""
    row, study, _instrument = _changed_row(request, pk)
    form = submission.bind_form(ReasonForm, request)

    def act(answers: Any) -> object:
        services.withdraw_interview(by=request.actor, interview=row, reason=answers["reason"])
        return True

    if submission.submit_form(form, act) is not None:
        messages.success(request, _("The interview is withdrawn."))
        return redirect("study_interviews", study.pk)
    page = {
        "study": study,
        "crumbs": _crumbs_of(study, row),
        "title": _("Withdraw the interview"),
        "sentence": _("It leaves every table and count. It stays on record with your reason."),
        "form": form,
        "back": "study_interviews",
    }
    return render(request, "studies/reason.html", page, status=422 if form.errors else 200)


def recording_office(request: StaffRequest) -> Organisation | None:
    """The organisation that the reader records interviews for: her first, None where she records none."""
    reached = request.actor.reach(Permission.INTERVIEWS_RECORD).row_organisations
    first = request.actor.first_home_organisation(reached)
    return Organisation.objects.get(pk=first) if first else None


def recorded_study(request: StaffRequest, pk: uuid.UUID) -> tuple[Study, Organisation]:
    """A study to which interviews can be added, and for whom; 404 otherwise."""
    study = selectors.find_asked_study(request.actor, pk, Permission.INTERVIEWS_RECORD)
    office = recording_office(request)
    if office is None or study.finished_on is not None:
        raise Http404
    return study, office


def _changed_row(request: StaffRequest, pk: uuid.UUID) -> tuple[Interview, Study, Instrument]:
    row = selectors.find_interview(request.actor, pk)
    if not acts.may_change(request.actor, Permission.INTERVIEWS_RECORD, Permission.RECORDS_CORRECT, row):
        raise Http404
    study = STUDY.find(request.actor, row.study_ref)
    return row, study, selectors.instrument_of(study, row.version)


def _about(request: StaffRequest, study: Study, office: Organisation, instrument: Instrument) -> tuple[Any, Any, Any]:
    sites = selectors.sites_for(study, office.pk)
    return instrument.asked(), sites, list(selectors.enumerators_of(request.actor, study, [office.pk]))


def _following(study: Study, given: Any) -> str:
    """The form for the next interview, with the same village, enumerator and day."""
    query = {name: str(given[name]) for name in ("site_ref", "enumerator", "held_on")}
    return f"{reverse('study_interview_new', args=[study.pk])}?{urlencode(query)}"


def _narrowed(request: StaffRequest, study: Study, sites: Any) -> tuple[Any, str]:
    """The rows of the list, and in words what they were narrowed to."""
    rows = selectors.interviews_of(request.actor, study)
    words = []
    if (district := request.GET.get("district", "")) != "":
        inside = [pk for pk, site in sites.items() if str(site.place.district_id or site.place_id) == district]
        rows = rows.filter(site_ref__in=inside)
        words += [(site.place.district or site.place).name for pk, site in sites.items() if pk in inside][:1]
    code = request.GET.get("question", "")
    question = next((one for one in selectors.current_instrument(study).asked() if one.code == code), None)
    if question is not None:
        choice, is_missing = _number(request.GET.get("choice", "")), "missing" in request.GET
        found = [
            row.pk
            for row in rows[:_MOST_NARROWED]
            if (lacks(question, row.answers) if is_missing else matches(question, row.answers, choice))
        ]
        rows = rows.filter(pk__in=found)
        words.append(str(question.label))
        words += [_("Not answered")] if is_missing else []
        if choice:
            words.append(str(question.choice_label(choice)))
    return rows, " · ".join(words)


def _number(text: str) -> int:
    try:
        return parse_int(text)
    except Problem:
        return 0


def _table(rows: Any, sites: Any) -> Table:
    columns = [
        Column("number", _("Number")),
        Column("village", _("Village")),
        Column("held_on", _("Day"), "day"),
        Column("enumerator", _("Who asked"), "number"),
        Column("answers", _("Answers"), "number"),
    ]
    lines = [
        {
            "number": f"{row.organisation.code}-{row.number}",
            "village": sites[row.site_ref].village if row.site_ref in sites else row.village,
            "held_on": row.held_on,
            "enumerator": row.enumerator.number,
            "answers": len(row.answers),
            "url": reverse("interview", args=[row.pk]),
        }
        for row in rows
    ]
    return Table(_("Interviews"), columns, lines, link="url")


def _parked_table(rows: list[ParkedInterview]) -> Table:
    columns = [Column("row", _("Row")), Column("what", _("What stands there")), Column("why", _("Why it waits"))]
    lines = [
        {
            "row": _("Row %(number)s") % {"number": row.row},
            "what": " · ".join(row.cells.values())[:90],
            "why": reason_words(row),
            "url": reverse("parked_interview", args=[row.pk]),
        }
        for row in rows
    ]
    return Table(_("Rows of workbooks that wait"), columns, lines, link="url")


_REASONS = {
    "no_consent": gettext_lazy("it is not written whether she agreed"),
    "number_taken": gettext_lazy("an interview with this number is there already"),
    "missing_required": gettext_lazy("something that is needed is missing"),
    "out_of_range": gettext_lazy("a number lies outside of its bounds"),
    "unknown_choice": gettext_lazy("a choice that is not on the list"),
    "not_listed": gettext_lazy("a village or enumerator that is not on the list"),
    "not_asked": gettext_lazy("an answer to a question that is not asked here"),
    "no_such_date": gettext_lazy("there is no such day"),
    "date_in_future": gettext_lazy("a day that has not come yet"),
    "aadhaar_number": gettext_lazy("it may hold an Aadhaar number"),
}


def reason_words(row: ParkedInterview) -> str:
    """Why a row waits, with the column where it is known."""
    words = str(_REASONS.get(row.code, _("it could not be read")))
    return f"{words} ({row.field})" if row.field else words


def _facts(request: StaffRequest, row: Interview) -> list[tuple[Any, Any]]:
    may_name = row.organisation_id in request.actor.home_organisations
    enumerator = f"{row.enumerator.number} · {row.enumerator.name}" if may_name else str(row.enumerator.number)
    return [
        (_("Organisation"), row.organisation.name),
        (_("Village"), f"{row.village}, {row.place.name}"),
        (_("Day"), day_text(row.held_on)),
        (_("Who asked"), enumerator),
        (_("Consent"), row.get_consent_display()),
        (pgettext("time", "Minutes"), row.minutes or ""),
        (_("Version of the questions"), row.version),
    ]


def _words(question: Question, answers: Mapping[str, Any]) -> Any:
    """An answer as people read it; a number or a day as it is."""
    words = answer_words(question, read_answer(question, answers.get(question.code)))
    return " · ".join(map(str, words)) if isinstance(words, list) else words


def _answer_changes(asked: Sequence[Question]) -> Callable[[Any, Any], list[tuple[Any, Any, Any]]]:
    """What a correction changed in the answers, question by question."""

    def changes(before: Any, after: Any) -> list[tuple[Any, Any, Any]]:
        was, now = before or {}, after or {}
        return [
            (one.label, _words(one, was), _words(one, now)) for one in asked if was.get(one.code) != now.get(one.code)
        ]

    return changes


def _crumbs_of(study: Study, row: Interview) -> list[tuple[str, Any]]:
    return [*crumbs(study), (reverse("interview", args=[row.pk]), _("Interview %(number)s") % {"number": row.number})]
