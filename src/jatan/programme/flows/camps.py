"""Camps: their one activity, and what each line of the list brings, through the same services as the single pages.

A line is recorded as a whole or not at all. Somebody who leaves passes the flow of departures with its check for hard
stops, agreed contacts and consents; a line that cannot be read, or may mean somebody on record, waits with its reason.
"""

import dataclasses
import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.places.services import save_localities
from jatan.kernel.problems import Problem, Problems, raise_any
from jatan.kernel.written_days import read_day
from jatan.programme.activities.choices import ActivityKind
from jatan.programme.activities.commands import RecordActivity
from jatan.programme.activities.models import Activity
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.campaigns import camps
from jatan.programme.campaigns.choices import LineState
from jatan.programme.campaigns.commands import NEW, HoldCamp, KeepLine
from jatan.programme.campaigns.models import Camp, Campaign, CampaignActivity, CampLine
from jatan.programme.campaigns.taking_in import put_in
from jatan.programme.flows.departures import find_open_journeys, register_departures
from jatan.programme.helpdesk.commands import ReceiveIssue
from jatan.programme.helpdesk.services import receive_issue
from jatan.programme.journeys.departure_commands import ConsentGiven, RegisterDepartures, Traveller
from jatan.programme.journeys.models import Journey
from jatan.programme.people.commands import GiveConsent, RegisterPerson
from jatan.programme.people.consent_texts import current_text
from jatan.programme.people.list_lines import read_age, read_phone, stated_differently
from jatan.programme.people.look_alikes import LIKELY, Shown, refuse_unseen, seen
from jatan.programme.people.models import Consent, Person
from jatan.programme.people.reach import live
from jatan.programme.people.rules import age_on_day
from jatan.programme.people.selectors import people
from jatan.programme.people.services import PERSON, give_consent, record_stated_details, register_person
from jatan.programme.schemes.commands import RecordLinkage
from jatan.programme.schemes.services import LINKAGE
from jatan_names import fold

TWICE = "twice_in_list"
_TWICE = _("Line %(number)s has this name too. Is it another person? If not, set this line aside.")
_LEFT_ALREADY = _(
    "The day lies before the camp: whoever has left already is not registered before leaving. Record that journey on"
    " its own page, and take the tick away here."
)


def record_activity_in(*, by: Actor, command: RecordActivity, campaign: Campaign | None) -> Activity:
    """Record an activity, as part of a campaign if one is given."""
    with transaction.atomic():
        activity = ACTIVITY.record(by=by, command=command)
        if campaign is not None:
            put_in(by=by, campaign=campaign, records=[activity])
    return activity


def hold_camp(
    *, by: Actor, activity: RecordActivity, topics: Sequence[str] = (), campaign: Campaign | None = None
) -> Camp:
    """Record a camp with its one activity, as part of a campaign if one is given."""
    with transaction.atomic():
        if activity.kind != ActivityKind.CAMP:
            activity = dataclasses.replace(activity, kind=ActivityKind.CAMP.value)
        held = record_activity_in(by=by, command=activity, campaign=campaign)
        command = HoldCamp(
            organisation=activity.organisation,
            place=activity.place,
            panchayat=activity.panchayat,
            village=activity.village,
            activity=held,
            topics=list(topics),
        )
        return camps.CAMP.record(by=by, command=command)


def withdraw_camp(*, by: Actor, camp: Camp, reason: str) -> None:
    """Withdraw a camp and its activity: both leave every list and count."""
    with transaction.atomic():
        camps.CAMP.withdraw(by=by, row=camp, reason=reason)
        ACTIVITY.withdraw(by=by, row=camp.activity, reason=reason)


def take_lines(*, by: Actor, camp: Camp, commands: Sequence[KeepLine]) -> Counter[str]:
    """Keep the lines, then record one after the other, each as a whole or not at all.

    Returns how many are recorded ("taken") and how many wait ("waiting"). What the actor may not record waits too.
    Raises gate.Forbidden where she may keep no lines at all, Problem for too many.
    """
    kept = camps.keep_lines(by=by, camp=camp, commands=_with_people_within_reach(by, camp, commands))
    links = live(CampaignActivity).filter(organisation_id=camp.organisation_id, activity=camp.activity_id)
    campaigns = [link.campaign for link in links.select_related("campaign", "campaign__place")]
    states: Counter[str] = Counter()
    for line in kept:
        if line.state == LineState.WAITING and line.withdrawn_at is None:
            states[_take_line(by, camp, line, campaigns)] += 1
    return states


