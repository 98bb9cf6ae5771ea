"""Forms of journeys: who goes from where to where, to which work, with whom."""

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.programme.journeys.models import Journey
from jatan.web.staff.forms.asking import ask
from jatan.web.staff.forms.base import AnswerForm, RecordForm
from jatan.web.staff.forms.fields import day, written_place
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
    agent_name = ask(Journey, "agent_name")
    agent_phone = ask(Journey, "agent_phone")
    leaves_on = ask(Journey, "leaves_on")
    expected_return_on = ask(Journey, "expected_return_on")
    contact_at_destination = ask(Journey, "contact_at_destination")


class ReturnedForm(AnswerForm):
    on = day(_("Came back on"), needed=True)
