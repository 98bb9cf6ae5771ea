"""The parameters of a report, from the query string: period, organisation, district, comparison, language.

Without a period, and where it cannot be read, a report is of the last quarter that is over.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jatan.evidence.reports.comparison import compared_period
from jatan.evidence.reports.period_layout import days_in_words
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Organisation, OrganisationDistrict
from jatan.foundation.network.selectors import published_periods
from jatan.kernel import clock
from jatan.kernel.dates import parse_date
from jatan.kernel.periods import Period, financial_year, last_quarter, month_of, years_words
from jatan.kernel.problems import Problem
from jatan.web.ui.forms.fields import choice, day

_EARLIEST, _LATEST = dt.date(2000, 1, 1), dt.date(2099, 12, 31)
_LANGUAGES = ("hi", "en")
# The first, with no value, is the usual comparison.
_COMPARE = (
    ("year", _("the same days a year before")),
    ("own", _("the days chosen here")),
    ("none", _("nothing")),
)


@dataclass(frozen=True)
class ReportRequest:
    """The parameters of one report. `is_readable`: the period was given and valid, or not given at all.

    `compare`: with what the numbers are compared; `own`: the days that were chosen for "own".
    """

    period: Period
    organisation: uuid.UUID | None
    district: uuid.UUID | None
    language: str
    is_readable: bool
    compare: str = "before"
    own: Period | None = None

    @property
    def compared_with(self) -> Period | None:
        """The period to compare with; None for none."""
        if self.compare == "own" and self.own is not None:
            return self.own
        return compared_period(self.period, self.compare, clock.today())

    def query(self, **more: str) -> str:
        """The query string "?from=…&to=…" with the filters; `more` adds or replaces parameters."""
        found = QueryDict(mutable=True)
        found["from"], found["to"] = self.period.start.isoformat(), self.period.end.isoformat()
        for name in ("organisation", "district"):
            if getattr(self, name) is not None:
                found[name] = str(getattr(self, name))
        found.update(self.comparison_fields())
        for name, value in more.items():
            found[name] = value
        return f"?{found.urlencode()}"

    def comparison_fields(self) -> dict[str, str]:
        """The parameters of the comparison; none for the usual one."""
        if self.compare == "own" and self.own is not None:
            return {
                "compare": "own",
                "compare_from": self.own.start.isoformat(),
                "compare_to": self.own.end.isoformat(),
            }
        return {"compare": self.compare} if self.compare in ("year", "none") else {}

    def within(self, period: Period) -> Self:
        """The same parameters with another period."""
        return replace(self, period=period, is_readable=True)


def parse_request(answers: QueryDict) -> ReportRequest:
    """Parse the parameters of a query string."""
    first, last = _day(answers.get("from")), _day(answers.get("to"))
    period, is_readable = last_quarter(clock.today()), True
    if first or last or answers.get("from") or answers.get("to"):
        period, is_readable = _period(first, last)
    language = answers.get("language", "")
    compare, own, is_own_readable = _comparison(answers)
    return ReportRequest(
        period,
        _id(answers.get("organisation")),
        _id(answers.get("district")),
        language if language in _LANGUAGES else (get_language() or "hi")[:2],
        is_readable and is_own_readable,
        compare,
        own,
    )


def presets(question: ReportRequest) -> list[tuple[str, Any, bool]]:
    """(query string, label, is current) of common periods, and of those that the network has published. One query."""
    today = clock.today()
    last_month = month_of(today.replace(day=1) - dt.timedelta(days=1))
    spans = [
        (last_quarter(today), _("last quarter")),
        (financial_year(today), _("this financial year")),
        (financial_year(today.replace(day=1) - dt.timedelta(days=366)), _("last financial year")),
        (last_month, _("last month")),
        *((span, _published_words(span)) for span in published_periods()),
    ]
    return [(question.within(span).query(), words, span == question.period) for span, words in spans]


def _published_words(span: Period) -> Any:
    """Whole financial years as "2021–24", other days as they are."""
    is_whole = financial_year(span.start).start == span.start and financial_year(span.end).end == span.end
    if not is_whole:
        return format_lazy(_("published report, {days}"), days=days_in_words(span))
    return format_lazy(_("published report, {days}"), days=years_words(span))


def filter_form(question: ReportRequest, offices: Sequence[Organisation], *, compares: bool = False) -> forms.Form:
    """The filter form with the current parameters; `offices`: organisations to choose from. One query.

    `compares`: with the questions with which period to compare.
    """
    form = forms.Form(auto_id="filter_%s")
    form.initial = {
        "from": question.period.start,
        "to": question.period.end,
        "organisation": str(question.organisation or ""),
        "district": str(question.district or ""),
    }
    form.fields["from"], form.fields["to"] = day(_("From")), day(_("To"))
    if len(offices) > 1:
        pairs = [(str(row.id), row.name) for row in offices if row.kind == "member"]
        form.fields["organisation"] = choice(_("Organisation"), pairs, empty=_("all"))
    held = OrganisationDistrict.objects.filter(organisation__in=offices).select_related("district")
    districts = {str(row.district_id): row.district.name for row in held}
    if len(districts) > 1:
        pairs = sorted(districts.items(), key=lambda pair: pair[1])
        form.fields["district"] = choice(_("District"), pairs, empty=_("all"))
    if compares:
        _add_comparison(form, question)
    return form


def _add_comparison(form: forms.Form, question: ReportRequest) -> None:
    form.fields["compare"] = choice(_("Compare with"), _COMPARE, empty=_("the period before"))
    shown = question.compared_with
    form.fields["compare_from"], form.fields["compare_to"] = day(_("Compare from")), day(_("Compare to"))
    form.initial = {
        **form.initial,
        "compare": question.compare if question.compare != "before" else "",
        "compare_from": shown.start if shown else None,
        "compare_to": shown.end if shown else None,
    }


def offices_of(by: Actor) -> list[Organisation]:
    """Organisations that this reader may filter by. One query."""
    return list(Organisation.objects.filter(id__in=by.reach(Permission.REPORTS_SEE).row_organisations))


def _period(first: dt.date | None, last: dt.date | None) -> tuple[Period, bool]:
    usual = last_quarter(clock.today())
    start, end = first or usual.start, last or (clock.today() if first else usual.end)
    if end < start or start < _EARLIEST or end > _LATEST:
        return usual, False
    return Period(start, end), first is not None and last is not None


def _comparison(answers: QueryDict) -> tuple[str, Period | None, bool]:
    """(kind, own period, is readable). Days alone do nothing: the form always sends those that it shows."""
    kind = answers.get("compare", "before")
    if kind != "own":
        return (kind if kind in dict(_COMPARE) else "before"), None, True
    first, last = _day(answers.get("compare_from")), _day(answers.get("compare_to"))
    if first is None or last is None or not _EARLIEST <= first <= last <= _LATEST:
        return "before", None, False
    return "own", Period(first, last), True


def _day(text: str | None) -> dt.date | None:
    if not text:
        return None
    try:
        return parse_date(text[:40])
    except Problem:
        return None


def _id(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None
