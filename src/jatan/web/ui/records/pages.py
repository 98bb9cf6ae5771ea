"""The list, detail, new and edit views of a desk, each marked with the permission it needs."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import TABLE, Level, Permission, Role
from jatan.foundation.db.fetch_together import fetch_together
from jatan.foundation.network.rooms import Room
from jatan.foundation.places.services import save_localities
from jatan.foundation.saved_lists.selectors import may_change
from jatan.foundation.saved_lists.selectors import rows_of as saved_rows
from jatan.kernel import clock
from jatan.programme.own_fields.selectors import own_field_rows
from jatan.programme.own_fields.services import kind_of
from jatan.programme.projects.selectors import projects
from jatan.web.ui.form_page import NARROW
from jatan.web.ui.needs import StaffRequest, View, needs
from jatan.web.ui.own_questions.asked import (
    ask_own_questions,
    keep_own_answers,
    own_history,
    with_own_questions,
)
from jatan.web.ui.records import list_page as listing
from jatan.web.ui.records import parts, submission
from jatan.web.ui.records.bulk import bulk_acts_of
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.records.history import record_history
from jatan.web.ui.records.history_entry import HistoryEntry
from jatan.web.ui.records.list_place import list_url, place_on_list, with_place
from jatan.web.ui.records.projects import BY_PROJECT, with_projects
from jatan.web.ui.rooms import is_closed, leads_to_closed, room_of_path, room_of_records
from jatan.web.ui.sent_twice import note_made
from jatan.web.ui.workbooks.pages import workbook_url

_MOST_KEPT = 500


def roles_that_may(see: Permission) -> list[Any]:
    """Labels of the roles that may see these rows, for a user who may see counts only."""
    rows = {Level.OWN, Level.GROUP, Level.PLACE, Level.ORGANISATION, Level.NETWORK}
    people = {value for value, _name in Role.assignable()}
    return [role.label for role in Role if role in people and rows & set(TABLE[role].get(see, ()))]


def list_page(desk: Desk) -> View[[]]:
    """The list with filter bar and search (by POST). A user who may see counts only gets a page that says so."""

    @needs(desk.see, counts=True)
    def records(request: StaffRequest) -> HttpResponseBase:
        if not request.actor.may(desk.see):
            return render(request, "records/counts_only.html", {"desk": desk, "roles": roles_that_may(desk.see)})
        asks_project = BY_PROJECT.name in request.GET or BY_PROJECT.name in request.POST
        kept = _kept_of_list(desk, request.actor, asks_project=asks_project)
        own = with_own_questions(desk, request.actor, kept.get("questions", ()))
        own = with_projects(own, kept.get("projects", ()))
        if NARROW in request.POST and (address := listing.address_of(own, request)):
            return redirect(address)
        page: dict[str, Any] = {
            "desk": own,
            "listing": listing.listing(own, request, kept["lists"]),
            "has_search": desk.search is not None,
            "sought": request.POST.get("q", ""),
            "new_url": reverse(desk.url_name("new")) if desk.register and request.actor.may(desk.record) else "",
            "export_url": _export_url(desk, request),
            "workbook_url": workbook_url(desk, request),
            "more_links": _work_lists(desk, request),
            "ticks": bulk_acts_of(desk, request.actor),
        }
        page["bar_url"] = f"{request.path}{page['listing'].query_string}" if page["listing"].has_names else ""
        opened = page["listing"].opened
        if opened is not None and may_change(request.actor, opened):
            page["change_url"] = reverse("saved_list_change", args=[opened.pk])
        return render(request, "records/list.html", page, status=422 if page["listing"].is_asking else 200)

    return records


def _kept_of_list(desk: Desk, by: Actor, *, asks_project: bool) -> dict[str, list[Any]]:
    """What an office keeps of one list: saved lists, its own questions about such records, projects. One query.

    A closed room takes the question about projects from the bar; a project that the address names is a condition still.
    """
    rows: dict[str, QuerySet[Any]] = {"lists": saved_rows(by, desk.slug)}
    if kind := kind_of(desk.model):
        rows["questions"] = own_field_rows(by, kind)
    if BY_PROJECT in desk.filters and (asks_project or not is_closed(by, Room.CAMPAIGNS)):
        rows["projects"] = projects(by)
    return fetch_together(rows, _MOST_KEPT)


def detail_page(desk: Desk) -> View[[uuid.UUID]]:
    """One record: what matters now, the facts, parts with their rows, and the history folded."""

    @needs(desk.see, writes_on_get="who has opened the record is recorded" if desk.NOTES_READING else "")
    def record(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
        row = listing.find_row(desk, request.actor, pk)
        if desk.NOTES_READING:
            desk.note_reading(request.actor, row)
        own = with_own_questions(desk, request.actor)
        opened = parts.open_record(desk, request.actor, row, devanagari=request.account.uses_devanagari_digits)
        drawn = opened.parts()
        place = place_on_list(desk, request)
        page = {
            "desk": desk,
            "row": row,
            "label": desk.label(row),
            "head": opened.head,
            "notice": desk.notice(row),
            "facts": [*desk.linked(opened), *opened.facts(own.facts)],
            "more_facts": opened.facts(desk.more),
            "parts": [part for part in drawn if part.lines],
            "empty_parts": [part for part in drawn if not part.lines],
            "deeds": [*opened.open_steps(), *opened.acts],
            "edit_url": "" if opened.edit_url in opened.offered.urls else with_place(opened.edit_url, place),
            "withdraw_url": with_place(opened.withdraw_url, place),
            "history": _history(desk, row, opened, has_own=own is not desk),
            "crumbs": [(list_url(desk, place, row.pk), desk.title)],
        }
        return render(request, desk.TEMPLATE, page | dict(desk.context(request.actor, row)))

    return record


def new_page(desk: Desk) -> View[[]]:
    """A new record. `desk.prefill` names the fields that the query string may fill: codes and ids only."""
    register = desk.register
    if register is None:
        raise ValueError(f"{desk.slug} is added to elsewhere")

    @needs(desk.record)
    def new_record(request: StaffRequest) -> HttpResponseBase:
        begun = clock.now()
        given = {name: request.GET[name] for name in desk.prefill if name in request.GET}
        may_see = request.actor.may(desk.see)  # some may record what they may not read: statements about agents
        form = submission.bind_form(desk.form, request, initial=given)
        ask_own_questions(form, desk, request.actor)

        def act(answers: Mapping[str, Any]) -> Any:
            recorded = register(request.actor, answers)
            # A record that somebody found instead of recording a new one keeps what is answered about it.
            if recorded.recorded_at >= begun:
                keep_own_answers(form, request.actor, recorded)
            return recorded

        made: Any = submission.submit_form(form, act)
        if made is None:
            back = reverse(desk.url_name("list") if may_see else "home")
            return _form_page(request, desk, form, title=desk.add_label, back=back)
        save_localities(made.organisation_id, [(made.place, made.panchayat, made.village)])
        messages.success(request, _("Recorded: %(what)s.") % {"what": desk.label(made)})
        return note_made(redirect(desk.url_name("detail"), made.pk)) if may_see else redirect("home")

    return new_record


def edit_page(desk: Desk) -> View[[uuid.UUID]]:
    """A correction. The old values are kept in the history."""

    @needs(desk.door)
    def edit_record(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
        row, amend = listing.find_row(desk, request.actor, pk), desk.amend
        if amend is None or not desk.is_changeable(row) or not _may_change(desk, request, row):
            raise Http404
        form = submission.bind_correction(desk.form, request, row)
        ask_own_questions(form, desk, request.actor, row)

        def act(_answers: Mapping[str, Any]) -> object:
            amend(request.actor, row, submission.changed_values(form, row))
            return keep_own_answers(form, request.actor, row) or True

        place = place_on_list(desk, request)
        back = with_place(reverse(desk.url_name("detail"), args=[row.pk]), place)
        if submission.submit_form(form, act) is None:
            return _form_page(request, desk, form, title=_("Correct"), back=back, label=desk.label(row))
        messages.success(request, _("The correction is saved."))
        return redirect(list_url(desk, place, row.pk) if place else back)

    return edit_record


def _history(desk: Desk, row: Any, opened: parts.Opened, *, has_own: bool) -> list[HistoryEntry]:
    """What happened to the record and its own questions and, where the desk says so, about it: newest first."""
    entries = record_history(row, opened.by, rows=opened.found)
    more = [*(own_history(opened.by, row) if has_own else ()), *desk.happened(opened.by, row)]
    return sorted([*entries, *more], key=lambda entry: entry.at, reverse=True) if more else entries


def _form_page(
    request: StaffRequest, desk: Desk, form: Any, *, title: Any, back: str, label: Any = ""
) -> HttpResponseBase:
    page = {"desk": desk, "form": form, "title": title, "back": back, "label": label}
    status = 422 if form.is_bound else 200
    return render(request, "records/form.html", page, status=status)


def _may_change(desk: Desk, request: StaffRequest, row: Any) -> bool:
    return (
        row.withdrawn_at is None
        and desk.is_open(row)
        and acts.may_change(request.actor, desk.record, desk.correct, row)
    )


def _work_lists(desk: Desk, request: StaffRequest) -> list[dict[str, Any]]:
    mine = [(name, label) for name, label, permission in desk.work_lists if request.actor.may(permission)]
    links = [{"url": reverse(name), "label": label} for name, label in mine]
    here = room_of_records(desk.model)
    return [
        link for link in links if room_of_path(link["url"]) is here or not leads_to_closed(request.actor, link["url"])
    ]


def _export_url(desk: Desk, request: StaffRequest) -> str:
    may = desk.is_exportable and request.actor.may(desk.exports)
    return reverse(desk.url_name("export")) if may else ""
