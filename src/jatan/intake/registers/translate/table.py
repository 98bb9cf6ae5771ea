"""The translator of each register, and which register column each record field comes from."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jatan.intake.registers.own_columns import read_own_answers
from jatan.intake.registers.recognise.rows import RegisterRow
from jatan.intake.registers.recognise.vocabulary.kinds import ACTIVITIES, ORDER
from jatan.intake.registers.translate import helpdesk, meetings, members, persons
from jatan.intake.registers.translate.office import Office, Translated, as_parking_problem, in_order_of_severity
from jatan.kernel.problems import Problems


@dataclass(frozen=True)
class Register:
    """`names`: {record field: column}. `record`: the kind of record that a row becomes."""

    read: Callable[[str, RegisterRow, Office], Translated]
    names: Mapping[str, str]
    record: str


_OTHERS = {
    "forums": Register(members.forum, members.FORUM_NAMES, "group"),
    "forum_members": Register(members.member, members.MEMBER_NAMES, "membership"),
    "group_reach": Register(meetings.group_reach, meetings.NAMES, "activity"),
    "issues": Register(helpdesk.issue, helpdesk.ISSUE_NAMES, "issue"),
    "cases": Register(helpdesk.case, helpdesk.CASE_NAMES, "case"),
    "beneficiaries": Register(persons.beneficiary, persons.LINKAGE_NAMES, "linkage"),
    "journeys": Register(persons.journey, persons.JOURNEY_NAMES, "journey"),
}
_TABLE = {
    kind: Register(meetings.activity, meetings.NAMES, "activity") if kind in ACTIVITIES else _OTHERS[kind]
    for kind in ORDER
}


def register(kind: str) -> Register:
    """The register of that kind. Raises KeyError for an unknown kind."""
    return _TABLE[kind]


def translate(kind: str, row: RegisterRow, office: Office) -> Translated:
    """Translate a row into a command, and answers to own questions. Raises Problems for an impossible row."""
    entry = _TABLE[kind]
    answers, unread = read_own_answers(entry.record, row.cells, office.own_questions)
    found = [as_parking_problem(one, one.field or "") for one in unread]
    try:
        translated = entry.read(kind, row, office)
    except Problems as trouble:
        known = {problem.field for problem in trouble.problems}
        others = [one for one in found if one.field not in known]
        raise Problems(in_order_of_severity([*trouble.problems, *others])) from trouble
    if found:
        raise Problems(in_order_of_severity(found))
    return dataclasses.replace(translated, answers=answers) if answers else translated
