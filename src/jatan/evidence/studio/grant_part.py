"""The part of a report about a grant: its logframe, its money by instalment, and what was recorded in it."""

from collections.abc import Sequence

from django.utils import formats
from django.utils.translation import gettext, ngettext, override

from jatan.evidence.indicators.absences import Absence
from jatan.evidence.indicators.definitions import COUNTABLE, indicator
from jatan.evidence.reports.labels import about_words, as_written
from jatan.evidence.reports.period_layout import days_in_words
from jatan.evidence.studio.blocks import Block, Frame, FrameLine, Note, Part, Table
from jatan.evidence.studio.grant_frame import FrameRow, GrantFrame, MoneyRow, State, grant_frame
from jatan.foundation.access.actors import Actor
from jatan.kernel.localised import Localised
from jatan.kernel.numbers import format_integer
from jatan.kernel.periods import Period
from jatan.programme.projects.choices import ProjectCount
from jatan.programme.projects.models import Project
from jatan.programme.projects.report import ProjectReport, project_report


def grant_part(by: Actor, *, project: Project, period: Period, language: str, is_narrowed: bool = False) -> Part | None:
    """The logframe until the last day of the period, the money by instalment and the records that this reader may open;
    None where nothing is on record. At most 14 queries for the records, twice that where a target has none.

    `is_narrowed`: the report is of some members, districts or themes. The records of a grant are not divided by these:
    then none are counted, and that is written there.
    """
    frame, found = grant_frame(by, project, period), None if is_narrowed else project_report(by, project, period)
    if frame.is_empty and (found is None or found.is_empty):
        return None
    with override(language):
        blocks: list[Block] = []
        if frame.rows:
            lines = tuple(_line(row, frame, language) for row in frame.rows)
            blocks += [Frame(lines), Note(_counted(frame))]
        if frame.money:
            blocks.append(money_table(frame.money, period))
        if found is None:
            blocks.append(
                Note(
                    gettext(
                        "This part is of the whole grant. What was put into it is not divided by member, place or "
                        "theme."
                    )
                )
            )
        elif not found.is_empty:
            blocks.append(_records(found, by))
        return Part(
            "grant",
            " ".join(_title(frame)) or as_written(Localised(hi=project.name_hi, en=project.name_en), language),
            tuple(blocks),
        )


def _records(found: ProjectReport, by: Actor) -> Table:
    """How much of each kind was put into the project in these days, beside the target of the whole: what has a target
    and never was is told as not recorded."""
    targets = {line.counted: line.amount for line in found.targets}
    never = set[ProjectCount]()
    if any(not found.numbers[one] for one in targets):
        ever = project_report(by, found.project).numbers
        never = {one for one in targets if not ever[one]}
    rows = tuple(
        (
            str(one.label),
            *((targets.get(one, ""),) if targets else ()),
            Absence.NOT_RECORDED.words.in_language() if one in never else found.numbers.get(one, 0),
        )
        for one in ProjectCount
        if found.numbers.get(one) or one in targets
    )
    headings = (gettext("What"), *((gettext("Target of the whole grant"),) if targets else ()), gettext("Number"))
    return Table(gettext("What was done"), headings, rows, tuple(place > 0 for place in range(len(headings))))


def _title(frame: GrantFrame) -> list[str]:
    sentences = []
    if frame.rows:
        reached = sum(row.state is State.REACHED for row in frame.rows)
        words = ngettext(
            "%(reached)s of %(all)s target reached.", "%(reached)s of %(all)s targets reached.", len(frame.rows)
        )
        sentences.append(words % {"reached": format_integer(reached), "all": format_integer(len(frame.rows))})
    if frame.money:
        sentences.append(
            gettext("₹%(came)s came, ₹%(spent)s are spent.")
            % {
                "came": format_integer(sum(row.received for row in frame.money)),
                "spent": format_integer(sum(row.spent_before + row.spent for row in frame.money)),
            }
        )
    return sentences


def _counted(frame: GrantFrame) -> str:
    days = days_in_words(frame.rows[0].days)
    return gettext("What was reached is counted over the whole grant until now: %(days)s.") % {"days": days}


def _line(row: FrameRow, frame: GrantFrame, language: str) -> FrameLine:
    one = row.indicator
    own = row.narrative
    words = [honest_words(row), getattr(own, f"text_{language}") if own is not None else ""]
    return FrameLine(
        as_written(one.objective.title, language),
        row.label.in_language() if row.key else as_written(one.title, language),
        unit_words(row),
        "" if one.baseline is None else one.baseline,
        one.target,
        row.cell,
        row.due,
        " ".join(filter(None, words)),
        row.key,
        row.days,
        next(iter(frame.organisations)) if len(frame.organisations) == 1 else None,
    )


def unit_words(row: FrameRow) -> str:
    """Of what the number is, marked where it is rounded; "" for what is counted by hand."""
    if row.key is None or row.key not in COUNTABLE:
        return ""
    label = indicator(row.key[0]).value(row.key[1]).label.in_language()
    return about_words(label, is_about=row.is_rounded and row.absence is None)


def honest_words(row: FrameRow) -> str:
    """A sentence where the day of a line is over or near and it is not reached; "" otherwise."""
    if row.due is None:
        return ""
    day = formats.date_format(row.due, "j E Y")
    if row.state is State.MISSED:
        missing = row.indicator.target - (row.achieved or 0)
        words = gettext("Not reached by %(day)s: %(missing)s are missing.")
        return words % {"day": day, "missing": format_integer(missing)}
    if row.state is State.UNKNOWN:
        return gettext("Due on %(day)s; how many there are is not known here.") % {"day": day}
    if row.state is State.NEAR:
        return gettext("To be reached by %(day)s, soon.") % {"day": day}
    return ""


def money_table(rows: Sequence[MoneyRow], period: Period) -> Table:
    """The money by instalment in the active language; the last row is the sum of the others."""
    shown = tuple(
        (
            _instalment(number, row),
            row.received if row.received else gettext("not yet"),
            row.spent_before,
            row.spent,
            row.left,
        )
        for number, row in enumerate(rows, start=1)
    )
    total = (
        gettext("together"),
        sum(row.received for row in rows),
        sum(row.spent_before for row in rows),
        sum(row.spent for row in rows),
        sum(row.left for row in rows),
    )
    note = ""
    if any(row.left < 0 for row in rows):
        note = gettext("Where less than nothing is left, more was spent than had come.")
    return Table(
        gettext("Money of the grant, in rupees"),
        (
            gettext("Instalment"),
            gettext("₹ that came"),
            gettext("₹ spent before"),
            gettext("₹ spent in these days"),
            gettext("₹ left"),
        ),
        shown,
        (False, True, True, True, True),
        total,
        note,
    )


def _instalment(number: int, row: MoneyRow) -> str:
    one = row.instalment
    if row.received and one.received_on is not None:
        words, day = gettext("%(number)s, came on %(day)s"), one.received_on
    elif one.due_on is not None:
        words, day = gettext("%(number)s, expected on %(day)s"), one.due_on
    else:
        words, day = gettext("%(number)s, came after these days"), None
    return words % {"number": number, "day": formats.date_format(day, "j E Y") if day else ""}
