"""The rooms of the house: all of them, one with its pages and what waits there, opening and closing."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.room_acts import open_rooms
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.rooms import CLOSABLE
from jatan.intake.room_duties import Duty, close_room, duties_of
from jatan.kernel.problems import Problem
from jatan.web.home.quick_acts import acts_of_room
from jatan.web.home.today import waiting_in
from jatan.web.ui.components.navigation import most_pinned, pages_of, rooms_of
from jatan.web.ui.form_page import next_page
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.rooms import ROOMS, RoomPlan, is_closed, plan_of

# Where each duty is seen to, and who may go there. A word after the name: the kind of work of that page.
_PAGES: Final = {
    Duty.LADDERS: ("contacts_overdue", Permission.PEOPLE_RECORD),
    Duty.CALLS: ("calls", Permission.CALLS_ANSWER),
    Duty.URGENT: ("issue_queue", Permission.HELPDESK_SEE),
    Duty.HARD_STOPS: ("work hard-stops", Permission.PEOPLE_RECORD),
    Duty.TRAVELLERS: ("contacts_today", Permission.PEOPLE_RECORD),
    Duty.MESSAGES: ("messages", Permission.MESSAGES_SEE),
    Duty.LEAVING: ("journeys", Permission.PEOPLE_SEE),
    Duty.TASKS: ("open_tasks", Permission.PEOPLE_RECORD),
    Duty.ISSUES: ("issue_queue", Permission.HELPDESK_SEE),
    Duty.CASES: ("cases", Permission.CASES_SEE),
    Duty.LETTERS: ("case_letters", Permission.CASES_RECORD),
    Duty.READING: ("case_alerts", Permission.CASES_RECORD),
    Duty.REQUESTS: ("work agent-requests", Permission.AGENTS_SEE),
    Duty.RECALLED: ("work recalled", Permission.LIBRARY_RECORD),
    Duty.FOLLOW_UPS: ("activities", Permission.ACTIVITIES_SEE),
    Duty.SESSIONS: ("training", Permission.ACTIVITIES_SEE),
    Duty.PROMISES: ("asked", Permission.ALLIES_SEE),
    Duty.CONSULTATIONS: ("consultations", Permission.ACTIVITIES_SEE),
    Duty.RECOMMENDATIONS: ("consultations", Permission.ACTIVITIES_SEE),
}


@dataclass(frozen=True)
class OfOffice:
    """A room of one office: where it is opened or closed. `office`: its name, where the reader has several."""

    plan: RoomPlan
    url: str
    pk: uuid.UUID
    office: str = ""


@dataclass(frozen=True)
class Shown:
    """One room on the page of all rooms, with the pages of this reader in it; `url`: "" where she has none there."""

    plan: RoomPlan
    url: str
    pages: list[Any]
    closing: list[OfOffice]


@needs(Permission.HOME_SEE)
@require_safe
def rooms(request: StaffRequest) -> HttpResponseBase:
    """All rooms that are open to this reader with their pages; for who arranges them, all of each of her offices."""
    by, offices = request.actor, _offices(request.actor)
    seen = [plan for plan in ROOMS if not is_closed(by, plan.room)]
    shown = [_shown(by, plan, offices) for plan in seen]
    page = {
        "rooms": [one for one in shown if one.pages or one.closing],
        "closed_rooms": [
            _of_office(plan, office, offices, "room_open")
            for office in offices
            for plan in ROOMS
            if plan.room.value in office.closed_rooms
        ],
        "may_arrange": bool(offices),
    }
    return render(request, "home/rooms.html", page)


@needs(Permission.HOME_SEE)
@require_safe
def room(request: StaffRequest, code: str) -> HttpResponseBase:
    """One room: what waits for this reader, its pages, and what is recorded there."""
    plan = _found(code)
    pages = pages_of(plan, request.actor)
    if not pages:
        raise Http404
    page = {
        "plan": plan,
        "pages": pages,
        "waiting": waiting_in(request.actor, plan.home),
        "acts": acts_of_room(request.actor, plan.room),
        "is_closed": is_closed(request.actor, plan.room),
        "pinned": request.actor.pinned,
        "may_close": request.actor.may(Permission.ROOMS_ARRANGE) and plan.room in CLOSABLE,
    }
    return render(request, "home/room.html", page)


@needs(Permission.HOME_SEE)
@require_POST
def pin(request: StaffRequest) -> HttpResponseBase:
    """Put a page first in one's own menu, or take it from there; the page pinned longest ago gives way."""
    name = request.POST.get("page", "")
    mine = {link.name for plan in rooms_of(request.actor) for link in pages_of(plan, request.actor)}
    if name not in mine:
        raise Http404
    kept = [one for one in request.account.pinned if one != name]
    if name not in request.account.pinned:
        # What lies in a closed room takes no place, and comes back with it.
        visible = [one for one in kept if one in mine]
        left = visible[-(most_pinned(request.actor) - 1) :]
        kept = [*(one for one in kept if one not in mine or one in left), name]
    Account.objects.filter(pk=request.account.pk).update(pinned=kept)
    return redirect(next_page(request, reverse("rooms")))