def keep_for_later(*, by: Actor, camp: Camp, found: Sequence[tuple[KeepLine, Sequence[Problem]]]) -> int:
    """Keep lines that somebody has to look at before they are recorded, with what is wrong so far."""
    kept = camps.keep_lines(by=by, camp=camp, commands=[command for command, _problems in found])
    for line, (_command, problems) in zip(kept, found, strict=True):
        if problems:
            camps.mark_waiting(by=by, line=line, problems=problems)
    return len(kept)


def _new_person(line: CampLine, age: int | None, phone: str, day: dt.date) -> RegisterPerson:
    return RegisterPerson(
        organisation=line.organisation_id,
        place=line.place,
        panchayat=line.panchayat,
        village=line.village,
        name=line.name,
        guardian_name=line.guardian_name,
        sex=line.sex,
        age=age,
        age_on=day if age is not None else None,
        phone=phone,
    )


def _with_people_within_reach(by: Actor, camp: Camp, commands: Sequence[KeepLine]) -> list[KeepLine]:
    """The commands; whoever chose somebody who is not on record within her reach is asked again."""
    ids = {command.choice for command in commands} - {"", NEW}
    known: set[str] = set()
    if ids:
        rows = people(by).filter(organisation_id=camp.organisation_id, id__in=ids)
        known = {str(key) for key in rows.order_by().values_list("id", flat=True)}
    return [command if command.choice in {"", NEW, *known} else command.changed({"choice": ""}) for command in commands]


def _take_line(by: Actor, camp: Camp, line: CampLine, campaigns: Sequence[Campaign]) -> str:
    try:
        with transaction.atomic():
            _Line(by, camp, line, campaigns).take()
    except (Problem, Problems) as wrong:
        listed = [uuid.UUID(one) for problem in wrong.problems if problem.code == LIKELY for one in problem.candidates]
        _refresh(line)
        camps.mark_waiting(by=by, line=line, problems=wrong.problems, listed=listed)
        return LineState.WAITING
    except gate.Forbidden:
        _refresh(line)
        forbidden = Problem("forbidden", _("You may not record this here. Ask somebody who may."))
        camps.mark_waiting(by=by, line=line, problems=[forbidden])
        return LineState.WAITING
    return LineState.TAKEN


def _refresh(line: CampLine) -> None:
    """What was set on the instance before the refusal was rolled back in the database: read it again."""
    stored = CampLine.objects.select_related("place", "person").get(organisation_id=line.organisation_id, pk=line.pk)
    for field in CampLine._meta.concrete_fields:
        setattr(line, field.attname, getattr(stored, field.attname))


