"""Forms of statements about agents and employers, and of joining two statements."""

import re
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.programme.agents.models import Statement
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.services import JOURNEY
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.fields import long_text, text, written_place
from jatan.web.ui.forms.model_questions import model_field

_BETWEEN = re.compile(r"[,;/|।\n]+")


class StatementForm(RecordForm):
    """A statement. `journey` is a hidden field, filled by the link from the page of a journey."""

    PERMISSION = Permission.AGENTS_RECORD
    PLACE_AFTER = "vehicle"

    journey = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = model_field(Statement, "kind", few=True)
    name = model_field(Statement, "name", hint=_("As people call this person, in Hindi or English letters."))
    phones = text(_("Phone numbers"), hint=_("Several numbers: write a comma between them."))
    vehicle = model_field(Statement, "vehicle", hint=_("Number or kind of the vehicle."))
    route = model_field(Statement, "route", hint=_("Station, bus stand or road that is taken."))
    destination_as_written = written_place(_("Where people are taken to"), "/places/destinations/")
    said_on = model_field(Statement, "said_on")
    source = model_field(Statement, "source")
    reliability = model_field(Statement, "reliability")
    what_is_said = long_text(
        _("What is said"),
        most=5000,
        needed=True,
        hint=_("As it was said to you. It is kept as a statement, not as a finding."),
    )

    def prepare(self) -> None:
        super().prepare()
        journey = None if self.is_bound else self._journey(str(self.initial.get("journey") or ""))
        if journey is not None:
            where: dict[str, Any] = {"place": journey.place_id, "panchayat": journey.panchayat}
            self.initial = where | {"village": journey.village} | dict(self.initial)

    def clean_phones(self) -> tuple[str, ...]:
        return tuple(part for part in _BETWEEN.split(self.cleaned_data["phones"]) if part.strip())

    def clean_journey(self) -> Journey | None:
        """The journey, or None if it is unknown or out of reach (not an error)."""
        return self._journey(self.cleaned_data["journey"])

    def _journey(self, key: str) -> Journey | None:
        try:
            return JOURNEY.find(self.actor, uuid.UUID(key))
        except (ValueError, ObjectDoesNotExist):
            return None

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        journey = found["journey"]
        if journey is not None and journey.organisation_id != found["organisation"]:
            found["journey"] = None
        return found


class SameForm(AnswerForm):
    """The reason why two statements are about the same person or firm."""

    reason = long_text(
        _("Why do they belong together?"),
        needed=True,
        hint=_("For example: same number and same vehicle. A name alone is not enough: many people bear one name."),
    )


class UndoForm(AnswerForm):
    """The reason for taking a statement out of a set."""

    reason = text(_("Reason"), most=300, needed=True)
