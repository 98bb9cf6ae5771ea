"""The office's pages about rows of phones: those that wait, one of them with its reasons, putting it right, setting it
aside, its photographs. Names stand inside these pages only."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST, require_safe

from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.selectors import account_names
from jatan.intake.fieldbook import files, held_rows, repair
from jatan.intake.fieldbook.choices import WAITING, FlowKind, Reason, State
from jatan.intake.fieldbook.held_rows import ListedRow, OpenedRow
from jatan.intake.fieldbook.models import ReceivedRow
from jatan.kernel import clock
from jatan.kernel.file_stores.base import StoreProblem
from jatan.kernel.pictures import clean_picture
from jatan.kernel.problems import Problem, Problems
from jatan.web.fieldbook.answer_words import answer_blocks, names_for
from jatan.web.fieldbook.reason_words import reason_words
from jatan.web.fieldbook.repair_form import RepairForm
from jatan.web.ui.components import states
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import text
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import paginate
from jatan.web.ui.records import submission

_MOST_PHOTOS = 20


class AsideForm(AnswerForm):
    """The reason why a row is no record."""

    reason = text(gettext_lazy("Why is this row no record?"), most=300, needed=True)


@needs(Permission.REGISTER_IMPORT)
@require_safe
def row_list(request: StaffRequest) -> HttpResponseBase:
    """Rows that wait, danger first, then the oldest; ?state= shows others. With whom they are about, and who wrote."""
    state = request.GET.get("state", "")
    if state in (State.RECORDED, State.SET_ASIDE):
        rows = held_rows.rows(request.actor).filter(state=state)
    else:
        state, rows = "", held_rows.waiting_rows(request.actor)
    listed = paginate(rows, request.GET)
    columns = (
        Column("who", _("Who it is about")),
        Column("kind", _("What it is")),
        Column("why", _("Why it waits"), "badge") if not state else Column("why", _("State"), "badge"),
        Column("writer", pgettext("row of a phone", "written by")),
        Column(
            "age", pgettext("row of a phone", "waits since") if not state else pgettext("row of a phone", "arrived")
        ),
    )
    lines = [_line(one) for one in held_rows.listed_for(request.actor, listed.rows)]
    page: dict[str, Any] = {"page": listed, "state": state}
    page["table"] = Table(_("Rows of phones"), columns, lines, link="url")
    page["photos"] = [
        {"url": reverse("phone_row", args=[row.pk]), "text": _kind(row)}
        for _photo, row in held_rows.photos_with_problems(request.actor, most=_MOST_PHOTOS)
    ]
    page["states"] = [
        (reverse("phone_waiting"), _("waiting"), not state),
        *(
            (f"{reverse('phone_waiting')}?state={one.value}", str(one.label), state == one)
            for one in (State.RECORDED, State.SET_ASIDE)
        ),
    ]
    return render(request, "fieldbook/rows.html", page)


@needs(Permission.REGISTER_IMPORT)
def row_page(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One row, with its answers in words beside the reasons. POST sends it on, put right where it was."""
    row = _found(request, pk)
    opened = held_rows.open_for(row)
    is_open = row.state in WAITING and opened.written is not None
    form = RepairForm(request.POST or None, actor=request.actor, about=opened) if is_open else None
    if request.method == "POST" and row.state in WAITING:
        if form is None:
            return _sent_on(request, row)
        if form.is_valid():
            return _sent_on(
                request,
                row,
                answers=form.changed_answers(),
                written_on=form.written_on(),
                decisions=form.decisions(),
            )
    elif form is not None:
        form.show_reasons()
    beside = [held_rows.open_for(one) for one in held_rows.other_variants(request.actor, row)]
    names = names_for(request.actor, [opened, *beside])
    writers = account_names({one for one in (row.account, row.decided_by) if one is not None})
    page: dict[str, Any] = {"row": row, "form": form, "kind": _kind(row, opened), "is_waiting": row.state in WAITING}
    page["whom"] = held_rows.whom(opened.answers, {**names.people, **names.journeys})
    forum = held_rows.forum_of(request.actor, opened)
    page["facts"] = [(_("Written by"), _joined(writers.get(row.account, ""), forum)), *_facts(row, writers)]
    page["told"] = [reverse("issues_detail", args=[one]) for one in dict.fromkeys((row.issues or {}).values())]
    page["on_record"] = _on_record(request, row, beside)
    page["reasons"] = list(dict.fromkeys(reason_words(one) for one in row.problems))
    page["blocks"], page["is_readable"] = answer_blocks(opened, names), opened.written is not None
    page["beside"] = [
        {
            "kind": _kind(one.row, one),
            "facts": _facts(one.row, writers),
            "blocks": answer_blocks(one, names),
            "pk": one.row.pk,
        }
        for one in beside
    ]
    page["records"] = _records(row)
    page["photos"] = [one for one in files.files_of(row) if one.sha256]
    page["has_photo_problem"] = row.state == State.RECORDED and any(one.problem for one in page["photos"])
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "fieldbook/row.html", page, status=status)


