"""The money of all grants of an office side by side: what came, was spent and is left, by grant and by quarter.

For the own office alone: what one donor gives is not for another to read. A report of one grant has that grant's money.
"""

import uuid
from collections import Counter
from collections.abc import Collection, Sequence

from django.utils.translation import gettext, override

from jatan.evidence.indicators.month_names import quarter_name
from jatan.evidence.reports.labels import as_written
from jatan.evidence.studio.blocks import Block, Part, Table
from jatan.foundation.access.actors import Actor
from jatan.kernel.numbers import format_integer
from jatan.kernel.periods import Period, months_between, quarter
from jatan.programme.projects.selectors import grant_moves

_BEFORE = -1


def grants_money_part(by: Actor, *, period: Period, organisations: Collection[uuid.UUID], language: str) -> Part | None:
    """Rupees by grant and by quarter of these days, with what was left before them; None without any. Two queries.

    A grant without money until the last day is left out.
    """
    came, spent = grant_moves(by, organisations, until=period.end)
    names = {row.grant_id: row.name for row in (*came, *spent)}
    if not names:
        return None
    starts = sorted({quarter(month).start for month in months_between(period.start, period.end)})
    place = {start: number for number, start in enumerate(starts)}
    sums: Counter[tuple[str, uuid.UUID, int]] = Counter()
    for what, rows in (("came", came), ("spent", spent)):
        for row in rows:
            at = place[quarter(row.day).start] if row.day >= period.start else _BEFORE
            sums[(what, row.grant_id, at)] += row.amount
    with override(language):
        ordered = sorted(names, key=lambda grant: as_written(names[grant], language))
        grants = [(as_written(names[grant], language), _moves(sums, [grant], range(len(starts)))) for grant in ordered]
        total = _moves(sums, ordered, range(len(starts)))
        title = gettext("₹%(came)s came, ₹%(spent)s were spent, ₹%(left)s are left.") % {
            "came": format_integer(total[0]),
            "spent": format_integer(total[1]),
            "left": format_integer(total[3]),
        }
        blocks: list[Block] = [_table(gettext("Money of all grants, in rupees"), gettext("Grant"), grants, total)]
        if len(starts) > 1:
            quarters = [
                (quarter_name(start).in_language(), _moves(sums, ordered, range(number, number + 1)))
                for number, start in enumerate(starts)
            ]
            blocks.append(_table(gettext("The same by quarter"), gettext("Quarter"), quarters, total))
        return Part("grant", title, tuple(blocks))


def _moves(
    sums: Counter[tuple[str, uuid.UUID, int]], grants: Collection[uuid.UUID], quarters: range
) -> tuple[int, ...]:
    """(came, spent, left before, left after) of these grants in adjoining quarters of the period."""

    def added(what: str, first: int, last: int) -> int:
        return sum(sums[(what, grant, at)] for grant in grants for at in range(first, last))

    before = added("came", _BEFORE, quarters.start) - added("spent", _BEFORE, quarters.start)
    came, spent = (added(what, quarters.start, quarters.stop) for what in ("came", "spent"))
    return came, spent, before, before + came - spent


def _table(title: str, first: str, rows: Sequence[tuple[str, tuple[int, ...]]], total: tuple[int, ...]) -> Table:
    note = ""
    if any(moves[-1] < 0 for _name, moves in rows):
        note = gettext("Where less than nothing is left, more was spent than had come.")
    headings = (
        first,
        gettext("₹ that came in these days"),
        gettext("₹ spent in these days"),
        gettext("₹ left from before"),
        gettext("₹ left"),
    )
    return Table(
        title,
        headings,
        tuple((name, *moves) for name, moves in rows),
        (False, *(True,) * 4),
        (gettext("together"), *total),
        note,
    )
