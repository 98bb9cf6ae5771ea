"""Forms of issues and of each of their steps."""

import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.ids import is_id
from jatan.programme.helpdesk.choices import Status
from jatan.programme.helpdesk.models import Issue, IssueFollowUp
from jatan.programme.helpdesk.questions import ISSUE
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.services import JOURNEY
from jatan.programme.people.models import Person
from jatan.programme.people.rules import age_on_day
from jatan.programme.people.services import PERSON
from jatan.programme.safeguarding.choices import Outcome
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.fields import choice, day, text
from jatan.web.ui.forms.model_questions import model_field, question_field


class IssueForm(RecordForm):
    """A new issue may be begun from a person or a journey (`person`, `journey` in the initial data): what is known of
    her is filled in, to be changed, and the issue is linked to her."""

    PERMISSION = Permission.HELPDESK_RECORD
    PLACE_AFTER = "caller_phone"
    TODAY = ("received_on",)

    received_on = question_field(ISSUE["received_on"])
    kind = question_field(ISSUE["kind"])
    caller_name = question_field(ISSUE["caller_name"])
    caller_phone = question_field(ISSUE["caller_phone"])
    sex = question_field(ISSUE["sex"])
    age = question_field(ISSUE["age"])
    description = question_field(ISSUE["description"])
    is_urgent = question_field(ISSUE["is_urgent"])
    next_follow_up_on = question_field(ISSUE["next_follow_up_on"])

    def prepare(self) -> None:
        super().prepare()
        self._journey = self._begun_from("journey", JOURNEY.find)
        self._person = self._journey.person if self._journey is not None else self._begun_from("person", PERSON.find)
        if self._person is not None:
            self.initial = _known_of(self._person, self._journey) | dict(self.initial)

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        if self._person is not None:
            found["person"] = self._person
        if self._journey is not None:
            found["about_journey"] = self._journey.pk
        return found

    def _begun_from(self, name: str, find: Callable[[Actor, uuid.UUID], Any]) -> Any:
        """The record that a new issue was begun from; None if there is none within reach."""
        key = str(self.initial.get(name) or "") if self.about is None else ""
        try:
            return find(self.actor, uuid.UUID(key)) if is_id(key) else None
        except ObjectDoesNotExist:
            return None


def _known_of(person: Person, journey: Journey | None) -> dict[str, Any]:
    """Who calls, if it is she herself, and where she lives. Of a journey the family's number, if she has none."""
    age = age_on_day(clock.today(), age=person.age, age_on=person.age_on, birth_year=person.birth_year)
    name, phone = person.name, person.phone
    if journey is not None and not phone and journey.family_contact_phone:
        name, phone = journey.family_contact_name or name, journey.family_contact_phone
    where = {"place": person.place_id, "panchayat": person.panchayat, "village": person.village}
    return where | {"caller_name": name, "caller_phone": phone, "sex": person.sex, "age": age}


class SendForm(AnswerForm):
    sent_to = model_field(Issue, "sent_to", needed=True)
    sent_on = day(_("Sent on"), needed=True)
    reference_number = model_field(Issue, "reference_number")
    next_follow_up_on = model_field(Issue, "next_follow_up_on", ahead=True)


class ReplyForm(AnswerForm):
    reply = model_field(Issue, "reply", needed=True)
    replied_on = day(_("Replied on"), needed=True)


class ResolveForm(AnswerForm):
    on = day(_("Resolved on"), needed=True)
    money_recovered = model_field(Issue, "money_recovered")
    is_partly = choice(_("How far?"), [("resolved", _("fully resolved")), ("partly", _("partly resolved"))],
                       needed=True, few=True)  # fmt: skip


class FoundForm(AnswerForm):
    """She of whom there was no news is found."""

    on = day(_("Found on"), needed=True)
    outcome = choice(
        _("How is she?"),
        [
            (Outcome.SAFE, _("heard from, and safe")),
            (Outcome.RETURNED, Outcome.RETURNED.label),
            (Outcome.UNSAFE, _("found, and not safe")),
        ],
        needed=True,
        few=True,
    )


class RefuseForm(AnswerForm):
    on = day(_("Refused on"), needed=True)
    reply = model_field(Issue, "reply", label=_("What the office said"))


class CloseForm(AnswerForm):
    status = choice(
        _("Why is it closed?"),
        [(status, status.label) for status in (Status.WITHDRAWN, Status.UNREACHABLE)],
        needed=True,
        few=True,
    )


class ReopenForm(AnswerForm):
    reason = text(_("Why is it open again?"), most=300, needed=True)
    next_follow_up_on = model_field(Issue, "next_follow_up_on", ahead=True)


class LookAfterForm(AnswerForm):
    on = model_field(IssueFollowUp, "on")
    note = model_field(IssueFollowUp, "note")
    next_follow_up_on = model_field(Issue, "next_follow_up_on", ahead=True)
