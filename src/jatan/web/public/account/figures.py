"""The released numbers as the public page shows them: five with their change and a picture, all by year."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jatan.evidence.releases.selectors import PublicNumber, YearNumber
from jatan.kernel.numbers import format_integer
from jatan.kernel.periods import year_words

_STEP: Final = 12
_HEIGHT: Final = 28


def headline(one: PublicNumber, years: Sequence[dt.date]) -> dict[str, Any]:
    """One of the five: the newest year's number, its change in words, and a bar for each year.

    `words` in place of a number that is not released of that year.
    """
    now = one.latest
    return {
        "label": one.label.in_language(),
        "unit": one.unit.in_language(),
        "number": _written(now),
        "words": "" if now else _("not published for %(year)s") % {"year": year_words(years[-1])},
        "change": _change(one, years),
        "picture": _bars(one.years),
    }


def row(one: PublicNumber) -> dict[str, Any]:
    """A row of the table of all numbers; "" where one is not released of a year. `total`: over all years."""
    return {
        "label": one.label.in_language(),
        "unit": one.unit.in_language(),
        "years": [_written(year) for year in one.years],
        "total": _written(YearNumber("", one.amount, one.about)),
    }


def _written(year: YearNumber | None) -> str:
    if year is None:
        return ""
    number = format_integer(year.amount)
    return _("about %(number)s") % {"number": number} if year.about else number


def _change(one: PublicNumber, years: Sequence[dt.date]) -> str:
    change = one.change
    if one.latest is None:
        return ""
    if change is None or len(years) < 2:
        return _("no year before to compare with")
    before = one.years[-2]
    number, year = format_integer(abs(change)), year_words(years[-2])
    if one.latest.about or (before is not None and before.about):
        number = _("about %(number)s") % {"number": number}
    if change > 0:
        return _("▲ %(number)s more than %(year)s") % {"number": number, "year": year}
    if change < 0:
        return _("▼ %(number)s fewer than %(year)s") % {"number": number, "year": year}
    return _("as many as %(year)s") % {"year": year}


def _bars(years: Sequence[YearNumber | None]) -> SafeString:
    """A bar for each year; a year that is not released has none. "" for a single year."""
    amounts = [year.amount if year is not None else 0 for year in years]
    most = max(amounts, default=0)
    if len(amounts) < 2 or not most:
        return SafeString("")
    bars = "".join(
        f'<path d="M{place * _STEP} {_HEIGHT}v-{max(round(amount / most * _HEIGHT), 1)}h9V{_HEIGHT}z"/>'
        for place, amount in enumerate(amounts)
        if amount
    )
    return SafeString(
        f'<svg class="bars" viewBox="0 0 {len(amounts) * _STEP} {_HEIGHT}" aria-hidden="true">{bars}</svg>'
    )