class _Line:
    """One line with its values as read."""

    def __init__(self, by: Actor, camp: Camp, line: CampLine, campaigns: Sequence[Campaign]) -> None:
        self.by, self.camp, self.line, self.campaigns = by, camp, line, campaigns
        self.day: dt.date = camp.activity.held_on
        self.where: dict[str, Any] = {
            "organisation": line.organisation_id,
            "place": line.place,
            "panchayat": line.panchayat,
            "village": line.village,
        }

    def take(self) -> None:
        """Record all that the line brings. Raises Problem, Problems or gate.Forbidden."""
        self._read()
        person, register = self._who()
        results: dict[str, Any] = {}
        if self.line.is_leaving:
            journey = self._register_journey(person, register)
            person, results["journey"] = journey.person, journey
        elif register is not None and self._brings_something:
            person = register_person(by=self.by, command=register, shown=self._shown)
            self._give_consents(person)
        elif person is not None:
            self._state_details(person)
            self._give_consents(person)
        if person is not None:
            results["person"] = person
            if self.line.scheme:
                results["linkage"] = self._apply(person)
            if self.line.issue_kind:
                results["issue"] = self._receive(person)
        save_localities(self.line.organisation_id, [(self.line.place, self.line.panchayat, self.line.village)])
        camps.mark_taken(by=self.by, line=self.line, results=results)

    @property
    def _brings_something(self) -> bool:
        """Whoever only came is counted in the list and has no record of her own."""
        return bool(self.line.is_leaving or self.line.scheme or self.line.issue_kind)

    def _read(self) -> None:
        """Read age, telephone and day. Raises Problems: all of them at once."""
        found: list[Problem] = []
        self.age = self.leaves_on = None
        self.phone = ""
        try:
            self.age = read_age(self.line.age_as_written)
        except Problem as wrong:
            found.append(wrong.at("age_as_written"))
        try:
            self.phone = read_phone(self.line.phone_as_written)
        except Problem as wrong:
            found.append(wrong.at("phone_as_written"))
        if self.line.is_leaving and self.line.leaves_on_as_written:
            try:
                self.leaves_on = read_day(self.line.leaves_on_as_written, near=self.day, ahead=True)
            except Problem as wrong:
                found.append(wrong.at("leaves_on_as_written"))
            if self.leaves_on is not None and self.leaves_on < self.day:
                found.append(Problem("left_already", _LEFT_ALREADY, field="leaves_on_as_written"))
        raise_any(found)

    def _who(self) -> tuple[Person | None, RegisterPerson | None]:
        """The person on record who was chosen, or the command for somebody new. Raises Problem while that is open."""
        if self.line.person_id is not None:
            try:
                return PERSON.find(self.by, self.line.person_id), None
            except Person.DoesNotExist as gone:
                message = _("This person is not on record any more. Choose again.")
                raise Problem("no_such_person", message, field="choice") from gone
        command = _new_person(self.line, self.age, self.phone, self.day)
        if self._brings_something:
            refuse_unseen(self.by, command, self._shown, field="choice")
        if not self.line.is_new:
            self._refuse_twice()
        return None, command

    @property
    def _shown(self) -> Shown:
        """Those who were listed, once somebody has said that it is none of them."""
        return seen(self.line.listed if self.line.is_new else ())

    def _refuse_twice(self) -> None:
        """Two lines of one name in a list: nobody says by herself which of them is right."""
        others = live(CampLine).filter(organisation_id=self.line.organisation_id, camp=self.camp)
        same = fold(self.line.name)
        for number, name in others.filter(number__lt=self.line.number).values_list("number", "name"):
            if fold(name) == same:
                raise Problem(TWICE, _TWICE % {"number": number}, field="choice")

    def _register_journey(self, person: Person | None, register: RegisterPerson | None) -> Journey:
        under_18 = self.line.under_18 if self._known_age(person) is None else ""
        if self._known_age(person) is None and not under_18:
            message = _("The age is not known: say whether this person is under 18.")
            raise Problem("missing_required", message, field="under_18")
        traveller = Traveller(
            person=person,
            register=register,
            shown=self._shown,
            own={},
            under_18=under_18,
            consents=tuple(self._consents(person)),
            **self._new_details(person),
        )
        command = RegisterDepartures(
            **self.where,
            id=self.line.pk,
            registered_on=self.day,
            journey={
                "leaves_on": self.leaves_on,
                "destination": self.line.destination,
                "destination_as_written": self.line.destination_as_written,
                "work": self.line.work,
            },
            travellers=(traveller,),
            topics=tuple(self.camp.topics),
            language=self.by.language,
        )
        seen = (
            [row.pk for row in find_open_journeys(self.by, [person])] if person and self.line.open_journey_seen else []
        )
        try:
            journey = register_departures(by=self.by, command=command, despite_open=seen)[0]
        except Problem as wrong:
            raise wrong.at("open_journey_seen") if wrong.code == "open_journey" else wrong from wrong
        for campaign in self.campaigns:
            put_in(by=self.by, campaign=campaign, records=[journey])
        return journey

    def _known_age(self, person: Person | None) -> int | None:
        if self.age is not None or person is None:
            return self.age
        return age_on_day(self.day, age=person.age, age_on=person.age_on, birth_year=person.birth_year)

    def _new_details(self, person: Person | None) -> dict[str, Any]:
        """Telephone and age that a person on record states differently today."""
        return {} if person is None else stated_differently(person, age=self.age, phone=self.phone)

    def _state_details(self, person: Person) -> None:
        details = self._new_details(person)
        if details:
            record_stated_details(by=self.by, person=person, **details)

    def _consents(self, person: Person | None) -> list[ConsentGiven]:
        """The purposes ticked that she has not agreed to before, with the text read out at the camp."""
        given: set[str] = set()
        if person is not None:
            rows = live(Consent).filter(organisation_id=person.organisation_id, person=person, withdrawn_on=None)
            given = set(rows.values_list("purpose", flat=True))
        texts = [current_text(purpose, self.by.language) for purpose in self.line.consents if purpose not in given]
        return [ConsentGiven(purpose=one.purpose, text_version=one.version, language=one.language) for one in texts]

    def _give_consents(self, person: Person) -> None:
        for one in self._consents(person):
            give_consent(
                by=self.by,
                command=GiveConsent(
                    person=person,
                    purpose=one.purpose,
                    text_version=one.text_version,
                    language=one.language,
                    how=one.how,
                    given_on=self.day,
                ),
            )

    def _apply(self, person: Person) -> Any:
        command = RecordLinkage(**self.where, person=person, scheme=self.line.scheme, applied_on=self.day)
        return LINKAGE.record(by=self.by, command=command)

    def _receive(self, person: Person) -> Any:
        command = ReceiveIssue(
            **self.where,
            person=person,
            received_on=self.day,
            kind=self.line.issue_kind,
            caller_name=person.name,
            caller_phone=self.phone or person.phone,
            sex=person.sex,
            age=self._known_age(person),
            description=self.line.what_happened,
        )
        return receive_issue(by=self.by, command=command)
