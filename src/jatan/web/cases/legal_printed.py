"""The court diary of a case as an A5 PDF: days, hours, courts, purpose, and open deadlines.

It has no name, account or notes, because paper is easily lost.
"""

import datetime as dt
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jatan.kernel import clock
from jatan.kernel.text.digits import devanagari_digits
from jatan.kernel.typesetting import typeset
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.legal_track import CourtDay, TrackedDeadline, deadlines_of, diary_of
from jatan.programme.cases.entries.legal_words import BODIES
from jatan.programme.laws.citations import cited


def diary_pdf(file: CaseFile, *, digits: bool = False) -> bytes:
    """The PDF. `digits`: use Devanagari digits."""
    today = clock.today()
    days = diary_of(file)
    open_ones = [one for one in deadlines_of(file, today, clock.now()) if one.is_open]
    document: dict[str, Any] = {
        "language": get_language() or "hi",
        "title": _("Court diary"),
        "code": file.code,
        "printed": devanagari_digits(_("printed on %(day)s") % {"day": formats.date_format(today, "j E Y")}, digits),
        "headings": {
            "to_come": _("Days to come"),
            "held": _("Days that were"),
            "deadlines": _("Days of the law"),
            "none": _("None is written."),
            "notes": _("What happened, and the next day"),
        },
        "to_come": [_court_day(day, digits) for day in days if day.on >= today],
        "held": [_court_day(day, digits) for day in days if day.on < today],
        "deadlines": [_deadline(one, digits) for one in open_ones],
    }
    return typeset("jatan.web.cases", "legal_diary.typ", document, name="diary")


def _court_day(day: CourtDay, digits: bool) -> dict[str, str]:
    hour = f"{timezone.localtime(day.at, clock.INDIA):%H:%M}" if day.at else ""
    return {
        "day": devanagari_digits(_day(day.on), digits),
        "weekday": formats.date_format(day.on, "l"),
        "hour": devanagari_digits("" if hour == "00:00" else hour, digits),
        "court": day.court,
        "what": str(day.what_for),
    }


def _deadline(one: TrackedDeadline, digits: bool) -> dict[str, str]:
    on = one.deadline.day or timezone.localtime(one.deadline.due, clock.INDIA).date()
    day = "" if one.deadline.is_unverified else devanagari_digits(_day(on), digits)
    return {
        "day": day,
        "what": str(one.deadline.text),
        "whose": str(BODIES[one.deadline.whose]),
        "state": str(one.state.label),
        "source": cited(one.deadline.source).in_language(),
        "ask": "" if one.deadline.is_confirmed else _("ask the legal officer"),
    }


def _day(day: dt.date) -> str:
    return formats.date_format(day, "j E Y")
