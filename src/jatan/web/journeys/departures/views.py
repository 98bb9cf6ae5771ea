"""The pages between "who" and the saved journeys: one form after another, then the review."""

import uuid
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.kernel.problems import Problem, Problems
from jatan.programme.flows.departures import find_open_journeys, register_departures
from jatan.programme.journeys.drafts import delete_draft, find_draft, save_draft
from jatan.programme.journeys.services import JOURNEY
from jatan.programme.people.look_alikes import LIKELY
from jatan.web.journeys.departures.doubts import decide, first_doubt
from jatan.web.journeys.departures.draft_command import Unfinished, build_command, build_form
from jatan.web.journeys.departures.review import review_parts
from jatan.web.journeys.departures.state import Page, State, person_id, sent_fields
from jatan.web.ui.call_now import COUNSELLOR, PhoneLine, numbers_to_call
from jatan.web.ui.needs import StaffRequest, needs

TITLES = {
    "journey": _("The journey"),
    "promise": _("What was promised"),
    "papers": _("Papers and contacts"),
    "talk": _("The talk before leaving"),
    "consent": _("Consent"),
}


@needs(Permission.PEOPLE_RECORD)
def step(request: StaffRequest, pk: uuid.UUID, code: str, value: int) -> HttpResponseBase:
    """One form. The button `later` keeps the values without validation and leaves; the other one validates first."""
    state = State(request.actor, find_draft(request.actor, pk))
    page = Page(code, value)
    if not state.travellers:
        return redirect("departure_who", pk)
    if page not in state.pages():
        raise Http404
    if request.method != "POST":
        return _sheet(request, state, page, build_form(state, page))
    form = build_form(state, page, request.POST)
    is_later = "later" in request.POST
    if is_later or form.is_valid():
        try:
            state.keep(page, sent_fields(request.POST))
            save_draft(by=request.actor, draft=state.draft, body=state.body)
            return redirect("departures") if is_later else _next(state, page)
        except Problem as wrong:
            form.is_valid()
            form.show(wrong)
    return _sheet(request, state, page, form)


@needs(Permission.PEOPLE_RECORD)
def review(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Review all values and save. A second POST does not write again."""
    try:
        draft = find_draft(request.actor, pk)
    except ObjectDoesNotExist:
        # No such draft: if it was saved already (button pressed twice), the journey has its id.
        return redirect("departure_done", JOURNEY.find(request.actor, pk).pk)
    state, problems, doubt = State(request.actor, draft), list[Problem](), None
    if request.method == "POST" and decide(request, state):
        return redirect("departure_review", pk)
    try:
        command = build_command(state)
        if request.method == "POST":
            seen = [key for key in map(person_id, request.POST.getlist("despite_open")) if key is not None]
            register_departures(by=request.actor, command=command, despite_open=seen)
            delete_draft(by=request.actor, draft=draft)
            return redirect("departure_done", draft.pk)
    except Unfinished as open_page:
        return _to(state, open_page.page)
    except (Problem, Problems) as wrong:
        problems = [one for one in wrong.problems if one.code != LIKELY]
        doubt = first_doubt(state, command) if len(problems) < len(wrong.problems) else None
    page = {
        "draft": draft,
        "parts": review_parts(state),
        "problems": [str(one.message) for one in problems],
        "doubt": doubt,
        "open_journeys": find_open_journeys(request.actor, list(state.persons.values())),
    }
    return render(request, "journeys/departures/review.html", page)


def _next(state: State, page: Page) -> HttpResponseBase:
    """Redirect to the next page or the review. Pages are listed again, as "one conversation for all" removes some."""
    pages = state.pages()
    place = pages.index(page) + 1
    if place == len(pages):
        return redirect("departure_review", state.draft.pk)
    return _to(state, pages[place])


def _to(state: State, page: Page | None) -> HttpResponseBase:
    if page is None:
        return redirect("departure_who", state.draft.pk)
    return redirect("departure_step", state.draft.pk, page.step, page.number)


def _lines(state: State) -> list[PhoneLine]:
    """Telephone numbers of the counsellor, mentioned on the consent page of a child."""
    return numbers_to_call(COUNSELLOR, state.draft.organisation_id, None, get_language() or "hi")


def _sheet(request: StaffRequest, state: State, page: Page, form: Any) -> HttpResponseBase:
    pages = state.pages()
    place = pages.index(page)
    shown = {
        "draft": state.draft,
        "page": page,
        "form": form,
        "heading": TITLES[page.step],
        "asked": form.about,
        "is_personal": page.step in ("papers", "talk", "consent") and len(state.travellers) > 1,
        "lines": _lines(state) if page.step == "consent" and form.about.is_minor else [],
        "back": pages[place - 1] if place else None,
        "done": place + 1,
        "of": len(pages) + 2,
    }
    return render(request, "journeys/departures/step.html", shown)
