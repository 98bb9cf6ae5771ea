"""Save a list under a name, open it, rename or delete it, and choose the columns of a list."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jatan.foundation.access.permissions import Permission
from jatan.foundation.saved_lists import selectors, services
from jatan.foundation.saved_lists.models import SavedList
from jatan.foundation.saved_lists.services import SaveList
from jatan.web.desk_registry import DESKS
from jatan.web.lists.forms import OFFICE, ChangeListForm, SaveListForm
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.own_questions.asked import with_own_questions
from jatan.web.ui.paging import without_place
from jatan.web.ui.records import submission
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.records.list_page import SORT, chosen_columns, filter_bar
from jatan.web.ui.records.named_filters import filters_of

_DESKS = {desk.slug: desk for desk in DESKS}


@needs(Permission.HOME_SEE)
def open_list(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The list that was saved: its conditions are asked again, and what no longer exists is said."""
    saved = selectors.find_list(request.actor, pk)
    desk = _desk(request, saved.list_of)
    asked: dict[str, str] = {**saved.conditions, SORT: saved.order}
    bar = filter_bar(desk, request.actor, asked)
    kept = {name: value for name, value in asked.items() if value and bar.cleaned_data.get(name) not in (None, "")}
    _say_what_is_lost(request, desk, saved, kept)
    query = urlencode(kept | {"list": str(saved.pk)})
    return redirect(f"{reverse(desk.url_name('list'))}?{query}")


@needs(Permission.HOME_SEE)
def save_list(request: StaffRequest, kind: str) -> HttpResponseBase:
    """Ask for the name of the list whose conditions stand in the query string, and save it."""
    desk, home = _desk(request, kind), request.actor.home
    if home is None:
        raise Http404
    bar = filter_bar(desk, request.actor, request.GET)
    form = submission.bind_form(SaveListForm, request)
    columns = _columns_in_use(request, desk)

    def save(answers: Any) -> SavedList:
        command = SaveList(
            list_of=desk.slug,
            name=answers["name"],
            conditions={name: _code(value) for name, value in bar.cleaned_data.items() if value and name != SORT},
            order=bar.cleaned_data.get(SORT) or "",
            columns=columns,
            is_shared=answers.get("for_whom") == OFFICE,
        )
        return services.save_list(by=request.actor, organisation_id=home.id, command=command)

    saved = submission.submit_form(form, save)
    if isinstance(saved, SavedList):
        messages.success(request, _("The list is saved."))
        return redirect("saved_list", saved.pk)
    page = {
        "desk": desk,
        "form": form,
        "conditions": _in_words(bar),
        "back": f"{reverse(desk.url_name('list'))}?{without_place(request.GET).urlencode()}",
    }
    return render(request, "lists/save.html", page, status=422 if form.is_bound else 200)


@needs(Permission.HOME_SEE)
def change_list(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Give a list another name or delete it. For whoever saved it; an office's, for whoever may save such lists."""
    saved = selectors.find_list(request.actor, pk)
    desk = _desk(request, saved.list_of)
    if not selectors.may_change(request.actor, saved):
        raise Http404
    form = submission.bind_form(ChangeListForm, request, initial={"name": saved.name})

    def change(answers: Any) -> None:
        if answers["is_removed"]:
            services.remove_list(by=request.actor, saved=saved)
        else:
            services.rename_list(by=request.actor, saved=saved, name=answers["name"])

    if submission.submit_form(form, change) is None:
        page = {"desk": desk, "form": form, "saved": saved, "back": reverse("saved_list", args=[saved.pk])}
        return render(request, "lists/change.html", page, status=422 if form.is_bound else 200)
    if form.answers()["is_removed"]:
        messages.success(request, _("The list is deleted. The records in it stay as they are."))
        return redirect(desk.url_name("list"))
    messages.success(request, _("The list is saved."))
    return redirect("saved_list", saved.pk)


@needs(Permission.HOME_SEE)
def choose_columns(request: StaffRequest, kind: str) -> HttpResponseBase:
    """Keep the ticked columns for this account; `usual` brings the usual ones back. Then the list again."""
    desk, home = _desk(request, kind), request.actor.home
    if home is None:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    offered = [show.code for show in (*desk.columns, *desk.more_columns)[1:]]
    ticked = [code for code in offered if code in request.POST.getlist("column")]
    usual = [show.code for show in desk.columns[1:]]
    # Nothing ticked is a choice too: the first column alone.
    chosen = [] if "usual" in request.POST or ticked == usual else [desk.columns[0].code, *ticked]
    services.choose_columns(by=request.actor, organisation_id=home.id, list_of=desk.slug, columns=chosen)
    query = without_place(request.GET)
    query.pop("list", None)
    return redirect(f"{reverse(desk.url_name('list'))}?{query.urlencode()}")


def _desk(request: StaffRequest, slug: str) -> Desk:
    """The list of this code, with the own questions of the office, if the actor may see its rows."""
    desk = _DESKS.get(slug)
    if desk is None or not request.actor.may(desk.see):
        raise Http404
    return with_own_questions(desk, request.actor)


def _code(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _columns_in_use(request: StaffRequest, desk: Desk) -> Sequence[str]:
    """The columns of the list that is open, or the account's own choice; none where they are the usual ones."""
    view = selectors.view_of(request.actor, desk.slug)
    opened = next((one for one in view.lists if str(one.pk) == request.GET.get("list")), None)
    return opened.columns if opened is not None and opened.columns else view.columns


def _in_words(bar: Any) -> list[tuple[Any, Any]]:
    """(question, answer) of each condition and of the order, for whoever gives them a name."""
    found = []
    for name, field in bar.fields.items():
        value = bar.cleaned_data.get(name)
        if value:
            found.append((field.label, dict(field.choices)[value] if hasattr(field, "choices") else value))
    return found


def _say_what_is_lost(request: StaffRequest, desk: Desk, saved: SavedList, kept: dict[str, str]) -> None:
    """A message about the conditions, the order and the columns that this house no longer offers."""
    gone = [name for name in saved.conditions if name not in kept]
    if gone:
        text = ngettext(
            "%(count)d condition of this list no longer exists. The list shows more than it did.",
            "%(count)d conditions of this list no longer exist. The list shows more than it did.",
            len(gone),
        )
        labels = [str(wanted.label) for wanted in filters_of(desk, request.actor) if wanted.name in gone]
        messages.warning(request, f"{text % {'count': len(gone)}} {', '.join(labels)}".strip())
    if saved.order and SORT not in kept:
        messages.warning(request, _("This list can no longer be sorted as it was. It is sorted as usual."))
    known = {show.code for show in chosen_columns(desk, saved.columns)}
    if any(code not in known for code in saved.columns):
        messages.warning(request, _("A column of this list no longer exists."))
