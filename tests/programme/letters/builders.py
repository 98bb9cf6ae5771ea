"""Builders of applications for tests; they call the services."""

import datetime as dt
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.programme.allies.models import Ally
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.commands import RecordOutcome
from jatan.programme.journeys.outcomes import outcome_of
from jatan.programme.journeys.services import record_outcome
from jatan.programme.letters.choices import LetterKind
from jatan.programme.letters.commands import WriteLetter
from jatan.programme.letters.models import OfficeLetter
from jatan.programme.letters.services import LETTER
from jatan.programme.letters.texts import Sources, fill, usual_office
from tests.cast import Cast
from tests.programme.helpdesk.builders import an_issue
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person
from tests.programme.schemes.builders import a_linkage


def full_sources(by: Actor, cast: Cast, *, kind: str = "unpaid_wages", ally: Ally | None = None) -> Sources:
    """An issue about a person with a journey that has ended, dues and an application to a scheme: all of it known."""
    person = a_person(by, cast, panchayat="टोटो पंचायत", phone="9876543210", age_on=clock.today())
    journey = a_journey(
        by,
        person,
        employer="श्री बालाजी मिल्स",
        leaves_on=dt.date(2025, 12, 1),
        family_contact_name="फूलो देवी",
        family_contact_phone="9431200000",
    )
    record_outcome(
        by=by,
        command=RecordOutcome(
            organisation=journey.organisation_id,
            place=journey.place,
            journey=journey,
            returned_on=dt.date(2026, 8, 3),
            months_worked=8,
            dues=48_565,
        ),
    )
    journey.refresh_from_db()
    linkage = a_linkage(by, person, scheme="pension", applied_on=dt.date(2026, 9, 4))
    issue = an_issue(
        by,
        cast,
        kind=kind,
        person=person,
        about_journey=journey.pk,
        caller_phone="9431211111",
        description="मुंशी ने कार्ड रख लिया",
        village="टोटो",
    )
    return Sources(issue, person, journey, outcome_of(by, journey), linkage, ally)


def bare_sources(by: Actor, cast: Cast, *, kind: str = "unpaid_wages") -> Sources:
    """An issue of which nothing is known but its kind and its district."""
    return Sources(an_issue(by, cast, kind=kind, caller_name="", place=cast.gumla_district))


def a_letter(by: Actor, issue: Issue, kind: LetterKind = LetterKind.WAGES, **answers: Any) -> OfficeLetter:
    """An application filled from the issue alone and kept; `answers` override fields."""
    text = fill(Sources(issue), kind, usual_office(kind), "hi")
    usual: dict[str, Any] = {
        "organisation": issue.organisation_id,
        "place": issue.place,
        "issue": issue,
        "kind": kind.value,
        "office": usual_office(kind).value,
        "language": "hi",
        "template": text.template,
        "written_on": clock.today(),
        "addressee": text.addressee,
        "subject": text.subject,
        "body": text.body,
        "enclosures": text.enclosures,
        "sender": text.sender,
    }
    return LETTER.record(by=by, command=WriteLetter(**(usual | answers)))
