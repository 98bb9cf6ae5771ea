"""The page "who": choose people on record or add new ones; likely duplicates are listed before anything is saved.

Names are sent by POST, never in a URL.
"""

import uuid
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from jatan.foundation.access.permissions import Permission
from jatan.kernel.numbers import parse_phone
from jatan.kernel.problems import Problem, Problems
from jatan.programme.journeys.drafts import begin_draft, delete_draft, find_draft, my_drafts, save_draft
from jatan.programme.journeys.models import Draft
from jatan.programme.journeys.services import JOURNEY
from jatan.programme.people.commands import RegisterPerson
from jatan.programme.people.look_alikes import look_alikes, seen
from jatan.programme.people.services import PERSON
from jatan.web.journeys.departures.forms import NewTravellerForm
from jatan.web.journeys.departures.prefill import prefilled_body
from jatan.web.journeys.departures.state import (
    MOST_TRAVELLERS,
    Answers,
    State,
    drafts_with_names,
    person_id,
    sent_fields,
)
from jatan.web.people.suggestions import found_person, search_context
from jatan.web.ui.needs import StaffRequest, needs

SHOWN_DRAFTS = 10
SHORTEST = 2


@needs(Permission.PEOPLE_RECORD)
def departures(request: StaffRequest) -> HttpResponseBase:
    """Start a registration with its first traveller; below, the user's unfinished drafts."""
    if request.method == "POST":
        return _handle_button(request, None)
    again = person_id(request.GET.get("again", ""))
    journey = JOURNEY.find(request.actor, again) if again else None
    return _page(request, None, again=journey)


@needs(Permission.PEOPLE_RECORD)
def who(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Add more travellers to a draft, remove one, or drop the draft."""
    draft = find_draft(request.actor, pk)
    if request.method == "POST":
        return _handle_button(request, draft)
    return _page(request, draft)


@needs(Permission.PEOPLE_RECORD)
@require_POST
def find(request: StaffRequest) -> HttpResponseBase:
    """HTML fragment: people found for the typed text, as buttons of the page's form."""
    return render(request, "journeys/departures/found.html", _found(request))


def _handle_button(request: StaffRequest, draft: Draft | None) -> HttpResponseBase:
    """Handle the button that was pressed on the page "who"."""
    if draft is not None and "drop" in request.POST:
        delete_draft(by=request.actor, draft=draft)
        return redirect("departures")
    if draft is not None and "remove" in request.POST:
        return _removed(request, draft)
    if draft is None and "again" in request.POST:
        return _again(request)
    chosen = person_id(request.POST.get("person", ""))
    if chosen is not None:
        person = PERSON.find(request.actor, chosen)
        return _added(request, draft, person.organisation_id, {"person": str(person.id)})
    return _new(request, draft) if "name" in request.POST else _page(request, draft)


def _new(request: StaffRequest, draft: Draft | None) -> HttpResponseBase:
    """Add a new person once all likely duplicates have been listed; the list is shown again if new ones match."""
    form = NewTravellerForm(request.POST, actor=request.actor)
    if form.is_valid():
        try:
            command = RegisterPerson(**form.answers())
            shown = seen([key for key in request.POST.get("confirmed", "").split(",") if person_id(key)])
            alike = look_alikes(request.actor, command, shown)
            if not alike:
                new = {"new": _without_offered(request, draft), "shown": sorted(shown.people)}
                return _added(request, draft, command.organisation, new)
            return _page(request, draft, form=form, alike=[found_person(one.person, one.reasons) for one in alike])
        except (Problem, Problems) as wrong:
            form.show(wrong)
    return _page(request, draft, form=form)


def _without_offered(request: StaffRequest, draft: Draft | None) -> Answers:
    """What was sent; a surname that was offered alone, and to which nobody wrote a name, is nobody's name."""
    sent = sent_fields(request.POST)
    surname = State(request.actor, draft).shared_answers().get("guardian_name", "") if draft else ""
    if surname and [part.strip() for part in sent.get("guardian_name", [])] == [surname]:
        del sent["guardian_name"]
    return sent


def _added(
    request: StaffRequest, draft: Draft | None, organisation: uuid.UUID, traveller: dict[str, Any]
) -> HttpResponseBase:
    if draft is None:
        draft = begin_draft(by=request.actor, organisation=organisation, body={"travellers": [traveller]})
        return redirect("departure_who", draft.pk)
    state = State(request.actor, draft)
    is_there = traveller.get("person") and any(row.get("person") == traveller["person"] for row in state.travellers)
    if draft.organisation_id == organisation and not is_there and len(state.travellers) < MOST_TRAVELLERS:
        state.travellers.append(traveller)
        save_draft(by=request.actor, draft=draft, body=state.body)
    return redirect("departure_who", draft.pk)


def _removed(request: StaffRequest, draft: Draft) -> HttpResponseBase:
    state, number = State(request.actor, draft), request.POST["remove"]
    if number.isdecimal() and int(number) < len(state.travellers):
        del state.travellers[int(number)]
        for row in state.travellers:
            row.get("papers", {}).pop("family", None)  # it refers to others by their index
        save_draft(by=request.actor, draft=draft, body=state.body)
    return redirect("departure_who", draft.pk)


def _again(request: StaffRequest) -> HttpResponseBase:
    """Start a draft for the next journey of a person, prefilled from the last one."""
    last = person_id(request.POST["again"])
    journey = JOURNEY.find(request.actor, last or uuid.UUID(int=0))
    draft = begin_draft(by=request.actor, organisation=journey.organisation_id, body=prefilled_body(journey))
    return redirect("departure_who", draft.pk)


def _page(request: StaffRequest, draft: Draft | None, **more: Any) -> HttpResponseBase:
    state = State(request.actor, draft) if draft else None
    page = _found(request) | {
        "draft": draft,
        "names": state.names if state else [],
        "is_full": state is not None and len(state.travellers) >= MOST_TRAVELLERS,
        "drafts": [] if draft else drafts_with_names(request.actor, list(my_drafts(request.actor)[:SHOWN_DRAFTS])),
        "form": NewTravellerForm(
            actor=request.actor,
            initial=(state.shared_answers() if state else {}) | _typed_as(request.POST.get("q", "")),
        ),
    }
    page |= more
    # One draft for each name that was searched: what was typed about one woman must not fill in the next one's form.
    page["searched"] = (request.POST.get("searched") or request.POST.get("q", "")).strip()[:120]
    page["draft_key"] = f"new:{page['searched']}"
    nobody_found = bool(page.get("sought")) and not page.get("shown")
    page["is_new"] = "somebody_new" in request.POST or page["form"].is_bound or nobody_found
    return render(request, "journeys/departures/who.html", page)


def _typed_as(text: str) -> dict[str, str]:
    """The search text as initial value of a new person: telephone number or name."""
    phone = parse_phone(text)
    return {"phone": phone} if phone else {"name": text.strip()[:200]}


def _found(request: StaffRequest) -> dict[str, Any]:
    """Context with the search results, nearest places first; each search is counted (people.lookups)."""
    if len(request.POST.get("q", "").strip()) < SHORTEST:
        return {"near": _near(request)}
    return search_context(request) | {"near": request.POST.get("place", "")}


def _near(request: StaffRequest) -> uuid.UUID | str:
    """The place of this worker's posting, whose people are listed first; "" if there is none."""
    return next((place for _organisation, place in request.actor.reach(Permission.PEOPLE_RECORD).new_row_places), "")
