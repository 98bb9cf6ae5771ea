"""Creates the contacts that fall due: once a day for every journey under way, in batches per organisation."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.programme.journeys.models import Companion, Journey, Trigger
from jatan.programme.journeys.rules import is_child
from jatan.programme.people.choices import ConsentPurpose, Sex
from jatan.programme.people.models import Consent
from jatan.programme.people.rules import age_on_day
from jatan.programme.safeguarding import events
from jatan.programme.safeguarding.choices import Assignee, Condition, Outcome
from jatan.programme.safeguarding.models import Agreement, Contact, Escalation
from jatan.programme.safeguarding.plan_bodies import Schedule
from jatan.programme.safeguarding.plans import plans_of
from jatan.programme.safeguarding.rules import Due, due_by_cadence, first_due

BATCH = 2000
_COLUMNS = (
    *("id", "journey_id", "walked_until", "heard_on", "gaps", "gap_days", "pace"),
    *("journey__leaves_on", "journey__person__sex", "journey__person__age", "journey__person__age_on"),
    *("journey__person__birth_year", "journey__under_18", "journey__destination__country_code"),
    "journey__party_id",
)


class Facts(NamedTuple):
    """The facts about one journey under way that the rules use."""

    id: uuid.UUID
    journey_id: uuid.UUID
    walked_until: dt.date
    heard_on: dt.date | None
    gaps: int
    gap_days: int
    pace: str
    left_on: dt.date
    sex: str
    age: int | None
    age_on: dt.date | None
    birth_year: int | None
    under_18: str
    country: str | None
    party: uuid.UUID | None
    is_busy: bool
    is_hard_stop: bool
    is_unsafe: bool
    has_company: bool
    may_be_written_to: bool


def make_contacts(by: Actor, organisation_id: uuid.UUID) -> int:
    """Create the contacts due up to today; returns how many agreements were handled.

    A journey with a waiting contact or an open ladder gets no new contact.
    """
    today = clock.today()
    # Locks the journeys too, as pages do first; rows that a page has locked are left to the next walk.
    rows_free = agreements_to_walk(organisation_id).select_for_update(
        of=("self", "journey"), skip_locked=True, no_key=True
    )
    columns = rows_free.select_related("journey").only("id", "journey__id").order_by("walked_until", "id")
    ids = [agreement.pk for agreement in columns[:BATCH]]
    if not ids:
        return 0
    # A second query, so that it sees changes committed before the rows were locked.
    plans, means = plans_of(organisation_id), _means(organisation_id)
    rows = []
    for facts in _facts(ids):
        schedule = plans.schedule(left_on=facts.left_on, day=today)
        due = None if facts.is_busy else _due(facts, schedule, means, today)
        if due is not None:
            rows.append((facts, due, schedule.number))
    _write(by, rows)
    Agreement.objects.filter(pk__in=ids).update(walked_until=today)
    return len(ids)


def agreements_to_walk(organisation_id: uuid.UUID) -> QuerySet[Agreement]:
    """Agreements of journeys under way for which contacts were not created yet today."""
    today = clock.today()
    return Agreement.objects.live().filter(
        organisation_id=organisation_id,
        ended_on__isnull=True,
        walked_until__lt=today,
        journey__leaves_on__lt=today,
        journey__returned_on__isnull=True,
        journey__withdrawn_at__isnull=True,
    )


def _facts(ids: list[uuid.UUID]) -> Iterable[Facts]:
    mine = {"journey_id": OuterRef("journey_id")}
    waiting = Contact.objects.live().filter(**mine, outcome="", missed_at__isnull=True)
    climbing = Escalation.objects.live().filter(**mine, closed_at__isnull=True)
    unsafe = Contact.objects.live().filter(**mine, outcome=Outcome.UNSAFE)
    companions = Companion.objects.live().filter(**mine)
    fellows = Journey.objects.live().filter(party_id=OuterRef("journey__party_id")).exclude(pk=OuterRef("journey_id"))
    consents = Consent.objects.live().filter(
        person_id=OuterRef("journey__person_id"), purpose=ConsentPurpose.CONTACT, withdrawn_on__isnull=True
    )
    has_phone = ~Q(journey__person__phone="") | ~Q(journey__phone_at_destination="")
    rows = Agreement.objects.filter(pk__in=ids).annotate(
        is_busy=Exists(waiting) | Exists(climbing),
        is_hard_stop=Exists(Trigger.objects.live().filter(**mine)) | Exists(unsafe),
        is_unsafe=Exists(unsafe),
        has_company=Exists(companions) | Exists(fellows),
        may_be_written_to=Exists(consents) & has_phone,
    )
    flags = ("is_busy", "is_hard_stop", "is_unsafe", "has_company", "may_be_written_to")
    return map(Facts._make, rows.values_list(*_COLUMNS, *flags))


def _due(facts: Facts, schedule: Schedule, means: dict[str, float], today: dt.date) -> Due | None:
    # No contact on a day on which she was heard from anyway.
    after = max(facts.walked_until, facts.heard_on or facts.walked_until)
    due = first_due(schedule.lines, _conditions(facts, today), left_on=facts.left_on, after=after, until=today)
    if due is not None:
        return due
    return due_by_cadence(
        schedule.cadence,
        gaps=facts.gaps,
        gap_days=facts.gap_days,
        group_mean=means.get(facts.pace, schedule.cadence.usual_days),
        since=facts.heard_on or facts.left_on,
        on=today,
    )


def _conditions(facts: Facts, today: dt.date) -> set[str]:
    held = {Condition.ALL.value}
    if facts.is_hard_stop:
        held.add(Condition.HARD_STOP.value)
    # Unknown (rows older than the question) is not a child here: the agreed schedule stays.
    if is_child(age_on_day(today, age=facts.age, age_on=facts.age_on, birth_year=facts.birth_year), facts.under_18):
        held.add(Condition.MINOR.value)
    if facts.sex == Sex.FEMALE and not facts.has_company:
        held.add(Condition.WOMAN_ALONE.value)
    if facts.country and facts.country != "IN":
        held.add(Condition.ABROAD.value)
    return held


def _means(organisation_id: uuid.UUID) -> dict[str, float]:
    """The mean gap in days of each group with any gaps, over all travellers that were ever followed."""
    rows = Agreement.objects.live().filter(organisation_id=organisation_id, gaps__gt=0)
    sums = rows.order_by().values_list("pace").annotate(Sum("gap_days"), Sum("gaps"))
    return {pace: days / gaps for pace, days, gaps in sums}


def _write(by: Actor, rows: list[tuple[Facts, Due, int]]) -> None:
    wanted = Journey.objects.filter(pk__in=[facts.journey_id for facts, _due, _number in rows]).select_related("place")
    journeys = {row.pk: row for row in wanted}
    contacts = [
        Contact(plan=number, **_values(journeys[facts.journey_id], facts, due))
        for facts, due, number in rows
        if facts.journey_id in journeys
    ]
    acts.record(by=by, permission=Permission.PEOPLE_RECORD, verb=events.CONTACTS_DUE, rows=contacts)


def _values(journey: Journey, facts: Facts, due: Due) -> dict[str, Any]:
    reason, by_whom = dict(due.reason), due.by
    if by_whom == Assignee.SMS and facts.is_unsafe:
        by_whom = Assignee.DESK  # who said that she is not safe is asked by a person
    elif by_whom == Assignee.SMS and not facts.may_be_written_to:
        by_whom, reason["no_sms"] = Assignee.FORUM_LEADER, True
    morning = dt.datetime.combine(clock.today() + dt.timedelta(days=due.within), dt.time(), clock.INDIA)
    return {
        **journey.location_fields,
        "journey": journey,
        "due_on": due.on,
        "by_whom": by_whom,
        "rule": due.rule,
        "reason": reason,
        "answer_by": morning,
    }
