"""Badges for states (icon and word, never colour alone) and durations in words."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jatan.kernel import clock
from jatan.web.ui.components.words import Text

_SOON_DAYS = 7


@dataclass(frozen=True)
class Badge:
    """A badge. `kind`: "", "good", "soon" or "late" (CSS class); `icon` shows the same, "" for none.

    Coloured is only what departs from the normal: done for good, due soon, late.
    """

    text: Text
    kind: str = ""
    icon: str = "info"


def done(text: Text) -> Badge:
    return Badge(text, "good", "check")


def soon(text: Text) -> Badge:
    return Badge(text, "soon", "clock")


def late(text: Text) -> Badge:
    return Badge(text, "late", "alert")


def normal(text: Text) -> Badge:
    """A state that needs nobody's eye, as most rows of a list have it: the word alone, without icon and colour."""
    return Badge(text, "", "")


def plain(text: Text, icon: str = "info") -> Badge:
    return Badge(text, "", icon)


def due_badge(day: dt.date | None, today: dt.date) -> Badge:
    """A badge for a due day: overdue by how long, today, tomorrow, or in how many days."""
    if day is None:
        return plain(_("no day set"))
    if day < today:
        return late(_("overdue by %(time)s") % {"time": duration_words((today - day).days)})
    ahead = (day - today).days
    if ahead < 2:
        return soon((_("today"), _("tomorrow"))[ahead])
    words = _("in %(time)s") % {"time": duration_words(ahead)}
    return soon(words) if ahead <= _SOON_DAYS else normal(words)


def duration_words(days: int) -> str:
    """A duration in words: days up to two months, then months, from two years on years."""
    if days < 60:
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    if days < 730:
        return ngettext("%(n)s month", "%(n)s months", days // 30) % {"n": days // 30}
    return ngettext("%(n)s year", "%(n)s years", days // 365) % {"n": days // 365}


def waiting_for(day: dt.date, at: dt.datetime) -> str:
    """How long something has waited since `day`, in words. `at`: when it was recorded.

    Minutes and hours if it was recorded on `day` itself; if recorded later, whole days from `day`.
    """
    if at.astimezone(clock.INDIA).date() != day:
        return _waiting_days((clock.today() - day).days)
    minutes = int((clock.now() - at).total_seconds() // 60)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("for %(n)s minute", "for %(n)s minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("for %(n)s hour", "for %(n)s hours", hours) % {"n": hours}
    return _waiting_days((clock.today() - day).days)


def _waiting_days(days: int) -> str:
    if days < 1:
        return _("since today")
    if days < 60:
        return ngettext("for %(n)s day", "for %(n)s days", days) % {"n": days}
    if days < 730:
        return ngettext("for %(n)s month", "for %(n)s months", days // 30) % {"n": days // 30}
    return ngettext("for %(n)s year", "for %(n)s years", days // 365) % {"n": days // 365}


def duration_in_hours(span: dt.timedelta) -> str:
    """A duration of less than two days in hours, rounded up."""
    hours = max(1, -(-span // dt.timedelta(hours=1)))
    return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
