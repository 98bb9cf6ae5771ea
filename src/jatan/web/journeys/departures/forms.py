"""The forms of the registration pages. Each page is a plain form; the draft keeps the submitted values."""

import re
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.foundation.db.privacy import privacy_classes
from jatan.foundation.places.destinations import destination_named
from jatan.kernel import clock
from jatan.programme.journeys.choices import GivenTo, Paper, Relation, Topic
from jatan.programme.journeys.departure_commands import ConsentGiven, GivenAnswer, UnregisteredCompanion
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.questions import (
    COMPANION,
    HEALTH,
    HOW_AGREED,
    JOURNEY,
    MOST_ALONG,
    PAPERS,
    PAPERS_LABEL,
    PROMISE,
    PURPOSES,
    SEEN,
    SEEN_HINT,
    SEEN_LABEL,
    TO_WHOM,
    TOLD_AGAIN,
    TRAVELLER,
    UNDER_18,
    WHAT_EXPLAINED,
)
from jatan.programme.people.choices import ConsentHow, ConsentPurpose
from jatan.programme.people.consent_texts import current_text
from jatan.programme.people.models import Person
from jatan.programme.people.rules import age_on_day
from jatan.web.ui.components.widgets import CompactRadios, StackedRadios
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.fields import choice, written_place, yes
from jatan.web.ui.forms.model_questions import question_field

# Questions of the talk that stand open beside those of hard stops; of 490 words nobody reads the end aloud.
_ASKED_AT_ONCE = 4
_OPEN_WORDS = 45  # of a consent; the rest unfolds where she reads on
_SENTENCE = re.compile(r"[^।.]+[।.]+|[^।.]+$")
# Asked for again when an office or another member is to be told something.
_WHEN_NEEDED = (ConsentPurpose.GOVERNMENT.value, ConsentPurpose.NETWORK.value)


def _folded(text: str) -> tuple[str, str]:
    """The first whole sentences of a text, up to 45 words, and the rest: word for word, in the same order."""
    sentences = _SENTENCE.findall(" ".join(text.split()))
    shown: list[str] = []
    while sentences and len(" ".join([*shown, sentences[0]]).split()) <= _OPEN_WORDS:
        shown.append(sentences.pop(0).strip())
    return (" ".join(shown), " ".join(one.strip() for one in sentences)) if shown else (text, "")


class NewTravellerForm(RecordForm):
    """A new person. If the age is left empty the form comes back with the field `under_18`."""

    PERMISSION = Permission.PEOPLE_RECORD

    name = question_field(TRAVELLER["name"])
    guardian_name = question_field(TRAVELLER["guardian_name"])
    sex = question_field(TRAVELLER["sex"])
    age = question_field(TRAVELLER["age"])
    under_18 = question_field(UNDER_18)
    phone = question_field(TRAVELLER["phone"])

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
    leaves_on = question_field(JOURNEY["leaves_on"])
    destination_as_written = written_place(
        JOURNEY["destination_as_written"].label,
        "/places/destinations/",
        hint=JOURNEY["destination_as_written"].hint,
    )
    transit = question_field(JOURNEY["transit"])
    work = question_field(JOURNEY["work"])
    employer = question_field(JOURNEY["employer"])
    expected_return_on = question_field(JOURNEY["expected_return_on"])

    def answers(self) -> dict[str, Any]:
        """Fields of the journey, with the place that matches the destination as written, or None."""
        found = super().answers()
        return found | {"destination": destination_named(found["destination_as_written"])}


class PromiseForm(StepForm):
    wage_promised = question_field(PROMISE["wage_promised"])
    hours_promised = question_field(PROMISE["hours_promised"])
    advance = question_field(PROMISE["advance"])
    agent_name = question_field(PROMISE["agent_name"])
    agent_phone = question_field(PROMISE["agent_phone"])


class PapersForm(StepForm):
    """Papers, contacts and companions of one traveller."""

    papers_in_hand = forms.MultipleChoiceField(
        label=PAPERS_LABEL, choices=Paper.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    family_contact_name = question_field(PAPERS["family_contact_name"])
    family_contact_relation = question_field(PAPERS["family_contact_relation"])
    family_contact_phone = question_field(PAPERS["family_contact_phone"])
    contact_at_destination = question_field(PAPERS["contact_at_destination"])
    phone_at_destination = question_field(PAPERS["phone_at_destination"])
    health_note = question_field(HEALTH)

    def prepare(self) -> None:
        if self.about.person is not None:
            self._ask_anew(self.about.person)
        others = self.about.family_choices
        if others:
            self.fields["family"] = choice(_("Family of"), [*others, ("-", _("of nobody here"))], few=True)
        for number in range(1, MOST_ALONG + 1):
            self.fields[f"along_name_{number}"] = question_field(COMPANION["name"])
            self.fields[f"along_age_{number}"] = question_field(COMPANION["age"])
            if self._is_along_without_age(number):
                self.fields[f"along_under_18_{number}"] = question_field(COMPANION["under_18"])
            self.fields[f"along_relation_{number}"] = question_field(COMPANION["relation"])

    def _ask_anew(self, person: Person) -> None:
        """Fields to update telephone number and age of a person on record."""
        self.fields["phone"] = question_field(TOLD_AGAIN["phone"])
        self.fields["age"] = question_field(TOLD_AGAIN["age"])
        day = clock.today()
        age = age_on_day(day, age=person.age, age_on=person.age_on, birth_year=person.birth_year)
        if age is None and not self._typed("age"):
            self.fields["under_18"] = question_field(UNDER_18)
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
        return {name: value for name, value in cleaned if name in privacy_classes(Journey) and name != "under_18"}

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
            for n in range(1, MOST_ALONG + 1)
        ]
        return tuple(row for row in rows if row.name or row.age is not None or row.under_18)


