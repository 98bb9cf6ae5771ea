"""Translates rows of the help desk register and of the coded case register."""

import datetime as dt

from jatan.intake.registers.recognise.rows import RegisterRow
from jatan.intake.registers.translate.answers import Answers
from jatan.intake.registers.translate.office import Office, Translated, build_commands
from jatan.programme.cases.register.commands import OpenCase
from jatan.programme.helpdesk.choices import OPEN, Status
from jatan.programme.helpdesk.commands import ReceiveIssue
from jatan.programme.people.base_command import rules_of

ISSUE_NAMES = {
    "received_on": "date",
    "kind": "issue",
    "kind_as_written": "issue",
    "caller_name": "name",
    "caller_phone": "phone",
    "sent_to_as_written": "sent_to",
    "place": "block",
}
CASE_NAMES = {
    "code": "case_code",
    "kind": "case_kind",
    "opened_on": "date",
    "follow_ups_reported": "follow_ups",
    "is_closed": "status",
    "place": "block",
}


def issue(kind: str, row: RegisterRow, office: Office) -> Translated:
    """An issue with its status in the register; the caller's name is stored in the issue, no person is registered."""
    answers, longest = office.answers(kind, row), rules_of(ReceiveIssue).texts
    received_on = answers.day("date")
    resolved_on = answers.other_day("resolved_on", is_counted=True, may_be_refused=True)
    sent_to = answers.code("office", "sent_to", default="other")
    status = _status(answers, sent_to, resolved_on)
    kind_of_issue = answers.code("issue", "issue", default="other")
    values = {
        **office.where(answers),
        "received_on": received_on,
        "kind": kind_of_issue,
        "kind_as_written": answers.text("issue", longest["kind_as_written"]),
        "caller_name": answers.text("name", longest["caller_name"]),
        "caller_phone": answers.phone("phone", longest["caller_phone"]),
        "sex": answers.code("sex", "sex"),
        "age": _age(answers, received_on),
        "description": answers.text("description", longest["description"]),
        "sent_to": sent_to,
        "sent_to_as_written": answers.text("sent_to", longest["sent_to_as_written"]),
        "sent_on": answers.other_day("sent_on"),
        "reference_number": answers.text("reference_number", longest["reference_number"]),
        "reply": answers.text("reply", longest["reply"]),
        "status": status,
        "resolved_on": resolved_on,
        "money_recovered": answers.other_number("money_recovered"),
    }
    (command,) = build_commands(answers, ISSUE_NAMES, lambda: ReceiveIssue(**values))
    if status == Status.RESOLVED and resolved_on is None:
        answers.add_oddity("resolved_without_date", "resolved_on")
    if resolved_on is not None and received_on is not None and resolved_on < received_on:
        answers.add_oddity("resolved_before_received", "resolved_on")
    if resolved_on is not None and status in OPEN:
        answers.add_oddity("resolved_on_but_open", "status")
    figures = {"resolved": int(resolved_on is not None)}
    return Translated(command, oddities=answers.oddities, figures=figures)


def _age(answers: Answers, on: dt.date | None) -> int | None:
    """The age as written, or in the year `on` where the year of birth is written."""
    age = answers.age()
    return on.year - answers.born_in if answers.born_in and on and on.year >= answers.born_in else age


def _status(answers: Answers, sent_to: str, resolved_on: dt.date | None) -> str:
    status = answers.code("status", "status")
    if not status and answers.refusal("resolved_on"):
        return Status.REFUSED.value
    if not status:
        return Status.RESOLVED.value if resolved_on else Status.RECEIVED.value
    # "Pending" where the row also has where the issue was sent means: sent, no answer yet.
    return Status.SENT.value if status == Status.RECEIVED and sent_to else status


def case(kind: str, row: RegisterRow, office: Office) -> Translated:
    """A coded case. "Closed" without a date gets no date; follow-ups are given as a number only."""
    answers = office.answers(kind, row)
    closed_on = answers.other_day("closed_on")
    is_closed = answers.code("case_status", "status") == "closed" or closed_on is not None
    values = {
        **office.where(answers),
        "code": answers.text("case_code", rules_of(OpenCase).texts["code"]),
        "kind": answers.code("case_kind", "case_kind", default="other") or "other",
        "opened_on": answers.day("date"),
        "is_closed": is_closed,
        "closed_on": closed_on,
        "follow_ups_reported": answers.other_number("follow_ups"),
    }
    (command,) = build_commands(answers, CASE_NAMES, lambda: OpenCase(**values))
    if is_closed and closed_on is None:
        answers.add_oddity("closed_without_date", "status")
    if command.code in office.case_codes:
        answers.add_oddity("case_code_twice", "case_code")
    office.case_codes.add(command.code)
    return Translated(command, oddities=answers.oddities)
