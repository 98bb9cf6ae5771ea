"""Forms of people, identity papers and consents."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.kernel.problems import Problem, Problems
from jatan.programme.people.choices import ConsentPurpose
from jatan.programme.people.commands import RegisterPerson
from jatan.programme.people.consent_texts import current_text
from jatan.programme.people.look_alikes import LIKELY, LIKELY_WORDS, Shown, look_alikes, seen
from jatan.programme.people.models import Consent, Identifier, Person
from jatan.programme.people.selectors import LikelyDuplicate
from jatan.web.ui.components.widgets import StackedRadios
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.model_questions import model_field
from jatan.web.ui.forms.who import candidate_label

# Names of the fields added if likely duplicates are on record, and the option for a new person.
KNOWN, LISTED, NOBODY = "known", "listed", "new"


class PersonForm(RecordForm):
    PERMISSION = Permission.PEOPLE_RECORD
    PLACE_AFTER = "guardian_name"

    name = model_field(Person, "name", hint=_("In Hindi or English letters, as the person says it."))
    guardian_name = model_field(Person, "guardian_name")
    sex = model_field(Person, "sex", few=True)
    age = model_field(Person, "age", hint=_("Leave it empty if the year of birth is known."))
    birth_year = model_field(Person, "birth_year")
    age_basis = model_field(Person, "age_basis", needed=False)
    phone = model_field(Person, "phone")

    def clean(self) -> dict[str, Any]:
        """For a new person, list who may be the same and require a choice; it holds for those who were listed."""
        answers = super().clean() or self.cleaned_data
        if self.about is None and not self.errors:
            chosen = self.data.get(KNOWN, "")
            answers["shown"] = shown = seen(self.data.get(LISTED, "").split(",") if chosen == NOBODY else ())
            likely = self._likely(shown)
            offered = {str(one.person.pk): one.person for one in likely}
            answers[KNOWN] = offered.get(chosen)
            if likely and chosen not in offered:
                self._offer(likely)
                self.add_error(KNOWN, ValidationError(LIKELY_WORDS, code=LIKELY))
        return answers

    def answers(self) -> dict[str, Any]:
        """Cleaned values; `age_basis` defaults to "said". Of somebody new also `known`, the person chosen instead, or
        None, and `shown`, who was listed (Shown).
        """
        found = {name: value for name, value in super().answers().items() if name != LISTED}
        return found | {"age_basis": found["age_basis"] or "said"}

    def _likely(self, shown: Shown) -> Sequence[LikelyDuplicate]:
        asked = {name: value for name, value in self.answers().items() if name not in (KNOWN, "shown")}
        try:
            return look_alikes(self.actor, RegisterPerson(**asked), shown)
        except (Problem, Problems):  # the service raises the same again, and the form shows it
            return []

    def _offer(self, likely: Sequence[LikelyDuplicate]) -> None:
        options: list[tuple[str, Any]] = [
            (str(one.person.pk), candidate_label(one.person, one.reasons)) for one in likely
        ]
        options.append((NOBODY, _("None of these: register a new person")))
        label = _("Is it one of these people?")
        self.fields[KNOWN] = forms.ChoiceField(label=label, choices=options, required=False, widget=StackedRadios)
        listed = ",".join(str(one.person.pk) for one in likely)
        self.fields[LISTED] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.data: Any = self.data.copy()  # request.POST is immutable
        self.data[LISTED] = listed
        if self.data.get(KNOWN) == NOBODY:  # it was ticked under another list
            del self.data[KNOWN]
        self.order_fields([KNOWN])


class IdentifierForm(AnswerForm):
    kind = model_field(Identifier, "kind")
    number = model_field(Identifier, "number", hint=_("Never an Aadhaar number: it cannot be kept here."))


class ConsentForm(AnswerForm):
    """A consent; each purpose is shown with the text to read out."""

    purpose = model_field(Consent, "purpose", few=True)
    given_on = model_field(Consent, "given_on")
    how = model_field(Consent, "how", few=True)

    def prepare(self) -> None:
        super().prepare()
        field: Any = self.fields["purpose"]
        field.widget = StackedRadios()
        field.choices = [(purpose.value, self._read_out(purpose)) for purpose in ConsentPurpose]

    def _read_out(self, purpose: ConsentPurpose) -> Any:
        text = current_text(purpose, get_language() or "hi").text
        return format_html(
            "<b>{}</b><br>{}", purpose.label, text.replace("{organisation}", self.about.organisation.name)
        )


class ConsentBackForm(AnswerForm):
    withdrawn_on = model_field(Consent, "withdrawn_on", needed=True)
    withdrawn_how = model_field(Consent, "withdrawn_how", needed=True, few=True)
