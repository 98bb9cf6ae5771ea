"""The page of one session: planned, with the list to tick; held, with who was there and who was not."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.programme.training import selectors
from jatan.programme.training.commands import HoldSession
from jatan.programme.training.models import Session
from jatan.programme.training.sessions import (
    amend_session,
    correct_attendance,
    hold_session,
    is_held,
    withdraw_session,
)
from jatan.web.training.desk import session_state
from jatan.web.training.page_forms import AttendanceForm, HoldForm, ReasonForm, SessionForm, trainee_label
from jatan.web.training.series_request import AskedPhase, asked_phase
from jatan.web.ui.components import states
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission


@needs(Permission.ACTIVITIES_SEE)
def session_page(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """A session. POST says that a planned one was held, with the list of who was there."""
    session, asked = _found(request, pk)
    may_write = _may_write(request, session)
    page: dict[str, Any] = {
        "asked": asked,
        "session": session,
        "crumbs": asked.crumbs,
        "state": session_state(session),
        "covers": _covers(session),
        "facilitator": session.facilitator.name
        if session.facilitator is not None and gate.reads_personal(request.actor, session.organisation_id)
        else "",
        "may_write": may_write,
        "may_withdraw": may_write and _may_correct(request, session),
    }
    if is_held(session):
        if request.method == "POST":
            raise Http404
        return render(request, "training/session.html", page | _held_page(request, session))
    if not may_write:
        if request.method == "POST":
            raise Http404
        return render(request, "training/session.html", page)
    day = session.planned_on if session.planned_on <= clock.today() else None
    form = submission.bind_form(HoldForm, request, about=session, initial={"held_on": day})
    if submission.submit_form(
        form, lambda answers: hold_session(by=request.actor, session=session, command=HoldSession(**answers))
    ):
        messages.success(request, _("The session is written down, and counted once."))
        return redirect("training_session", pk)
    return render(request, "training/session.html", page | {"form": form}, status=422 if form.errors else 200)


@needs(Permission.ACTIVITIES_RECORD)
def session_attendance(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Correct who was at a session that was held."""
    session, asked = _found(request, pk)
    if not is_held(session) or not _may_correct(request, session):
        raise Http404
    there = selectors.attendances(request.actor, session.series).filter(session=session, is_present=True)
    ticked = [str(one) for one in there.values_list("trainee_id", flat=True)]
    form = submission.bind_form(AttendanceForm, request, about=session, initial={"present": ticked})
    if submission.submit_form(form, lambda answers: correct_attendance(by=request.actor, session=session, **answers)):
        messages.success(request, _("The list is corrected. What was written before stays in its history."))
        return redirect("training_session", pk)
    return _form(request, asked, form, _("Correct the list"), reverse("training_session", args=[pk]))


@needs(Permission.ACTIVITIES_RECORD)
def session_edit(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Change the plan of a session; of a held one, who taught it and what."""
    session, asked = _found(request, pk)
    if not _may_write(request, session):
        raise Http404
    initial = {
        "planned_on": session.planned_on,
        "covers": [str(number) for number in session.covers],
        "facilitator": str(session.facilitator_id or ""),
    }
    form = submission.bind_form(SessionForm, request, about=asked, initial=initial)
    if submission.submit_form(form, lambda a: amend_session(by=request.actor, session=session, changes=a)):
        messages.success(request, _("The correction is saved."))
        return redirect("training_session", pk)
    return _form(request, asked, form, _("Change the plan"), reverse("training_session", args=[pk]))


@needs(Permission.ACTIVITIES_RECORD)
def session_withdraw(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Withdraw a session, with the counted meeting that it made."""
    session, asked = _found(request, pk)
    if not _may_correct(request, session):
        raise Http404
    form = submission.bind_form(ReasonForm, request)
    if submission.submit_form(
        form, lambda answers: withdraw_session(by=request.actor, session=session, reason=answers["reason"])
    ):
        messages.success(request, _("The session is withdrawn."))
        return redirect(asked.address)
    lead = _("The session leaves every list. A meeting that was counted because of it is withdrawn too.")
    return _form(request, asked, form, _("Withdraw the session"), reverse("training_session", args=[pk]), lead)


def _found(request: StaffRequest, pk: uuid.UUID) -> tuple[Session, AskedPhase]:
    session = selectors.find_session(request.actor, pk)
    return session, asked_phase(request, session.series_id, session.phase)


def _may_write(request: StaffRequest, session: Session) -> bool:
    return gate.allows(
        request.actor,
        Permission.ACTIVITIES_RECORD,
        organisation_id=session.organisation_id,
        place=session.place,
    )


def _may_correct(request: StaffRequest, session: Session) -> bool:
    """Whoever wrote it down, or may correct others: of a held session, the counted meeting decides."""
    row: Any = session.activity if is_held(session) else session
    return acts.may_change(request.actor, Permission.ACTIVITIES_RECORD, Permission.RECORDS_CORRECT, row)


def _covers(session: Session) -> list[str]:
    rows = selectors.modules(session.series.curriculum_id).filter(phase=session.phase)
    return [row.title for row in rows if not session.covers or row.number in session.covers]


def _held_page(request: StaffRequest, session: Session) -> dict[str, Any]:
    rows = selectors.attendances(request.actor, session.series).filter(session=session)
    there = dict(rows.values_list("trainee_id", "is_present"))
    lines = [
        {
            "name": trainee_label(one),
            "state": states.done(_("present")) if there[one.pk] else states.plain(_("absent"), "close"),
        }
        for one in selectors.trainees(request.actor, session.series)
        if one.pk in there
    ]
    absent = sum(not is_there for is_there in there.values())
    columns = [Column("name", _("Name")), Column("state", _("Was there"), "badge")]
    return {
        "activity": session.activity,
        "attendance": Table(_("The list of attendance"), columns, lines) if lines else None,
        "present": len(there) - absent,
        "absent": absent,
        "may_correct": _may_correct(request, session) and bool(lines),
    }


def _form(
    request: StaffRequest, asked: AskedPhase, form: Any, title: str, back: str, lead: str = ""
) -> HttpResponseBase:
    page = {"asked": asked, "crumbs": asked.crumbs, "form": form, "title": title, "back": back, "lead": lead}
    return render(request, "training/form.html", page, status=422 if form.errors else 200)
