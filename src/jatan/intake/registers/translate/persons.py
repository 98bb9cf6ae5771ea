"""Translates rows about a person: scheme beneficiaries and the migrant register. Each row makes a new person."""

import datetime as dt
from typing import Any

from jatan.intake.registers.recognise.rows import RegisterRow
from jatan.intake.registers.translate.answers import Answers
from jatan.intake.registers.translate.office import Office, Translated, build_commands
from jatan.kernel import clock
from jatan.kernel.ages import ADULT
from jatan.programme.journeys.commands import RegisterJourney
from jatan.programme.people.base_command import rules_of
from jatan.programme.people.commands import RegisterListedPerson
from jatan.programme.schemes.commands import RecordLinkage

PERSON_NAMES = {"guardian_name": "guardian", "place": "block", "age_on": "age", "birth_year": "age"}
LINKAGE_NAMES = {**PERSON_NAMES, "scheme_as_written": "scheme", "amount": "money_recovered"}
JOURNEY_NAMES = {
    **PERSON_NAMES,
    "registered_on": "date",
    "destination_as_written": "destination",
    "work_as_written": "work",
    "wage_promised": "wage",
    "expected_return_on": "expected_return",
}


def person_values(answers: Answers, where: dict[str, Any], *, on: dt.date | None) -> dict[str, Any]:
    """The fields of ListPerson. The age is as of the row's own date `on`; None or a future date means unknown."""
    age, longest = answers.age(), rules_of(RegisterListedPerson).texts
    age_on = on if on is not None and on <= clock.today() else None
    return {
        **where,
        "name": answers.text("name", longest["name"]),
        "guardian_name": answers.text("guardian", longest["guardian_name"]),
        "sex": answers.code("sex", "sex"),
        "age": age,
        "age_on": age_on if age is not None else None,
        "birth_year": answers.born_in,
        "phone": answers.phone("phone", longest["phone"]),
    }


def beneficiary(kind: str, row: RegisterRow, office: Office) -> Translated:
    """A person and one scheme linkage, with the dates that the register has."""
    answers, longest = office.answers(kind, row), rules_of(RecordLinkage).texts
    where = office.where(answers)
    applied_on = answers.other_day("applied_on")
    received_on = answers.other_day("received_on", is_counted=True, may_be_refused=True)
    person = person_values(answers, where, on=applied_on or received_on)
    values = {
        **where,
        "person": office.person_placeholder,
        "scheme": answers.code("scheme", "scheme", default="other"),
        "scheme_as_written": answers.text("scheme", longest["scheme_as_written"]),
        "applied_on": applied_on,
        "sanctioned_on": answers.other_day("sanctioned_on", may_be_refused=True),
        "received_on": received_on,
        "refused_reason": answers.text("refused_reason", longest["refused_reason"])
        or answers.refusal("received_on", "sanctioned_on")[: longest["refused_reason"]],
        "amount": answers.other_number("money_recovered"),
    }
    if not values["scheme"]:
        values["scheme"] = None
    registered, linkage = build_commands(
        answers, LINKAGE_NAMES, lambda: RegisterListedPerson(**person), lambda: RecordLinkage(**values)
    )
    if applied_on is not None and received_on is not None and received_on < applied_on:
        answers.add_oddity("received_before_applied", "received_on")
    figures = {"received": int(received_on is not None)}
    return Translated(linkage, person=registered, oddities=answers.oddities, figures=figures)


def journey(kind: str, row: RegisterRow, office: Office) -> Translated:
    """A row of the migrant register: who leaves from where to where, for which work, with which agent."""
    answers, longest = office.answers(kind, row), rules_of(RegisterJourney).texts
    where = office.where(answers)
    registered_on, leaves_on = answers.day("date"), answers.other_day("leaves_on")
    expected_on = answers.other_day("expected_return")
    returned_on = answers.other_day("returned_on", is_counted=True)
    person = person_values(answers, where, on=registered_on)
    written = answers.text("destination", longest["destination_as_written"])
    destination = office.places.destination(written) if written else None
    values = {
        **where,
        "person": office.person_placeholder,
        "registered_on": registered_on,
        "transit": answers.text("transit", longest["transit"]),
        "destination": destination,
        "destination_as_written": written,
        "employer": answers.text("employer", longest["employer"]),
        "work": answers.code("sector", "work", default="other"),
        "work_as_written": answers.text("work", longest["work_as_written"]),
        "agent_name": answers.text("agent_name", longest["agent_name"]),
        "agent_phone": answers.phone("agent_phone", longest["agent_phone"]),
        "wage_promised": answers.monthly_wage("wage"),
        "leaves_on": leaves_on,
        "expected_return_on": expected_on,
        "returned_on": returned_on,
        "contact_at_destination": answers.phone("contact_at_destination", longest["contact_at_destination"]),
    }
    registered, command = build_commands(
        answers, JOURNEY_NAMES, lambda: RegisterListedPerson(**person), lambda: RegisterJourney(**values)
    )
    if written and destination is None:
        answers.add_oddity("destination_unknown", "destination")
    _check_day_order(answers, registered_on, leaves_on, expected_on)
    if returned_on is not None and leaves_on is not None and returned_on < leaves_on:
        answers.add_oddity("returned_before_leaving", "returned_on")
    if registered.age is not None and registered.age < ADULT:
        answers.add_oddity("minor_travelling", "age")
    return Translated(command, person=registered, oddities=answers.oddities)


def _check_day_order(
    answers: Answers, registered_on: dt.date | None, leaves_on: dt.date | None, expected_on: dt.date | None
) -> None:
    if leaves_on is None:
        return
    if registered_on is not None and leaves_on < registered_on:
        answers.add_oddity("leaves_before_registered", "leaves_on")
    if expected_on is not None and expected_on < leaves_on:
        answers.add_oddity("returns_before_leaving", "expected_return")
