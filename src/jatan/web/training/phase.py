"""The page of one phase of a training: who is due, sessions, who was there, what was understood, who completed it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import reads_personal
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.programme.people.reach import reachable
from jatan.programme.training import commands, selectors
from jatan.programme.training.answers import ItemResult, item_results
from jatan.programme.training.choices import Stage
from jatan.programme.training.completion import due_trainees
from jatan.programme.training.models import Completion, Module, Session, Trainee
from jatan.programme.training.sessions import is_held, plan_session
from jatan.web.training.desk import session_state
from jatan.web.training.page_forms import SessionForm
from jatan.web.training.series_request import AskedPhase, asked_phase
from jatan.web.ui.components import charts
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission
from jatan.web.ui.records.columns import day_text

SESSIONS_SHOWN: Final = 6


@dataclass(frozen=True)
class PhaseStep:
    """One phase in the row of phases (components/stages.html)."""

    url: str
    label: str
    count: int
    is_shown: bool
    state: str


@needs(Permission.ACTIVITIES_SEE)
def phase_page(request: StaffRequest, pk: uuid.UUID, value: int) -> HttpResponseBase:
    """Everything about one phase; names for those who may read them."""
    asked = asked_phase(request, pk, value)
    by, series = request.actor, asked.series
    sessions = list(selectors.sessions(by, series).filter(phase=value))
    modules = list(selectors.modules(series.curriculum_id).filter(phase=value))
    people = list(selectors.trainees(by, series))
    completed = _completed(request, asked)
    results = item_results(by, series, value)
    attendance = _attendance_table(request, asked, sessions, modules, people, completed) if people else None
    page = {
        "asked": asked,
        "crumbs": asked.crumbs[:-1],
        "steps": _steps(asked, completed),
        "due": due_trainees(by, series, value, clock.today()) if series.ended_on is None else [],
        "sessions": _session_table(by, sessions) if sessions else None,
        "attendance": attendance,
        "absent": [row["name"] for row in list(attendance.rows) if row["missed"]] if attendance is not None else [],
        "results": _result_table(results) if results else None,
        "picture": _result_picture(results),
        "completed": len(completed.get(value, ())),
        "modules": _module_table(modules),
        "minutes": sum(row.minutes for row in modules),
        "answers_before": reverse("training_answers", args=[series.pk, value, Stage.BEFORE.value]),
        "answers_after": reverse("training_answers", args=[series.pk, value, Stage.AFTER.value]),
        "has_held": any(is_held(row) for row in sessions),
    }
    return render(request, "training/phase.html", page)


@needs(Permission.ACTIVITIES_RECORD)
def new_session(request: StaffRequest, pk: uuid.UUID, value: int) -> HttpResponseBase:
    """Plan a session of a phase."""
    asked = asked_phase(request, pk, value, writes=True)
    form = submission.bind_form(SessionForm, request, about=asked, initial={"planned_on": clock.today()})

    def act(answers: Any) -> Session:
        command = commands.PlanSession(series=asked.series, phase=value, **answers)
        return plan_session(by=request.actor, command=command)

    if isinstance(made := submission.submit_form(form, act), Session):
        return redirect("training_session", made.pk)
    page = {"asked": asked, "crumbs": asked.crumbs, "form": form, "title": _("Plan a session"), "back": asked.address}
    return render(request, "training/form.html", page, status=422 if form.errors else 200)


def missed_modules(modules: Sequence[Module], sessions: Sequence[Session], present: set[uuid.UUID]) -> list[Module]:
    """The modules of the phase that somebody was not there for. `present`: sessions she was at.

    A session that names no modules was for all of the phase.
    """
    taught: set[int] = set()
    for session in sessions:
        if session.pk in present:
            taught |= set(session.covers) or {row.number for row in modules}
    return [row for row in modules if row.number not in taught]


def _completed(request: StaffRequest, asked: AskedPhase) -> dict[int, dict[uuid.UUID, dt.date]]:
    """{phase: {trainee: day}}, also for those who may read no names."""
    rows = reachable(Completion, by=request.actor, permission=Permission.ACTIVITIES_SEE).select_related(None)
    found: dict[int, dict[uuid.UUID, dt.date]] = {}
    for phase, trainee, day in rows.filter(series=asked.series).values_list("phase", "trainee_id", "completed_on"):
        found.setdefault(phase, {})[trainee] = day
    return found


def _steps(asked: AskedPhase, completed: dict[int, dict[uuid.UUID, dt.date]]) -> list[PhaseStep]:
    return [
        PhaseStep(
            reverse("training_phase", args=[asked.series.pk, row.number]),
            f"{row.number}. {row.title}",
            len(completed.get(row.number, ())),
            row.number == asked.number,
            "done" if completed.get(row.number) else "open",
        )
        for row in asked.all_phases
    ]


def _session_table(by: Actor, rows: Sequence[Session]) -> Table:
    columns = [
        Column("day", _("Day"), "day"),
        Column("state", _("State"), "badge"),
        Column("facilitator", pgettext("training", "Facilitator")),
        Column("total", _("Total"), "number"),
    ]
    lines = [
        {
            "day": row.activity.held if is_held(row) and row.activity else row.planned_on,
            "state": session_state(row),
            "facilitator": row.facilitator.name if row.facilitator and reads_personal(by, row.organisation_id) else "",
            "total": row.activity.total if is_held(row) and row.activity else None,
            "url": reverse("training_session", args=[row.pk]),
        }
        for row in rows
    ]
    return Table(_("Sessions of this phase"), columns, lines, link="url")


def _attendance_table(
    request: StaffRequest,
    asked: AskedPhase,
    sessions: Sequence[Session],
    modules: Sequence[Module],
    people: Sequence[Trainee],
    completed: dict[int, dict[uuid.UUID, dt.date]],
) -> Table:
    """Each participant with the sessions she was at and was not at, and what she missed."""
    held = [row for row in sessions if is_held(row)]
    shown = held[-SESSIONS_SHOWN:]
    rows = selectors.attendances(request.actor, asked.series).filter(session__in=[row.pk for row in held])
    there = {
        (trainee, session): is_there
        for trainee, session, is_there in rows.values_list("trainee_id", "session_id", "is_present")
    }
    columns = [
        Column("name", _("Name")),
        *(Column(f"s{place}", _day_of(row), "text") for place, row in enumerate(shown)),
        Column("missed", _("Missed")),
        Column("completed", _("Completed on"), "day"),
    ]
    words = {True: _("present"), False: _("absent"), None: ""}
    lines = []
    for one in people:
        present = {row.pk for row in held if there.get((one.pk, row.pk))}
        missed = missed_modules(modules, held, present) if held else []
        lines.append(
            {
                "name": one.called if one.stopped_on is None else _("%(name)s (has left)") % {"name": one.called},
                **{f"s{place}": words[there.get((one.pk, row.pk))] for place, row in enumerate(shown)},
                "missed": ", ".join(row.title for row in missed),
                "completed": completed.get(asked.number, {}).get(one.pk),
                "url": reverse("people_detail", args=[one.person_id]) if one.person_id else "",
            }
        )
    return Table(_("Each participant, session by session"), columns, lines, link="url")


def _day_of(row: Session) -> str:
    return day_text(row.activity.held) if row.activity else ""


def _result_table(results: Sequence[ItemResult]) -> Table:
    columns = [
        Column("question", _("Question")),
        Column("before", _("Right before"), "number"),
        Column("before_of", _("Answered before"), "number"),
        Column("after", _("Right after"), "number"),
        Column("after_of", _("Answered after"), "number"),
        Column("change", _("Change in points of percent"), "signed"),
        Column("learnt", _("Learnt it"), "number"),
        Column("lost", _("Answered otherwise"), "number"),
    ]
    lines = [
        {
            "question": one.question.text,
            "before": one.before_right if one.before_of else None,
            "before_of": one.before_of or None,
            "after": one.after_right if one.after_of else None,
            "after_of": one.after_of or None,
            "change": one.change,
            "learnt": one.learnt if one.both else None,
            "lost": one.lost if one.both else None,
        }
        for one in results
    ]
    note = _("“Learnt it” and “answered otherwise” are of those who answered both times, each by her own.")
    return Table(_("Answers, question by question"), columns, lines, note=note)


def _result_picture(results: Sequence[ItemResult]) -> Any:
    """Bars of percent: each question before and after. None where nobody answered."""
    points = []
    for place, one in enumerate(results, start=1):
        if one.before is not None:
            points.append((_("%(number)s before") % {"number": place}, one.before))
        if one.after is not None:
            points.append((_("%(number)s after") % {"number": place}, one.after))
    return charts.bars(points, title=_("Right answers in percent, before and after")) if points else None


def _module_table(rows: Sequence[Module]) -> Table:
    columns = [
        Column("title", _("What is taught")),
        Column("minutes", pgettext("time", "Minutes"), "number"),
        Column("how", _("How it is done")),
    ]
    lines = [{"title": row.title, "minutes": row.minutes, "how": row.how} for row in rows]
    return Table(_("What is taught in this phase"), columns, lines)
