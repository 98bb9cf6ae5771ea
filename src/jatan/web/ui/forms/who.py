"""Form mixin to choose a person on record or register a new one. The form never chooses by itself.

The typed text is only searched. Candidates are listed with the reasons, and the form is valid once one of them, or
"somebody new", is ticked. A single hit is listed too, even with exactly the typed name or number: a village has
several women of one name, and a family shares one telephone. A tick is valid for the text under which the list was
shown; when the text changes, the list is shown again.

Who knows that she is not on record yet says so at once: the tick opens the questions about her in place, and one save
writes her and the record, in one transaction (`write_first`). Only if somebody on record may be the same
(`people/look_alikes.py`) does the page come back, once, with a list of them.
"""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.guarded import Guarded
from jatan.foundation.places.models import Place
from jatan.foundation.places.services import save_localities
from jatan.kernel import clock
from jatan.kernel.numbers import parse_phone
from jatan.kernel.problems import Problem, Problems
from jatan.programme.people import selectors, services
from jatan.programme.people.choices import Scope
from jatan.programme.people.commands import RegisterPerson
from jatan.programme.people.look_alikes import LIKELY, LIKELY_WORDS, MOST_SHOWN, look_alikes, seen
from jatan.programme.people.lookups import log_lookup
from jatan.programme.people.models import Person
from jatan.programme.people.rules import age_on_day
from jatan.programme.people.selectors import Hit
from jatan.programme.people.services import PERSON
from jatan.programme.people.similarity import Reason
from jatan.web.ui.components.widgets import StackedRadios
from jatan.web.ui.forms.base import AnswerForm, RecordForm, block_or_district
from jatan.web.ui.forms.fields import text, written_place
from jatan.web.ui.forms.model_questions import model_field

NEW = "new"  # the value of the option "somebody new" in the list of candidates
_FIRST = ("person_name", "person", "new_guardian_name", "new_sex", "new_age", "new_phone", "new_place", "new_village")


