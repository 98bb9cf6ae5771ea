"""Forms of journeys: who goes from where to where, to which work, with whom."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.programme.journeys.choices import Paper
from jatan.programme.journeys.models import Journey
from jatan.web.staff.forms.asking import ask
from jatan.web.staff.forms.base import AnswerForm, RecordForm
from jatan.web.staff.forms.fields import day, text, written_place
from jatan.web.staff.forms.who import WhoForm


class JourneyForm(WhoForm, RecordForm):
    PERMISSION = Permission.PEOPLE_RECORD
    PLACE_AFTER = "registered_on"

    registered_on = ask(Journey, "registered_on")
    transit = ask(Journey, "transit")
    destination_as_written = written_place(
        _("Where to"), "/places/destinations/", hint=_("City or state, in Hindi or English letters.")
    )
    work = ask(Journey, "work")
    employer = ask(Journey, "employer")
    wage_promised = ask(Journey, "wage_promised")
    hours_promised = ask(Journey, "hours_promised")
    advance = ask(Journey, "advance")
    agent_name = ask(Journey, "agent_name")
    agent_phone = ask(Journey, "agent_phone")
    leaves_on = ask(Journey, "leaves_on")
    expected_return_on = ask(Journey, "expected_return_on")
    contact_at_destination = ask(Journey, "contact_at_destination")
    phone_at_destination = ask(Journey, "phone_at_destination")
    family_contact_name = ask(Journey, "family_contact_name")
    family_contact_relation = ask(Journey, "family_contact_relation")
    family_contact_phone = ask(Journey, "family_contact_phone")
    papers_in_hand = forms.MultipleChoiceField(
        label=_("Papers in own hand"), choices=Paper.choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class ReturnedForm(AnswerForm):
    on = day(_("Came back on"), needed=True)


class TaskDoneForm(AnswerForm):
    on = day(_("Done on"), needed=True)
    note = text(_("What was done"), most=500)
