"""Translates rows of activity registers and of group reach into RecordActivity."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from jatan.intake.registers.labels import MEETING_COLUMNS
from jatan.intake.registers.recognise.rows import RegisterRow
from jatan.intake.registers.translate.answers import Answers
from jatan.intake.registers.translate.office import Office, Translated, build_commands
from jatan.kernel.problems import Problem
from jatan.programme.activities.choices import GROUP_KIND_OF
from jatan.programme.activities.commands import ATTENDANCE_PARTS, RecordActivity
from jatan.programme.people.base_command import rules_of

_SEVERAL_MEETINGS = _(
    "Several meetings stand in this month. Record each with its own day and those who came, then set this row aside."
)
_PARTS_EMPTY = _(
    "Only the total is written; women, men, girls and boys are empty. Is it right that only the total is known?"
)
NAMES = {"is_day_known": "date", "held_on": "date", "place": "block", "group": "group_name", "theme": "topic"}


def activity(kind: str, row: RegisterRow, office: Office) -> Translated:
    """A meeting, training, workshop or programme. Raises Problems for an impossible row."""
    answers, longest = office.answers(kind, row), rules_of(RecordActivity).texts
    held_on, is_day_known = answers.day_or_month("date")
    if not is_day_known:
        _check_one_meeting(answers)
    group_name = answers.text("group_name", longest["group_name"])
    group_kind = GROUP_KIND_OF.get(kind)
    group = office.groups.only(group_kind, group_name) if group_kind and group_name else None
    topic = answers.text("topic", longest["topic"])
    numbers = {name: answers.number(name) for name in ATTENDANCE_PARTS}
    numbers["total"] = answers.number("total", checked_sum=sum(number or 0 for number in numbers.values()))
    values = {
        **office.where(answers),
        "kind": kind,
        "held_on": held_on,
        "is_day_known": is_day_known,
        "topic": topic,
        "theme": (office.words.code("theme", topic) or "other") if topic else "",
        "group": group,
        "group_name": group_name,
        **{name: answers.text(name, longest[name]) for name in ("title", "facilitator", "decisions", *MEETING_COLUMNS)},
        **numbers,
    }
    parts = [values[name] for name in ATTENDANCE_PARTS]
    unknown = [name for name in ATTENDANCE_PARTS if answers.is_unknown(name)]
    if unknown and values["total"] is None and not answers.problems:
        if not any(parts):
            answers.problems.append(Problem("unreadable", field=unknown[0]))  # nobody counted is not nobody there
        else:
            answers.add_oddity("part_unknown", unknown[0])
    _ask_about_parts(answers, row, numbers)
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


def _ask_about_parts(answers: Answers, row: RegisterRow, numbers: Mapping[str, int | None]) -> None:
    """A total whose parts are empty, in a sheet that has columns for them, is asked about: they may have been lost."""
    columns = [name for name in ATTENDANCE_PARTS if name in row.columns]
    if not columns or not numbers["total"] or any(name in row.cells for name in columns):
        return
    answers.ask("total", _PARTS_EMPTY, str(numbers["total"]))


def group_reach(kind: str, row: RegisterRow, office: Office) -> Translated:
    """A number of children, women, adolescents or youth reached through a group."""
    answers, longest = office.answers(kind, row), rules_of(RecordActivity).texts
    values = {
        **office.where(answers),
        "kind": kind,
        "held_on": answers.day("date"),
        "total": answers.number("total"),
        "category": answers.code("category", "category"),
        "topic": answers.text("category", longest["topic"]),
        "group_name": answers.text("group_name", longest["group_name"]),
        "facilitator": answers.text("facilitator", longest["facilitator"]),
    }
    (command,) = build_commands(answers, NAMES, lambda: RecordActivity(**values))
    return Translated(command, oddities=answers.oddities, figures={"participants": command.total})
