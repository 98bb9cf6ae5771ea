"""Decides whether two records are one person, and reverses that. A link overwrites nothing: both records stay.

Requires the permission to record people, for both records; every decision, link and unlinking is in the ledger.
"""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.people import events
from jatan.programme.people.choices import Decision
from jatan.programme.people.models import Person, SamePerson, Suggestion
from jatan.programme.people.reach import live

_RECORD = Permission.PEOPLE_RECORD


def decide_suggestion(*, by: Actor, suggestion: Suggestion, is_same: bool) -> None:
    """Decide that two records are the same person (which links them) or two people. May be decided again."""
    with transaction.atomic():
        if is_same:
            link_people(by=by, one=suggestion.first, other=suggestion.second)
        else:
            _require(by, suggestion.first, suggestion.second)
            for link in _links(suggestion.first, suggestion.second):
                _withdraw(by, link, str(Decision.DIFFERENT))
        _decide(by, suggestion, Decision.SAME if is_same else Decision.DIFFERENT)


def link_people(*, by: Actor, one: Person, other: Person) -> SamePerson:
    """Link two records of one person; returns the existing link when they are linked already."""
    _require(by, one, other)
    if one.id == other.id or one.organisation_id != other.organisation_id:
        raise Problem("unreadable", _("These two records cannot be linked."))
    with transaction.atomic():
        both = Person.objects.filter(organisation_id=one.organisation_id, id__in=(one.id, other.id))
        for row in both.order_by("id").select_for_update():
            if row.withdrawn_at is not None:
                raise Problem("unreadable", _("One of these records was withdrawn."))
        known = _links(one, other).first()
        if known is not None:
            return known
        first, second = sorted((one, other), key=lambda person: person.id)
        link = SamePerson(organisation_id=one.organisation_id, place=one.place, first=first, second=second)
        return acts.record(by=by, permission=_RECORD, verb=events.PEOPLE_LINKED, rows=[link])[0]


def unlink_people(*, by: Actor, link: SamePerson, reason: str = "") -> None:
    """Withdraw a link; the pair is marked as different people and not suggested again."""
    with transaction.atomic():
        _require(by, link.first, link.second)
        _withdraw(by, link, reason)
        for suggestion in Suggestion.objects.filter(first=link.first_id, second=link.second_id):
            _decide(by, suggestion, Decision.DIFFERENT)


def _withdraw(by: Actor, link: SamePerson, reason: str) -> None:
    verb = events.PEOPLE_UNLINKED
    acts.withdraw(by=by, permission=_RECORD, correct=_RECORD, verb=verb, row=link, reason=reason)


def _decide(by: Actor, suggestion: Suggestion, decision: Decision) -> None:
    if suggestion.state == decision:
        return
    changes = {"state": decision.value, "decided_by": by.account_id, "decided_at": clock.now()}
    verb = events.SUGGESTION_DECIDED
    acts.amend(by=by, permission=_RECORD, correct=_RECORD, verb=verb, row=suggestion, changes=changes)


def _require(by: Actor, *people: Person) -> None:
    """Require the permission to record for each of these people."""
    for person in people:
        gate.require(by, _RECORD, organisation_id=person.organisation_id, place=person.place)


def _links(one: Person, other: Person) -> QuerySet[SamePerson]:
    first, second = sorted((one.id, other.id))
    return live(SamePerson).filter(first=first, second=second).select_related("place")
