"""Translates rows of activity registers and of group reach into RecordActivity."""

from django.utils.translation import gettext_lazy as _

from jatan.intake.registers.recognise.rows import RegisterRow
from jatan.intake.registers.translate.answers import Answers
from jatan.intake.registers.translate.office import Office, Translated, build_commands
from jatan.kernel.problems import Problem
from jatan.programme.activities.choices import GROUP_KIND_OF
from jatan.programme.activities.commands import ATTENDANCE_PARTS, RecordActivity

__all__ = ["NAMES", "activity", "group_reach"]

_SEVERAL_MEETINGS = _(
    "Several meetings stand in this month. Record each with its own day and those who came, then set this row aside."
)
NAMES = {"is_day_known": "date", "held_on": "date", "place": "block", "group": "group_name", "theme": "topic"}


def activity(kind: str, row: RegisterRow, office: Office) -> Translated:
    """A meeting, training, workshop or programme. Raises Problems for an impossible row."""
    answers = office.answers(kind, row)
    held_on, is_day_known = answers.day_or_month("date")
    if not is_day_known:
        _check_one_meeting(answers)
    group_name = answers.text("group_name", 200)
    group_kind = GROUP_KIND_OF.get(kind)
    group = office.groups.only(group_kind, group_name) if group_kind and group_name else None
    topic = answers.text("topic", 500)
    numbers = {name: answers.number(name) for name in ATTENDANCE_PARTS}
    numbers["total"] = answers.number("total", checked_sum=sum(number or 0 for number in numbers.values()))
    values = {
        **office.where(answers),
        "kind": kind,
        "held_on": held_on,
        "is_day_known": is_day_known,
        "topic": topic,
        "theme": (office.words.code("theme", topic) or "other") if topic else "",
        "title": answers.text("title", 300),
        "group": group,
        "group_name": group_name,
        "facilitator": answers.text("facilitator", 300),
        "decisions": answers.text("decisions", 5000),
        **numbers,
    }
    parts = [values[name] for name in ATTENDANCE_PARTS]
    unknown = [name for name in ATTENDANCE_PARTS if answers.is_unknown(name)]
    if unknown and values["total"] is None and not answers.problems:
        if not any(parts):
            answers.problems.append(Problem("unreadable", field=unknown[0]))  # nobody counted is not nobody there
        else:
            answers.add_oddity("part_unknown", unknown[0])
    (command,) = build_commands(answers, NAMES, lambda: RecordActivity(**values))
    if None not in parts and values["total"] is not None and values["total"] > sum(parts):
        answers.add_oddity("total_exceeds_parts", "total")
    figures = {"participants": command.total, "unlinked_groups": int(bool(group_kind and group_name and not group))}
    return Translated(command, oddities=answers.oddities, figures=figures)


def _check_one_meeting(answers: Answers) -> None:
    """A record is one meeting: several in a month, of which no day is written, cannot be told apart."""
    meetings = answers.number("meetings")
    if meetings is not None and meetings > 1:
        answers.problems.append(Problem("unreadable", _SEVERAL_MEETINGS, field="date"))
    answers.add_oddity("month_only", "date")


def group_reach(kind: str, row: RegisterRow, office: Office) -> Translated:
    """A number of children, women, adolescents or youth reached through a group."""
    answers = office.answers(kind, row)
    values = {
        **office.where(answers),
        "kind": kind,
        "held_on": answers.day("date"),
        "total": answers.number("total"),
        "category": answers.code("category", "category"),
        "topic": answers.text("category", 500),
        "group_name": answers.text("group_name", 200),
        "facilitator": answers.text("facilitator", 300),
    }
    (command,) = build_commands(answers, NAMES, lambda: RecordActivity(**values))
    return Translated(command, oddities=answers.oddities, figures={"participants": command.total})
