"""Forms of journeys.

A new journey on this form is of somebody who has left already; everybody else is registered before departure
(`web.journeys.departures`).
"""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.programme.flows.departures import OPEN_JOURNEY, find_open_journeys
from jatan.programme.journeys.attachments import LARGEST
from jatan.programme.journeys.choices import Paper
from jatan.programme.journeys.models import Attachment, HardStopCheck, Journey
from jatan.programme.journeys.questions import HEALTH
from jatan.web.ui.body_limits import UploadField
from jatan.web.ui.components.widgets import RecordingInput
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.fields import day, text, written_place
from jatan.web.ui.forms.model_questions import model_field, question_field
from jatan.web.ui.forms.who import PersonChoiceForm


class JourneyForm(PersonChoiceForm, RecordForm):
    PERMISSION = Permission.PEOPLE_RECORD
    PLACE_AFTER = "registered_on"
    TODAY = ("registered_on",)
    folded = {
        _("What was promised, and the way"): (
            "transit",
            "employer",
            "wage_promised",
            "hours_promised",
            "advance",
            "expected_return_on",
        ),
        _("Whom to ask there"): ("contact_at_destination", "phone_at_destination"),
        _("Papers in own hand"): ("papers_in_hand",),
    }

    registered_on = model_field(Journey, "registered_on")
    leaves_on = model_field(Journey, "leaves_on", needed=True)
    no_talk_because = model_field(HardStopCheck, "no_talk_because", needed=True)
    under_18 = model_field(
        Journey,
        "under_18",
        few=True,
        hint=_("Only where the age is not known. Without an answer the person is protected as a child."),
    )
    transit = model_field(Journey, "transit")
    destination_as_written = written_place(
        _("Where to"), "/places/destinations/", hint=_("City or state, in Hindi or English letters.")
    )
    work = model_field(Journey, "work")
    employer = model_field(Journey, "employer")
    wage_promised = model_field(Journey, "wage_promised", step=50)
    hours_promised = model_field(Journey, "hours_promised")
    advance = model_field(Journey, "advance")
    agent_name = model_field(Journey, "agent_name")
    agent_phone = model_field(Journey, "agent_phone")
    expected_return_on = model_field(Journey, "expected_return_on", ahead=True)
    contact_at_destination = model_field(Journey, "contact_at_destination")
    phone_at_destination = model_field(Journey, "phone_at_destination")
    family_contact_name = model_field(Journey, "family_contact_name")
    family_contact_relation = model_field(Journey, "family_contact_relation")
    family_contact_phone = model_field(Journey, "family_contact_phone")
    health_note = question_field(HEALTH)
    papers_in_hand = forms.MultipleChoiceField(
        label=_("Papers in own hand"), choices=Paper.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self) -> None:
        super().prepare()
        if self.about is not None:
            del self.fields["no_talk_because"]
            self.fields["leaves_on"] = model_field(Journey, "leaves_on", ahead=None)
            self.order_fields(["person", "person_name", "registered_on", "leaves_on"])

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        if self.about is None:
            answers["despite_open"] = self._seen_open_journeys(answers)
        return answers

    def _seen_open_journeys(self, answers: dict[str, Any]) -> list[uuid.UUID]:
        """Ids of the person's open journeys that were ticked; if one is not, they are listed and an error is added."""
        person = answers.get("person")
        rows = find_open_journeys(self.actor, [person]) if person is not None else []
        sent = self.data.getlist("despite_open") if isinstance(self.data, QueryDict) else []
        ticked = {key for key in sent if isinstance(key, str)}
        if rows:
            self._offer_open_journeys(rows)
        if any(str(row.pk) not in ticked for row in rows):
            words = _("This person is on another journey. Look at it; tick it if this is one more.")
            self.add_error("despite_open", ValidationError(words, code=OPEN_JOURNEY))
        return [row.pk for row in rows if str(row.pk) in ticked]

    def _offer_open_journeys(self, rows: Sequence[Journey]) -> None:
        self.fields["despite_open"] = forms.MultipleChoiceField(
            label=_("Another journey is open"),
            choices=[(str(row.pk), _open_journey_link(row)) for row in rows],
            widget=forms.CheckboxSelectMultiple,
        )
        self.order_fields(["despite_open"])


def _open_journey_link(row: Journey) -> Any:
    """Destination and day of leaving, as a link to the journey."""
    where = row.destination.name if row.destination else row.destination_as_written
    day = formats.date_format(row.leaves_on) if row.leaves_on else ""
    words = ", ".join(part for part in (where, day) if part) or _("Journey")
    return format_html('<a href="{}">{}</a>', reverse("journeys_detail", args=[row.pk]), words)


class ReturnedForm(AnswerForm):
    on = day(_("Came back on"), needed=True)


class AttachmentForm(AnswerForm):
    kind = model_field(Attachment, "kind", few=True)
    upload = UploadField(
        label=_("Photograph, paper or recording"),
        largest=LARGEST,
        help_text=_("JPG, PNG, PDF or a recording, up to 12 MB. Where and when it was taken is removed."),
        widget=RecordingInput,
    )
    note = model_field(Attachment, "note")


class TaskDoneForm(AnswerForm):
    on = day(_("Done on"), needed=True)
    note = text(_("What was done"), most=500)
