"""Forms about people: registering, papers, consents."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.programme.people.models import Consent, Identifier, Person
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
        """An age is said on a day: today, unless it is the age already on record."""
        found = super().answers()
        found["age_basis"] = found["age_basis"] or "said"
        before = self.about.age if isinstance(self.about, Person) else None
        if found["age"] != before:
            found["age_on"] = clock.today() if found["age"] is not None else None
        return found


class IdentifierForm(AnswerForm):
    kind = ask(Identifier, "kind")
    number = ask(Identifier, "number", hint=_("Never an Aadhaar number: it cannot be kept here."))


class ConsentForm(AnswerForm):
    purpose = ask(Consent, "purpose", few=True)
    given_on = ask(Consent, "given_on")
    how = ask(Consent, "how", few=True)


class ConsentBackForm(AnswerForm):
    withdrawn_on = ask(Consent, "withdrawn_on", needed=True)
    withdrawn_how = ask(Consent, "withdrawn_how", needed=True, few=True)