@needs(Permission.REGISTER_IMPORT)
def aside(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Set a row aside with a reason."""
    row = _found(request, pk)
    if row.state not in WAITING:
        raise Http404
    form = submission.bind_form(AsideForm, request, about=row)
    act = submission.submit_form(form, lambda a: repair.set_aside(by=request.actor, row=row, reason=a["reason"]))
    if act is None:
        page = {"form": form, "back": reverse("phone_row", args=[row.pk])}
        return render(request, "fieldbook/aside.html", page, status=422 if form.errors else 200)
    return _to_next(request, row, _("The row is set aside. It stays readable with your reason."))


@require_POST
@needs(Permission.REGISTER_IMPORT)
def take_up(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Let a row that was set aside wait again."""
    row = _found(request, pk)
    try:
        repair.take_up_again(by=request.actor, row=row)
    except Problem:
        raise Http404 from None
    messages.success(request, _("The row waits again."))
    return redirect("phone_row", pk)


@require_POST
@needs(Permission.REGISTER_IMPORT)
def attach(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Attach photographs that could not be attached before."""
    row = _found(request, pk)
    try:
        repair.attach_again(by=request.actor, row=row)
    except Problem:
        raise Http404 from None
    messages.success(request, _("The photos were tried once more."))
    return redirect("phone_row", pk)


@needs(Permission.REGISTER_IMPORT)
def photograph(request: StaffRequest, pk: uuid.UUID, child: uuid.UUID) -> HttpResponseBase:
    """One photograph of a row, encoded anew: nothing but a picture leaves here."""
    row = _found(request, pk)
    held = next((one for one in files.files_of(row) if one.pk == child and one.complete_at is not None), None)
    if held is None:
        raise Http404
    try:
        picture = clean_picture(files.read_photograph(row, held))
    except StoreProblem:  # another time, and not absent
        raise
    except (Problem, OSError):
        raise Http404 from None
    return HttpResponse(picture.content, content_type="image/jpeg")


def _found(request: StaffRequest, pk: uuid.UUID) -> ReceivedRow:
    try:
        return held_rows.find_row(request.actor, pk)
    except ReceivedRow.DoesNotExist:
        raise Http404 from None


def _sent_on(request: StaffRequest, row: ReceivedRow, **more: Any) -> HttpResponseBase:
    try:
        done = repair.send_on(by=request.actor, row=row, **more)
    except (Problem, Problems) as raised:
        messages.error(request, str(raised.problems[0].message))
        return redirect("phone_row", row.pk)
    if done.state == State.RECORDED:
        return _to_next(request, row, _("The row is in."))
    messages.error(request, _("It still does not fit. Please look at the reasons."))
    return redirect("phone_row", row.pk)


def _to_next(request: StaffRequest, row: ReceivedRow, done: str) -> HttpResponseBase:
    """The next row that waits, so that several are settled without the list between them; the list after the last."""
    after = held_rows.next_waiting(request.actor, row)
    messages.success(request, done if after is None else f"{done} {_('Here is the next one.')}")
    return redirect("phone_waiting") if after is None else redirect("phone_row", after.pk)


def _line(one: ListedRow) -> dict[str, Any]:
    row = one.row
    first = row.problems[0] if row.problems else None
    why = reason_words(first) if first and row.state in WAITING else str(State(row.state).label)
    arrived = row.received_at.astimezone(clock.INDIA).date()
    badge = states.soon(why) if row.state in WAITING else states.done(why)
    if row.state in WAITING and row.issues:
        badge = states.late(_("Danger: the desk was told. %(why)s") % {"why": why})
    return {
        "who": one.names or "–",
        "kind": str(FlowKind(one.kind).label).capitalize() if one.kind else _("Not opened yet"),
        "why": badge,
        "writer": _joined(one.writer, one.forum) or "–",
        "age": states.waiting_for(arrived, row.received_at) if row.state in WAITING else _moment(row.received_at),
        "url": reverse("phone_row", args=[row.pk]),
    }


def _joined(*words: str) -> str:
    return " · ".join(word for word in words if word)


def _on_record(request: StaffRequest, row: ReceivedRow, beside: list[OpenedRow]) -> list[dict[str, Any]]:
    """What is on record and may be the same, to be seen beside the row: journeys of no phone's row, and people."""
    of_rows = {one for other in beside for one in other.row.recorded.get("journeys", [])}
    shown = [one for one in held_rows.journeys_beside(request.actor, row) if str(one.pk) not in of_rows]
    found = [
        {
            "title": _("Journey on record"),
            "url": reverse("journeys_detail", args=[one.pk]),
            "facts": [
                (_("Person"), one.person.name),
                (_("leaves on"), date_format(one.leaves_on, "j E Y") if one.leaves_on else ""),
                (_("Where to"), one.destination_as_written),
                (_("Village"), one.village),
            ],
        }
        for one in shown
    ]
    travelling = {one.person_id for one in shown}
    for person in held_rows.people_beside(request.actor, row):
        if person.pk not in travelling:
            facts = [(_("Person"), person.name), (_("Guardian"), person.guardian_name), (_("Village"), person.village)]
            found.append(
                {"title": _("Person on record"), "url": reverse("people_detail", args=[person.pk]), "facts": facts}
            )
    return found


def _kind(row: ReceivedRow, opened: OpenedRow | None = None) -> str:
    kind = row.kind or (opened.written.kind if opened is not None and opened.written is not None else "")
    return str(FlowKind(kind).label).capitalize() if kind else _("Not opened yet")


def _moment(at: dt.datetime) -> str:
    return date_format(at.astimezone(clock.INDIA), "j E Y, G:i")


def _facts(row: ReceivedRow, names: Mapping[uuid.UUID, str]) -> list[tuple[str, str]]:
    return [
        (_("State"), str(State(row.state).label)),
        (pgettext("row of a phone", "written"), _moment(row.written_at) if row.written_at else ""),
        (pgettext("row of a phone", "arrived"), _moment(row.received_at)),
        (_("Put right by"), _put_right(row, names)),
        (_("Reason"), row.reason),
    ]


def _put_right(row: ReceivedRow, names: Mapping[uuid.UUID, str]) -> str:
    if row.decided_by is None or row.decided_at is None:
        return ""
    return _joined(names.get(row.decided_by, ""), _moment(row.decided_at))


def _records(row: ReceivedRow) -> list[tuple[str, str]]:
    """(address, words) of what was made of the row, and of a meeting that may be the same."""
    pages = {
        "journeys": ("journeys_detail", _("the journey")),
        "meetings": ("activities_detail", _("the meeting")),
        "issues": ("issues_detail", _("the issue")),
    }
    found = [
        (reverse(pages[word][0], args=[one]), pages[word][1])
        for word, ids in row.recorded.items()
        if word in pages
        for one in ids
    ]
    for reason in row.problems:
        if reason["code"] == Reason.SAME_MEETING:
            found += [
                (reverse("activities_detail", args=[one]), _("the meeting on record"))
                for one in reason.get("candidates", [])
            ]
        if reason["code"] == Reason.OPEN_JOURNEY:
            found += [
                (reverse("journeys_detail", args=[one]), _("the open journey")) for one in reason.get("candidates", [])
            ]
    return found
