"""The demo's last year of safe migration: registration, conversation, contacts answered or missed, and return.

Everything goes through the services with the clock set to its day. A killed build may run this again: each party has
a fixed id, and what is recorded already is left unchanged.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from jatan.demo import trips
from jatan.demo.trips import Trip
from jatan.foundation.access.actors import Actor, actor_of, importer_for
from jatan.foundation.access.models import Account
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.programme.flows.departures import register_departures
from jatan.programme.flows.homecoming import record_homecoming
from jatan.programme.helpdesk.choices import Origin
from jatan.programme.helpdesk.commands import ReceiveIssue
from jatan.programme.helpdesk.selectors import issues
from jatan.programme.helpdesk.services import ISSUE, resolve_issue
from jatan.programme.journeys.commands import RecordOutcome
from jatan.programme.journeys.departure_commands import ConsentGiven, GivenAnswer, RegisterDepartures
from jatan.programme.journeys.departure_commands import Traveller as TravellerCommand
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.services import acknowledge_trigger, issue_pass
from jatan.programme.people.commands import RegisterPerson
from jatan.programme.people.consent_texts import current_text
from jatan.programme.people.look_alikes import AFTERWARDS
from jatan.programme.safeguarding.models import Contact, Escalation
from jatan.programme.safeguarding.selectors import contacts, open_escalations, open_triggers, steps
from jatan.programme.safeguarding.services import acknowledge_step, record_contact, walk

_NAMESPACE = uuid.UUID("5c6f1f3e-6a2b-4a57-9a41-1d1f7a0c2a11")
# The acting account of the two members that follow up; the others are recorded like an imported register.
_WHO = {"D03": "desk@demo.jatan", "D02": "khunti@demo.jatan"}
_PAID = "DEMO-%d"
_EVERY = 9
# Hard stops of parties that left longer ago are acknowledged in the demo; the others stay open.
_TAKEN_OVER_AFTER = dt.timedelta(days=20)
_DAILY = trips.LONGEST_SILENCE
_TOPICS = ("rights", "papers", "money", "help", "contact")
_NINE = dt.time(9, 0)


@dataclass
class _Office:
    """One member organisation: acting account, places, and its own random generator."""

    actor: Actor
    organisation: uuid.UUID
    blocks: list[Place]
    cities: Mapping[str, Place]
    today: dt.date
    rng: Random
    is_following: bool
    silent: dict[uuid.UUID, dt.date] = field(default_factory=dict)


def simulate_journeys(parties: Iterable[Trip] | None = None) -> None:
    """Simulate the year of every member, day by day. The demo's accounts must exist.

    `parties`: the parties to simulate; those of the whole plan when left out.
    """
    today = clock.today()
    trips_of_member: dict[str, list[Trip]] = defaultdict(list)
    for trip in trips.trips(today) if parties is None else parties:
        trips_of_member[trip.member].append(trip)
    accounts = {code: Account.objects.get(email=email) for code, email in _WHO.items()}
    cities = {place.name_en: place for place in Place.objects.filter(level="city")}
    for organisation in Organisation.objects.filter(code__in=trips_of_member).order_by("code"):
        district = organisation.districts.get().district_id
        account = accounts.get(organisation.code)
        office = _Office(
            actor=actor_of(account) if account else importer_for(organisation.id),
            organisation=organisation.id,
            blocks=list(Place.objects.filter(level="block", district=district).order_by("name_en")[:6]),
            cities=cities,
            today=today,
            rng=Random(trips.SEED + int(organisation.code[1:])),  # noqa: S311 - invented data, not a secret
            is_following=account is not None,
        )
        _play(office, trips_of_member[organisation.code])


def _play(office: _Office, trips_to_play: Iterable[Trip]) -> None:
    leaving, returning = defaultdict(list), defaultdict(list)
    for trip in trips_to_play:
        leaving[trip.registered_on].append(trip)
        if trip.returned_on is not None:
            returning[trip.returned_on].append(trip)
    for ago in range(trips.YEAR + 10, 0, -1):
        day = office.today - dt.timedelta(days=ago)
        walks = office.is_following and ago <= trips.FOLLOWED_DAYS and (ago <= _DAILY or ago % _EVERY == 0)
        if not (walks or leaving[day] or returning[day]):
            continue
        with clock.frozen_at(dt.datetime.combine(day, _NINE, clock.INDIA)):
            if walks:
                walk(organisations=[office.organisation])
            with acting_as(office.actor):
                for trip in leaving[day]:
                    _register(office, trip)
                for trip in returning[day]:
                    _come_home(office, trip)
                if walks:
                    _hear_from(office, day)
    if office.is_following:
        with acting_as(office.actor):
            _recover_money(office)


def _register(office: _Office, trip: Trip) -> None:
    place = office.blocks[trip.block % len(office.blocks)]
    name, phone = trip.agent
    journeys = register_departures(
        by=office.actor,
        command=RegisterDepartures(
            organisation=office.organisation,
            place=place,
            village=trip.village,
            id=_id(trip),
            registered_on=trip.registered_on,
            journey={
                "leaves_on": trip.leaves_on,
                "expected_return_on": trip.leaves_on + dt.timedelta(days=180),
                "destination": office.cities.get(trip.city),
                "work": trip.work,
                "wage_promised": trip.wage,
                "hours_promised": 8,
                "agent_name": name,
                "agent_phone": phone,
            },
            travellers=tuple(_traveller(office, trip, number, place) for number in range(len(trip.travellers))),
            topics=_TOPICS if trip.is_counselled else (),
            given_to="both",
        ),
    )
    if office.today - trip.leaves_on > _TAKEN_OVER_AFTER:
        _take_over_hard_stops(office, journeys)
    for journey in journeys if office.is_following else ():
        _look_after(office, trip, journey)


def _take_over_hard_stops(office: _Office, journeys: Sequence[Journey]) -> None:
    """Acknowledge the hard stops of departures long ago and resolve the issues that they opened."""
    stops = list(open_triggers(office.actor).filter(journey__in=journeys))
    for stop in stops:
        acknowledge_trigger(by=office.actor, trigger=stop, what_was_done="घर जाकर बात हुई; परिवार ने मिलकर तय किया")
    handed = [stop.journey_id for stop in stops]
    for issue in issues(office.actor).filter(about_journey__in=handed, origin=Origin.TRIGGER) if handed else ():
        resolve_issue(by=office.actor, issue=issue, on=clock.today())


def _traveller(office: _Office, trip: Trip, number: int, place: Place) -> TravellerCommand:
    who = trip.travellers[number]
    person = RegisterPerson(
        organisation=office.organisation,
        place=place,
        village=trip.village,
        name=who.name,
        guardian_name=who.guardian,
        sex=who.sex,
        age=who.age,
        age_on=trip.registered_on,
        phone=who.phone,
    )
    consents = tuple(
        ConsentGiven(purpose=purpose, text_version=current_text(purpose, "hi").version)
        for purpose in ("record", "contact")
    )
    answers = {code: GivenAnswer(answer=answer) for code, answer in trip.answers}
    own = {"papers_in_hand": ["voter_id", "ration_card"] if number % 2 == 0 else ["voter_id"]}
    return TravellerCommand(
        register=person, shown=AFTERWARDS, own=own, family="one", consents=consents, answers=answers
    )


def _look_after(office: _Office, trip: Trip, journey: Journey) -> None:
    if not trip.is_followed(office.today):
        return
    issue_pass(by=office.actor, journey=journey)
    if trip.silent is not None:
        office.silent[journey.pk] = trip.silent


def _come_home(office: _Office, trip: Trip) -> None:
    first = Journey.objects.select_related("place", "party").get(pk=_id(trip))
    party = [first] if first.party_id is None else Journey.objects.filter(party=first.party_id).select_related("place")
    for journey in party:
        if journey.outcomes.filter(withdrawn_at__isnull=True).exists():
            continue
        outcome = RecordOutcome(
            journey=journey,
            returned_on=clock.today(),
            wage_actual=trip.paid,
            hours_actual=office.rng.choice((8, 9, 10, 12)),
            months_worked=max(1, (clock.today() - trip.leaves_on).days // 30),
            dues=trip.dues,
            injury="minor" if office.rng.random() < 0.05 else "none",
            papers_back="yes",
            reason="not_paid" if trip.dues > 4000 else "work_ended",
            goes_again=office.rng.random() < 0.5,
        )
        record_homecoming(by=office.actor, command=outcome)


def _hear_from(office: _Office, day: dt.date) -> None:
    """Answer the waiting contacts and close most open escalations; travellers who are to stay silent do not answer."""
    waiting = contacts(office.actor).filter(outcome="", missed_at__isnull=True, due_on__lte=day)
    for contact in waiting.order_by("id"):
        if not _is_silent(office, contact, day):
            _answer(office, contact)
    for escalation in open_escalations(office.actor):
        if _is_silent(office, escalation, day):
            _take_steps(office, escalation)
        elif office.rng.random() < 0.8:
            record_contact(by=office.actor, contact=escalation.contact, outcome="safe")


def _answer(office: _Office, contact: Contact) -> None:
    chance = office.rng.random()
    if chance < 0.05:
        return  # nobody called in time
    outcome = "safe" if chance < 0.92 else "unreachable" if chance < 0.97 else "someone_else"
    record_contact(by=office.actor, contact=contact, outcome=outcome)


def _take_steps(office: _Office, escalation: Escalation) -> None:
    """Acknowledge the first open step of an escalation in most cases; the later steps stay open."""
    for step in steps(office.actor).filter(escalation=escalation, acknowledged_at__isnull=True)[:1]:
        if office.rng.random() < 0.6:
            acknowledge_step(by=office.actor, step=step, what_was_done="फ़ोन किया; घरवालों से बात हुई")


def _is_silent(office: _Office, row: Contact | Escalation, day: dt.date) -> bool:
    since = office.silent.get(row.journey_id)
    return since is not None and day >= since


def _recover_money(office: _Office) -> None:
    """Record resolved issues of the last months in which the help desk recovered wages."""
    if issues(office.actor).filter(reference_number=_PAID % 0).exists():
        return
    commands = [
        ReceiveIssue(
            organisation=office.organisation,
            place=office.blocks[number % len(office.blocks)],
            received_on=office.today - dt.timedelta(days=40 + 25 * number),
            kind="unpaid_wages",
            status="resolved",
            reference_number=_PAID % number,
            resolved_on=office.today - dt.timedelta(days=10 + 25 * number),
            money_recovered=4000 + 1500 * number,
        )
        for number in range(7)
    ]
    ISSUE.record_all(by=office.actor, commands=commands)


def _id(trip: Trip) -> uuid.UUID:
    return uuid.uuid5(_NAMESPACE, f"{trip.member}:{trip.number}")
