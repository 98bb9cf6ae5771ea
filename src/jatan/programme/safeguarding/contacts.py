"""Records the outcome of contacts, with everything that follows from it in the same transaction.

Unsafe opens an urgent issue at the desk; no answer from the traveller starts the ladder; an answer closes it. Rows
are locked in one order everywhere (journey, agreement, contact, escalation) with FOR NO KEY UPDATE, so that the walk
and a page neither deadlock nor wait for a row that only references one of these.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.kernel.text.aadhaar import aadhaar_problem
from jatan.programme.helpdesk.alarms import raise_alarm
from jatan.programme.helpdesk.choices import UNSAFE_KINDS, IssueKind, Origin
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.services import record_return
from jatan.programme.safeguarding import events
from jatan.programme.safeguarding.choices import DECIDED, MISSED, Assignee, Closed, Outcome
from jatan.programme.safeguarding.escalations import close_escalation, start_escalations, urgent_issue
from jatan.programme.safeguarding.late_ladders import withdraw_late_ladder
from jatan.programme.safeguarding.models import Agreement, Contact, Escalation, location_fields
from jatan.programme.safeguarding.plans import plans_of
from jatan.programme.safeguarding.stand_ins import with_lent_postings

_RECORD = Permission.PEOPLE_RECORD
_LONGEST_NOTE = 500
# News of so many days before a contact is due answer it.
_ANSWERED_AHEAD = dt.timedelta(days=3)
# Contacts that no line of the plan asked for have a rule that begins so.
UNSOLICITED = "unasked"
NO_NEWS = f"{UNSOLICITED}:no_news"
# Outcomes that may follow an outcome. An alarm is always accepted and never revoked here: the desk closes it.
_LATER: dict[str, tuple[str, ...]] = {
    Outcome.SAFE: (Outcome.UNSAFE, Outcome.RETURNED),
    Outcome.UNSAFE: (Outcome.RETURNED,),
    Outcome.RETURNED: (Outcome.UNSAFE,),
}


@dataclass
class _LockedRows:
    """The locked rows that one contact concerns."""

    journey: Journey
    agreement: Agreement | None
    contact: Contact
    escalation: Escalation | None


def start_contacts(by: Actor, journeys: Sequence[Journey]) -> list[Agreement]:
    """Agree contacts for journeys; returns the agreements in the order of `journeys`. Idempotent.

    The agreement of a journey that is over has ended. An agreement that ended by mistake continues; one that ended
    because a case was opened does not.
    """
    by = with_lent_postings(by)
    with transaction.atomic():
        organisations = {journey.organisation_id for journey in journeys}
        rows = _journeys_locked().filter(organisation_id__in=organisations, pk__in=[journey.pk for journey in journeys])
        locked = {journey.pk: journey for journey in rows.order_by("pk")}
        by = gate.within_group(by, _RECORD, *locked.values())
        for journey in locked.values():
            gate.require(by, _RECORD, organisation_id=journey.organisation_id, place=journey.place)
        found = {row.journey_id: row for row in Agreement.objects.filter(journey__in=locked).select_related("place")}
        new = [_agreement(journey) for pk, journey in locked.items() if pk not in found]
        acts.record(by=by, permission=_RECORD, verb=events.CONTACTS_STARTED, rows=new)
        for row in found.values():
            _continue(by, row, locked[row.journey_id])
        found |= {row.journey_id: row for row in new}
        return [found[journey.pk] for journey in journeys]


def record_contact(
    *,
    by: Actor,
    contact: Contact,
    outcome: str,
    note: str = "",
    at: dt.datetime | None = None,
    phone: str = "",
    danger: str = "",
    standing: uuid.UUID | None = None,
) -> Contact:
    """Record the outcome of a contact at the instant `at` (default now), which may not be in the future.

    `phone`: the number that was heard from, if it is known; an urgent issue opened by the outcome shows it. `danger`:
    the kind of that issue, one of `helpdesk.choices.UNSAFE_KINDS`; "" while it is not known. `standing`: the urgent
    issue that told of it already.

    The same outcome again changes nothing. Raises Problem("already_recorded") for an outcome that would revoke an
    earlier one.
    """
    at, note = at or clock.now(), note.strip()[:_LONGEST_NOTE]
    _check(outcome, note, at)
    if danger and danger not in UNSAFE_KINDS:
        raise Problem("unreadable", field="danger")
    by = with_lent_postings(by)
    with transaction.atomic():
        held = _lock_rows(contact)
        by = gate.within_group(by, _RECORD, held.journey)
        gate.require(by, _RECORD, organisation_id=held.contact.organisation_id, place=held.contact.place)
        if not _is_change(held.contact.outcome, outcome):
            return held.contact
        acts.amend(
            by=by,
            permission=_RECORD,
            correct=_RECORD,
            verb=events.CONTACT_RECORDED,
            row=held.contact,
            changes={"outcome": outcome, "note": note, "contacted_at": at, "contacted_by": by.account_id},
        )
        _apply_outcome(by, held, outcome, note, at, phone, danger, standing)
    for name in ("outcome", "note", "contacted_at", "contacted_by", "missed_at"):
        setattr(contact, name, getattr(held.contact, name))
    return held.contact


def record_unsolicited_contact(
    *,
    by: Actor,
    journey: Journey,
    outcome: str,
    note: str = "",
    at: dt.datetime | None = None,
    phone: str = "",
    danger: str = "",
    standing: uuid.UUID | None = None,
) -> Contact:
    """Record that somebody was heard from although no contact was due; returns the contact.

    The outcome is recorded on the contact that waits or has escalated for her, otherwise on a new one. `phone` and
    `danger` and `standing`: as in `record_contact`.
    """
    if outcome not in DECIDED:
        raise Problem("unreadable", field="outcome")
    with transaction.atomic():
        journey = _locked(journey.organisation_id, journey.pk)
        by = gate.within_group(with_lent_postings(by), _RECORD, journey)
        waiting = Contact.objects.live().filter(journey=journey, outcome="", missed_at__isnull=True).first()
        climbing = Escalation.objects.live().filter(journey=journey, closed_at__isnull=True).first()
        missed = Contact.objects.get(pk=climbing.contact_id) if climbing is not None else None
        contact = waiting or missed or _unsolicited_contact(by, journey)
        return record_contact(
            by=by,
            contact=contact,
            outcome=outcome,
            note=note,
            at=at,
            phone=phone,
            danger=danger,
            standing=standing,
        )


def record_no_news(*, by: Actor, journey: Journey, note: str = "") -> Escalation:
    """Record that those at home have no news of her: her ladder begins with its first step that a person takes.

    The contact that waits is missed; without one, or without any agreement, one of today is. A ladder that is open
    already goes on and is returned.
    """
    at, note = clock.now(), note.strip()[:_LONGEST_NOTE]
    outcome = Outcome.UNREACHABLE.value
    _check(outcome, note, at)
    by = with_lent_postings(by)
    with transaction.atomic():
        journey = _locked(journey.organisation_id, journey.pk)
        by = gate.within_group(by, _RECORD, journey)
        gate.require(by, _RECORD, organisation_id=journey.organisation_id, place=journey.place)
        mine = {"organisation_id": journey.organisation_id, "journey": journey}
        climbing = Escalation.objects.live().filter(**mine, closed_at__isnull=True).first()
        if climbing is not None:
            return climbing
        waiting = Contact.objects.live().filter(**mine, outcome="", missed_at__isnull=True).first()
        held = _lock_rows(waiting or _contact_without_news(by, journey)).contact
        acts.amend(
            by=by,
            permission=_RECORD,
            correct=_RECORD,
            verb=events.CONTACT_RECORDED,
            row=held,
            changes={"outcome": outcome, "note": note, "contacted_at": at, "contacted_by": by.account_id},
        )
        held.missed_at = at
        held.save(update_fields=["missed_at"])
        plans = plans_of(held.organisation_id)
        return start_escalations(by=by, contacts=[held], plans=plans, now=at, needs_person=True)[0]


def record_late_report(
    *,
    by: Actor,
    journey: Journey,
    contact: Contact | None,
    outcome: str,
    note: str = "",
    at: dt.datetime,
    standing: uuid.UUID | None = None,
) -> Contact | None:
    """Record what was heard of her at the instant `at`, which may be long past: a phone was without a network.

    `contact`: the one that was agreed, None if none was named. Then the waiting or missed one counts that was due by
    that day; else an answer is that of the contact which waits, if it is due within three days of the answer; else it
    becomes a contact of its own on that day, which leaves a ladder of a later day alone. `standing`: the urgent issue
    that was opened about it already (`flows.danger`), which an unsafe answer takes over. Whoever was heard from
    before the walk declared the contact missed was not missed: `missed_at` goes, and the ladder that it began is
    withdrawn with the reason (`late_ladders.withdraw_late_ladder`).

    Returns None where nothing is left to record: the same was said already, a try that reached nobody comes after an
    answer, or "safe" after something that was heard later. Raises Problem("already_recorded") as `record_contact`, and
    Problem("no_contact_due") for a try without any contact.
    """
    note = note.strip()[:_LONGEST_NOTE]
    _check(outcome, note, at)
    by = with_lent_postings(by)
    day = at.astimezone(clock.INDIA).date()
    with transaction.atomic():
        journey = _locked(journey.organisation_id, journey.pk)
        by = gate.within_group(by, _RECORD, journey)
        chosen = _contact_of(journey, contact, day, is_answer=outcome in DECIDED)
        if chosen is None:
            if outcome not in DECIDED:
                raise Problem("no_contact_due", field="outcome")
            return _record_unsolicited_answer(by, journey, day, outcome, note, at, standing)
        held = _lock_rows(chosen)
        gate.require(by, _RECORD, organisation_id=held.contact.organisation_id, place=held.contact.place)
        missed_at = held.contact.missed_at
        was_missed_wrongly = missed_at is not None and at < missed_at and outcome in DECIDED
        is_known = _is_known(held.contact, outcome, at) or not _is_change(held.contact.outcome, outcome)
        if is_known and not was_missed_wrongly:
            return None
        changes: dict[str, Any] = {} if is_known else {"outcome": outcome, "note": note, "contacted_by": by.account_id}
        if not is_known or held.contact.outcome == outcome:
            changes["contacted_at"] = at
        if was_missed_wrongly:
            changes["missed_at"] = None
            withdraw_late_ladder(by=by, contact=held.contact)
        _leave_later_ladder(held, day, is_withdrawn=was_missed_wrongly)
        acts.amend(
            by=by,
            permission=_RECORD,
            correct=_RECORD,
            verb=events.CONTACT_RECORDED,
            row=held.contact,
            changes=changes,
        )
        if not is_known:
            _apply_outcome(by, held, outcome, note, at, standing=standing)
        return held.contact


def _record_unsolicited_answer(
    by: Actor, journey: Journey, day: dt.date, outcome: str, note: str, at: dt.datetime, standing: uuid.UUID | None
) -> Contact:
    """Record an answer of a day on which no contact was due, as a contact of its own: beside one that waits."""
    values: dict[str, Any] = {"outcome": outcome, "note": note, "contacted_at": at, "contacted_by": by.account_id}
    row = _new_unsolicited(by, journey, day, **values)
    acts.record(by=by, permission=_RECORD, verb=events.CONTACT_RECORDED, rows=[row])
    held = _lock_rows(row)
    _leave_later_ladder(held, day)
    _apply_outcome(by, held, outcome, note, at, standing=standing)
    return held.contact


def _leave_later_ladder(held: _LockedRows, day: dt.date, *, is_withdrawn: bool = False) -> None:
    """Leave a ladder alone that belongs to a later day, or was withdrawn with its contact just now."""
    climbing = held.escalation
    if climbing is None:
        return
    if climbing.contact_id == held.contact.pk if is_withdrawn else _due_on(climbing) > day:
        held.escalation = None


def _contact_of(journey: Journey, contact: Contact | None, day: dt.date, *, is_answer: bool) -> Contact | None:
    """The contact to which a report of that day belongs, None if there is none.

    What was heard a day or two before it was due is the answer to it; older news say nothing of the day it waits for.
    """
    rows = Contact.objects.live().filter(organisation_id=journey.organisation_id, journey=journey)
    if contact is not None:
        return rows.filter(pk=contact.pk).first()
    climbing = Escalation.objects.live().filter(
        organisation_id=journey.organisation_id, journey=journey, closed_at__isnull=True
    )
    waits = Q(outcome="", missed_at__isnull=True)
    known = rows.filter(waits | Q(pk__in=climbing.values("contact_id")), due_on__lte=day)
    same_day = rows.filter(rule=UNSOLICITED, due_on=day)
    found = known.order_by("-due_on", "-id").first() or (same_day.first() if is_answer else None)
    if found is not None or not is_answer:
        return found
    return rows.filter(waits, due_on__lte=day + _ANSWERED_AHEAD).order_by("due_on", "id").first()


def _due_on(escalation: Escalation) -> dt.date:
    found = Contact.objects.filter(organisation_id=escalation.organisation_id, pk=escalation.contact_id)
    return found.values_list("due_on", flat=True).get()


def _is_known(contact: Contact, outcome: str, at: dt.datetime) -> bool:
    """Whether a report adds nothing to what is on record of this contact."""
    if contact.outcome not in DECIDED:
        return contact.outcome == outcome
    if outcome in MISSED or contact.outcome == outcome:
        return True
    return outcome == Outcome.SAFE and contact.contacted_at is not None and at <= contact.contacted_at


def cadence_group(journey: Journey) -> str:
    """The group with which her cadence is compared: the same work in the same state or country."""
    where = journey.destination
    region = (where.parent_id if where.level == "city" else where.pk) if where else ""
    return f"{journey.work}:{region or ''}"


def _agreement(journey: Journey) -> Agreement:
    ended = {} if journey.returned_on is None else {"ended_on": clock.today(), "ended_because": Closed.RETURNED.value}
    return Agreement(
        journey=journey, walked_until=_yesterday(), pace=cadence_group(journey), **ended, **location_fields(journey)
    )


def _continue(by: Actor, agreement: Agreement, journey: Journey) -> None:
    """Continue an agreement that ended although the journey is not over."""
    if agreement.ended_on is None or agreement.ended_because == Closed.CASE or journey.returned_on is not None:
        return
    changes = {"ended_on": None, "ended_because": "", "walked_until": max(agreement.walked_until, _yesterday())}
    verb = events.CONTACTS_STARTED
    acts.amend(by=by, permission=_RECORD, correct=_RECORD, verb=verb, row=agreement, changes=changes)


def _yesterday() -> dt.date:
    return clock.today() - dt.timedelta(days=1)


def _unsolicited_contact(by: Actor, journey: Journey) -> Contact:
    day = clock.today()
    mine = {"organisation_id": journey.organisation_id, "journey": journey}
    known = Contact.objects.live().filter(**mine, rule=UNSOLICITED, due_on=day).first()
    return known or _extra_contact(by, journey, UNSOLICITED, day)


def _contact_without_news(by: Actor, journey: Journey) -> Contact:
    """A contact of today on which a ladder can begin: each contact begins only one."""
    today = clock.today()
    mine = {"organisation_id": journey.organisation_id, "journey": journey}
    before = Contact.objects.filter(**mine, rule__startswith=NO_NEWS, due_on=today).count()
    return _extra_contact(by, journey, f"{NO_NEWS}:{before + 1}", today)


def _extra_contact(by: Actor, journey: Journey, rule: str, day: dt.date) -> Contact:
    row = _new_unsolicited(by, journey, day, rule=rule)
    return acts.record(by=by, permission=_RECORD, verb=events.CONTACTS_DUE, rows=[row])[0]


def _new_unsolicited(by: Actor, journey: Journey, day: dt.date, *, rule: str = UNSOLICITED, **values: Any) -> Contact:
    return Contact(
        journey=journey,
        due_on=day,
        by_whom=Assignee.SMS if by.account_id is None else Assignee.DESK,
        rule=rule,
        reason={UNSOLICITED: True},
        answer_by=clock.now() + dt.timedelta(days=1),
        **location_fields(journey),
        **values,
    )


def _check(outcome: str, note: str, at: dt.datetime) -> None:
    if outcome not in Outcome.values:
        raise Problem("missing_required", field="outcome")
    if at > clock.now():
        raise Problem("date_in_future", field="at")
    found = aadhaar_problem(note)
    if found is not None:
        raise found.at("note")


def _is_change(before: str, outcome: str) -> bool:
    if outcome == before:
        return False
    if before not in _LATER or outcome in _LATER[before]:
        return True
    raise Problem("already_recorded", _("She has been heard from already. What was said stays."), field="outcome")


def _lock_rows(contact: Contact) -> _LockedRows:
    office = contact.organisation_id
    journey = _locked(office, contact.journey_id)
    agreements = Agreement.objects.live().filter(organisation_id=office, journey=journey)
    agreement = agreements.select_for_update(of=("self",), no_key=True).first()
    contacts = Contact.objects.select_for_update(of=("self",), no_key=True).select_related("place")
    held = contacts.get(organisation_id=office, pk=contact.pk)
    held.journey = journey
    climbing = Escalation.objects.live().filter(organisation_id=office, journey=journey, closed_at__isnull=True)
    climbing = climbing.select_related("place")
    return _LockedRows(journey, agreement, held, climbing.select_for_update(of=("self",), no_key=True).first())


def _locked(organisation_id: uuid.UUID, journey_id: uuid.UUID) -> Journey:
    return _journeys_locked().get(organisation_id=organisation_id, pk=journey_id)


def _journeys_locked() -> QuerySet[Journey]:
    rows = Journey.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("person", "place", "destination")


def _apply_outcome(
    by: Actor,
    held: _LockedRows,
    outcome: str,
    note: str,
    at: dt.datetime,
    phone: str = "",
    danger: str = "",
    standing: uuid.UUID | None = None,
) -> None:
    if outcome in MISSED:
        if held.contact.missed_at is None:  # a contact starts a ladder only once
            held.contact.missed_at = clock.now()
            held.contact.save(update_fields=["missed_at"])
            plans = plans_of(held.contact.organisation_id)
            start_escalations(by=by, contacts=[held.contact], plans=plans, now=clock.now())
        return
    if held.escalation is not None:
        close_escalation(by=by, escalation=held.escalation, because=str(Closed(outcome)))
    _record_day_heard(held, at.astimezone(clock.INDIA).date())
    if outcome == Outcome.UNSAFE:
        origin = Origin.MESSAGE if by.account_id is None else Origin.CONTACT
        kind = danger or IssueKind.OTHER.value
        issue = urgent_issue(held.journey, kind=kind, origin=origin.value, note=note, phone=phone)
        raise_alarm(by=by, command=issue, standing=standing, is_unsafe=True)
    if outcome == Outcome.RETURNED:
        _record_return_home(by, held, at)


def _record_day_heard(held: _LockedRows, day: dt.date) -> None:
    """Update her mean gap with a day on which she was heard from; several contacts on one day count once."""
    agreement = held.agreement
    if agreement is None or (agreement.heard_on is not None and day <= agreement.heard_on):
        return
    since = agreement.heard_on or held.journey.leaves_on
    if since is not None and day > since:
        agreement.gaps += 1
        agreement.gap_days += (day - since).days
    agreement.heard_on, agreement.changed_at = day, clock.now()
    agreement.save(update_fields=["heard_on", "gaps", "gap_days", "changed_at"])


def _record_return_home(by: Actor, held: _LockedRows, at: dt.datetime) -> None:
    if held.journey.returned_on is None:
        record_return(by=by, journey=held.journey, on=at.astimezone(clock.INDIA).date())
    if held.agreement is not None and held.agreement.ended_on is None:
        changes = {"ended_on": clock.today(), "ended_because": Closed.RETURNED.value}
        acts.amend(
            by=by,
            permission=_RECORD,
            correct=_RECORD,
            verb=events.CONTACTS_ENDED,
            row=held.agreement,
            changes=changes,
        )
