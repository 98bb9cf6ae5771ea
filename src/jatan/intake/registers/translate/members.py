"""Translates rows of the forum registers: forums, and members as persons who joined one."""

from jatan.intake.registers.recognise.rows import RegisterRow
from jatan.intake.registers.translate.answers import Answers
from jatan.intake.registers.translate.office import Office, Translated, build_commands
from jatan.intake.registers.translate.persons import PERSON_NAMES, person_values
from jatan.kernel.problems import Problem
from jatan.programme.groups.choices import GroupKind
from jatan.programme.groups.commands import FormGroup, JoinGroup
from jatan.programme.groups.models import Group
from jatan.programme.people.base_command import rules_of
from jatan.programme.people.commands import RegisterListedPerson

FORUM_NAMES = {"name": "forum", "place": "block"}
MEMBER_NAMES = {**PERSON_NAMES, "group": "forum"}


def forum(kind: str, row: RegisterRow, office: Office) -> Translated:
    """A migrant forum and the date it was formed."""
    answers = office.answers(kind, row)
    values = {
        **office.where(answers),
        "kind": GroupKind.FORUM.value,
        "name": answers.text("forum", rules_of(FormGroup).texts["name"]),
        "formed_on": answers.other_day("formed_on", is_counted=True),
    }
    (command,) = build_commands(answers, FORUM_NAMES, lambda: FormGroup(**values))
    if command.formed_on is None:
        answers.add_oddity("formed_without_date", "formed_on")
    return Translated(command, oddities=answers.oddities)


def member(kind: str, row: RegisterRow, office: Office) -> Translated:
    """A member of a recorded forum. Joining before the forum was formed gives a warning, no problem."""
    answers = office.answers(kind, row)
    joined_on = answers.other_day("joined_on", is_counted=True)
    where = office.where(answers)
    person = person_values(answers, where, on=joined_on)
    group = _group(answers, office, where["village"])
    bearer = answers.text("office", 60)
    values = {
        **where,
        "group": group,
        "person": office.person_placeholder,
        "joined_on": joined_on,
        "office": office.words.code("office_bearer", bearer) or "",
    }
    registered, joined = build_commands(
        answers, MEMBER_NAMES, lambda: RegisterListedPerson(**person), lambda: JoinGroup(**values)
    )
    if joined_on is None:
        answers.add_oddity("joined_without_date", "joined_on")
    elif group is not None and group.formed_on is not None and joined_on < group.formed_on:
        answers.add_oddity("joined_before_formed", "joined_on")
    return Translated(joined, person=registered, oddities=answers.oddities)


def _group(answers: Answers, office: Office, village: str) -> Group | None:
    name = answers.text("forum", rules_of(FormGroup).texts["name"])
    found = office.groups.named(GroupKind.FORUM, name) if name else []
    if len(found) > 1:
        found = [group for group in found if group.village == village] or found
    if len(found) == 1:
        return found[0]
    known = office.groups.names(GroupKind.FORUM)
    answers.problems.append(Problem("missing_required", field="forum", candidates=known[:20] if name else ()))
    return None
