"""The question "who?": a person on record, by name in either script; of several the right one is chosen."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.utils.translation import gettext_lazy as _

from jatan.programme.people import selectors
from jatan.programme.people.models import Person
from jatan.web.components.widgets import StackedRadios
from jatan.web.staff.forms.base import AnswerForm
from jatan.web.staff.forms.fields import text

CANDIDATES = 8


class WhoForm(AnswerForm):
    """Mixed in by forms about somebody. `person` in the answers is a row the actor may see, or None."""

    MUST_NAME = True

    person_name = text(_("Name of the person"), hint=_("As in our records, in Hindi or English letters."))

    def prepare(self) -> None:
        super().prepare()
        chosen = self.data.get("person") or self.initial.get("person")
        known = self._known(chosen.pk if isinstance(chosen, Person) else chosen)
        if known is not None:
            where = {"place": known.place_id, "panchayat": known.panchayat, "village": known.village}
            self.initial = {**where, **self.initial, "person": str(known.pk)}
            self._offer([known])
        self.order_fields(["person", "person_name"])

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        answers["person"] = self._person(answers)
        return answers

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        found.pop("person_name", None)
        return found

    def _person(self, answers: dict[str, Any]) -> Person | None:
        typed, known = answers.get("person_name", ""), self._known(answers.get("person"))
        if known is not None and not typed:
            return known
        found = list(selectors.search_people(self.actor, typed).select_related("place")[:CANDIDATES]) if typed else []
        if known is not None and known in found:
            return known
        if len(found) == 1:
            return found[0]
        if found:
            self._offer(found)
            self.order_fields(["person", "person_name"])
            several = _("Several people have such a name. Choose one.")
            self.add_error("person", ValidationError(several, code="several"))
        elif typed:
            unknown = _("Nobody with this name is on record. Register the person first.")
            self.add_error("person_name", ValidationError(unknown, code="nobody"))
        elif self.MUST_NAME:
            self.add_error("person_name", ValidationError(_("This is needed. Please fill it in."), code="required"))
        return None

    def _known(self, key: Any) -> Person | None:
        try:
            return selectors.find_person(self.actor, uuid.UUID(str(key))) if key else None
        except (ValueError, ObjectDoesNotExist):
            return None

    def _offer(self, people: Iterable[Person]) -> None:
        options = [(str(person.pk), described(person)) for person in people]
        self.fields["person"] = forms.ChoiceField(
            label=_("Who is it?"), choices=options, required=False, widget=StackedRadios
        )


def described(person: Person) -> str:
    """Enough to tell two people of one name apart: guardian, village, block."""
    parts = (person.name, person.guardian_name, person.village, person.place.name)
    return ", ".join(part for part in parts if part)
