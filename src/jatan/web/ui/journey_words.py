"""Where a journey stands, its next contact and the telephone numbers of who travels: in words, for every page."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jatan.kernel import clock
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.rules import has_begun
from jatan.programme.safeguarding.choices import Assignee, Outcome
from jatan.programme.safeguarding.models import Contact
from jatan.web.ui.call_now import PhoneLine
from jatan.web.ui.components import states
from jatan.web.ui.components.states import Badge
from jatan.web.ui.records.columns import day_text


def destination_of(journey: Journey) -> str:
    """The place she goes to, as known or as written; "" if neither is."""
    return journey.destination.name if journey.destination else journey.destination_as_written


def journey_badge(journey: Journey) -> Badge:
    """Leaves in 2 days, left 12 days ago, should have come home, came home."""
    today, leaves, back = clock.today(), journey.leaves_on, journey.expected_return_on
    if journey.returned_on is not None:
        return states.done(_("came home"))
    if leaves is None:
        return states.plain(_("day of leaving not known"), "clock")
    if not has_begun(leaves, today):
        days = (leaves - today).days
        return states.soon(ngettext("leaves in %(n)s day", "leaves in %(n)s days", days) % {"n": days})
    if back is not None and back < today:
        return states.late(_("should have come home"))
    if leaves == today:
        return states.soon(_("leaves today"))
    return states.plain(_("left %(time)s ago") % {"time": states.duration_words((today - leaves).days)}, "journey")


def journey_line(journey: Journey) -> str:
    """Where to, and the day that the badge is about."""
    day: dt.date | None = journey.returned_on or journey.leaves_on
    words = day_text(day) if day else ""
    back = journey.expected_return_on
    if journey.returned_on is None and back is not None:
        words = " – ".join(part for part in (words, day_text(back)) if part)
    return " · ".join(part for part in (destination_of(journey), words) if part)


def phones_of(journey: Journey) -> list[PhoneLine]:
    """Her own number, that of where she works and the family's, each once. Only of somebody whose row may be seen."""
    family = ", ".join(part for part in (journey.family_contact_name, journey.family_contact_relation) if part)
    known: list[tuple[str, Any]] = [
        (journey.person.phone, _("her own")),
        (journey.phone_at_destination, _("where she works")),
        (journey.family_contact_phone, family or _("family")),
    ]
    found: dict[str, Any] = {}
    for number, whose in known:
        if number:
            found.setdefault(number, whose)
    return [PhoneLine(number, whose) for number, whose in found.items()]


def due_badge(contact: Contact) -> Badge:
    """Today, or since how long a waiting contact is due."""
    late = (clock.today() - contact.due_on).days
    if late > 0:
        return states.late(_("since %(time)s") % {"time": states.duration_words(late)})
    return states.soon(_("today")) if contact.by_whom != Assignee.SMS else states.plain(_("a text message asks her"))


def contact_badge(contact: Contact) -> Badge:
    """The outcome of a contact as a badge."""
    if not contact.outcome:
        return states.late(_("no answer")) if contact.missed_at else states.normal(_("waiting"))
    label = Outcome(contact.outcome).label
    if contact.outcome in (Outcome.SAFE, Outcome.RETURNED):
        return states.done(label)
    return states.late(label) if contact.outcome == Outcome.UNSAFE else states.soon(label)