class TalkForm(StepForm):
    """The conversation: checklist, hard stops the worker observed, topics explained (asked once per party)."""

    def prepare(self) -> None:
        for item in self.about.questions:
            asked = item.question
            self.fields[f"q_{item.code}"] = forms.ChoiceField(
                label=asked.label, choices=asked.choices, required=False, widget=CompactRadios
            )
        self.fields["noted"] = forms.MultipleChoiceField(
            label=SEEN_LABEL,
            help_text=SEEN_HINT,
            choices=[(code.value, capfirst(code.label)) for code in SEEN],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        if self.about.number == 0:
            self._ask_once()

    def _ask_once(self) -> None:
        self.fields["topics"] = forms.MultipleChoiceField(
            label=WHAT_EXPLAINED,
            choices=[(code, capfirst(label)) for code, label in Topic.choices],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["given_to"] = choice(TO_WHOM, GivenTo, few=True)
        if self.about.has_others:
            self.fields["same_for_all"] = yes(_("All who leave together gave these answers"))

    @property
    def first(self) -> list[Any]:
        """What is asked at once: the questions whose "no" is a hard stop, the first others, and what was seen."""
        urgent = [asked.code for asked in self.about.questions if asked.trigger]
        others = [asked.code for asked in self.about.questions if not asked.trigger]
        chosen = {f"q_{code}" for code in (*urgent, *others[:_ASKED_AT_ONCE])}
        return [field for field in self if field.name in chosen or field.name == "noted"]

    @property
    def further(self) -> list[Any]:
        """The other questions, which unfold."""
        shown = {field.name for field in self.first}
        return [field for field in self if field.name.startswith("q_") and field.name not in shown]

    @property
    def explained(self) -> list[Any]:
        """What was explained, to whom, and for whom the answers hold, which unfold."""
        return [field for field in self if field.name in ("topics", "given_to", "same_for_all")]

    @property
    def has_further(self) -> bool:
        return any(field.value() or field.errors for field in self.further)

    @property
    def has_explained(self) -> bool:
        return any(field.value() or field.errors for field in self.explained)

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
        for purpose in PURPOSES:
            if purpose not in self.about.agreed:
                cleaned = current_text(purpose, language).text.format(organisation=self.about.organisation_name)
                label = _("Yes: %(purpose)s") % {"purpose": purpose.label}
                shown, rest = _folded(cleaned)
                self.fields[purpose.value] = yes(label, hint=shown)
                self.fields[purpose.value].read_on = rest  # type: ignore[attr-defined]
        how = forms.ChoiceField(
            label=HOW_AGREED.label,
            choices=ConsentHow.choices,
            initial=ConsentHow.SPOKEN.value,
            widget=StackedRadios,
        )
        self.fields["how"] = how

    @property
    def first(self) -> list[Any]:
        """What contacts and help rest on. The word for word texts of the rest unfold, to be read out when needed."""
        return [field for field in self if field.name not in _WHEN_NEEDED and field.name != "how"]

    @property
    def further(self) -> list[Any]:
        return [field for field in self if field.name in _WHEN_NEEDED]

    @property
    def has_further(self) -> bool:
        return any(field.value() for field in self.further) or not self.first

    @property
    def agreed_how(self) -> list[Any]:
        return [self["how"]]

    @property
    def is_manner_answered(self) -> bool:
        return self["how"].value() != ConsentHow.SPOKEN or bool(self["how"].errors)

    def consents(self) -> tuple[ConsentGiven, ...]:
        """The purposes agreed to now, each with the version of the text that was read out."""
        cleaned = self.cleaned_data
        given = []
        for purpose in PURPOSES:
            if cleaned.get(purpose.value):
                heard = current_text(purpose, get_language() or "hi")
                given.append(
                    ConsentGiven(
                        purpose=purpose.value, text_version=heard.version, language=heard.language, how=cleaned["how"]
                    )
                )
        return tuple(given)
