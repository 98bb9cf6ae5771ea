"""Open work of a member: whoever manages the network sees no rows of a member, only which kinds of work are open."""

import uuid
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.models import Posting
from jatan.foundation.access.permissions import CARETAKERS
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Caretaker, Organisation
from jatan.foundation.network.selectors import present_members, secretariat
from jatan.kernel import clock
from jatan.programme.cases.register.selectors import open_cases
from jatan.programme.helpdesk.selectors import queue
from jatan.programme.people.reach import live
from jatan.programme.safeguarding.models import Agreement
from jatan.programme.safeguarding.selectors import open_escalations


@dataclass(frozen=True)
class OpenWork:
    """Counts of open work of one organisation. `issues` includes urgent ones, `travellers` those on a ladder.

    `cared_for`: members whose open work it has as their caretaker, now or from a later day on.
    """

    ladders: int
    travellers: int
    urgent_issues: int
    issues: int
    cases: int
    cared_for: int = 0

    @property
    def needs_caretaker(self) -> bool:
        """True if somebody must take over open work. Sealed cases cannot be taken over."""
        return bool(self.ladders or self.travellers or self.issues)

    def lines(self) -> list[tuple[str | Promise, bool]]:
        """(label, whether any is open) of each kind of open work, the most urgent first.

        Not how many: read again a day later, the number would show the one person who came in between.
        """
        return [
            (_("Missed contacts on the ladder"), bool(self.ladders)),
            (_("Travellers with whom contact is agreed"), bool(self.travellers)),
            (_("Urgent issues"), bool(self.urgent_issues)),
            (_("Open issues, urgent ones included"), bool(self.issues)),
            (_("Open cases"), bool(self.cases)),
            (_("Other members whose open work it sees to"), bool(self.cared_for)),
        ]


def open_work(organisation_id: uuid.UUID) -> OpenWork:
    """The open work of an organisation now. Only counts leave its row-level security."""
    with acting_as(machine_for([organisation_id])) as by:
        issues = queue(by).order_by()
        return OpenWork(
            ladders=open_escalations(by).count(),
            travellers=live(Agreement).filter(organisation_id=organisation_id, ended_on__isnull=True).count(),
            urgent_issues=issues.filter(is_urgent=True).count(),
            issues=issues.count(),
            cases=open_cases(by).count(),
            cared_for=cared_for_by(organisation_id).count(),
        )


def cared_for_by(organisation_id: uuid.UUID) -> QuerySet[Organisation]:
    """Members whose open work the organisation has as their caretaker, now or from a later day on."""
    rows = Caretaker.objects.filter(caretaker_id=organisation_id, until__isnull=True)
    return Organisation.objects.filter(id__in=rows.values("organisation_id")).order_by("code")


def caretaker_of(organisation: Organisation) -> Caretaker | None:
    """The caretaker of the organisation's open work, present or future; None while none is named."""
    return organisation.caretakers.filter(until__isnull=True).select_related("caretaker").first()


def possible_caretakers(organisation: Organisation) -> list[Organisation]:
    """Organisations that may be named: the secretariat and other members with staff who can do it."""
    office = secretariat()
    others = [office] if office is not None else []
    others += present_members(clock.today()).exclude(pk=organisation.pk)
    staffed = set(_caretaker_postings().values_list("organisation_id", flat=True))
    return [one for one in others if one.id in staffed]


def has_caretakers(organisation: Organisation) -> bool:
    """True if the organisation has staff who can take over the open work of another member."""
    return _caretaker_postings().filter(organisation=organisation).exists()


def _caretaker_postings() -> "QuerySet[Posting]":
    roles = [role.value for role in CARETAKERS]
    return Posting.objects.in_force(clock.today()).filter(role__in=roles, account__is_active=True)
