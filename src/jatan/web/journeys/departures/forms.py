"""The forms of the registration pages. Each page is a plain form; the draft keeps the submitted values."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.programme.journeys.choices import AnswerCode, GivenTo, Paper, Relation, Topic, TriggerCode
from jatan.programme.journeys.departure_commands import ConsentGiven, GivenAnswer, UnregisteredCompanion
from jatan.programme.journeys.models import Companion, Journey
from jatan.programme.people.choices import ConsentHow, ConsentPurpose
from jatan.programme.people.consent_texts import current_text
from jatan.programme.people.models import Person
from jatan.programme.people.rules import age_on_day
from jatan.web.ui.components.widgets import CompactRadios, StackedRadios
from jatan.web.ui.destinations import destination_named
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.fields import choice, count, text, written_place, yes
from jatan.web.ui.forms.model_questions import model_field

__all__ = [
    "ConsentForm",
    "JourneyForm",
    "NewTravellerForm",
    "PapersForm",
    "PromiseForm",
    "StepForm",
    "TalkForm",
]

ALONG = 3
# Hard stops that a worker observes herself; the others follow from ages, companions and answers.
SEEN = (
    TriggerCode.THREAT_OR_CONFINEMENT,
    TriggerCode.SEXUAL_OFFER,
    TriggerCode.DEBT_FORBIDS_LEAVING,
    TriggerCode.PAPERS_TAKEN,
)
ASKED_PURPOSES = (
    ConsentPurpose.RECORD,
    ConsentPurpose.CONTACT,
    ConsentPurpose.GOVERNMENT,
    ConsentPurpose.NETWORK,
)


def ask_under_18() -> forms.Field:
    """The required field "under 18?", shown if no age is known; "don't know" is one of its choices."""
    hint = _("The age is not known. If you do not know this either, the person is protected as a child.")
    return model_field(Journey, "under_18", label=_("Is this person under 18?"), needed=True, few=True, hint=hint)


class NewTravellerForm(RecordForm):
    """A new person. If the age is left empty the form comes back with the field `under_18`."""

    PERMISSION = Permission.PEOPLE_RECORD

    name = model_field(Person, "name")
    guardian_name = model_field(Person, "guardian_name")
    sex = model_field(Person, "sex", few=True)
    age = model_field(Person, "age")
    under_18 = ask_under_18()
    phone = model_field(Person, "phone", hint=_("Her own, if she has one."))

    def prepare(self) -> None:
        super().prepare()
        if not self.is_bound or self.data.get("age", "").strip():
            del self.fields["under_18"]

    def under_18_answer(self) -> str:
        """The answer to "under 18?"; "" if the age is known."""
        return str(self.cleaned_data.get("under_18", ""))

    def answers(self) -> dict[str, Any]:
        """Arguments of RegisterPerson, without `under_18`, which belongs to the journey."""
        return {name: value for name, value in super().answers().items() if name != "under_18"}


class StepForm(AnswerForm):
    """A page of one draft; `about` is what `State.asked` returns for it."""


class JourneyForm(StepForm):
    leaves_on = model_field(Journey, "leaves_on", hint=_("The day of leaving may lie ahead."), ahead=True)
    destination_as_written = written_place(
        _("Where to"), "/places/destinations/", hint=_("City or state, in Hindi or English letters.")
    )
    transit = model_field(Journey, "transit", hint=_("Stations or towns on the way, for example Hatia, Rourkela."))
    work = model_field(Journey, "work")
    employer = model_field(Journey, "employer", hint=_("Name and address, as far as they are known."))
    expected_return_on = model_field(Journey, "expected_return_on", ahead=True)

    def answers(self) -> dict[str, Any]:
        """Fields of the journey, with the place that matches the destination as written, or None."""
        found = super().answers()
        return found | {"destination": destination_named(found["destination_as_written"])}


class PromiseForm(StepForm):
    wage_promised = model_field(Journey, "wage_promised", step=50)
    hours_promised = model_field(Journey, "hours_promised")
    advance = model_field(
        Journey, "advance", hint=_("Money already taken that has to be worked off. 0 if there is none.")
    )
    agent_name = model_field(Journey, "agent_name", hint=_("Whoever takes her along or found the work."))
    agent_phone = model_field(Journey, "agent_phone")


class PapersForm(StepForm):
    """Papers, contacts and companions of one traveller."""

    papers_in_hand = forms.MultipleChoiceField(
        label=_("Papers in her own hand"), choices=Paper.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    family_contact_name = model_field(Journey, "family_contact_name")
    family_contact_relation = model_field(Journey, "family_contact_relation")
    family_contact_phone = model_field(Journey, "family_contact_phone")
    contact_at_destination = model_field(Journey, "contact_at_destination")
    phone_at_destination = model_field(Journey, "phone_at_destination")

    def prepare(self) -> None:
        if self.about.person is not None:
            self._ask_anew(self.about.person)
        others = self.about.family_choices
        if others:
            self.fields["family"] = choice(_("Family of"), [*others, ("-", _("of nobody here"))], few=True)
        for number in range(1, ALONG + 1):
            self.fields[f"along_name_{number}"] = text(_("Travels along, not registered here: name"))
            self.fields[f"along_age_{number}"] = count(capfirst(Companion._meta.get_field("age").verbose_name))
            if self._is_along_without_age(number):
                self.fields[f"along_under_18_{number}"] = ask_under_18()
            self.fields[f"along_relation_{number}"] = choice(_("Relation to the traveller"), Relation.choices)

    def _ask_anew(self, person: Person) -> None:
        """Fields to update telephone number and age of a person on record."""
        self.fields["phone"] = model_field(Person, "phone", hint=_("Her own, if she has one."))
        self.fields["age"] = model_field(Person, "age")
        day = clock.today()
        age = age_on_day(day, age=person.age, age_on=person.age_on, birth_year=person.birth_year)
        if age is None and not self._typed("age"):
            self.fields["under_18"] = ask_under_18()
        self.order_fields(["phone", "age", "under_18", "papers_in_hand"])
        self.initial = {"phone": person.phone, "age": age, **self.initial}

    def _is_along_without_age(self, number: int) -> bool:
        is_given = self._typed(f"along_name_{number}") or self._typed(f"along_relation_{number}")
        return bool(is_given) and not self._typed(f"along_age_{number}")

    def _typed(self, name: str) -> str:
        """The raw value of a field, as sent or as kept in the draft."""
        return str((self.data if self.is_bound else self.initial).get(name) or "").strip()

    def changed_details(self) -> dict[str, Any]:
        """Telephone number and age if they differ from the record, and the answer to "under 18?"."""
        person, cleaned = self.about.person, self.cleaned_data
        if person is None:
            return {}
        known = {"phone": person.phone, "age": self.initial.get("age")}
        found = {name: cleaned[name] for name in known if cleaned[name] not in ("", None, known[name])}
        return found | {"under_18": cleaned.get("under_18", "")}

    @property
    def own(self) -> list[Any]:
        """The fields except those of companions, which are in a collapsed section."""
        return [field for field in self if not field.name.startswith("along_")]

    @property
    def company(self) -> list[Any]:
        return [field for field in self if field.name.startswith("along_")]

    @property
    def has_company(self) -> bool:
        return any(field.value() for field in self.company)

    def answers(self) -> dict[str, Any]:
        """Fields of the journey that differ between travellers."""
        cleaned = super().answers().items()
        return {name: value for name, value in cleaned if name in Journey.PRIVACY and name != "under_18"}

    def along(self) -> tuple[UnregisteredCompanion, ...]:
        """The companions for whom any field was filled in."""
        cleaned = self.cleaned_data
        rows = [
            UnregisteredCompanion(
                name=cleaned[f"along_name_{n}"],
                age=cleaned[f"along_age_{n}"],
                under_18=cleaned.get(f"along_under_18_{n}", ""),
                relation=cleaned[f"along_relation_{n}"] or Relation.UNKNOWN.value,
            )
            for n in range(1, ALONG + 1)
        ]
        return tuple(row for row in rows if row.name or row.age is not None or row.under_18)


class TalkForm(StepForm):
    """The conversation: checklist, hard stops the worker observed, topics explained (asked once per party)."""

    def prepare(self) -> None:
        language = get_language() or "hi"
        for asked in self.about.questions:
            self.fields[f"q_{asked.code}"] = forms.ChoiceField(
                label=asked.text(language), choices=AnswerCode.choices, required=False, widget=CompactRadios
            )
        self.fields["noted"] = forms.MultipleChoiceField(
            label=_("Did you see or hear any of this?"),
            help_text=_("The desk and the counsellor are told at once. Write no details here."),
            choices=[(code.value, capfirst(code.label)) for code in SEEN],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        if self.about.number == 0:
            self._ask_once()

    def _ask_once(self) -> None:
        self.fields["topics"] = forms.MultipleChoiceField(
            label=_("What did you explain?"),
            choices=[(code, capfirst(label)) for code, label in Topic.choices],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["given_to"] = choice(_("To whom?"), GivenTo, few=True)
        if self.about.has_others:
            self.fields["same_for_all"] = yes(_("All who leave together gave these answers"))

    def given(self) -> dict[str, GivenAnswer]:
        """Answers by question code, without unanswered ones."""
        cleaned = self.cleaned_data
        return {
            asked.code: GivenAnswer(answer=cleaned[f"q_{asked.code}"])
            for asked in self.about.questions
            if cleaned[f"q_{asked.code}"]
        }


class ConsentForm(StepForm):
    """Consent by purpose: the text is read out and ticked for yes. Without a tick she is helped all the same."""

    def prepare(self) -> None:
        language = get_language() or "hi"
        for purpose in ASKED_PURPOSES:
            if purpose not in self.about.agreed:
                cleaned = current_text(purpose, language).text.format(organisation=self.about.organisation_name)
                label = _("Yes: %(purpose)s") % {"purpose": purpose.label}
                self.fields[purpose.value] = yes(label, hint=cleaned)
        how = forms.ChoiceField(
            label=pgettext_lazy("consent", "How did she agree?"),
            choices=ConsentHow.choices,
            initial=ConsentHow.SPOKEN.value,
            widget=StackedRadios,
        )
        self.fields["how"] = how

    def consents(self) -> tuple[ConsentGiven, ...]:
        """The purposes agreed to now, each with the version of the text that was read out."""
        cleaned = self.cleaned_data
        given = []
        for purpose in ASKED_PURPOSES:
            if cleaned.get(purpose.value):
                heard = current_text(purpose, get_language() or "hi")
                given.append(
                    ConsentGiven(
                        purpose=purpose.value, text_version=heard.version, language=heard.language, how=cleaned["how"]
                    )
                )
        return tuple(given)
