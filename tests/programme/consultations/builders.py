"""Consultations and invitations with plausible values, through the services."""

import datetime as dt
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.programme.consultations.commands import Invite, PlanConsultation
from jatan.programme.consultations.models import Consultation, Invitation
from jatan.programme.consultations.services import CONSULTATION, invite
from tests.cast import Cast


def a_consultation(by: Actor, cast: Cast, **values: Any) -> Consultation:
    """A district consultation of Gumla that was planned for last week."""
    given = {
        "organisation": cast.gumla.pk,
        "place": cast.gumla_district,
        "level": "district",
        "title": "घरेलू हिंसा कानून पर ज़िला परामर्श",
        "planned_on": clock.today() - dt.timedelta(days=7),
    }
    return CONSULTATION.record(by=by, command=PlanConsultation(**{**given, **values}))


def an_invitation(by: Actor, consultation: Consultation, **values: Any) -> Invitation:
    """The district welfare officer is invited by letter."""
    given = {"institution": "ज़िला समाज कल्याण कार्यालय", "kind": "government", "means": "letter"}
    (row,) = invite(by=by, commands=[Invite(consultation=consultation, **{**given, **values})])
    return row
