"""The form of what the family tells when there is no news of somebody."""

import uuid
from typing import Any

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate
from jatan.foundation.access.permissions import Permission
from jatan.programme.flows.no_news_questions import STATED
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.attachments import LARGEST
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person
from jatan.programme.safeguarding.last_heard import last_heard_on
from jatan.web.ui.body_limits import UploadField
from jatan.web.ui.forms.base import RecordForm
from jatan.web.ui.forms.model_questions import model_field, question_field


class NoNewsForm(RecordForm):
    """`person` and `journey` of the initial data: whom it is about, None for somebody who is not on record.

    Who tells it is asked for and never filled in from her own row: nobody answers on her number. The family's contact
    of the journey is offered, to be changed.
    """

    PERMISSION = Permission.HELPDESK_RECORD
    PLACE_AFTER = "age"

    name = question_field(STATED["name"])
    sex = model_field(Issue, "sex", few=True)
    age = model_field(Issue, "age")
    teller = question_field(STATED["teller"])
    relation = question_field(STATED["relation"])
    teller_phone = question_field(STATED["teller_phone"])
    last_heard_on = question_field(STATED["last_heard_on"])
    last_seen = question_field(STATED["last_seen"])
    with_whom = question_field(STATED["with_whom"])
    marks = question_field(STATED["marks"])
    tried = question_field(STATED["tried"])
    photograph = UploadField(
        label=_("Photograph of her"),
        largest=LARGEST,
        required=False,
        help_text=_("It is printed on the application. JPG or PNG, up to 12 MB."),
    )
    is_feared = question_field(STATED["is_feared"])

    def prepare(self) -> None:
        self.person: Person | None = self.initial.pop("person", None)
        self.journey: Journey | None = self.initial.pop("journey", None)
        if self.person is not None:
            self.ASKS_PLACE = False  # type: ignore[misc]
        super().prepare()
        if self.person is not None:
            for name in ("name", "sex", "age", "organisation"):
                self.fields.pop(name, None)
        if not self._keeps_photograph():
            del self.fields["photograph"]
        if self.journey is not None:
            self.initial = self._known(self.journey) | dict(self.initial)

    def answers(self) -> dict[str, Any]:
        row = self.journey or self.person
        if row is None:
            return super().answers()
        found = {name: value for name, value in self.cleaned_data.items() if name in self.fields}
        where = {"place": row.place, "panchayat": row.panchayat, "village": row.village}
        return found | where | {"organisation": row.organisation_id}

    def organisation_id(self) -> uuid.UUID:
        return self.person.organisation_id if self.person is not None else super().organisation_id()

    def _keeps_photograph(self) -> bool:
        row = self.journey
        return row is not None and gate.allows(
            self.actor, Permission.PEOPLE_RECORD, organisation_id=row.organisation_id, place=row.place
        )

    def _known(self, journey: Journey) -> dict[str, Any]:
        """Whom to ask at home, the day she herself last answered, and the agent who took her."""
        agent = ", ".join(part for part in (journey.agent_name, journey.agent_phone) if part)
        return {
            "teller": journey.family_contact_name,
            "relation": journey.family_contact_relation,
            "teller_phone": journey.family_contact_phone,
            "last_heard_on": last_heard_on(self.actor, journey),
            "with_whom": agent,
        }
