"""What pages say of a landmark: opening hours, open now, last checked, where it is drawn."""

import datetime as dt
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.kernel import clock
from jatan.programme.landmarks.choices import LandmarkKind
from jatan.programme.landmarks.models import Landmark
from jatan.programme.landmarks.opening_hours import ALWAYS, DAYS, Span, is_open_at, parse_hours, runs
from jatan.programme.landmarks.selectors import CHECK_AFTER
from jatan.web.ui.components import states


def hours_words(row: Landmark) -> str:
    """ "Mon–Fri 10:00–17:00, Sat 10:00–13:00"; "" where nobody wrote them."""
    if row.opening_hours == ALWAYS:
        return _("always open")
    return ", ".join(_span_words(span) for span in parse_hours(row.opening_hours))


def open_badge(row: Landmark) -> states.Badge | str:
    """Whether it is open now by its written hours; "" where they are not known."""
    is_open = is_open_at(row.opening_hours, clock.now().astimezone(clock.INDIA))
    if is_open is None:
        return ""
    return states.done(_("open now")) if is_open else states.plain(_("closed now"), "clock")


def check_badge(row: Landmark) -> states.Badge:
    """When somebody last found it as written, or that something is different."""
    if is_doubted(row):
        return states.late(_("something is different"))
    day = _checked(row)
    words = formats.date_format(day, "j E Y")
    return states.soon(_("last checked %(day)s") % {"day": words}) if is_old(row) else states.done(words)


def check_notice(row: Landmark) -> Any:
    """The sentence above a landmark that asks to be checked; "" for others."""
    if row.withdrawn_at is not None:
        return ""
    if is_doubted(row):
        return gettext_lazy(
            "Somebody said that something here is different. Look below, then correct it or confirm it."
        )
    return gettext_lazy("Nobody has checked this for a year. Is it still as written?") if is_old(row) else ""


def is_doubted(row: Landmark) -> bool:
    """True if something is said to be different since it was last corrected or found right."""
    doubted, reassured = getattr(row, "doubted", None), getattr(row, "reassured", None)
    return doubted is not None and (reassured is None or doubted > reassured)


def is_old(row: Landmark) -> bool:
    """True if nobody found it as written for a year."""
    return _checked(row) < clock.today() - CHECK_AFTER


def drawn_where(row: Landmark) -> str:
    """Where the map shows it; a note where it has no coordinates of its own."""
    if row.kind == LandmarkKind.SHELTER:
        return _("Only the district is shown: nobody is to find those who live there.")
    if row.coordinates is not None:
        return str(row.coordinates)
    return _("not known; the map shows it at %(place)s") % {"place": row.place.name}


def _checked(row: Landmark) -> dt.date:
    day: dt.date | None = getattr(row, "checked", None)
    return day or row.mapped_on


def _span_words(span: Span) -> str:
    if len(span.days) == 7:
        days = _("every day")
    else:
        days = ", ".join(
            f"{DAYS[run[0]]}–{DAYS[run[-1]]}" if len(run) > 2 else ", ".join(str(DAYS[day]) for day in run)
            for run in runs(span.days)
        )
    opens, closes = (f"{minute // 60:02d}:{minute % 60:02d}" for minute in (span.opens, span.closes))
    return f"{days} {opens}–{closes}"
