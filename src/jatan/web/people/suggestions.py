"""Search of people while a name is typed. By POST, so that no name is in a URL; works without JavaScript too.

Other pages include the results in their own forms, with the context of this module and `people/found.html`.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.programme.people import selectors
from jatan.programme.people.choices import Scope
from jatan.programme.people.lookups import log_lookup
from jatan.programme.people.models import Person
from jatan.programme.people.rules import age_on_day
from jatan.programme.people.similarity import Reason
from jatan.web.ui.needs import StaffRequest, needs

LONGEST = 120


@dataclass(frozen=True)
class FoundPerson:
    """A search result for the template: enough to tell two people of one name apart, and why she is listed."""

    person: Person
    where: str
    age: int | None
    why: str
    url: str


@needs(Permission.PEOPLE_SEE)
def people_suggest(request: StaffRequest) -> HttpResponseBase:
    """The search results: a fragment for htmx, a whole page otherwise."""
    page = search_context(request) if request.method == "POST" else {"shown": [], "sought": "", "scope": Scope.BLOCK}
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "people/found.html" if is_part else "people/suggest.html", page)


def search_context(request: StaffRequest) -> dict[str, Any]:
    """The context of `people/found.html`. Reads `q`, `place`, `scope` and `pick` (show radio buttons) from POST."""
    query = request.POST.get("q", "").replace("\x00", "").strip()[:LONGEST]
    scope = Scope(request.POST["scope"]) if request.POST.get("scope") in Scope.values else Scope.BLOCK
    near = _place(request.POST.get("place", ""))
    results = selectors.search(request.actor, query, near=near, scope=scope)
    if query:
        log_lookup(request.actor, scope, len(results.hits))
    return {
        "sought": query,
        "shown": [found_person(hit.person, hit.reasons) for hit in results.hits],
        "scope": scope,
        "wider": results.wider,
        "place": near.pk if near else "",
        "pick": "person" if request.POST.get("pick") else "",
    }


def found_person(person: Person, reasons: Sequence[Reason]) -> FoundPerson:
    """A person as `Shown`, with the reasons in the user's language."""
    where = ", ".join(part for part in (person.guardian_name, person.village, person.place.name) if part)
    age = age_on_day(clock.today(), age=person.age, age_on=person.age_on, birth_year=person.birth_year)
    why = ", ".join(reason.words for reason in reasons)
    return FoundPerson(person, where, age, why, reverse("people_detail", args=[person.pk]))


def _place(text: str) -> Place | None:
    try:
        return Place.objects.filter(pk=uuid.UUID(text)).first() if text else None
    except ValueError:
        return None
