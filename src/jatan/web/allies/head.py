"""What matters now of an institution: asks and promises, the last meeting, whom to call, the agreement."""

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jatan.kernel import clock
from jatan.programme.allies.choices import Answer, Outcome
from jatan.programme.allies.models import Ally
from jatan.web.allies.badges import force_badge
from jatan.web.ui.call_now import PhoneLine
from jatan.web.ui.components import states
from jatan.web.ui.records.columns import day_text
from jatan.web.ui.records.desk import OpenedRecord
from jatan.web.ui.records.head import Act, HeadLine

_SHORT = 90


def ally_head(opened: OpenedRecord) -> Sequence[HeadLine]:
    """What they owe us first; then the last meeting, the telephone, the agreement. One line if it is merged."""
    row: Ally = opened.row
    if row.merged_into is not None:
        act = Act(reverse("allies_detail", args=[row.merged_into_id]), _("Go to that institution"))
        return [HeadLine(states.plain(_("the same institution as")), row.merged_into.name, act=act)]
    found = (_owed(opened), _meeting(opened), _phone(opened), _agreement(opened))
    return [line for line in found if line is not None]


def _owed(opened: OpenedRecord) -> HeadLine | None:
    """The ask or promise whose day comes first, and how many are open."""
    open_ones: list[tuple[dt.date | None, str]] = [
        *((row.answer_by, row.what) for row in opened.rows("asks") if row.answer == Answer.WAITING),
        *((row.due_on, row.what) for row in opened.rows("promises") if row.outcome == Outcome.OPEN),
    ]
    if not open_ones:
        return None
    day, what = min(open_ones, key=lambda one: one[0] or dt.date.max)
    is_late = clock.is_past(day)
    count = ngettext("%(n)s ask or promise is open", "%(n)s asks and promises are open", len(open_ones))
    note = " · ".join(part for part in (day_text(day) if day else "", count % {"n": len(open_ones)}) if part)
    act = Act(f"{reverse('asked')}?ally={opened.row.pk}", _("See asks and promises"))
    badge = states.late(_("overdue")) if is_late else states.soon(_("they owe us"))
    return HeadLine(badge, Truncator(what).chars(_SHORT), note, act=act)


def _meeting(opened: OpenedRecord) -> HeadLine:
    newest, act = next(iter(opened.rows("meetings")), None), opened.add("meetings")
    if newest is None:
        return HeadLine(states.plain(_("no meeting on record"), "activity"), act=act)
    words = day_text(newest.held_on)
    note = Truncator(newest.outcome or newest.purpose).chars(_SHORT)
    return HeadLine(states.plain(_("last meeting"), "activity"), words, note, act=act)


def _phone(opened: OpenedRecord) -> HeadLine | None:
    """The numbers of people in their post there, then that of the house."""
    row, today = opened.row, clock.today()
    held = [one for one in opened.rows("contacts") if one.phone and (one.until is None or one.until >= today)]
    known = [(one.phone, ", ".join(part for part in (one.name, one.post) if part)) for one in held]
    found: dict[str, str] = {}
    for number, whose in (*known, (row.phone, row.contact_person or row.name)):
        if number:
            found.setdefault(number, whose)
    lines = [PhoneLine(number, whose) for number, whose in found.items()]
    if lines:
        return HeadLine(states.plain(_("call"), "phone"), phones=lines[:3])
    act = opened.add("contacts")
    return HeadLine(states.soon(_("no telephone number")), act=act) if act else None


def _agreement(opened: OpenedRecord) -> HeadLine | None:
    newest = next((one for one in opened.rows("agreements") if force_badge(one).kind != ""), None)
    if newest is None:
        return None
    day = newest.renew_by or newest.ends_on
    return HeadLine(force_badge(newest), newest.title, day_text(day) if day else "")