class PersonChoiceForm(AnswerForm):
    """Mixin of forms about a person. `answers()["person"]` is a Person within the actor's reach."""

    person_name = text(
        _("Name of the person"), needed=True, hint=_("A name in Hindi or English letters, or a telephone number.")
    )
    # The text for which candidates were last listed, and their ids separated by commas.
    listed_for = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)
    listed = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def prepare(self) -> None:
        super().prepare()
        self._new_person: RegisterPerson | None = None
        self._choice = str(self.data.get("person") or "") if self.is_bound else self._choice_given()
        name = self.fields["person_name"]
        name.required = not self._choice or self._choice == NEW
        # Whoever is chosen below stands for it: never "optional".
        name.is_alternative = True  # type: ignore[attr-defined]
        if self._choice == NEW:
            self._ask_new()
        elif not self.is_bound:
            self._propose()
            self._offer_new()

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        answers["person"] = self._decide(answers)
        return answers

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        own = ("person_name", "listed_for", "listed")
        return {name: value for name, value in found.items() if name not in own and not name.startswith("new_")}

    def write_first(self) -> None:
        """Register the new person; the form's own record is then about her."""
        if self._new_person is not None:
            person = services.register_person(by=self.actor, command=self._new_person, shown=self._shown)
            save_localities(person.organisation_id, [(person.place, person.panchayat, person.village)])
            self.cleaned_data["person"] = person

    def proposed(self) -> Sequence[Hit]:
        """Hook: people to list before anything is typed. None of them is ticked."""
        return ()

    def _choice_given(self) -> str:
        given = self.initial.get("person") or ""
        return str(given.pk if isinstance(given, Person) else given)

    def _propose(self) -> None:
        """On GET: the person given in the initial data, ticked; otherwise those of `proposed()`."""
        known = self._known(self._choice)
        if known is not None:
            where = {"place": known.place_id, "panchayat": known.panchayat, "village": known.village}
            self.initial = {**where, **self.initial, "person": str(known.pk)}
            self._list([Hit(known, ())])
            self.fields["person_name"].label = _("If it is somebody else: the name")
            self.order_fields(["person", *_FIRST])
            return
        self.initial.pop("person", None)
        self.fields["person_name"].required = True
        if hits := self.proposed():
            self._list(hits)
            self.fields["person_name"].required = False
            self.fields["person_name"].label = _("If it is somebody else: the name")
            self.order_fields(["person", *_FIRST])
        else:
            self._list(())

    def _decide(self, answers: dict[str, Any]) -> Person | None:
        typed = answers.get("person_name", "")
        listed_for = answers.get("listed_for", "")
        is_for_this = typed == listed_for
        if self._choice == NEW and typed and (is_for_this or not listed_for):
            self._decide_new(typed, answers)
            return None
        known = self._known(self._choice) if is_for_this or not typed else None
        if known is not None:
            self._list([Hit(known, ())])
            self._offer_new()
        elif typed:
            self._search(typed, answers)
        else:
            self._list(())
            self._offer_new()
            if "person_name" not in self.errors:
                self.add_error("person_name", ValidationError(_("This is needed. Please fill it in."), code="required"))
        return known

    def _search(self, typed: str, answers: dict[str, Any]) -> None:
        """List candidates and add an error. Without candidates show the fields of a new person at once."""
        hits = self._found(typed, answers)
        log_lookup(self.actor, Scope.ORGANISATION, len(hits))
        if hits:
            self._show_list(typed, hits, "")
            words = _("Choose one of these people, or somebody new.")
            self.add_error("person", ValidationError(words, code="choose"))
            if not parse_phone(typed):
                self._offer_new()
        elif parse_phone(typed) or not self._may_register():
            nobody = _("Nobody like this is on record here. Write the name as people say it.")
            self.add_error("person_name", ValidationError(nobody, code="nobody"))
        else:
            self._show_list(typed, (), NEW)
            self._show_new(
                answers, _("Nobody like this is on record here. Say below who the new person is, then save again.")
            )

    def _decide_new(self, typed: str, answers: dict[str, Any]) -> None:
        """Accept a new person once everybody who may be the same person has been listed."""
        if not self._may_register() or parse_phone(typed):
            self._search(typed, answers)
            return
        hits = self._found(typed, answers) if answers.get("listed") else []
        self._list(hits)  # of nobody: the tick
        if "new_guardian_name" not in self.data:
            self._show_new(answers, _("Say below who the new person is, then save again."))
            return
        if self.errors:
            return
        try:
            command = RegisterPerson(name=typed, **self._new_answers(answers))
        except (Problem, Problems) as wrong:
            self.show(wrong)
            return
        self._shown = seen(answers.get("listed", "").split(","))
        alike = look_alikes(self.actor, command, self._shown)
        if alike:
            reasons = {one.person.pk: one for one in (*hits, *alike)}
            self._show_list(typed, list(reasons.values()), "")
            self.add_error("person", ValidationError(LIKELY_WORDS, code=LIKELY))
            return
        self._new_person = command

    def _found(self, typed: str, answers: dict[str, Any]) -> list[Hit]:
        near = answers.get("place") or getattr(self.about, "place", None)
        village = str(answers.get("village") or self._village_of_record())
        results = selectors.search(
            self.actor, typed, near=near, village=village, scope=Scope.ORGANISATION, limit=MOST_SHOWN
        )
        return results.hits

    def _new_answers(self, answers: dict[str, Any]) -> dict[str, Any]:
        """Arguments of RegisterPerson. The place is the form's own, or the one asked for the new person."""
        asked_as = "" if "place" in self.fields else "new_"
        where = {name: answers.get(f"{asked_as}{name}", "") for name in ("place", "panchayat", "village")}
        who = {name: answers[f"new_{name}"] for name in ("guardian_name", "sex", "age", "phone")}
        organisation = self.organisation_id() if isinstance(self, RecordForm) else self.about.organisation_id
        return {"organisation": organisation, **where, **who}

    def _ask_new(self) -> None:
        """Add the fields of a new person. If the form itself has a place, that is used for her too."""
        for name in ("guardian_name", "sex", "age", "phone"):
            self.fields[f"new_{name}"] = model_field(Person, name, few=name == "sex")
        if "place" not in self.fields:
            about = self.about if isinstance(self.about, Guarded) else None
            self.fields["new_place"] = block_or_district(self.actor, Permission.PEOPLE_RECORD, about)
            self.fields["new_village"] = written_place(capfirst(_("village")), "/places/suggest/", within="new_place")
        self.order_fields(_FIRST)

    def _show_new(self, answers: dict[str, Any], words: Any) -> None:
        """Add the fields of a new person, prefilled with the known place, and an error that asks to fill them in."""
        if "new_guardian_name" not in self.fields:
            self._ask_new()
        self._fill_place()
        for name in [name for name in self.errors if name.startswith("new_")]:
            del self.errors[name]  # the user has not seen these fields yet
        self.add_error("person", ValidationError(words, code="new"))

    def _offer_new(self) -> None:
        """Add the fields of a new person below the tick or the list, so that she needs no further save. All of them may
        stay empty: most often somebody on record is chosen."""
        if not self._may_register() or "new_guardian_name" in self.fields:
            return
        before = set(self.fields)
        self._ask_new()
        self.fields["new_sex"] = model_field(Person, "sex")  # short: it stands below a list of people
        self._fill_place()
        asked = [name for name in self.fields if name not in before]
        for name in asked:
            # What is needed of somebody new is needed of nobody else.
            self.fields[name].is_alternative = self.fields[name].required  # type: ignore[attr-defined]
            self.fields[name].required = False
        # Questions about everybody may follow.
        words = gettext("Only for somebody new: from here to “%(last)s”.")
        self.fields[asked[0]].help_text = words % {"last": self.fields[asked[-1]].label}

    def _fill_place(self) -> None:
        place = getattr(self.about, "place", None)
        where = {"new_place": place.pk if isinstance(place, Place) else "", "new_village": self._village_of_record()}
        if not self.is_bound:
            self.initial = where | dict(self.initial)
            return
        self._set_data({name: value for name, value in where.items() if name in self.fields and name not in self.data})

    def _village_of_record(self) -> str:
        return str(getattr(self.about, "village", ""))

    def _show_list(self, typed: str, hits: Sequence[Hit], choice: str) -> None:
        ids = ",".join(str(hit.person.pk) for hit in hits)
        self._set_data({"listed_for": typed, "listed": ids, "person": choice})
        self._list(hits)

    def _list(self, hits: Iterable[Hit]) -> None:
        """Ask which of these people it is, or somebody new. Of nobody a tick is left: she is not on record yet."""
        options: list[tuple[str, Any]] = [
            (str(hit.person.pk), candidate_label(hit.person, hit.reasons)) for hit in hits
        ]
        if options:
            if self._may_register():
                options.append((NEW, _("None of these: somebody new")))
            self.fields["person"] = forms.ChoiceField(label=_("Who is it?"), choices=options, widget=StackedRadios)
        elif self._may_register():
            self.fields["person"] = forms.BooleanField(
                label=_("Somebody new, not on record yet"),
                required=False,
                widget=forms.CheckboxInput({"value": NEW}),
            )
        self.order_fields(_FIRST)

    def _may_register(self) -> bool:
        return self.actor.may(Permission.PEOPLE_RECORD)

    def _set_data(self, values: dict[str, Any]) -> None:
        data: Any = self.data
        self.data = data = data.copy()  # request.POST is immutable
        for name, value in values.items():
            data[name] = value

    def _asked_as(self, field: str | None) -> str | None:
        """Problems of the new person are shown at the fields named new_…"""
        if field not in self.fields and f"new_{field}" in self.fields:
            return f"new_{field}"
        return "person_name" if field == "name" and "name" not in self.fields else super()._asked_as(field)

    def _known(self, key: str) -> Person | None:
        try:
            return PERSON.find(self.actor, uuid.UUID(key)) if key else None
        except (ValueError, ObjectDoesNotExist):
            return None


def candidate_label(person: Person, reasons: Iterable[Reason]) -> SafeString:
    """Label of a candidate: enough to tell two people of one name apart, and why she is listed."""
    age = age_on_day(clock.today(), age=person.age, age_on=person.age_on, birth_year=person.birth_year)
    years = ngettext("%(years)s year", "%(years)s years", age) % {"years": age} if age is not None else ""
    who = ", ".join(part for part in (person.name, years) if part)
    where = ", ".join(part for part in (person.guardian_name, person.village, person.place.name) if part)
    why = ", ".join(reason.words for reason in reasons)
    return format_html("{}<br><small>{}{}{}</small>", who, where, " · " if why else "", why)
