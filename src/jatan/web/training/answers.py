"""Writing down the answers to the questions of a phase, of one participant or of the group together."""

import uuid
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.programme.training import selectors
from jatan.programme.training.answers import write_answers
from jatan.programme.training.choices import Stage
from jatan.programme.training.models import AnswerSheet, Question, Trainee
from jatan.web.training.page_forms import GroupAnswersForm, TraineeAnswersForm
from jatan.web.training.printed import LANGUAGES, question_paper
from jatan.web.training.series_request import AskedPhase, asked_phase
from jatan.web.ui.components import states
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.downloads import send_file
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission

_NEXT: Final = "next"


@needs(Permission.ACTIVITIES_RECORD)
def answers_page(request: StaffRequest, pk: uuid.UUID, value: int, kind: str) -> HttpResponseBase:
    """Whose answers are written down, and whose are not."""
    asked, _questions = _asked(request, pk, value, kind)
    sheets = selectors.answer_sheets(request.actor, asked.series).filter(phase=value, stage=kind)
    done = set(sheets.values_list("trainee_id", flat=True))
    lines: list[dict[str, Any]] = [
        {
            "name": one.called,
            "state": states.done(_("written down")) if one.pk in done else states.plain(_("not yet"), "edit"),
            "is_done": one.pk in done,
            "url": reverse("training_trainee_answers", args=[pk, value, kind, one.pk]),
        }
        for one in selectors.trainees(request.actor, asked.series)
        if one.stopped_on is None or one.pk in done
    ]
    lines.sort(key=lambda line: bool(line["is_done"]))  # who is still to be asked comes first
    columns = [Column("name", _("Name")), Column("state", _("Answers"), "badge")]
    page = {
        "asked": asked,
        "crumbs": asked.crumbs,
        "title": _title(kind),
        "table": Table(_("Answers of each participant"), columns, lines, link="url") if lines else None,
        "group_url": reverse("training_group_answers", args=[pk, value, kind]),
        "group_done": None in done,
        "papers": [
            (reverse("training_questions", args=[pk, value, language]), label) for language, label in LANGUAGES.items()
        ],
    }
    return render(request, "training/answers.html", page)


@needs(Permission.ACTIVITIES_RECORD)
def trainee_answers(request: StaffRequest, pk: uuid.UUID, value: int, kind: str, child: uuid.UUID) -> HttpResponseBase:
    """The answers of one participant. After saving, the next one without a sheet is opened."""
    asked, questions = _asked(request, pk, value, kind)
    one = selectors.find_trainee(request.actor, asked.series, child)
    sheets = selectors.answer_sheets(request.actor, asked.series).filter(phase=value)
    written = {row.stage: row for row in sheets.filter(trainee=one)}
    form = submission.bind_form(TraineeAnswersForm, request, about=questions, initial=_initial(written.get(kind)))
    if _save(request, form, asked, kind, one):
        done = set(sheets.filter(stage=kind).values_list("trainee_id", flat=True))
        waiting = [row for row in selectors.trainees(request.actor, asked.series) if row.pk not in done]
        following = next((row for row in waiting if row.stopped_on is None), None)
        if _NEXT in request.POST and following is not None:
            return redirect("training_trainee_answers", pk, value, kind, following.pk)
        return redirect("training_answers", pk, value, kind)
    page = {"name": one.called, "compared": _compared(questions, written), "has_next": True}
    return _sheet(request, asked, kind, form, page)


@needs(Permission.ACTIVITIES_RECORD)
def group_answers(request: StaffRequest, pk: uuid.UUID, value: int, kind: str) -> HttpResponseBase:
    """How many of the group were right, question by question."""
    asked, questions = _asked(request, pk, value, kind)
    sheets = selectors.answer_sheets(request.actor, asked.series).filter(phase=value, stage=kind)
    found = sheets.filter(trainee__isnull=True).first()
    form = submission.bind_form(GroupAnswersForm, request, about=questions, initial=_initial(found))
    if _save(request, form, asked, kind, None):
        return redirect(asked.address)
    return _sheet(request, asked, kind, form, {"name": _("The group together, by show of hands"), "is_group": True})


@needs(Permission.ACTIVITIES_SEE)
def question_file(request: StaffRequest, pk: uuid.UUID, value: int, code: str) -> HttpResponseBase:
    """The questions of a phase on paper, without saying which answer is right."""
    asked = asked_phase(request, pk, value)
    questions = list(selectors.questions(asked.series.curriculum_id).filter(phase=value))
    if code not in LANGUAGES or not questions:
        raise Http404
    return send_file(question_paper(asked, questions, code), "questions.pdf", is_shown=True)


def _asked(request: StaffRequest, pk: uuid.UUID, number: int, stage: str) -> tuple[AskedPhase, list[Question]]:
    asked = asked_phase(request, pk, number, writes=True)
    questions = list(selectors.questions(asked.series.curriculum_id).filter(phase=number))
    if stage not in Stage.values or not questions:
        raise Http404
    return asked, questions


def _save(request: StaffRequest, form: Any, asked: AskedPhase, stage: str, trainee: Trainee | None) -> bool:
    saved = submission.submit_form(
        form,
        lambda answers: write_answers(
            by=request.actor, series=asked.series, phase=asked.number, stage=stage, trainee=trainee, **answers
        ),
    )
    if saved is not None:
        messages.success(request, _("Written down."))
    return saved is not None


def _initial(sheet: AnswerSheet | None) -> dict[str, Any]:
    if sheet is None:
        return {"asked_on": clock.today()}
    given = {f"answers_{place}": str(answer) for place, answer in enumerate(sheet.answers, start=1)}
    return {"asked_on": sheet.asked_on, "people": sheet.people, **given}


def _compared(questions: list[Question], written: dict[str, AnswerSheet]) -> Table | None:
    """What she answered before and after, once both are there: to talk about with her, never to judge her by."""
    if len(written) < len(Stage.values):
        return None
    columns = [
        Column("question", _("Question")),
        Column("before", _("before the phase")),
        Column("after", _("after the phase")),
        Column("right", _("Right is")),
    ]
    lines = []
    for place, question in enumerate(questions):
        options = dict(enumerate(question.options, start=1))
        answered = {stage: options.get(sheet.answers[place], _("no answer")) for stage, sheet in written.items()}
        right = options[question.right]
        lines.append(
            {
                "question": question.text,
                "before": answered[Stage.BEFORE],
                "after": answered[Stage.AFTER],
                "right": right,
            }
        )
    return Table(_("Before and after"), columns, lines)


def _sheet(request: StaffRequest, asked: AskedPhase, stage: str, form: Any, more: dict[str, Any]) -> HttpResponseBase:
    page = {
        "asked": asked,
        "crumbs": [
            *asked.crumbs,
            (reverse("training_answers", args=[asked.series.pk, asked.number, stage]), _title(stage)),
        ],
        "form": form,
        "title": _title(stage),
        "back": reverse("training_answers", args=[asked.series.pk, asked.number, stage]),
    }
    return render(request, "training/sheet.html", page | more, status=422 if form.errors else 200)


def _title(stage: str) -> str:
    return _("Questions before the phase") if stage == Stage.BEFORE else _("Questions after the phase")
