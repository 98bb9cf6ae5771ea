"""No news of somebody who left: from what the family tells to the issue, the ladder and the requests for an FIR.

One sitting, one transaction. The issue stays open and is asked after daily until it is closed as "found"
(`record_found`); what the police are given and answer stands on it (`helpdesk.services`, `letters.services`).
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import ClassVar

from django.conf import settings
from django.db import transaction
from django.utils import formats, translation
from django.utils.translation import gettext_lazy

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.flows.no_news_questions import STATED, stated_lines
from jatan.programme.helpdesk.alarms import raise_alarm
from jatan.programme.helpdesk.choices import IssueKind, Origin
from jatan.programme.helpdesk.commands import ReceiveIssue
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.services import resolve_issue
from jatan.programme.journeys.models import Journey
from jatan.programme.letters.choices import LetterKind, LetterLanguage, LetterOffice
from jatan.programme.letters.commands import WriteLetter
from jatan.programme.letters.models import OfficeLetter
from jatan.programme.letters.selectors import letters
from jatan.programme.letters.services import LETTER
from jatan.programme.letters.texts import Sources, fill
from jatan.programme.people.base_command import Command
from jatan.programme.people.choices import Sex
from jatan.programme.people.models import Person
from jatan.programme.people.rules import normalise_phone
from jatan.programme.people.selectors import people
from jatan.programme.safeguarding.choices import DECIDED
from jatan.programme.safeguarding.services import record_no_news, record_unsolicited_contact

# The family carries one to the police station and one to the Anti-Human-Trafficking Unit.
_OFFICES = (LetterOffice.POLICE, LetterOffice.AHTU)


@dataclasses.dataclass(frozen=True, kw_only=True)
class ReportNoNews(Command):
    """What the family tells. Either `person` (with or without her `journey`), or the `name` of somebody not on record.

    `is_feared`: they suspect that she was sold, taken away by deceit, or is held.
    """

    REQUIRED: ClassVar = ("teller",)
    COUNTS: ClassVar = ("age",)
    OWN_DAYS: ClassVar = ("last_heard_on",)
    CHOICES: ClassVar = {"sex": frozenset(Sex.values)}
    LINKS: ClassVar = ("person", "journey")
    LIMITS: ClassVar = {
        one.code: one.most for one in STATED.values() if one.kind == "text" and one.code != "name" and one.most
    } | {"teller_phone": 15}

    person: Person | None = None
    journey: Journey | None = None
    name: str = ""
    sex: str = ""
    age: int | None = None
    teller: str
    relation: str = ""
    teller_phone: str = ""
    last_heard_on: dt.date | None = None
    last_seen: str = ""
    with_whom: str = ""
    marks: str = ""
    tried: str = ""
    is_feared: bool = False

    def _problems(self) -> Iterable[Problem]:
        if self.person is None and not self.name:
            yield Problem("missing_required", field="name")
        if self.journey is not None and self.journey.returned_on is not None:
            yield Problem("not_at_this_stage", gettext_lazy("This journey is over: she came home."), field="teller")

    @property
    def missing(self) -> str:
        """The name of whom there is no news."""
        return self.person.name if self.person is not None else self.name


def report_no_news(
    *, by: Actor, command: ReportNoNews, origin: str = Origin.DESK.value, standing: uuid.UUID | None = None
) -> Issue:
    """Write down that there is no news of somebody; returns her urgent issue at the desk.

    An issue about it that is open already gets a follow-up instead of a second one. Her ladder begins with the first
    step that a person takes; without a journey on record there is none. The requests for an FIR are written in Hindi,
    one for each office that has none from this issue yet. `origin`: an Origin. `standing`: the issue that was opened of
    the same thing when it arrived.
    """
    with transaction.atomic():
        issue = _urgent_issue(by, command, origin, standing)
        if command.journey is not None:
            _start_ladder(by, command.journey)
        person = _person(by, command)
        with _desk(by, command, origin) as desk:
            _write_requests(desk, issue, command, person)
    return issue


@contextmanager
def _desk(by: Actor, command: ReportNoNews, origin: str) -> Iterator[Actor]:
    """Who acts at the desk: whoever sits there, else the machine: a leader reaches no issue that others brought."""
    if origin == Origin.DESK:
        yield by
    else:
        with acting_as(machine_for([command.organisation])) as machine:
            yield machine


def record_found(*, by: Actor, issue: Issue, on: dt.date, outcome: str) -> bool:
    """She is found: the issue is closed, and what was heard of her is recorded on her journey, both of the day `on`.

    `outcome` "safe", "returned" or "unsafe"; after "unsafe" an urgent issue of its own is open at the desk.
    """
    if outcome not in DECIDED:
        raise Problem("missing_required", field="outcome")
    with transaction.atomic():
        about = None
        if issue.about_journey is not None:
            rows = Journey.objects.live().filter(organisation_id=issue.organisation_id, pk=issue.about_journey)
            about = rows.select_related("person", "place").first()
        done = resolve_issue(by=by, issue=issue, on=on)
        if about is not None and about.returned_on is None:
            noon = dt.datetime.combine(on, dt.time(12), clock.INDIA)
            with _who_records(by, about) as recorder:
                record_unsolicited_contact(by=recorder, journey=about, outcome=outcome, at=min(noon, clock.now()))
    return done


def fir_requests(by: Actor, issue: Issue) -> list[OfficeLetter]:
    """The requests for an FIR that were written from this issue, the one to the police station first."""
    rows = letters(by).filter(issue=issue, kind=LetterKind.MISSING)
    order = {office.value: place for place, office in enumerate(_OFFICES)}
    return sorted(rows, key=lambda row: (order.get(row.office, len(order)), row.recorded_at))


def _start_ladder(by: Actor, journey: Journey) -> None:
    with _who_records(by, journey) as recorder:
        record_no_news(by=recorder, journey=journey)


@contextmanager
def _who_records(by: Actor, journey: Journey) -> Iterator[Actor]:
    """Who told it, where she may record on the journey; else the machine: whoever takes the call, the ladder begins."""
    if gate.allows(by, Permission.PEOPLE_RECORD, organisation_id=journey.organisation_id, place=journey.place):
        yield by
    else:
        with acting_as(machine_for([journey.organisation_id])) as machine:
            yield machine


def _urgent_issue(by: Actor, command: ReportNoNews, origin: str, standing: uuid.UUID | None) -> Issue:
    """The one opened now, or the open one with a follow-up.

    It names who told it and her number: on the missing person's own nobody answers. It is asked after tomorrow; today,
    where nobody at the desk has heard it yet.
    """
    today = clock.today()
    phone = normalise_phone(command.teller_phone)
    return raise_alarm(
        by=by,
        command=ReceiveIssue(
            organisation=command.organisation,
            place=command.place,
            panchayat=command.panchayat,
            village=command.village,
            received_on=today,
            kind=IssueKind.MISSING_CONTACT.value,
            person=command.person,
            caller_name=command.teller,
            caller_phone=phone if len(phone) <= 15 else "",
            sex=command.person.sex if command.person is not None else command.sex,
            age=command.age if command.person is None else None,
            description=_stated_in_words(command),
            is_urgent=True,
            origin=origin,
            about_journey=command.journey.pk if command.journey is not None else None,
            next_follow_up_on=today + dt.timedelta(days=1) if origin == Origin.DESK else today,
        ),
        standing=standing,
        machine=None if origin == Origin.DESK else machine_for([command.organisation]),
    )


def _write_requests(by: Actor, issue: Issue, command: ReportNoNews, person: Person | None) -> None:
    known = {row.office for row in fir_requests(by, issue)}
    language = LetterLanguage.HINDI.value
    with translation.override(language):
        stated = _stated(command)
    sources = Sources(issue, person, command.journey, stated=stated, is_feared=command.is_feared)
    for office in _OFFICES:
        if office.value in known:
            continue
        text = fill(sources, LetterKind.MISSING, office, language)
        written = WriteLetter(
            organisation=issue.organisation_id,
            place=issue.place,
            panchayat=issue.panchayat,
            village=issue.village,
            issue=issue,
            kind=LetterKind.MISSING.value,
            office=office.value,
            language=language,
            template=text.template,
            written_on=clock.today(),
            addressee=text.addressee,
            subject=text.subject,
            body=text.body,
            sender=text.sender,
            enclosures=text.enclosures,
        )
        LETTER.record(by=by, command=written)


def _person(by: Actor, command: ReportNoNews) -> Person | None:
    """Her row with all that an application says of her; None where this actor may not see her."""
    if command.person is None or not by.may(Permission.PEOPLE_SEE):
        return None
    return people(by).filter(pk=command.person.pk).first()


def _stated(command: ReportNoNews) -> Mapping[str, str]:
    """What was told, by the names of the facts of an application, in the active language."""
    day = command.last_heard_on
    found = {
        "teller": command.teller,
        "relation": command.relation,
        "teller_phone": command.teller_phone,
        "last_heard": formats.date_format(day, "j E Y") if day is not None else "",
        "last_seen": command.last_seen,
        "with_whom": command.with_whom,
        "marks": command.marks,
        "tried": command.tried,
    }
    if command.person is None:
        found |= {"name": command.name, "phone": command.teller_phone}
    return found


def _stated_in_words(command: ReportNoNews) -> str:
    """What was told as lines of the issue, in the house's language: it is read by others than who writes it."""
    with translation.override(settings.LANGUAGE_CODE):
        facts = _stated(command)
        asked = {"name": command.missing, "last_heard_on": facts["last_heard"], "is_feared": command.is_feared}
        return "\n".join(stated_lines({**facts, **asked}))
