"""The questions of a study on a page: add, change, move, leave out, and begin a new version."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jatan.foundation.access.permissions import Permission
from jatan.kernel.problems import Problem
from jatan.kernel.questions import Question, by_code
from jatan.programme.studies import services
from jatan.programme.studies.models import Instrument, Study
from jatan.programme.studies.questions import condition_of
from jatan.programme.studies.selectors import current_instrument, instruments_of
from jatan.programme.studies.services import STUDY
from jatan.web.studies.question_forms import QuestionForm, bounds_words
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission


@needs(Permission.LIBRARY_SEE)
def questions(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The questions of the newest version, or of `?version=`. POST moves or leaves out one, or begins a version."""
    study = STUDY.find(request.actor, pk)
    is_designer = may_design(request, study)
    versions = list(instruments_of(study))
    if request.method == "POST":
        if not is_designer:
            raise Http404
        return _change(request, study, versions[0])
    wanted = request.GET.get("version", "")
    shown = next((one for one in versions if str(one.version) == wanted), versions[0])
    asked = shown.asked()
    numbers = {one.code: number for number, one in enumerate(asked, start=1)}
    known = by_code(asked)
    is_fixed = services.is_fixed(shown)
    page = {
        "study": study,
        "crumbs": crumbs(study),
        "instrument": shown,
        "is_newest": shown is versions[0],
        "versions": [(f"?version={one.version}", _version(one), one is shown) for one in versions],
        "lines": [
            {
                "number": number,
                "question": one,
                "bounds": bounds_words(one),
                "condition": _condition(one, known, numbers),
                "url": reverse("study_question", args=[study.pk, one.code]),
            }
            for number, one in enumerate(asked, start=1)
        ],
        "is_fixed": is_fixed,
        "may_design": is_designer,
        "may_change": is_designer and shown is versions[0] and not is_fixed and study.finished_on is None,
    }
    return render(request, "studies/questions.html", page)


@needs(Permission.STUDIES_DESIGN)
def new_question(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Add a question at the end."""
    study = designed(request, pk)
    instrument = current_instrument(study)
    form: Any = submission.bind_form(QuestionForm, request, about=instrument.asked())

    def act(_answers: Any) -> object:
        return services.add_question(by=request.actor, instrument=instrument, question=form.question("q0"))

    if submission.submit_form(form, act) is not None:
        messages.success(request, _("The question is added."))
        return redirect("study_question_new" if "another" in request.POST else "study_questions", study.pk)
    return _form_page(request, study, form, _("A new question"), is_new=True)


@needs(Permission.STUDIES_DESIGN)
def change_question(request: StaffRequest, pk: uuid.UUID, code: str) -> HttpResponseBase:
    """Change a question of a version that has no answers yet."""
    study = designed(request, pk)
    instrument = current_instrument(study)
    asked = instrument.asked()
    place = next((place for place, one in enumerate(asked) if one.code == code), None)
    if place is None:
        raise Http404
    initial = QuestionForm.initial_of(asked[place])
    form: Any = submission.bind_form(QuestionForm, request, about=asked[:place], initial=initial)

    def act(_answers: Any) -> object:
        return services.change_question(by=request.actor, instrument=instrument, question=form.question(code))

    if submission.submit_form(form, act) is not None:
        messages.success(request, _("The question is changed."))
        return redirect("study_questions", study.pk)
    return _form_page(request, study, form, _("Change the question"), is_new=False)


def crumbs(study: Study) -> list[tuple[str, Any]]:
    """The way back to a study."""
    return [(reverse("studies"), _("Studies")), (reverse("studies_detail", args=[study.pk]), study.title)]


def _change(request: StaffRequest, study: Study, instrument: Instrument) -> HttpResponseBase:
    code = request.POST.get("code", "")
    try:
        match request.POST.get("decision"):
            case "up":
                services.move_question(by=request.actor, instrument=instrument, code=code)
            case "remove":
                services.remove_question(by=request.actor, instrument=instrument, code=code)
                messages.success(request, _("The question is left out. It stays in the history."))
            case "version":
                services.begin_version(by=request.actor, instrument=instrument)
                messages.success(request, _("A new version begins. Answers so far stay with the former."))
    except Problem as refused:
        messages.warning(request, str(refused.message))
    return redirect("study_questions", study.pk)


def may_design(request: StaffRequest, study: Study) -> bool:
    """Whether the reader designs this study."""
    return study.organisation_id in request.actor.reach(Permission.STUDIES_DESIGN).organisations


def designed(request: StaffRequest, pk: uuid.UUID) -> Study:
    """A study that the reader designs; 404 otherwise."""
    study = STUDY.find(request.actor, pk)
    if not may_design(request, study):
        raise Http404
    return study


def _form_page(request: StaffRequest, study: Study, form: Any, title: str, *, is_new: bool) -> HttpResponseBase:
    page = {"study": study, "crumbs": crumbs(study), "form": form, "title": title, "is_new": is_new}
    return render(request, "studies/question.html", page, status=422 if form.errors else 200)


def _version(instrument: Instrument) -> str:
    return _("Version %(number)s") % {"number": instrument.version}


def _condition(question: Question, known: dict[str, Question], numbers: dict[str, int]) -> str:
    if question.when is None:
        return ""
    before, choice = condition_of(known, question)
    return _("Only if question %(number)s is “%(choice)s”.") % {"number": numbers[before.code], "choice": choice}
