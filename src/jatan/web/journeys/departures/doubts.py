"""On the review: a new traveller who may be on record by now, since the page "who" was answered. Somebody decides."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.utils.translation import gettext as _

from jatan.programme.journeys.departure_commands import RegisterDepartures
from jatan.programme.journeys.drafts import save_draft
from jatan.programme.people.look_alikes import look_alikes
from jatan.programme.people.services import PERSON
from jatan.web.journeys.departures.state import State, person_id
from jatan.web.people.suggestions import FoundPerson, found_person
from jatan.web.ui.needs import StaffRequest


@dataclass(frozen=True)
class Doubt:
    """The traveller with this index may be one of `alike`. `digest`: of what was written of her; `listed`: the ids of
    those, separated by commas."""

    number: int
    digest: str
    name: str
    alike: Sequence[FoundPerson]

    @property
    def listed(self) -> str:
        return ",".join(str(one.person.pk) for one in self.alike)


def first_doubt(state: State, command: RegisterDepartures) -> Doubt | None:
    """The first new traveller of whom somebody not shown yet may be the same."""
    for number, one in enumerate(command.travellers):
        alike = look_alikes(state.by, one.register, one.shown) if one.register is not None else ()
        if alike:
            listed = [found_person(row.person, row.reasons) for row in alike]
            return Doubt(number, _digest(state.travellers[number]), state.name_of(number), listed)
    return None


def decide(request: StaffRequest, state: State) -> bool:
    """Keep in the draft who was pressed: one on record, or somebody else than those listed. False if nothing was.

    The list may have changed in another window since the doubt was shown: then nothing is kept, and it is said.
    """
    number = request.POST.get("doubt", "")
    if not number:
        return False
    row = state.travellers[int(number)] if number.isdecimal() and int(number) < len(state.travellers) else {}
    if "new" not in row or request.POST.get("digest") != _digest(row):
        messages.warning(request, _("The list was changed meanwhile. Nothing was decided: look once more."))
        return True
    chosen = person_id(request.POST.get("person", ""))
    if chosen is not None:
        person = PERSON.find(request.actor, chosen)
        if any(one.get("person") == str(person.pk) for one in state.travellers):
            messages.warning(request, _("This person is on the list already. Remove one of the two."))
            return True
        if person.organisation_id == state.draft.organisation_id:
            row.pop("new")
            row["person"] = str(person.pk)
    elif "another" in request.POST:
        row["shown"] = [key for key in request.POST.get("listed", "").split(",") if person_id(key)]
    save_draft(by=request.actor, draft=state.draft, body=state.body)
    return True


def _digest(row: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(row.get("new"), sort_keys=True).encode()).hexdigest()