@needs(Permission.ROOMS_ARRANGE)
@require_POST
def open_room(request: StaffRequest, code: str) -> HttpResponseBase:
    """Open a room for everybody of one's office, and go on with the page where it was needed."""
    plan = _found(code)
    with transaction.atomic():
        for office in _wanted(request):
            open_rooms(by=request.actor, organisation_id=office.pk, rooms=[plan.room])
    messages.success(request, _("“%(room)s” is open.") % {"room": plan.label})
    return redirect(next_page(request, reverse("rooms")))


@needs(Permission.ROOMS_ARRANGE)
def close(request: StaffRequest, code: str) -> HttpResponseBase:
    """Close a room: says what that means, or which duties keep it open. Of several offices all close, or none."""
    plan, offices = _found(code), _wanted(request)
    if plan.room not in CLOSABLE:
        raise Http404
    problem = None
    if request.method == "POST":
        try:
            with transaction.atomic():
                for office in offices:
                    close_room(by=request.actor, organisation_id=office.pk, room=plan.room)
        except Problem as raised:
            problem = raised
        else:
            messages.success(request, _("“%(room)s” is closed.") % {"room": plan.label})
            return redirect("rooms")
    by, has_several = request.actor, len(_offices(request.actor)) > 1
    page = {
        "plan": plan,
        "duties": [
            (f"{office.name}: {duty.label}" if has_several else duty.label, _page_of(by, duty))
            for office in offices
            for duty in duties_of(office.pk, plan.room)
        ],
        "offices": [office.name for office in offices] if has_several else [],
        "problem": problem,
    }
    return render(request, "home/room_close.html", page, status=422 if problem else 200)


def _offices(by: Actor) -> list[Organisation]:
    """The offices whose rooms this user arranges, always in the same order: their chains are locked one by one."""
    reach = by.reach(Permission.ROOMS_ARRANGE).organisations
    mine = [office for office in by.home_organisations if office in reach]
    return list(Organisation.objects.filter(pk__in=mine).order_by("pk")) if mine else []


def _wanted(request: StaffRequest) -> list[Organisation]:
    """The office that the address or the form names, else all of this user. Raises Http404 for any other's."""
    offices = _offices(request.actor)
    named = request.POST.get("office") or request.GET.get("office")
    found = [office for office in offices if not named or str(office.pk) == named]
    if not found:
        raise Http404
    return found


def _shown(by: Actor, plan: RoomPlan, offices: Sequence[Organisation]) -> Shown:
    pages = pages_of(plan, by)
    closing = [
        _of_office(plan, office, offices, "room_close")
        for office in offices
        if plan.room in CLOSABLE and plan.room.value not in office.closed_rooms
    ]
    return Shown(plan, reverse("room", args=[plan.room.value]) if pages else "", pages, closing)


def _of_office(plan: RoomPlan, office: Organisation, offices: Sequence[Organisation], page: str) -> OfOffice:
    url = reverse(page, args=[plan.room.value])
    has_several = len(offices) > 1
    asked = f"?office={office.pk}" if has_several and page == "room_close" else ""
    return OfOffice(plan, f"{url}{asked}", office.pk, office.name if has_several else "")


def _page_of(by: Actor, duty: Duty) -> str:
    name, permission = _PAGES[duty]
    page, *kind = name.split()
    return reverse(page, args=kind) if by.may(permission) else ""


def _found(code: str) -> RoomPlan:
    plan = plan_of(code)
    if plan is None:
        raise Http404
    return plan
