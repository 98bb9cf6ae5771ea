"""Views for the steps of a record (withdrawing included) and for its parts. GET shows the form, POST acts."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from jatan.foundation.access import acts, gate
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.needs import StaffRequest, View, needs
from jatan.web.ui.records import list_page, parts, submission
from jatan.web.ui.records.desk import Desk, Part, Step, Words
from jatan.web.ui.records.list_place import place_on_list, with_place


def step_page(desk: Desk, step: Step) -> View[[uuid.UUID]]:
    """The view of one step of a record. A step that is not open answers 404."""

    @needs(step.needs)
    def do_step(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
        row = list_page.find_row(desk, request.actor, pk)
        if step.slug == "withdraw" and not acts.may_change(request.actor, desk.record, desk.correct, row):
            raise Http404
        return _take_step(request, desk, step, row, row)

    return do_step


def child_step_page(desk: Desk, part: Part, step: Step) -> View[[uuid.UUID, uuid.UUID]]:
    """The view of one step of a child row of a record."""

    @needs(step.needs)
    def do_child_step(request: StaffRequest, pk: uuid.UUID, child: uuid.UUID) -> HttpResponseBase:
        row = list_page.find_row(desk, request.actor, pk)
        return _take_step(request, desk, step, row, parts.find_child(part, request.actor, row, child), part.title)

    return do_child_step


def part_page(desk: Desk, part: Part) -> View[[uuid.UUID]]:
    """The view that adds a child row; it takes organisation and place from the record."""
    add, record = part.add, part.record
    if add is None or record is None:
        raise ValueError(f"{part.slug} cannot be added to")

    @needs(record)
    def add_part(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
        row = list_page.find_row(desk, request.actor, pk)
        if row.withdrawn_at is not None or not part.is_open(row) or not parts.may_add(part, request.actor, row):
            raise Http404
        form = submission.bind_form(part.form, request, about=row, initial=part.initial(row))
        if submission.submit_form(form, lambda answers: add(request.actor, row, answers)) is None:
            return _form_page(request, desk, row, form, title=part.add_label, sentence="", is_final=False)
        return _redirect_to_record(request, desk, row, part.done)

    return add_part


def _take_step(
    request: StaffRequest, desk: Desk, step: Step, row: Any, about: Any, part: Words = ""
) -> HttpResponseBase:
    # Records that the whole network may read (allies, the library) may only be changed by their own organisation.
    gate.require(request.actor, step.needs, organisation_id=about.organisation_id, place=about.place)
    if about.withdrawn_at is not None or not step.is_open(about) or not step.is_for(request.actor, about):
        raise Http404
    form = submission.bind_form(step.form, request, about=about, initial=step.initial(about))
    result = submission.submit_form(form, lambda answers: step.act(request.actor, about, answers))
    if result is None:
        return _form_page(
            request, desk, row, form, title=step.label, sentence=step.sentence, is_final=step.is_final, part=part
        )
    return _redirect_to_record(request, desk, row, step.done(result) if callable(step.done) else step.done)


def _form_page(
    request: StaffRequest,
    desk: Desk,
    row: Any,
    form: AnswerForm,
    *,
    title: Words,
    sentence: Any,
    is_final: bool,
    part: Words = "",
) -> HttpResponseBase:
    page = {
        "desk": desk,
        "form": form,
        "title": title,
        "part": part,
        "sentence": sentence,
        "is_final": is_final,
        "label": desk.label(row),
        "back": reverse(desk.url_name("detail"), args=[row.pk]),
    }
    template = "records/confirm.html" if sentence else "records/form.html"
    return render(request, template, page, status=422 if form.errors else 200)


def _redirect_to_record(request: StaffRequest, desk: Desk, row: Any, done: Any) -> HttpResponseBase:
    messages.success(request, str(done))
    return redirect(with_place(reverse(desk.url_name("detail"), args=[row.pk]), place_on_list(desk, request)))
