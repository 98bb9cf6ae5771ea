"""Forms about people: registering, papers, consents."""

from typing import Any

from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.programme.people.choices import ConsentPurpose
from jatan.programme.people.consent_texts import current_text
from jatan.programme.people.models import Consent, Identifier, Person
from jatan.web.components.widgets import StackedRadios
from jatan.web.staff.forms.asking import ask
from jatan.web.staff.forms.base import AnswerForm, RecordForm


class PersonForm(RecordForm):
    PERMISSION = Permission.PEOPLE_RECORD
    PLACE_AFTER = "guardian_name"

    name = ask(Person, "name", hint=_("In Hindi or English letters, as the person says it."))
    guardian_name = ask(Person, "guardian_name")
    sex = ask(Person, "sex", few=True)
    age = ask(Person, "age", hint=_("Leave it empty if the year of birth is known."))
    birth_year = ask(Person, "birth_year")
    age_basis = ask(Person, "age_basis", needed=False)
    phone = ask(Person, "phone")

    def answers(self) -> dict[str, Any]:
        """How the age is known may be left out: then it was said."""
        found = super().answers()
        return found | {"age_basis": found["age_basis"] or "said"}


class IdentifierForm(AnswerForm):
    kind = ask(Identifier, "kind")
    number = ask(Identifier, "number", hint=_("Never an Aadhaar number: it cannot be kept here."))


class ConsentForm(AnswerForm):
    """Each purpose stands with the text that is read out before somebody agrees."""

    purpose = ask(Consent, "purpose", few=True)
    given_on = ask(Consent, "given_on")
    how = ask(Consent, "how", few=True)

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
    withdrawn_on = ask(Consent, "withdrawn_on", needed=True)
    withdrawn_how = ask(Consent, "withdrawn_how", needed=True, few=True)
